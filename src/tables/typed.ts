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

type Kind = 'absent' | 'nan' | 'integer' | 'number' | 'boolean' | 'text'

/** What one word is by itself; blanks around it do not count. */
function kindOf(word: string): Kind {
  if (INTEGER.test(word)) return 'integer'
  if (NUMBER.test(word)) return Number.isFinite(parseNumber(word)) ? 'number' : 'text'
  if (ABSENT.test(word)) return 'absent'
  if (NAN.test(word)) return 'nan'
  if (INFINITE.test(word)) return 'number'
  return BOOLEAN.test(word) ? 'boolean' : 'text'
}

/** Whether a word reads as a number, NaN and infinity included. */
export function isNumeric(word: string): boolean {
  const kind = kindOf(word.trim())
  return kind === 'integer' || kind === 'number' || kind === 'nan'
}

/** A word that {@link isNumeric} as float64; Fortran's `1.5D3` is 1500. */
export function parseNumber(word: string): number {
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
  const words = text.map((cell) => cell.trim())
  const kinds = words.map(kindOf)
  const { unit, description, emptyStrings } = hints
  const labels = { name, ...(unit && { unit }), ...(description && { description }) }
  const onlyEmpty = emptyStrings !== undefined && kinds.every((kind) => kind === 'absent')
  const values = onlyEmpty ? undefined : valuesOf(words, kinds)
  if (values) {
    const floats = values instanceof Float64Array
    const gone = kinds.map((kind) => kind === 'absent' || (kind === 'nan' && !floats))
    return { ...labels, values, ...missingRows(gone), text }
  }
  const gone = text.map((cell, row) => cell === '' && !emptyStrings?.has(row))
  return { ...labels, values: [...text], ...missingRows(gone), text }
}

/** `{ missing }` if any row is missing, else nothing: the form a {@link Column} wants. */
export function missingRows(gone: readonly boolean[]): { missing?: Uint8Array } {
  return gone.includes(true) ? { missing: Uint8Array.from(gone, Number) } : {}
}

/** Undefined if the words can only be strings. */
function valuesOf(words: readonly string[], kinds: readonly Kind[]): ColumnValues | undefined {
  const seen = new Set(kinds)
  if (seen.has('text')) return undefined
  if (seen.has('boolean')) {
    if (seen.has('integer') || seen.has('number') || seen.has('nan')) return undefined
    return words.map((word) => word.toLowerCase() === 'true')
  }
  if (seen.has('integer') && !seen.has('number')) return integers(words, kinds)
  return Float64Array.from(words, (word, row) =>
    kinds[row] === 'absent' || kinds[row] === 'nan' ? Number.NaN : parseNumber(word),
  )
}

function integers(words: readonly string[], kinds: readonly Kind[]): ColumnValues | undefined {
  const small = Int32Array.from(words, (word, row) => (kinds[row] === 'integer' ? Number(word) : 0))
  if (small.every((value, row) => kinds[row] !== 'integer' || value === Number(words[row]))) {
    return small
  }
  const big = words.map((word, row) => (kinds[row] === 'integer' ? toBigInt(word) : 0n))
  const exact = big.every((value) => BigInt.asIntN(64, value) === value)
  return exact ? BigInt64Array.from(big) : undefined
}

/** `BigInt` of JavaScript refuses a leading plus. */
export function toBigInt(word: string): bigint {
  return BigInt(word.replace(/^\+/, ''))
}
