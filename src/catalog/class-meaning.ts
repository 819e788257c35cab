/**
 * What the classes in a column are, where they are not the four of this field: `classify` writes it
 * into the description of the column, which ECSV, FITS (TCOMMn) and VOTable keep.
 */
import { InputError } from '../errors.js'
import type { Column, Table } from '../tables/index.js'
import { type ClassList, classEntries, classListOf, entriesOf } from './class-list.js'
import { columnOf } from './known-columns.js'

const OPENING = 'classes '

/**
 * The description of a column with these classes: JSON, in ASCII for FITS.
 *
 * @example meaningText(list) // 'classes [{"label":"star","cluster":false}, ...]'
 */
export function meaningText(list: ClassList): string {
  const escaped = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
  return OPENING + JSON.stringify(entriesOf(list)).replace(/[^ -~]/g, escaped)
}

/**
 * The classes that a column says it has; undefined where it says nothing.
 *
 * @throws InputError if what it says is damaged
 */
export function meaningIn({ name, description = '' }: Column, source: string) {
  if (!description.startsWith(`${OPENING}[`)) return undefined
  const found = classEntries.safeParse(jsonOf(description.slice(OPENING.length)))
  if (found.success) return classListOf(found.data)
  throw new InputError({
    what: 'the description of the classes is damaged',
    where: `${source}, column ${name}`,
    got: description.slice(0, 60),
    remedy: 'classify again, or say the classes with --classes',
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * How many classes the columns of probabilities beside `NAME_class` are of, `NAME_p1` and so on;
 * undefined without them.
 */
export function nClassesBeside(table: Table, column: string): number | undefined {
  const prefix = /^(.+)_class$/i.exec(column)?.[1]
  if (prefix === undefined) return undefined
  let n = 0
  while (columnOf(table, `${prefix}_p${n + 1}`)) n++
  return n > 1 ? n : undefined
}

/** A column of classes of one's own in a file that cannot say what they are, such as CSV. */
export function unknownMeaning(
  source: string,
  column: string,
  got: string,
  remedy = 'give the recipe or the model to --classes',
): InputError {
  return new InputError({
    what: "classes of one's own, and the file does not say what they are",
    where: `${source}, column ${column}`,
    expected: 'the four classes 1-4, or a table in ECSV, FITS or VOTable, which keep it',
    got,
    remedy,
  })
}
