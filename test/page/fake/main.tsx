/** The page before a made-up field. The query of the address says what the field has. */
import { render } from 'preact'
import { followAddress } from '../../../page/address.js'
import { App } from '../../../page/app.js'
import { restoreTheme } from '../../../page/theme.js'
import { FakeDesk, knobs } from './desk.js'
import { FakeField } from './field.js'
import '../../../page/page.css'

const asked = new URLSearchParams(location.search)
const field = new FakeField({
  nRows: Number(asked.get('rows') ?? 400),
  hasCodes: asked.has('codes'),
  delayMs: Number(asked.get('delay') ?? 0),
  hasMachine: !asked.has('plain'),
})
Object.assign(globalThis, { knobs })
restoreTheme()
followAddress()
const desk = new FakeDesk(asked.get('person') ?? 'anna', field)
// Where the test serves the catalogue as a VOTable.
const table = asked.get('table')
const tableAddress = table === null ? undefined : async () => table
render(<App find={async () => ({ field, desk, tableAddress })} />, document.getElementById('app')!)
