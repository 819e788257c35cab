/** Which cells a format changes: those of a table are held against what is read again. */
import { rowsWhere } from '../notes.js'
import { hasBlankEnds } from './column-notes.js'
import { type Column, isVector, rowsOf } from './table.js'

/** What of a cell was changed, in the words of a note. */
const CHANGES = {
  missing: 'missing cells',
  nan: 'NaN',
  empty: 'empty texts',
  blanks: 'blanks at the ends of texts',
  lengths: 'lengths of arrays',
  values: 'values',
} as const
type Change = keyof typeof CHANGES

/** A column before it was written and after it was read again. */
export type ColumnPair = readonly [before: Column, after: Column]

/** One kind of change, the columns that have it, and an example. */
export interface LostCells {
  readonly what: string
  readonly pairs: readonly ColumnPair[]
  readonly example: string
}

type Value = number | bigint | string | boolean | null
type Cell = Value | readonly Value[]

/** A cell that was changed. */
interface Changed {
  /** Its index in the table that is written. */
  readonly row: number
  readonly change: Change
  readonly before: Cell
  readonly after: Cell
}

/**
 * What became of the cells, kind by kind.
 *
 * @param columns of the whole table, of which the pairs have the rows with these indices
 */
export function lostCells(
  columns: readonly Column[],
  pairs: readonly ColumnPair[],
  rows: readonly number[],
): LostCells[] {
  const changed = pairs.map((pair) => changedCells(pair, rows))
  return (Object.keys(CHANGES) as Change[]).flatMap((change) => {
    const struck = pairs.flatMap((_, c) =>
      changed[c].some((cell) => cell.change === change) ? [c] : [],
    )
    if (struck.length === 0) return []
    const [c] = struck
    const cells = changed[c].filter((cell) => cell.change === change)
    const example = exampleOf(columns[c], pairs[c][0], cells)
    return { what: CHANGES[change], pairs: struck.map((at) => pairs[at]), example }
  })
}

function changedCells([before, after]: ColumnPair, rows: readonly number[]): Changed[] {
  return rows.flatMap((row, i) => {
    const [was, is] = [cellAt(before, i), cellAt(after, i)]
    const change = changeOf(was, is, before.values instanceof Float32Array)
    return change ? [{ row, change, before: was, after: is }] : []
  })
}

/** A cell; null where it, or a part of it, has no value. A vector without any value is missing. */
function cellAt(column: Column, row: number): Cell {
  const { values, missing, missingParts, offsets, width = 1 } = column
  if (missing?.[row]) return null
  if (!isVector(column)) return values[row]
  const from = offsets ? offsets[row] : row * width
  const to = offsets ? offsets[row + 1] : from + width
  const cell = Array.from({ length: to - from }, (_, k) =>
    missingParts?.[from + k] ? null : values[from + k],
  )
  return !offsets && cell.every((part) => part === null) ? null : cell
}

/** @param isSingle whether the value was a float32, whose digits may be read as float64 */
function changeOf(before: Cell, after: Cell, isSingle: boolean): Change | undefined {
  if (Array.isArray(before) || Array.isArray(after)) {
    if (before === null) return 'missing'
    if (!Array.isArray(before) || !Array.isArray(after)) return 'values'
    if (before.length !== after.length) return 'lengths'
    const changes = before.map((part, k) => changeOf(part, after[k], isSingle))
    return changes.find((change) => change !== undefined)
  }
  return changeOfValue(before as Value, after as Value, isSingle)
}

function changeOfValue(before: Value, after: Value, isSingle: boolean): Change | undefined {
  if (isSame(before, after, isSingle)) return undefined
  if (before === null) return 'missing'
  if (Number.isNaN(before)) return 'nan'
  if (before === '') return 'empty'
  const isBlank = typeof before === 'string' && hasBlankEnds(before)
  return isBlank && (after === null || after === before.trim() || isPartly(before, after))
    ? 'blanks'
    : 'values'
}

/** Whether `after` is `before` without some of the blanks at its ends. */
function isPartly(before: string, after: Value): boolean {
  return typeof after === 'string' && before.includes(after) && after.trim() === before.trim()
}

/** A value of another type is the same if it is the same number, or is written alike. */
function isSame(before: Value, after: Value, isSingle: boolean): boolean {
  if (isSingle && typeof after === 'number') return Object.is(Math.fround(after), before)
  if (Object.is(before, after)) return true
  if (typeof before === 'bigint' && typeof after === 'number') {
    return Number.isInteger(after) && BigInt(after) === before
  }
  const isWritten = typeof before === 'string' || typeof after === 'bigint'
  return isWritten && before !== null && after !== null && String(after) === String(before)
}

/** The changes of one kind in a column: how many cells have it, or the first of them. */
function exampleOf(whole: Column, before: Column, cells: readonly Changed[]): string {
  const [first] = cells
  const { change, row } = first
  const after = said(first.after)
  const sign = SIGNS[change]
  if (!sign || isVector(before) || !cells.every((cell) => said(cell.after) === after)) {
    const name = `${before.name}: ${said(first.before)} is read as ${after}`
    return `${name} in row ${row + 1}`
  }
  const n = rowsWhere(rowsOf(whole), (at) => sign.is(cellAt(whole, at))).length
  const are = n === 1 ? 'is' : 'are'
  return `${before.name}: ${n} ${n === 1 ? sign.one : sign.many} ${are} read as ${after}`
}

/** What a cell is whose value is known by its sign alone. */
const SIGNS: Partial<Record<Change, { one: string; many: string; is: (cell: Cell) => boolean }>> = {
  missing: { one: 'missing cell', many: 'missing cells', is: (cell) => cell === null },
  nan: { one: 'NaN', many: 'NaN', is: (cell) => Number.isNaN(cell) },
  empty: { one: 'empty text', many: 'empty texts', is: (cell) => cell === '' },
}

/** So many letters of a text, and parts of an array, are shown. */
const [N_LETTERS, N_PARTS] = [40, 4]

function said(cell: Cell): string {
  if (cell === null) return 'missing'
  if (Array.isArray(cell)) {
    const parts = cell.slice(0, N_PARTS).map(said)
    return `[${[...parts, ...(cell.length > N_PARTS ? ['...'] : [])].join(', ')}]`
  }
  if (cell === '') return 'an empty text'
  if (Object.is(cell, -0)) return '-0'
  if (typeof cell !== 'string') return String(cell)
  return JSON.stringify(cell.length > N_LETTERS ? `${cell.slice(0, N_LETTERS)}...` : cell)
}
