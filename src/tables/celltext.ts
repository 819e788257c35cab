/** The text of a value, such that reading it gives the same value and the same type again. */
import { InputError } from '../errors.js'
import type { Column, Table } from './table.js'

/**
 * One row of a column as text: what the file had if the column was read from text; otherwise the
 * shortest digits that give the value back, floats always with a point or an exponent (`5.0`), `nan`,
 * `inf`, `True`, `False`, and the empty text for a missing value.
 */
export function cellText(column: Column, row: number): string {
  const { text, missing, values } = column
  if (text) return text[row]
  if (missing?.[row]) return ''
  return valueText(values, row)
}

/** The same for value `i` of a column's values, whether or not a text is known. */
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
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits))
    if (Math.fround(shorter) === value) return String(shorter)
  }
  return String(Number(value.toPrecision(9)))
}

/**
 * CSV and white-space tables have one value a cell.
 *
 * @throws InputError naming the first column that holds vectors
 */
export function refuseVectors(table: Table, format: string): void {
  const vector = table.columns.find((column) => (column.width ?? 1) !== 1)
  if (!vector) return
  throw new InputError({
    what: `${format} cannot hold vectors`,
    where: `${table.meta.source ?? 'table'}, column ${vector.name}`,
    expected: 'one value a row',
    got: `${vector.width}`,
    remedy: 'write .fits or .ecsv, or leave the column out',
  })
}
