/** A table in which objects have classes, whoever gave them: predictions, or the truth. */
import {
  askedColumn,
  CLASS_COLUMNS,
  classesOf,
  columnOf,
  fieldOfPath,
  idColumn,
  idTexts,
  legusLayout,
  nameLegusColumns,
  PHANGS_SCHEME,
  PLAIN_SCHEME,
} from '../catalog/index.js'
import { InputError } from '../errors.js'
import { type Column, cellText, numbersOf, Table, typedColumn } from '../tables/index.js'
import { type Places, placesOf } from './places.js'
import { scoreColumns } from './score-columns.js'

export interface Classified extends Places {
  /** Path of the file. */
  readonly source: string
  /** As it was given; that of `table` has column names, and may hold some of its rows. */
  readonly given: Table
  readonly table: Table
  /** Column of the classes. */
  readonly column: string
  /** 1-4, and 0 where there is no class. */
  readonly classes: Uint8Array
  /** As the file wrote them, but `12.0` is `12`; absent if there is no column of ids. */
  readonly id?: readonly string[]
  /** nRows x 4, NaN where a row has none; absent if there are none. */
  readonly probabilities?: Float64Array
  /** Field of each row, as its column says. */
  readonly fieldOfRow?: readonly string[]
  /** Field as the file's name says it, else the file's name. */
  readonly field: string
  /** Row of the file that each row was; absent if all of its rows are here. */
  readonly rows?: readonly number[]
  readonly notes: readonly string[]
}

export interface ReadingOptions {
  /** Column of the classes, by its name or its number from 1, instead of the one that would be taken. */
  column?: string
  /** What the table calls the centre of the first pixel, where its layout does not say. */
  origin?: 0 | 1
}

/** Where programs write their classes; the first that is there is taken. */
const PREDICTION_COLUMNS: readonly string[] = [
  'ml_class',
  'PHANGS_CLUSTER_CLASS_ML_VGG',
  'Prediction',
  'predicted_class',
  'class_predicted',
  'class',
]

const FIELD_COLUMNS = ['field', 'galaxy', 'gal_name', 'target']

/**
 * Recognises a table of predictions: ours, StarcNet's predictions.csv and .tab, PHANGS-HST's, or any
 * with a column of classes 1-4.
 *
 * @throws InputError if there is no such column, naming what was looked for, or it holds other codes
 */
export function predictionsOf(table: Table, options: ReadingOptions = {}): Classified {
  const set = classifiedIn(table, PREDICTION_COLUMNS, options)
  const notes = [...set.notes]
  const probabilities = scoreColumns(set, notes)
  return { ...set, notes, ...(probabilities && { probabilities }) }
}

/**
 * As {@link predictionsOf}, for classes that people gave: LEGUS, PHANGS-HST, or any column. Their
 * probabilities, if there are any, are not read.
 */
export function truthOf(table: Table, options: ReadingOptions = {}): Classified {
  return classifiedIn(table, CLASS_COLUMNS, options)
}

/** Whether two sets are columns of one table: a row of the one is that row of the other. */
export function isSameTable({ given: a }: Classified, { given: b }: Classified): boolean {
  return a === b || (a.meta.source !== undefined && a.meta.source === b.meta.source)
}

/** Row of the file, from 0, that a row of a set was: sets of one field are parts of files. */
export function rowInFile({ rows }: Classified, row: number): number {
  return rows ? rows[row] : row
}

function classifiedIn(
  given: Table,
  candidates: readonly string[],
  { column: asked, origin }: ReadingOptions,
): Classified {
  const source = given.meta.source ?? 'table'
  const notes: string[] = []
  const { table, scheme, isTruncated } = named(given, notes)
  const column = asked ? askedColumn(table, asked) : firstOf(table, candidates, source)
  const places = placesOf(table, { origin, isTruncated }, notes)
  const where = `${source}, column ${column.name}`
  const known = scheme ?? (/^PHANGS_/i.test(column.name) ? PHANGS_SCHEME : places.scheme)
  const classes = classesOf(numbersOf(column, where), known ?? PLAIN_SCHEME, where)
  const id = idColumn(table)
  const field = FIELD_COLUMNS.map((name) => columnOf(table, name)).find((found) => found)
  return {
    ...places,
    ...{ source, given, table, column: column.name, classes, notes },
    field: fieldOfPath(source) ?? stem(source),
    ...(id && { id: idTexts(id) }),
    ...(field && { fieldOfRow: idTexts(field) }),
  }
}

/** The table with column names, whatever wrote it. */
function named(table: Table, notes: string[]) {
  const isNamed = table.names.some((name, c) => name !== `col${c + 1}`)
  if (isNamed) return { table, isTruncated: isStarcnetList(table) }
  const starcnet = namedStarcnetTab(table)
  if (starcnet) return { table: starcnet, isTruncated: true }
  const { layout, note } = legusLayout({
    source: table.meta.source,
    nColumns: table.columns.length,
  })
  notes.push(note)
  return { table: nameLegusColumns(table, layout), scheme: layout.scheme, isTruncated: false }
}

function firstOf(table: Table, candidates: readonly string[], source: string): Column {
  const found = candidates.map((name) => columnOf(table, name)).find((column) => column)
  if (found) return found
  throw new InputError({
    what: 'no column of classes',
    where: source,
    expected: `one of ${candidates.join(', ')}`,
    got: table.names.join(', ') || 'no columns',
    remedy: 'name it with --class-column (predictions) or --truth-column (truth)',
  })
}

function stem(path: string): string {
  const file = path.split(/[\\/]/).at(-1)!
  return file.replace(/(\.gz)?$/i, '').replace(/\.[^.]*$/, '')
}

/*
 * The two tables that StarcNet writes: `predictions.csv` (Galaxy,Id,X,Y,Prediction), and for each galaxy
 * a .tab without a header: id, x, y, class and `[0.00 - 0.00 - 0.02 - 0.98]`, the scores with two decimals.
 * Both hold the catalogue's 1-based positions, cut off to whole pixels.
 */

/** Whether a table is predictions.csv as StarcNet wrote it, with all of its columns and no other. */
export function isStarcnetList(table: Table): boolean {
  return table.names.join() === 'Galaxy,Id,X,Y,Prediction'
}

const TAB_NAMES = ['id', 'x', 'y', 'class', 'p1', 'p2', 'p3', 'p4']

const SCORES = /^\[([\d.]+) - ([\d.]+) - ([\d.]+) - ([\d.]+)\]$/

/** The .tab with named columns; undefined if the table is none. */
export function namedStarcnetTab({ columns, nRows, meta }: Table): Table | undefined {
  if (columns.length !== 5 || nRows === 0) return undefined
  const words = (c: number) => Array.from({ length: nRows }, (_, row) => cellText(columns[c], row))
  const scores = words(4).map((word) => SCORES.exec(word.trim()))
  if (scores.some((found) => !found)) return undefined
  const texts = [0, 1, 2, 3].map(words)
  for (const k of [1, 2, 3, 4]) texts.push(scores.map((found) => found![k]))
  const named = texts.map((text, c): Column => typedColumn(TAB_NAMES[c], text))
  return new Table(named, meta)
}

/** Whether a table is StarcNet's list of all galaxies, beside which its scores.npy lies. */
export function isStarcnetCsv(table: Table): boolean {
  return ['Galaxy', 'Id', 'Prediction'].every((name) => columnOf(table, name))
}
