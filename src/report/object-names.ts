/** What a candidate is called in the report: its id in the catalogue, or its row number. */
import type { Table } from '../tables/table.js'

export interface ObjectNames {
  /** The catalogue's column; undefined where rows are counted. */
  readonly column: string | undefined
  /** @example 'id 1402', or 'row 7' counted from 1 */
  readonly of: (row: number) => string
}

const EXACT = ['id', 'ID', 'NUMBER']
const LIKE = /^(id|number|name|source_?id|object_?id|obj_?id|id_.+|.+_id)$/i

/** Names from the column `id`, `ID`, `NUMBER` or the first that reads like one; else row numbers. */
export function objectNames(table: Table): ObjectNames {
  const scalars = table.columns.filter(({ width = 1 }) => width === 1)
  const exact = EXACT.map((name) => scalars.find((column) => column.name === name))
  const column = exact.find(Boolean) ?? scalars.find(({ name }) => LIKE.test(name))
  const byRow = (row: number) => `row ${row + 1}`
  if (!column) return { column: undefined, of: byRow }
  const { values, text, missing } = column
  return {
    column: column.name,
    of: (row) => {
      const said = String(text?.[row] ?? values[row]).trim()
      return missing?.[row] || said === '' || said === 'NaN' ? byRow(row) : `id ${said}`
    },
  }
}
