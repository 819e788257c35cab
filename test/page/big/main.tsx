/** The views of the field and of the table before a large field that is made up. */
import { signal } from '@preact/signals'
import { render } from 'preact'
import { SkyView } from '../../../page/sky/index.js'
import { TableView } from '../../../page/table/index.js'
import type { ViewName } from '../../../page/view.js'
import type { LabelEvent } from '../../../src/votes/index.js'
import '../../../page/page.css'
import { bigField } from './big-field.js'

const asked = new URLSearchParams(location.search)
const nRows = Number(asked.get('rows') ?? 100_000)
const field = bigField(nRows, Number(asked.get('side') ?? 20_000))
const [description, rows] = await Promise.all([field.describe(), field.rows()])
const events = signal<readonly LabelEvent[]>([])
const opinions = signal(!asked.has('blind'))
const place = signal<{ view: ViewName; row: number | null }>({
  view: (asked.get('view') ?? 'field') as ViewName,
  row: null,
})
const desk = {
  person: 'anna',
  events: async () => events.value,
  next: async () => [],
  save: async (event: LabelEvent) => {
    events.value = [...events.value, event]
  },
}
const goTo = (row: number, view: ViewName = 'label') => {
  place.value = { view, row }
}
/** What the test reads and does. */
Object.assign(window, { field, place, events, opinions })
document.documentElement.dataset.theme = asked.get('theme') ?? 'dark'

function App() {
  const { view, row } = place.value
  const props = { ...{ field, description, rows, desk, events, row, goTo, opinions } }
  return (
    <>
      <main class="view" hidden={view !== 'field'}>
        <SkyView {...props} active={view === 'field'} />
      </main>
      <main class="view" hidden={view !== 'table'}>
        <TableView {...props} active={view === 'table'} />
      </main>
      <main class="view" hidden={view !== 'label'}>
        <p class="notice">row {row === null ? 'none' : row + 1}</p>
      </main>
    </>
  )
}

render(<App />, document.getElementById('app')!)
