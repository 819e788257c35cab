/** Finds the column of human classes in a catalogue, and reads it. */
import type { Notes } from '../notes.js'
import { type Column, numbersOf, type Table } from '../tables/index.js'
import { type ClassScheme, classCounts, classesOf, classOf } from './classes.js'
import { CLASS_COLUMNS, columnOf } from './known-columns.js'

/** Where to look for human classes. */
export interface ClassQuery {
  table: Table
  /** Layout of the catalogue, e.g. `legus/ngc1566`. */
  layout: string
  /** Codes of the layout. */
  scheme: ClassScheme
  /** Column that the user names. */
  asked?: string
  /** Gets a line that says which column was taken, or why none was. */
  notes: Notes
}

/**
 * The human class of each row, if the catalogue has a column of them. In a table of an unknown
 * program a column `class` may mean something else. If its values are not classes it is not taken,
 * and a note says so.
 *
 * @throws InputError if the column that the user names, or the column of a known layout, holds
 *   other codes
 */
export function classifiedBy({ table, layout, scheme, asked, notes }: ClassQuery): {
  humanClass?: Uint8Array
} {
  const found = CLASS_COLUMNS.map((name) => columnOf(table, name)).find((column) => column)
  const column = asked ? table.column(asked) : found
  if (!column) return {}
  const where = `${table.meta.source ?? 'table'}, column ${column.name}`
  const surprise = surpriseIn(column, scheme)
  const sure = asked || layout.startsWith('legus') || layout === 'phangs'
  if (surprise !== undefined && !sure) {
    notes.doubt(`no human classes: column ${column.name} has ${surprise}, not ${scheme.name}`)
    return {}
  }
  const humanClass = classesOf(numbersOf(column, where), scheme, where)
  const [unseen, ...counts] = classCounts(humanClass)
  notes.say(`human classes: ${column.name}, ${counts.join('/')} of 1-4, ${unseen} not inspected`)
  return { humanClass }
}

/** A value that is not a code of the scheme, for the note. */
function surpriseIn(column: Column, scheme: ClassScheme): string | undefined {
  const [first] = column.values
  if ((column.width ?? 1) !== 1) return 'vectors'
  if (typeof first === 'string') return `"${first}"`
  const surprise = numbersOf(column).find((value) => classOf(value, scheme) === undefined)
  return surprise === undefined ? undefined : `"${surprise}"`
}
