/**
 * A catalogue with names for its columns, and its classes: in a column of its own, or in a column
 * of another table that is joined by id.
 */
import {
  askedColumn,
  type ClassList,
  type ClassScheme,
  columnClasses,
  FOUR_CLASSES,
  findColumn,
  fittedClassesOf,
  idColumn,
  idTexts,
  labelTexts,
  layoutOfNames,
  MOST_CLASSES,
  meaningIn,
  namedLegus,
  namedStarcnetTab,
  nClassesBeside,
  noteWithoutId,
  PLAIN_SCHEME,
  rowsById,
  unknownMeaning,
} from '../catalog/index.js'
import { CommandError, InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import { type Column, cellKind, type Table } from '../tables/index.js'
import { atOnePlace } from './same-place.js'

/** A catalogue whose columns have names. */
export interface NamedCatalogue {
  readonly table: Table
  /** Name of the layout, as in catalog/; `generic` for the catalogue of an unknown program. */
  readonly layout: string
  readonly scheme: ClassScheme
}

/** A column of classes; a user writes `NAME` or `NAME=LABEL`. */
export interface NamedColumn {
  /** A column's name, or its number from 1. */
  readonly column: string
  /** Its name in figures and tables; default: the column's name. */
  readonly label: string
}

/** @example namedColumn('class=human') // { column: 'class', label: 'human' } */
export function namedColumn(text: string): NamedColumn {
  const at = text.lastIndexOf('=')
  const [column, label] = at < 0 ? [text, text] : [text.slice(0, at), text.slice(at + 1)]
  if (column !== '' && label.trim() !== '') return { column, label: label.trim() }
  throw new CommandError({ what: 'a class column', expected: 'NAME or NAME=LABEL', got: text })
}

/** @example columnOfFile('predictions.csv:Prediction=StarcNet').file // 'predictions.csv' */
export function columnOfFile(text: string): NamedColumn & { file: string } {
  const { column: place, label } = namedColumn(text)
  const at = place.lastIndexOf(':')
  const [file, column] = [place.slice(0, at), place.slice(at + 1)]
  if (at > 0 && column !== '') return { file, column, label: label === place ? column : label }
  const expected = 'FILE:COLUMN or FILE:COLUMN=LABEL'
  throw new CommandError({ what: 'classes from a file', expected, got: text })
}

/**
 * Names the columns of a LEGUS table, or of StarcNet's .tab; the layout of another table follows
 * from its names.
 *
 * @param field LEGUS field, if the file name does not have it
 * @throws InputError for a table without names that is no LEGUS catalogue
 */
export function namedCatalogue(
  given: Table,
  field: string | undefined,
  notes: Notes,
): NamedCatalogue {
  const starcnet = namedStarcnetTab(given)
  if (starcnet) return { table: starcnet, layout: 'generic', scheme: PLAIN_SCHEME }
  const legus = namedLegus(given, field ? { field } : {}, notes)
  if (legus) return { table: legus.table, layout: legus.layout.id, scheme: legus.layout.scheme }
  return { table: given, ...layoutOfNames(given) }
}

/** A column of classes: places in a list, from 1 on; 0 where there is none. */
export interface ClassesInColumn {
  readonly classes: Uint8Array
  readonly list: ClassList
}

/**
 * The classes in a column of the catalogue: those that it says it has, the words that stand in it,
 * or the four of this field.
 *
 * @param notes gets a line about cells that are no classes
 * @throws InputError if there is no such column, or a code is no class
 */
export function classesIn(
  { table, scheme }: NamedCatalogue,
  column: string,
  notes: Notes,
): ClassesInColumn {
  const source = table.meta.source ?? 'table'
  const found = askedColumn(table, column)
  const list = meaningIn(found, source) ?? wordsIn(found, source)
  if (list) return { list, classes: fittedClassesOf(found, list, source, 'label', notes).classes }
  const n = nClassesBeside(table, found.name) ?? FOUR_CLASSES.length
  if (n !== FOUR_CLASSES.length) {
    throw unknownMeaning(source, found.name, `probabilities of ${n} classes`, MEANING_REMEDY)
  }
  return { list: FOUR_CLASSES, classes: columnClasses(found, scheme, source, notes) }
}

const MEANING_REMEDY = 'classify into .ecsv, .fits or .vot, and give this file'

/** The words of a column as classes, of which none is said to be a cluster. */
function wordsIn(column: Column, source: string): ClassList | undefined {
  if (cellKind(column) !== 'text') return undefined
  const words = labelTexts(column, `${source}, column ${column.name}`)
  const labels = [...new Set(words)].filter((word) => word !== '').sort()
  if (labels.length > MOST_CLASSES) {
    throw new InputError({
      what: 'too many classes',
      where: `${source}, column ${column.name}`,
      expected: `at most ${MOST_CLASSES} different words`,
      got: `${labels.length}`,
      remedy: 'name the column of the classes',
    })
  }
  return labels.map((label) => ({ label, name: label, isCluster: false, from: [label] }))
}

/**
 * The classes of another table for the rows of the catalogue, joined by id; 0 where there is none.
 *
 * @param notes gets a line about rows without a partner
 * @param id column of the ids, in the tables that have it; default: the first known name
 * @throws InputError if ids are missing or repeat, no id is in both tables, or positions contradict
 *   the ids
 */
export function classesFrom(
  other: NamedCatalogue,
  column: string,
  { table }: NamedCatalogue,
  notes: Notes,
  id?: string,
): ClassesInColumn {
  const from = other.table.meta.source ?? 'the table of classes'
  const remedy = 'give the rows of one field, with the ids of the catalogue'
  const { classes: codes, list } = classesIn(other, column, notes)
  const [ids, ownIds] = [other.table, table].map((one) => idsOf(one, { id, remedy }, notes))
  const rowOfId = rowsById(ids, from, remedy)
  // Only a repeated id is of interest here.
  rowsById(ownIds, table.meta.source ?? 'the catalogue', remedy)
  const partner = ownIds.map((id) => (id === '' ? -1 : (rowOfId.get(id) ?? -1)))
  const nMet = partner.filter((row) => row >= 0).length
  if (nMet === 0) {
    const where = `${from} and ${table.meta.source ?? 'the catalogue'}`
    throw new InputError({ what: 'no id is in both tables', where, remedy })
  }
  const placed = atOnePlace(other.table, table, partner, notes)
  notes.say(
    `${from}: ${nMet} of its ${other.table.nRows} rows have the id of one of the ` +
      `${table.nRows} candidates`,
  )
  return { list, classes: Uint8Array.from(placed, (row) => (row < 0 ? 0 : codes[row])) }
}

/**
 * The ids of a table's rows, empty where a row has none.
 *
 * @throws InputError if it has no column of ids
 */
function idsOf(
  table: Table,
  { id, remedy }: { id: string | undefined; remedy: string },
  notes: Notes,
): string[] {
  const column = (id && findColumn(table, id)) || idColumn(table)
  const where = table.meta.source
  if (!column) {
    throw new InputError({ what: 'no column of ids', where, got: table.names.join(', '), remedy })
  }
  const ids = idTexts(column, where)
  noteWithoutId(ids, where ?? 'table', notes)
  return ids
}
