/** The ids of a catalogue's rows, by which tables of the same objects are joined. */
import { InputError } from '../errors.js'
import { isMissingWord } from '../missing-words.js'
import { type Notes, rowsSaid, rowsWhere } from '../notes.js'
import { type Column, cellKind, cellText, rowsOf, type Table } from '../tables/index.js'
import { ID_COLUMNS } from './known-columns.js'

/** The column of ids, by the names that known programs give it; undefined if there is none. */
export function idColumn(table: Table): Column | undefined {
  const names = ID_COLUMNS.map((pattern) => table.names.find((name) => pattern.test(name)))
  const name = names.find((found) => found !== undefined)
  return name === undefined ? undefined : table.column(name)
}

/**
 * The ids in a column as the file writes them, one per row; empty where a row has none.
 *
 * @throws InputError if the column holds truth values or vectors
 */
export function givenIds(column: Column, where?: string): string[] {
  const kind = cellKind(column)
  if (kind === 'truth values' || kind === 'vectors') {
    throw new InputError({
      what: `column ${column.name} holds ${kind}`,
      where,
      expected: 'ids',
      remedy: 'name another column with --id',
    })
  }
  const { missing } = column
  return Array.from({ length: rowsOf(column) }, (_, row) => {
    const text = cellText(column, row).trim()
    return missing?.[row] || isNoId(text) ? '' : text
  })
}

/** The doubt about ids that an earlier row has. @param said rows of which it is true */
export function repeatedDoubt(said: string, firstId: string): string {
  return `${said} repeat the id of an earlier row, the first is id ${firstId}`
}

/** Programs write -99, -999, ... where they have no id. No program counts so. */
const NO_ID = /^(?:[+-]?nan|-9{2,}(?:\.0*)?)$/i

function isNoId(text: string): boolean {
  const first = text.charCodeAt(0)
  const isDigit = first >= 48 && first <= 57
  return !isDigit && (isMissingWord(text) || NO_ID.test(text))
}

/**
 * The ids in a column as keys, one per row, empty where a row has none. A program that holds ids as
 * floats writes 12 as `12.0`; here it is `12`.
 */
export function idTexts(column: Column, where?: string): string[] {
  return givenIds(column, where).map((text) =>
    /^\d+\.0*$/.test(text) ? text.slice(0, text.indexOf('.')) : text,
  )
}

/**
 * Says how many rows have no id. They match no row of another table.
 *
 * @param ids as {@link idTexts} gives them
 * @param source name of the table
 */
export function noteWithoutId(ids: readonly string[], source: string, notes: Notes): void {
  const without = rowsWhere(ids.length, (row) => ids[row] === '')
  if (without.length === 0) return
  notes.doubt(`${source}: ${rowsSaid(without, ids.length)} have no id, and match no row`)
}

/**
 * The row of each id. Rows without an id are not among them: a missing value is no key.
 *
 * @param where name of the table, for the error
 * @param remedy what the error tells the user to do
 * @throws InputError if an id repeats
 * @example rowsById(['7', '9'], 'a.csv').get('9') // 1
 */
export function rowsById(
  ids: readonly string[],
  where: string,
  remedy = 'remove one of them',
): Map<string, number> {
  const rows = new Map<string, number>()
  ids.forEach((id, row) => {
    if (id === '') return
    const before = rows.get(id)
    if (before !== undefined) {
      throw new InputError({
        what: `id ${id} repeats`,
        where,
        expected: 'one row per id',
        got: `rows ${before + 1} and ${row + 1}`,
        remedy,
      })
    }
    rows.set(id, row)
  })
  return rows
}
