import type { Column, Table } from '../tables/index.js'

/** The column of this name as it is, else without regard to case: programs differ in that alone. */
export function columnOf(table: Table, name: string): Column | undefined {
  const lower = name.toLowerCase()
  return (
    table.columns.find((column) => column.name === name) ??
    table.columns.find((column) => column.name.toLowerCase() === lower)
  )
}
