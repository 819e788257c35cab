/** Tables of results: a row a record, written with as many digits as mean something. */
import { type Column, Table } from './table.js'
import { typedColumn } from './typed.js'

/** One row; NaN and undefined are empty cells. */
export type TableRecord = Readonly<Record<string, string | number | undefined>>

/** What is behind a measured number is known to fewer digits. */
const DIGITS = 6

/**
 * @param records all with the same keys, which become the columns
 * @returns numbers to six digits, whole ones to the last; without records a table without columns
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
