/** The columns of the table: what stands in them, and what they are sorted by. */
import type { ComponentChildren } from 'preact'
import { ClassMark } from '../class-mark.js'
import type { RowChoice } from '../rows/row-choice.js'
import { flagsSaid, kindOf } from '../rows/row-words.js'

export interface TableColumn {
  readonly key: string
  readonly title: string
  /** Least width, px: with the filters open, all columns of five bands fit in 1440 px. */
  readonly px: number
  /** Width where there is room, px, of a column that takes no share of what is left. */
  readonly roomyPx?: number
  /** Its share of the width that is left. */
  readonly grow: number
  readonly isNumber: boolean
  /** Left out on narrow screens. */
  readonly isWide: boolean
  /** What rows are sorted by: a value for each row. */
  readonly values: () => ArrayLike<number> | readonly string[]
  readonly cell: (row: number) => ComponentChildren
}

export function columnsOf(choice: RowChoice): TableColumn[] {
  const { ids, x, y, ra, dec, magnitudes, machine } = choice.rows
  const hasSky = ra.some((value) => Number.isFinite(value))
  return [
    {
      ...{ key: 'id', title: 'id', px: 70, grow: 1, isNumber: false, isWide: false },
      values: () => ids,
      cell: (row) => <b>{ids[row]}</b>,
    },
    numbers('x', x, 1),
    numbers('y', y, 1),
    ...(hasSky ? [numbers('ra', ra, 5), numbers('dec', dec, 5)] : []),
    ...Object.entries(magnitudes).map(([filter, column]) => numbers(filter, column, 2)),
    ...choice.sources.value.map(({ key, label }) => classColumn(choice, key, label)),
    ...(machine ? [probabilityColumn(choice), flagColumn(machine.flags)] : []),
  ]
}

function numbers(title: string, column: Float64Array, digits: number): TableColumn {
  return {
    ...{ key: title, title, isNumber: true, isWide: true },
    ...(digits > 2 ? { px: 70, roomyPx: 80 } : { px: digits > 1 ? 48 : 52, roomyPx: 58 }),
    grow: 0,
    values: () => column,
    cell: (row) => (Number.isFinite(column[row]) ? column[row].toFixed(digits) : '–'),
  }
}

function classColumn(choice: RowChoice, key: string, title: string): TableColumn {
  const classes = choice.classesOf(key)
  return {
    ...{ key, title, px: 90, grow: 1.4, isNumber: false },
    isWide: key !== choice.source.value,
    values: () => Float64Array.from(classes, (value) => (value > 0 ? value : Number.NaN)),
    cell: (row) => {
      const kind = kindOf(choice, classes[row])
      if (kind.value === 0) return <span class="soft">–</span>
      return (
        <span class="class-cell" title={kind.label}>
          <span class="chip">
            <ClassMark choice={kind} size={12} />
          </span>
          <span class="name">{kind.short ?? kind.label}</span>
        </span>
      )
    },
  }
}

function probabilityColumn(choice: RowChoice): TableColumn {
  const { probabilities } = choice.facts.value
  return {
    ...{ key: 'p', title: 'p', px: 36, grow: 0, isNumber: true, isWide: false },
    values: () => probabilities,
    cell: (row) => (Number.isFinite(probabilities[row]) ? probabilities[row].toFixed(2) : '–'),
  }
}

function flagColumn(flags: Uint32Array): TableColumn {
  return {
    ...{ key: 'flags', title: 'flags', px: 60, grow: 1, isNumber: false, isWide: true },
    values: () => flags,
    cell: (row) => (
      <span class="soft" title={flagsSaid(flags[row])}>
        {flagsSaid(flags[row])}
      </span>
    ),
  }
}
