/** What is added to a table that a user gave: new columns, and lines of its history. */
import { InputError } from '../errors.js'
import { type Column, Table } from './table.js'

/**
 * Refuses to add columns that are there. Names that differ in case alone are the same, as they are
 * in FITS tables.
 *
 * @throws InputError if the table has one of them
 */
export function refuseTaken(table: Table, columns: readonly Column[]): void {
  const names = new Set(table.names.map((name) => name.toLowerCase()))
  const taken = columns.map(({ name }) => name).filter((name) => names.has(name.toLowerCase()))
  if (taken.length === 0) return
  throw new InputError({
    what: `the catalogue already has ${taken.join(', ')}`,
    where: table.meta.source,
    remedy:
      'name the new columns otherwise with --prefix, or give the catalogue that it was made from',
  })
}

/** The table with more lines of history, behind those of an earlier run. */
export function withHistoryLines(table: Table, lines: readonly string[]): Table {
  return new Table(table.columns, { ...table.meta, history: [...earlierHistory(table), ...lines] })
}

/** The lines that a file has about what was done before. */
export function earlierHistory({ meta: { history, attributes } }: Table): readonly string[] {
  if (history) return history
  const lines = attributes?.history
  if (!Array.isArray(lines)) return []
  return lines.filter((line) => typeof line === 'string')
}
