/**
 * A catalogue with names for its columns, and its classes: in a column of its own, or in a column
 * of another table that is joined by id.
 */
import {
  askedColumn,
  type ClassScheme,
  classesOf,
  columnOf,
  idColumn,
  idTexts,
  layoutOfNames,
  namedLegus,
  rowsById,
} from '../catalog/index.js'
import { CommandError, InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import { type Column, numbersOf, type Table } from '../tables/index.js'

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
 * Names the columns of a LEGUS table; the layout of another table follows from its names.
 *
 * @param field LEGUS field, if the file name does not have it
 * @throws InputError for a table without names that is no LEGUS catalogue
 */
export function namedCatalogue(
  given: Table,
  field: string | undefined,
  notes: Notes,
): NamedCatalogue {
  const legus = namedLegus(given, field ? { field } : {}, notes)
  if (legus) return { table: legus.table, layout: legus.layout.id, scheme: legus.layout.scheme }
  return { table: given, ...layoutOfNames(given) }
}

/**
 * The classes in a column of the catalogue, 0 where there is none.
 *
 * @throws InputError if there is no such column, or a code is no class
 */
export function classesIn({ table, scheme }: NamedCatalogue, column: string): Uint8Array {
  return classesOfColumn(table, askedColumn(table, column), scheme)
}

/**
 * The classes of another table for the rows of the catalogue, joined by id; 0 where there is none.
 *
 * @param notes gets a line about rows without a partner
 * @throws InputError if ids are missing or repeat, no id is in both tables, or positions contradict
 *   the ids
 */
export function classesFrom(
  other: NamedCatalogue,
  column: string,
  { table }: NamedCatalogue,
  notes: Notes,
): Uint8Array {
  const from = other.table.meta.source ?? 'the table of classes'
  const remedy = 'give the rows of one field, with the ids of the catalogue'
  const codes = classesIn(other, column)
  const rowOfId = rowsById(idsOf(other.table, remedy), from, remedy)
  const own = rowsById(idsOf(table, remedy), table.meta.source ?? 'the catalogue', remedy)
  const partner = [...own.keys()].map((id) => rowOfId.get(id) ?? -1)
  const nMet = partner.filter((row) => row >= 0).length
  if (nMet === 0) {
    const where = `${from} and ${table.meta.source ?? 'the catalogue'}`
    throw new InputError({ what: 'no id is in both tables', where, remedy })
  }
  refuseOtherPlaces(other.table, table, partner)
  notes.say(
    `${from}: ${nMet} of its ${other.table.nRows} rows have the id of one of the ` +
      `${table.nRows} candidates`,
  )
  return Uint8Array.from(partner, (row) => (row < 0 ? 0 : codes[row]))
}

function classesOfColumn(table: Table, column: Column, scheme: ClassScheme): Uint8Array {
  const where = `${table.meta.source ?? 'table'}, column ${column.name}`
  return classesOf(numbersOf(column, where), scheme, where)
}

/**
 * Catalogues count pixels from 0 or from 1, and cut off fractions: positions closer than this are
 * one place.
 */
const SAME_PLACE_PX = 3

/**
 * Ids are numbers from 1 in every catalogue, so if both tables have positions, these must agree.
 */
function refuseOtherPlaces(other: Table, table: Table, partner: readonly number[]): void {
  const place = (of: Table) => ['x', 'y'].map((name) => columnOf(of, name))
  const [[x, y], [otherX, otherY]] = [place(table), place(other)]
  if (!x || !y || !otherX || !otherY) return
  const [xs, ys, otherXs, otherYs] = [x, y, otherX, otherY].map((column) => numbersOf(column))
  const far = partner.findIndex(
    (row, i) => row >= 0 && Math.hypot(xs[i] - otherXs[row], ys[i] - otherYs[row]) > SAME_PLACE_PX,
  )
  if (far < 0) return
  const row = partner[far]
  throw new InputError({
    what: 'the same id, but another position: the tables are of different fields',
    where: `${other.meta.source ?? 'the table of classes'}, row ${row + 1}`,
    expected: `x, y near ${xs[far]}, ${ys[far]}`,
    got: `${otherXs[row]}, ${otherYs[row]}`,
    remedy: 'give the table of the same field',
  })
}

/**
 * The ids of a table's rows.
 *
 * @throws InputError if it has no column of ids
 */
function idsOf(table: Table, remedy: string): string[] {
  const column = idColumn(table)
  if (column) return idTexts(column)
  const where = table.meta.source
  throw new InputError({ what: 'no column of ids', where, got: table.names.join(', '), remedy })
}
