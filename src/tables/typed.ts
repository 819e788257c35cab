/**
 * From text to typed columns and back: rules that CSV, white-space tables and ECSV share.
 *
 * A column is integer if int32 or int64 holds every value exactly. Otherwise it is float64 if every
 * value is a number, otherwise boolean if every value is true or false, otherwise string. Integers
 * beyond int64 stay strings, because float64 would change their digits. `column.text` keeps the
 * text, so `007` and `1.000e+06` are written as they were.
 */
import { InputError } from '../errors.js'
import { type CellTexts, TextSlices, textsOf } from './cell-texts.js'
import { type Column, type ColumnValues, isVector, type Table, vectorSaid } from './table.js'
import { KIND, kindOf, NUMERIC, parseNumber, plainNumber } from './words.js'

/** What a format knows about a column beyond its text. */
export interface TextHints {
  unit?: string
  description?: string
  /** Rows whose empty text is an empty string and not a missing value (`""` in CSV). */
  emptyStrings?: ReadonlySet<number>
}

/**
 * A column of the narrowest type that holds all of `text` exactly.
 *
 * These texts are missing values: in numbers and booleans the empty text and the words of
 * missing-words.ts (`--`, `NA`, `INDEF`, ...); in integers also `nan` (in floats it is NaN); in
 * strings only the empty text, because `null` may be a name. A column without any value is float64,
 * with all values missing.
 *
 * @example typedColumn('id', ['007', '12']).values // Int32Array [7, 12]; text stays ['007', '12']
 */
export function typedColumn(name: string, text: CellTexts, hints: TextHints = {}): Column {
  const { unit, description, emptyStrings } = hints
  const labels = { name, ...(unit && { unit }), ...(description && { description }) }
  const kinds = new Uint8Array(text.length)
  const numbers = new Float64Array(text.length)
  const seen = readCells(text, kinds, numbers)
  const onlyEmpty = emptyStrings !== undefined && seen === KIND.absent
  const values = onlyEmpty ? undefined : valuesOf(text, kinds, seen, numbers)
  if (values) {
    const isFloat = values instanceof Float64Array
    const gone = KIND.absent | KIND.gone | (isFloat ? 0 : KIND.nan)
    const missing = seen & gone ? kinds.map((kind) => (kind & gone ? 1 : 0)) : undefined
    return { ...labels, values, ...(missing && { missing }), text }
  }
  const cells = textsOf(text)
  const gone = cells.map((cell, row) => cell === '' && !emptyStrings?.has(row))
  return { ...labels, values: cells, ...missingRows(gone), text }
}

/** Puts the kinds and the numbers, NaN for other cells, up to the first text; gives all kinds. */
function readCells(text: CellTexts, kinds: Uint8Array, numbers: Float64Array): number {
  let seen = 0
  for (let row = 0; row < kinds.length && seen < KIND.text; row++) {
    let kind: number
    let cell: string | undefined
    if (text instanceof TextSlices) kind = text.plainNumber(row, numbers)
    else {
      cell = text.at(row)!
      kind = plainNumber(cell, 0, cell.length, numbers, row)
    }
    if (kind === 0) {
      const word = (cell ?? text.at(row)!).trim()
      kind = kindOf(word)
      numbers[row] = kind & (KIND.integer | KIND.number) ? parseNumber(word) : Number.NaN
    }
    kinds[row] = kind
    seen |= kind
  }
  return seen
}

/** `{ missing }` if any row has no value, otherwise `{}`: the form that a {@link Column} needs. */
export function missingRows(gone: readonly boolean[]): { missing?: Uint8Array } {
  return gone.includes(true) ? { missing: Uint8Array.from(gone, Number) } : {}
}

/** The values, or undefined if they can only be strings. */
function valuesOf(text: CellTexts, kinds: Uint8Array, seen: number, numbers: Float64Array) {
  const onlyWords = seen & KIND.gone && !(seen & (NUMERIC | KIND.boolean))
  if (seen & KIND.text || onlyWords) return undefined
  if (seen & KIND.boolean) {
    return seen & NUMERIC ? undefined : textsOf(text).map((cell) => /^\s*true\s*$/i.test(cell))
  }
  if (seen & KIND.integer && !(seen & KIND.number)) return integers(text, kinds, numbers)
  return numbers
}

