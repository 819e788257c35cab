/**
 * From text to typed columns and back: the rules that CSV, white-space tables and ECSV share.
 *
 * A column read from text is integer if every value is one that int32 or int64 holds exactly, else
 * float64 if every value is a number, else boolean, else string. Integers beyond int64 stay
 * strings, since float64 would change their digits. The text itself stays in `column.text`, so that
 * `007` and `1.000e+06` are written back as they were.
 */
import type { Column, ColumnValues } from './table.js'

const INTEGER = /^[+-]?\d+$/
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/
const INFINITE = /^([+-]?)inf(?:inity)?$/i
const NAN = /^[+-]?nan$/i
const BOOLEAN = /^(?:true|false)$/i
const ABSENT = /^(?:|--|null|n\/a)$/i

/** What a word is, as bits, so that a column's kinds are their sum. */
const KIND = { absent: 1, nan: 2, integer: 4, number: 8, boolean: 16, text: 32 }
const NUMERIC = KIND.integer | KIND.number | KIND.nan

/** What one word is by itself; it has no blanks around it. */
function kindOf(word: string): number {
  if (INTEGER.test(word)) return KIND.integer
  if (NUMBER.test(word)) return Number.isFinite(parseNumber(word)) ? KIND.number : KIND.text
  if (ABSENT.test(word)) return KIND.absent
  if (NAN.test(word)) return KIND.nan
  if (INFINITE.test(word)) return KIND.number
  return BOOLEAN.test(word) ? KIND.boolean : KIND.text
}

/** Whether a word reads as a number, NaN and infinity included. */
export function isNumeric(word: string): boolean {
  return (kindOf(word.trim()) & NUMERIC) !== 0
}

/** A word that {@link isNumeric} as float64; Fortran's `1.5D3` is 1500. */
export function parseNumber(word: string): number {
  const value = Number(word)
  if (!Number.isNaN(value)) return value
  const infinite = INFINITE.exec(word)
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity
  return Number(word.replace(/[dD]/, 'e'))
}

/** Where text says nothing about emptiness by itself, the format's own knowledge of it. */
export interface TextHints {
  unit?: string
  description?: string
  /** Rows whose empty text is a string of length 0 and not a missing value (`""` in CSV). */
  emptyStrings?: ReadonlySet<number>
}

/**
 * A column of the narrowest type that holds all of `text` exactly.
 *
 * Missing are: the empty text, `--`, `null` and `N/A` among numbers or booleans; `nan` among
 * integers (among floats it is NaN); only the empty text among strings, where `null` may be a name.
 * A column without any value is float64, all missing.
 *
 * @example typedColumn('id', ['007', '12']).values // Int32Array [7, 12]; text stays ['007', '12']
 */
export function typedColumn(name: string, text: readonly string[], hints: TextHints = {}): Column {
  const { unit, description, emptyStrings } = hints
  const labels = { name, ...(unit && { unit }), ...(description && { description }) }
  const kinds = new Uint8Array(text.length)
  let seen = 0
  for (let row = 0; row < text.length && seen < KIND.text; row++) {
    kinds[row] = kindOf(text[row].trim())
    seen |= kinds[row]
  }
  const onlyEmpty = emptyStrings !== undefined && seen === KIND.absent
  const values = onlyEmpty ? undefined : valuesOf(text, kinds, seen)
  if (values) {
    const gone = values instanceof Float64Array ? KIND.absent : KIND.absent | KIND.nan
    const missing = kinds.map((kind) => (kind & gone ? 1 : 0))
    return { ...labels, values, ...(missing.includes(1) && { missing }), text }
  }
  const gone = text.map((cell, row) => cell === '' && !emptyStrings?.has(row))
  return { ...labels, values: [...text], ...missingRows(gone), text }
}

/** `{ missing }` if any row is missing, else nothing: the form a {@link Column} wants. */
export function missingRows(gone: readonly boolean[]): { missing?: Uint8Array } {
  return gone.includes(true) ? { missing: Uint8Array.from(gone, Number) } : {}
}

/** Undefined if the words can only be strings. */
function valuesOf(text: readonly string[], kinds: Uint8Array, seen: number) {
  if (seen & KIND.text) return undefined
  if (seen & KIND.boolean) {
    return seen & NUMERIC ? undefined : text.map((cell) => /^\s*true\s*$/i.test(cell))
  }
  if (seen & KIND.integer && !(seen & KIND.number)) return integers(text, kinds)
  const values = new Float64Array(text.length)
  for (let row = 0; row < text.length; row++) {
    const isNumber = kinds[row] & (KIND.integer | KIND.number)
    values[row] = isNumber ? parseNumber(text[row].trim()) : Number.NaN
  }
  return values
}

function integers(text: readonly string[], kinds: Uint8Array): ColumnValues | undefined {
  const wide = kinds.some((kind, row) => {
    const value = kind === KIND.integer ? Number(text[row]) : 0
    return value < -(2 ** 31) || value >= 2 ** 31
  })
  if (!wide) {
    return Int32Array.from(text, (cell, row) => (kinds[row] === KIND.integer ? Number(cell) : 0))
  }
  const big = text.map((cell, row) => (kinds[row] === KIND.integer ? toBigInt(cell.trim()) : 0n))
  const exact = big.every((value) => BigInt.asIntN(64, value) === value)
  return exact ? BigInt64Array.from(big) : undefined
}

/** `BigInt` of JavaScript refuses a leading plus. */
export function toBigInt(word: string): bigint {
  return BigInt(word.replace(/^\+/, ''))
}
