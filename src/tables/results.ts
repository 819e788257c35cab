/** Tables of results: one row per record, with as many digits as are known. */
import { NumberTexts } from './cell-texts.js'
import { type Column, Table } from './table.js'
import { typedColumn } from './typed.js'

/** One row: values by the names of their columns. NaN and undefined become empty cells. */
export type TableRecord = Readonly<Record<string, string | number | undefined>>

/** No measured number here is known to more digits. */
const DIGITS = 6

/**
 * A table of records. Numbers are rounded to six digits; whole numbers keep all digits.
 *
 * @param records rows, all with the same keys, which become the columns
 * @returns a table; without records it has no columns
 * @example csvText(tableOfRecords([{ field: 'ngc1566', n: 1061, accuracy: 0.64750235 }]))
 * // 'field,n,accuracy\nngc1566,1061,0.647502\n'
 */
export function tableOfRecords(records: readonly TableRecord[]): Table {
  const names = Object.keys(records[0] ?? {})
  const columns = names.map(
    (name): Column =>
      typedColumn(
        name,
        records.map((record) => cellOf(record[name])),
      ),
  )
  return new Table(columns)
}

function cellOf(value: string | number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return ''
  if (typeof value === 'string' || Number.isInteger(value)) return String(value)
  return String(rounded(value))
}

/**
 * A column of many results, as {@link tableOfRecords} makes it of one key of its records, without a
 * record for each row.
 *
 * @param values texts, or numbers with NaN for empty cells
 * @example resultColumn('n', [1061, Number.NaN]).text.at(0) // '1061'
 */
export function resultColumn(name: string, values: readonly string[] | ArrayLike<number>): Column {
  if (typeof values[0] === 'string') return textColumn(name, values as readonly string[])
  const n = values.length
  const numbers = new Float64Array(n)
  const missing = new Uint8Array(n)
  let [nMissing, isWhole] = [0, true]
  for (let row = 0; row < n; row++) {
    const given = values[row] as number
    const value = Number.isInteger(given) ? given : rounded(given)
    const isGone = Number.isNaN(value)
    numbers[row] = value
    missing[row] = isGone ? 1 : 0
    nMissing += missing[row]
    if (!isGone && value !== (value | 0)) isWhole = false
  }
  return {
    ...{ name, text: new NumberTexts(numbers, nMissing > 0 ? missing : undefined) },
    // NaN, which stands where a value is missing, becomes 0.
    values: isWhole && nMissing < n ? new Int32Array(numbers) : numbers,
    ...(nMissing > 0 && { missing }),
  }
}

/** Most columns of text, such as a field's name, hold one word. */
function textColumn(name: string, text: readonly string[]): Column {
  const isOne = text.length > 1 && text.every((word) => word === text[0])
  const one = isOne ? typedColumn(name, [text[0]]) : undefined
  if (!one || !Array.isArray(one.values) || one.missing) return typedColumn(name, text)
  return { ...one, values: new Array(text.length).fill(one.values[0]), text }
}

/**
 * A number with six digits. Where the seventh could be a 5 followed by nothing, the slow way
 * decides, which knows all digits.
 */
function rounded(value: number): number {
  const size = Math.abs(value)
  if (size >= 1e-5 && size < 1e6) {
    const scale = scaleOf(size)
    const scaled = size * scale
    const whole = Math.floor(scaled)
    if (Math.abs(scaled - whole - 0.5) > 1e-6) {
      const near = (scaled - whole > 0.5 ? whole + 1 : whole) / scale
      return value < 0 ? -near : near
    }
  }
  return Number(value.toPrecision(DIGITS))
}

/** The power of ten that brings a size from 1e-5 to 1e6 to six digits before the point. */
function scaleOf(size: number): number {
  let power = 0
  while (size * POWERS[power] < 10 ** (DIGITS - 1)) power++
  return POWERS[power]
}

/** Powers of ten that float64 holds exactly. */
const POWERS = Array.from({ length: 2 * DIGITS }, (_, power) => 10 ** power)
