/** The numbers: all people at once, each pair, each person again, and the machine. */
import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Measure } from '../../src/evaluate/index.js'
import { type AgreementOfPeople, agreementOf, type NamedComparison } from '../../src/votes/index.js'
import type { ViewProps } from '../view.js'
import { ByMagnitude } from './by-magnitude.js'
import type { LabelledField } from './labelled.js'
import { Matrix } from './matrix.js'

type Props = ViewProps & { readonly labelled: ReadonlySignal<LabelledField> }

/** Intervals take a while: they are computed when nobody has pressed a key for so long, ms. */
const QUIET_MS = 400

/** Computed again when labels come; undefined until it is known. */
function useNumbers({ labelled, rows, active }: Props): AgreementOfPeople | undefined {
  const numbers = useSignal<AgreementOfPeople | undefined>(undefined)
  const field = labelled.value
  useEffect(() => {
    if (!active) return undefined
    const compute = () => {
      const machine = rows.machine && field.rowOf.map((row) => rows.machine!.classes[row])
      numbers.value = agreementOf(field.found, machine ?? undefined)
    }
    const timer = setTimeout(compute, numbers.value ? QUIET_MS : 0)
    return () => clearTimeout(timer)
  }, [field, rows, active, numbers])
  return numbers.value
}

export function Numbers(props: Props) {
  const { labelled, rows, description } = props
  const numbers = useNumbers(props)
  const chosen = useSignal<string>('')
  const field = labelled.value
  if (!numbers) return <p class="soft">Computing…</p>
  const { all, pairs, selves, machine } = numbers
  const every = [...pairs, ...selves, ...machine]
  const shown = every.find((one) => nameOf(one) === chosen.value) ?? every[0]
  const groups = [
    ['People with each other', pairs],
    ['People with themselves, in a second blind pass', selves],
    ['People with the machine', machine],
  ] as const
  return (
    <>
      {all && <Summary all={all} nPeople={field.found.people.length} />}
      {every.length === 0 && (
        <p class="soft">Two people must have labelled the same source, or one person twice.</p>
      )}
      <div class="agreement-tables">
        {groups.map(([title, list]) =>
          list.length > 0 ? (
            <Comparisons
              {...{ title, list }}
              shown={shown}
              choose={(one) => {
                chosen.value = nameOf(one)
              }}
            />
          ) : null,
        )}
      </div>
      {shown && <Matrix comparison={shown} choices={description.classes} />}
      <ByMagnitude labelled={field} rows={rows} />
    </>
  )
}

function nameOf({ first, second }: NamedComparison): string {
  return `${first} ${second}`
}

function Summary({
  all,
  nPeople,
}: {
  all: NonNullable<AgreementOfPeople['all']>
  nPeople: number
}) {
  const { fourClasses, twoClasses, n } = all
  return (
    <dl class="agreement-summary">
      <div>
        <dt>Sources with two labels or more</dt>
        <dd>
          {n} <span class="soft">by {nPeople} people</span>
        </dd>
      </div>
      <div>
        <dt>Two people say the same class</dt>
        <dd>
          <Percent of={fourClasses.pairwise} />
        </dd>
      </div>
      <div>
        <dt>Fleiss's kappa</dt>
        <dd>
          <Kappa of={fourClasses.kappa} />
        </dd>
      </div>
      {!Number.isNaN(twoClasses.kappa.value) && (
        <div>
          <dt>Fleiss's kappa, cluster or not</dt>
          <dd>
            <Kappa of={twoClasses.kappa} />
          </dd>
        </div>
      )}
    </dl>
  )
}

function Comparisons(props: {
  title: string
  list: readonly NamedComparison[]
  shown: NamedComparison | undefined
  choose: (one: NamedComparison) => void
}) {
  const { title, list, shown, choose } = props
  return (
    <table class="agreement-table">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">Who</th>
          <th scope="col">Sources</th>
          <th scope="col">Same class</th>
          <th scope="col">Kappa, 95 % interval</th>
        </tr>
      </thead>
      <tbody>
        {list.map((one) => (
          <Line
            key={nameOf(one)}
            {...{ one }}
            isShown={one === shown}
            onChoose={() => choose(one)}
          />
        ))}
      </tbody>
    </table>
  )
}

function Line(props: { one: NamedComparison; isShown: boolean; onChoose: () => void }) {
  const { one, isShown, onChoose } = props
  return (
    <tr class={isShown ? 'shown' : ''}>
      <th scope="row">
        <button
          type="button"
          class="quiet"
          aria-pressed={isShown}
          title="Show the matrix of these two"
          onClick={onChoose}
        >
          {one.first} and {one.second}
        </button>
      </th>
      <td>{one.n}</td>
      <td>
        <Percent of={one.agreement} />
      </td>
      <td>
        <Kappa of={one.kappa} />
      </td>
    </tr>
  )
}

function Kappa({ of }: { of: Measure }) {
  return <Number2 {...{ of }} text={(value) => value.toFixed(2)} />
}

export function Percent({ of }: { of: Measure }) {
  return <Number2 {...{ of }} text={(value) => `${(100 * value).toFixed(0)} %`} />
}

function Number2({ of: { value, interval }, text }: { of: Measure; text(value: number): string }) {
  if (Number.isNaN(value)) {
    return <span title="Both gave one and the same class to all of them">–</span>
  }
  return (
    <>
      {text(value)}
      {interval && (
        <span class="soft">
          {' '}
          ({text(interval.low).replace(' %', '')} to {text(interval.high)})
        </span>
      )}
    </>
  )
}
