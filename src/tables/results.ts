/** Tables of results: one row per record, with as many digits as are known. */
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
  return String(Number(value.toPrecision(DIGITS)))
}
