import type { Column, Table } from '../tables/index.js'

/** The column of this name as it is, else without regard to case: programs differ in that alone. */
export function columnOf(table: Table, name: string): Column | undefined {
  const lower = name.toLowerCase()
  return (
    table.columns.find((column) => column.name === name) ??
    table.columns.find((column) => column.name.toLowerCase() === lower)
  )
}

/**
 * The column that a user means: by its name as {@link columnOf} finds it, else by its number from 1, as
 * papers count the columns of LEGUS catalogues.
 *
 * @throws InputError if there is none, naming the nearest
 * @example askedColumn(table, '36').name // 'class', in the catalogue of NGC 1566
 */
export function askedColumn(table: Table, asked: string): Column {
  const byNumber = /^\d+$/.test(asked) ? table.columns[Number(asked) - 1] : undefined
  return columnOf(table, asked) ?? byNumber ?? table.column(asked)
}
