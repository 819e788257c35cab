/** Finds the column of human classes in a catalogue, and reads it. */
import { Notes, rowsSaid, rowsWhere } from '../notes.js'
import { type Column, cellKind, numbersOf, type Table, textIn } from '../tables/index.js'
import { type ClassScheme, classCounts, classesOf, classOf } from './classes.js'
import { askedColumn, CLASS_COLUMNS, columnOf } from './known-columns.js'

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

/** If more than this share of the codes are no classes, the column does not hold classes. */
const LARGEST_SHARE_BAD = 0.1

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
  const column = asked ? askedColumn(table, asked) : found
  if (!column) return {}
  const where = table.meta.source ?? 'table'
  const surprise = surpriseIn(column, scheme)
  const sure = asked || layout.startsWith('legus') || layout === 'phangs'
  if (surprise !== undefined && !sure) {
    notes.doubt(`no human classes: column ${column.name} has ${surprise}, not ${scheme.name}`)
    return {}
  }
  const humanClass = columnClasses(column, scheme, where, notes)
  const [unseen, ...counts] = classCounts(humanClass)
  notes.say(`human classes: ${column.name}, ${counts.join('/')} of 1-4, ${unseen} not inspected`)
  return { humanClass }
}

/**
 * The classes in a column. A few cells that are no classes cost their rows, which count as not
 * inspected.
 *
 * @param source name of the table, for messages
 * @param notes gets a doubt that counts such cells
 * @throws InputError if more than a tenth of the codes are no classes, or most cells no numbers
 * @example columnClasses(table.column('class'), PLAIN_SCHEME, 'a.tab', notes)
 */
export function columnClasses(
  column: Column,
  scheme: ClassScheme,
  source: string,
  notes: Notes,
): Uint8Array {
  const where = `${source}, column ${column.name}`
  const codes = numbersOf(column, where, notes)
  const bad = strangeRows(codes, scheme)
  if (bad.length === 0 || isTooMany(bad, codes)) return classesOf(codes, scheme, where)
  const seen = [...new Set(bad.map((row) => codes[row]))].slice(0, 3).join(', ')
  notes.doubt(
    `column ${column.name}: ${rowsSaid(bad, codes.length)} hold no class (${seen}); ` +
      'they count as not inspected',
  )
  const known = codes.slice()
  for (const row of bad) known[row] = Number.NaN
  return classesOf(known, scheme, where)
}

function strangeRows(codes: Float64Array, scheme: ClassScheme): number[] {
  return rowsWhere(codes.length, (row) => classOf(codes[row], scheme) === undefined)
}

function isTooMany(bad: readonly number[], codes: Float64Array): boolean {
  const nGiven = codes.reduce((n, code) => (Number.isNaN(code) ? n : n + 1), 0)
  return bad.length > LARGEST_SHARE_BAD * nGiven
}

/** What a column has instead of classes, for the note. */
function surpriseIn(column: Column, scheme: ClassScheme): string | undefined {
  const kind = cellKind(column)
  if (kind === 'nothing') return undefined
  if (kind === 'text') return /"[^"]*"/.exec(textIn(column.values as string[]))![0]
  if (kind !== 'numbers') return kind
  const codes = numbersOf(column, undefined, new Notes())
  const bad = strangeRows(codes, scheme)
  return bad.length > 0 && isTooMany(bad, codes) ? `"${codes[bad[0]]}"` : undefined
}
