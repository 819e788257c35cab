/** The ids of a catalogue's rows, by which tables of the same objects are joined. */
import { InputError } from '../errors.js'
import { isMissingWord } from '../missing-words.js'
import { type Column, cellText, type Table } from '../tables/index.js'
import { ID_COLUMNS } from './known-columns.js'

/** The column of ids, by the names that known programs give it; undefined if there is none. */
export function idColumn(table: Table): Column | undefined {
  const names = ID_COLUMNS.map((pattern) => table.names.find((name) => pattern.test(name)))
  const name = names.find((found) => found !== undefined)
  return name === undefined ? undefined : table.column(name)
}

/**
 * The cells of a column as ids, one per row; empty where a row has none: two rows without an id are
 * not one object. A program that holds ids as floats writes 12 as `12.0`; here it is `12`.
 */
export function idTexts(column: Column): string[] {
  return Array.from({ length: column.values.length }, (_, row) => {
    const text = cellText(column, row).trim()
    if (column.missing?.[row] || isNoId(text)) return ''
    return /^\d+\.0*$/.test(text) ? text.slice(0, text.indexOf('.')) : text
  })
}

/** Programs write -99, -999, ... where they have no id. No program counts so. */
const NO_ID = /^(?:[+-]?nan|-9{2,}(?:\.0*)?)$/i

function isNoId(text: string): boolean {
  const first = text.charCodeAt(0)
  const isDigit = first >= 48 && first <= 57
  return !isDigit && (isMissingWord(text) || NO_ID.test(text))
}

/**
 * The row of each id. Rows without an id have none.
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
