/** What the machine and other people say of a source: hidden until one has answered. */
import { useComputed } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { flagNames } from '../../src/catalog/index.js'
import { ClassMark } from '../class-mark.js'
import type { Bench } from './bench.js'
import { othersOn } from './own-labels.js'
import { Why } from './why.js'

export function Opinion({ bench }: { bench: Bench }) {
  const { opinions } = bench.props
  const isAfter = bench.settings.showsMachine.value
  const row = bench.question.value?.row
  const last = bench.last.value
  const isAnswered = bench.label.value !== undefined
  const isOpen = row !== undefined && (opinions.value || (isAnswered && isAfter))
  return (
    <section class="opinion" aria-label="Other opinions">
      <label class="check-line">
        <input
          type="checkbox"
          checked={isAfter}
          onChange={() => bench.run({ do: 'machine' })}
          aria-keyshortcuts="M"
        />
        <span>
          <kbd>M</kbd> Machine and others, after my answer
        </span>
      </label>
      <label class="check-line">
        <input
          type="checkbox"
          checked={opinions.value}
          onChange={() => {
            opinions.value = !opinions.value
          }}
        />
        <span>also before it (recorded with the label)</span>
      </label>
      {isOpen && <Said bench={bench} row={row} />}
      {!isOpen && isAfter && last !== undefined && <Said bench={bench} row={last} isLast />}
    </section>
  )
}

/** @param props.isLast the source is not the one on the screen */
function Said({ bench, row, isLast = false }: { bench: Bench; row: number; isLast?: boolean }) {
  const { events, desk } = bench.props
  useEffect(() => bench.machineWasShown(row), [bench, row])
  const others = useComputed(() => othersOn(row, events.value, desk.person, bench.finder)).value
  const own = bench.labels.value.first.get(row)
  return (
    <div class="opinion-box">
      {isLast && (
        <p>
          <span class="soft">Before: source {bench.idOf(row)}.</span> You:{' '}
          {own && shortOf(own.class)}
        </p>
      )}
      <Machine {...{ bench, row }} own={own?.class ?? null} />
      <Why key={row} {...{ bench, row }} />
      {others.map((other) => (
        <p key={other.person}>
          {other.person}: <b>{bench.wordOf(other.class)}</b>
        </p>
      ))}
    </div>
  )
}

/** @param props.own one's own class; null for none */
function Machine({ bench, row, own }: { bench: Bench; row: number; own: number | null }) {
  const { rows, description } = bench.props
  const { machine } = rows
  if (!machine) return <p class="soft">This catalogue has no classes of a machine.</p>
  const value = machine.classes[row]
  const flags = flagNames(machine.flags[row])
  return (
    <>
      <p class={own !== null && value > 0 && own !== value ? 'differs' : ''}>
        Machine: <b>{value === 0 ? 'no class' : bench.wordOf(value)}</b>
      </p>
      {value > 0 && (
        <ul class="bars">
          {description.classes.map((choice, i) => (
            <li key={choice.value}>
              <ClassMark choice={choice} />
              <meter value={machine.probabilities[i]?.[row] ?? 0} aria-label={choice.label} />
              <span class="percent">{percentOf(machine.probabilities[i]?.[row])}</span>
            </li>
          ))}
        </ul>
      )}
      {flags.length > 0 && <p class="soft">Flags: {flags.join(', ').replaceAll('_', ' ')}</p>}
    </>
  )
}

function shortOf(value: number | null): string {
  return value === null ? 'unsure' : `${value}`
}

function percentOf(share: number | undefined): string {
  return share === undefined || Number.isNaN(share) ? '–' : `${Math.round(100 * share)} %`
}
