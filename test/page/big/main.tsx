/** The page before a large field that is made up. The query of the address says what it has. */
import { render } from 'preact'
import { followAddress } from '../../../page/address.js'
import { App } from '../../../page/app.js'
import type { Desk } from '../../../page/desk.js'
import { restoreTheme } from '../../../page/theme.js'
import type { LabelEvent } from '../../../src/votes/index.js'
import '../../../page/page.css'
import { fieldOf } from './tiles-elsewhere.js'

const asked = new URLSearchParams(location.search)
const field = fieldOf(Number(asked.get('rows') ?? 100_000), Number(asked.get('side') ?? 20_000))
const saved: LabelEvent[] = []
const desk: Desk = {
  person: 'anna',
  events: async () => saved,
  next: async () => [],
  save: async (event) => {
    saved.push(event)
  },
}
/** What the test reads. */
Object.assign(window, { field })
restoreTheme()
followAddress()
render(<App find={async () => ({ field, desk })} />, document.getElementById('app')!)
