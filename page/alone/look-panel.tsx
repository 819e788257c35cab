/** From here to the views: look at the sources, label them, and save what was labelled. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Order } from '../../src/asking/index.js'
import type { Home } from '../home.js'
import { type Failure, failureOf } from './calls.js'
import { download } from './download.js'
import type { SaidNote } from './dropped-field.js'
import { keptPerson, personFrom } from './label-names.js'
import { Fault, NotesList } from './notes-list.js'
import type { Work } from './work.js'

const ORDERS: readonly (readonly [Order, string])[] = [
  ['random', 'in random order'],
  ['catalog', 'as the catalogue has them'],
  ['active', 'first what the model is least sure of'],
]

export function LookPanel({ work, onOpen }: { work: Work; onOpen: (home: Home) => void }) {
  const person = useSignal(keptPerson())
  const order = useSignal<Order>('random')
  const failure = useSignal<Failure | null>(null)
  const look = async () => {
    const name = personFrom(person.value)
    failure.value = name
      ? null
      : { message: 'A name is needed: labels are kept under it. Any name will do.' }
    if (!name) return
    const home = await work.home(name, order.value)
    if (home) onOpen(home)
  }
  const canAsk = work.summary.value?.obstacle === undefined
  return (
    <section class="alone-panel look-panel" aria-label="Look and label">
      <h2>Look at the sources, and label them</h2>
      <p class="soft">
        Every band of every source, the whole field, the table. Labels are kept in this browser
        until you save them.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void look()
        }}
      >
        <label>
          Your name{' '}
          <input
            type="text"
            autocomplete="nickname"
            maxLength={80}
            value={person.value}
            onInput={(event) => {
              person.value = event.currentTarget.value
            }}
          />
        </label>
        <label>
          Ask{' '}
          <select
            value={order.value}
            onChange={(event) => {
              order.value = event.currentTarget.value as Order
            }}
          >
            {ORDERS.filter(([one]) => canAsk || one !== 'active').map(([one, word]) => (
              <option key={one} value={one}>
                {word}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Look at them</button>
      </form>
      {failure.value && <Fault failure={failure.value} />}
      <SaveLabels work={work} />
    </section>
  )
}

function SaveLabels({ work }: { work: Work }) {
  const failure = useSignal<Failure | null>(null)
  const notes = useSignal<readonly SaidNote[]>([])
  useEffect(() => {
    void work.countLabels()
  }, [])
  const n = work.nLabels.value
  if (n === 0) return null
  const save = async (make: () => Promise<void>) => {
    failure.value = null
    notes.value = []
    await make().catch((error) => {
      failure.value = failureOf(error)
    })
  }
  const saveLines = async () => download(...(await work.labelLines()))
  const saveVotes = async () => {
    const { bytes, name, notes: said } = await work.votes()
    notes.value = said
    download(bytes, name)
  }
  return (
    <>
      <p class="save-line">
        <span>
          {n.toLocaleString('en')} {n === 1 ? 'event' : 'events'} of labels on this field:
        </span>
        <button type="button" onClick={() => void save(saveLines)}>
          Save the labels (.jsonl)
        </button>
        <button type="button" onClick={() => void save(saveVotes)}>
          Save the votes (.ecsv)
        </button>
      </p>
      <p class="soft">
        A folder with such .jsonl files is what <code>starsift label</code>, <code>train</code> and{' '}
        <code>evaluate</code> read.
      </p>
      <NotesList notes={notes.value} />
      {failure.value && <Fault failure={failure.value} />}
    </>
  )
}
