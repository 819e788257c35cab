/** The row of a marker that was clicked, and the ways to its source and to the table. */
import type { FieldDescription } from '../../src/viewing/index.js'
import { ClassMark } from '../class-mark.js'
import type { RowChoice } from '../rows/row-choice.js'
import { RowStamp } from '../rows/row-stamp.js'
import { kindOf } from '../rows/row-words.js'
import type { ViewProps } from '../view.js'

interface CardProps extends Pick<ViewProps, 'goTo' | 'field'> {
  readonly choice: RowChoice
  readonly description: FieldDescription
  readonly row: number
  readonly onClose: () => void
}

export function RowCard({ choice, description, row, goTo, field, onClose }: CardProps) {
  const { ids, x, y } = choice.rows
  return (
    <section class="card" aria-label={`Row ${row + 1}`}>
      <RowStamp {...{ field, description, row }} side={96} />
      <div>
        <p>
          <b>{ids[row]}</b> <span class="soft">row {row + 1}</span>
        </p>
        <p class="soft">
          x {x[row].toFixed(1)}, y {y[row].toFixed(1)}
        </p>
        <Opinions choice={choice} row={row} />
        <p class="buttons">
          <button type="button" class="main" onClick={() => goTo(row)}>
            Look at it
          </button>
          <button type="button" onClick={() => goTo(row, 'table')}>
            Its row
          </button>
          <button
            type="button"
            aria-pressed={choice.selected.value.has(row)}
            onClick={() => choice.toggle(row)}
          >
            {choice.selected.value.has(row) ? 'Selected' : 'Select'}
          </button>
        </p>
      </div>
      <button type="button" class="quiet close" aria-label="Close" onClick={onClose}>
        ×
      </button>
    </section>
  )
}

/** Who says what, of those whose opinions are shown. */
function Opinions({ choice, row }: { choice: RowChoice; row: number }) {
  const said = choice.sources.value.map(({ key, label }) => {
    return { key, label, kind: kindOf(choice, choice.classesOf(key)[row]) }
  })
  const p = choice.probability(row)
  return (
    <ul class="said">
      {said
        .filter(({ kind }) => kind.value !== 0)
        .map(({ key, label, kind }) => (
          <li key={key}>
            <span class="chip">
              <ClassMark choice={kind} />
            </span>
            {kind.label}
            {key === 'machine' && Number.isFinite(p) ? `, p ${p.toFixed(2)}` : ''}{' '}
            <span class="soft">{label}</span>
          </li>
        ))}
    </ul>
  )
}