function integers(
  text: CellTexts,
  kinds: Uint8Array,
  numbers: Float64Array,
): ColumnValues | undefined {
  const wide = numbers.some((value) => value < -(2 ** 31) || value >= 2 ** 31)
  // What has no value is NaN, and becomes 0.
  if (!wide) return new Int32Array(numbers)
  const big = textsOf(text).map((cell, row) =>
    kinds[row] === KIND.integer ? toBigInt(cell.trim()) : 0n,
  )
  const exact = big.every((value) => BigInt.asIntN(64, value) === value)
  return exact ? BigInt64Array.from(big) : undefined
}

/** `BigInt` of JavaScript refuses a leading plus. */
export function toBigInt(word: string): bigint {
  return BigInt(word.replace(/^\+/, ''))
}

/**
 * One row of a column as text, from which the same value and type can be read again. It is the text
 * of the file if the column was read from text. Otherwise it is the shortest digits that give the
 * value back, floats always with a point or an exponent (`5.0`), `nan`, `inf`, `True`, `False`, and
 * the empty text for a missing value.
 */
export function cellText(column: Column, row: number): string {
  const { text, missing, values } = column
  if (text) return text.at(row)!
  if (missing?.[row]) return ''
  return valueText(values, row)
}

/** The text of value `i`, without regard to the text of the file. */
export function valueText(values: Column['values'], i: number): string {
  const value = values[i]
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (values instanceof Float32Array) return floatText(value as number, shortestSingle)
  if (values instanceof Float64Array) return floatText(value as number, String)
  return String(value)
}

function floatText(value: number, digits: (value: number) => string): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const text = Object.is(value, -0) ? '-0' : digits(value)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

/** A float32 needs at most nine significant digits. */
function shortestSingle(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e-4 && size < 1) return String(Math.sign(value) * shortestShare(size))
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits))
    if (Math.fround(shorter) === value) return String(shorter)
  }
  return String(Number(value.toPrecision(9)))
}

/**
 * The same of a number from 1e-4 to below 1, such as a probability, without a text for each try.
 * With at most 12 decimals, size x 10^decimals is exact in float64: its 24 bits, and the 28 bits of
 * 5^12, are fewer than 53. So it is rounded as `toPrecision` rounds the number itself, halves up.
 */
function shortestShare(size: number): number {
  const place = size >= 0.1 ? 0 : size >= 0.01 ? 1 : size >= 0.001 ? 2 : 3
  for (let digits = 6; ; digits++) {
    const scale = POWERS[digits + place]
    const shorter = Math.round(size * scale) / scale
    if (digits === 9 || Math.fround(shorter) === size) return shorter
  }
}

/** 10^0 to 10^12, exactly. */
const POWERS = Float64Array.from({ length: 13 }, (_, n) => Number(`1e${n}`))

/**
 * Refuses vectors: CSV and white-space tables have one value per cell.
 *
 * @throws InputError naming the first column that holds vectors
 */
export function refuseVectors(table: Table, format: string): void {
  const vector = table.columns.find(isVector)
  if (!vector) return
  throw new InputError({
    what: `${format} cannot hold vectors`,
    where: `${table.meta.source ?? 'table'}, column ${vector.name}`,
    expected: 'one value a row',
    got: vectorSaid(vector),
    remedy: 'write .fits or .ecsv, or leave the column out',
  })
}

/**
 * Refuses lists of different lengths, for what holds vectors of one length.
 *
 * @param what e.g. `ECSV`
 * @throws InputError naming the first column that holds such lists
 */
export function refuseLists(columns: readonly Column[], what: string, source = 'table'): void {
  const list = columns.find(({ offsets }) => offsets)
  if (!list) return
  throw new InputError({
    what: `${what} cannot hold lists of different lengths`,
    where: `${source}, column ${list.name}`,
    expected: 'as many values in each row',
    remedy: 'write .fits, or leave the column out',
  })
}
