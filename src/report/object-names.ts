/** What a candidate is called in the report: its id in the catalogue, or its row number. */
import { idColumn, idTexts } from '../catalog/ids.js'
import type { Table } from '../tables/table.js'

export interface ObjectNames {
  /** The catalogue's column; undefined where rows are counted. */
  readonly column: string | undefined
  /** @example 'id 1402', or 'row 7' counted from 1 */
  readonly of: (row: number) => string
}

/** Names from the column of ids, as the rest of the program knows it; else row numbers. */
export function objectNames(table: Table): ObjectNames {
  const column = idColumn(table)
  const byRow = (row: number) => `row ${row + 1}`
  if (!column || (column.width ?? 1) !== 1) return { column: undefined, of: byRow }
  const ids = idTexts(column)
  return {
    column: column.name,
    of: (row) => (/^(nan)?$/i.test(ids[row]) ? byRow(row) : `id ${ids[row]}`),
  }
}
