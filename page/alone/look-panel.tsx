/** From here to the views: look at the sources, label them, and save what was labelled. */
import { useSignal } from '@preact/signals'
import type { Order } from '../../src/asking/index.js'
import type { Home } from '../home.js'
import type { Failure } from './calls.js'
import { keptPerson, personFrom } from './label-names.js'
import { Fault } from './notes-list.js'
import { SaveLabels } from './save-labels.js'
import type { Work } from './work.js'

const ORDERS: readonly (readonly [Order, string])[] = [
  ['random', 'in random order'],
  ['catalog', 'as the catalogue has them'],
  ['active', 'first what the model is least sure of'],
]

export function LookPanel({ work, onOpen }: { work: Work; onOpen: (home: Home) => void }) {
  const failure = useSignal<Failure | null>(null)
  const look = async (words: string, order: Order) => {
    const name = personFrom(words)
    failure.value = name
      ? null
      : { message: 'A name is needed: labels are kept under it. Any name will do.' }
    const home = name && (await work.home(name, order))
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
      <LookForm canAsk={canAsk} onLook={(words, order) => void look(words, order)} />
      {failure.value && <Fault failure={failure.value} />}
      <SaveLabels work={work} />
    </section>
  )
}

interface FormProps {
  /** Whether there is a model that can say of what it is least sure. */
  readonly canAsk: boolean
  onLook(name: string, order: Order): void
}

function LookForm({ canAsk, onLook }: FormProps) {
  const person = useSignal(keptPerson())
  const order = useSignal<Order>('random')
  const orders = ORDERS.filter(([one]) => canAsk || one !== 'active')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onLook(person.value, order.value)
      }}
    >
      <label>
        Your name{' '}
        <input
          {...{ type: 'text', autocomplete: 'nickname', maxLength: 80 }}
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
          {orders.map(([one, word]) => (
            <option key={one} value={one}>
              {word}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">Look at them</button>
    </form>
  )
}
