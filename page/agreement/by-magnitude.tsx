/** Agreement of people, and of people with the machine, by the magnitude of the sources. */
import { useSignal } from '@preact/signals'
import type { FieldRows } from '../../src/viewing/index.js'
import { type AgreementBin, agreementByMagnitude } from '../../src/votes/index.js'
import type { LabelledField } from './labelled.js'

interface Props {
  readonly labelled: LabelledField
  readonly rows: FieldRows
}

export function ByMagnitude({ labelled: { found, rowOf }, rows }: Props) {
  const filters = Object.keys(rows.magnitudes)
  const chosen = useSignal(filters.find((name) => /555|606|V/.test(name)) ?? filters[0])
  if (filters.length === 0) return null
  const magnitudes = rowOf.map((row) => rows.magnitudes[chosen.value][row])
  const machine = rows.machine ? rowOf.map((row) => rows.machine!.classes[row]) : undefined
  const bins = agreementByMagnitude(found, magnitudes, machine)
  return (
    <section class="agreement-magnitude">
      <label>
        By magnitude{' '}
        <select
          value={chosen.value}
          onChange={({ currentTarget }) => {
            chosen.value = currentTarget.value
          }}
        >
          {filters.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {bins.length === 0 ? (
        <p class="soft">30 labelled sources with a magnitude are needed.</p>
      ) : (
        <Bins {...{ bins }} filter={chosen.value} hasMachine={machine !== undefined} />
      )}
    </section>
  )
}

interface BinsProps {
  readonly bins: readonly AgreementBin[]
  readonly filter: string
  readonly hasMachine: boolean
}

function Bins({ bins, filter, hasMachine }: BinsProps) {
  return (
    <table class="agreement-table">
      <thead>
        <tr>
          <th scope="col">{filter}</th>
          <th scope="col">Two people agree</th>
          {hasMachine && <th scope="col">People and machine agree</th>}
        </tr>
      </thead>
      <tbody>
        {bins.map(({ low, high, nVoted, people, nMachine, machine }) => (
          <tr key={low}>
            <th scope="row">
              {low.toFixed(1)} to {high.toFixed(1)}
            </th>
            <Share share={people} n={nVoted} />
            {hasMachine && <Share share={machine} n={nMachine} />}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Share({ share, n }: { share: number; n: number }) {
  if (n === 0) return <td class="soft">–</td>
  return (
    <td>
      <span class="agreement-bar" style={{ '--width': `${(100 * share).toFixed(1)}%` }} />
      {Math.round(100 * share)} % <span class="soft">of {n}</span>
    </td>
  )
}
