/**
 * A table in which objects have classes: predictions of a program, or the truth, which is what
 * people said.
 *
 * StarcNet writes two kinds: `predictions.csv` (Galaxy,Id,X,Y,Prediction), and for each galaxy a
 * .tab (catalog/starcnet-tab.ts). Both hold the catalogue's 1-based positions, cut off to whole
 * pixels.
 */
import {
  type AskedColumns,
  areTheFour,
  askedColumn,
  askedIn,
  askedPair,
  CLASS_COLUMNS,
  type ClassCoding,
  type ClassList,
  columnClasses,
  columnOf,
  FOUR_CLASSES,
  fieldOfPath,
  fittedClassesOf,
  idColumn,
  idTexts,
  meaningIn,
  namedLegus,
  namedStarcnetTab,
  nClassesBeside,
  PHANGS_SCHEME,
  PLAIN_SCHEME,
  unknownMeaning,
} from '../catalog/index.js'
import { InputError } from '../errors.js'
import { Notes, rowsSaid, rowsWhere } from '../notes.js'
import type { Column, Table } from '../tables/index.js'
import { setColumn } from './class-sets.js'
import { type Positions, positionsOf } from './positions.js'
import { scoreColumns } from './score-columns.js'

export interface Classified extends Positions {
  /** Path of the file. */
  readonly source: string
  /**
   * The table as it was given. `table` is the same with column names, and may hold only some rows.
   */
  readonly given: Table
  readonly table: Table
  /** Column of the classes. */
  readonly column: string
  /** The classes that there are. */
  readonly list: ClassList
  /** Places in the list from 1 on, so 1-4 for the four classes; 0 where there is no class. */
  readonly classes: Uint8Array
  /** Ids as the file wrote them, but `12` for `12.0`; absent if there is no column of ids. */
  readonly id?: readonly string[]
  /** nRows x K for K classes, NaN where a row has none; absent if the table has none. */
  readonly probabilities?: Float64Array
  /** nRows x K, 1 where the class is in the row's set; absent if the table has no sets. */
  readonly sets?: Uint8Array
  /** Field of each row, from the column that names it. */
  readonly fieldOfRow?: readonly string[]
  /** Field that the file's name tells, else the file's name. */
  readonly field: string
  /** Index in the file of each row; absent if all rows of the file are here. */
  readonly rows?: readonly number[]
  readonly notes: Notes
}

export interface ReadingOptions {
  /** Column of the classes, by name or by number from 1; default: the first known name. */
  column?: string
  /** The classes; default: those that the column itself says, else the four of this field. */
  classes?: ClassList
  /** Coordinate of the centre of the first pixel, where the table's layout does not tell it. */
  origin?: 0 | 1
  /** Columns of positions and ids; default: those of the table's layout. */
  columns?: AskedColumns
}

/** Columns in which programs write their classes; the first one that is there is taken. */
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
 * Recognises a table of predictions: ours, StarcNet's predictions.csv and .tab, PHANGS-HST's, or
 * any with a column of classes.
 *
 * @throws InputError if there is no such column, naming what was looked for, or it holds other
 *   codes
 */
export function predictionsOf(table: Table, options: ReadingOptions = {}): Classified {
  const { as, ...set } = classifiedIn(table, 'label', options)
  const notes = new Notes().add(set.notes)
  // Those of another list are of other classes.
  const probabilities = as === 'label' ? scoreColumns(set, notes) : undefined
  const sets = setColumn(set.table, set, notes)
  return { ...set, notes, ...(probabilities && { probabilities }), ...(sets && { sets }) }
}

/**
 * The same as {@link predictionsOf} for classes that people gave: LEGUS, PHANGS-HST, or any column.
 * Probabilities in the table are not read.
 */
export function truthOf(table: Table, options: ReadingOptions = {}): Classified {
  const { as: _, ...set } = classifiedIn(table, 'data', options)
  return set
}

/**
 * The column of the classes that would be read, and its table with names.
 *
 * @param of `label`: of predictions; `data`: of classes by people
 * @throws InputError if there is none
 */
export function classColumnOf(given: Table, of: ClassCoding, options: ReadingOptions = {}): Column {
  const { table } = named(given, options, new Notes())
  return columnOfClasses(table, of, options.column)
}

/** Whether a table is StarcNet's list of all galaxies, beside which its scores.npy lies. */
export function isStarcnetCsv(table: Table): boolean {
  return ['Galaxy', 'Id', 'Prediction'].every((name) => columnOf(table, name))
}

/** Whether two sets are columns of one table, so that equal rows are equal objects. */
export function isSameTable({ given: a }: Classified, { given: b }: Classified): boolean {
  return a === b || (a.meta.source !== undefined && a.meta.source === b.meta.source)
}

/** Index in the file, from 0, of a row of a set: sets of one field may be parts of files. */
export function rowInFile({ rows }: Classified, row: number): number {
  return rows ? rows[row] : row
}

function classifiedIn(
  given: Table,
  of: ClassCoding,
  options: ReadingOptions,
): Classified & { as: ClassCoding } {
  const { origin } = options
  const source = given.meta.source ?? 'table'
  const notes = new Notes().add(given.meta.notes)
  const { table, scheme, isTruncated } = named(given, options, notes)
  const column = columnOfClasses(table, of, options.column)
  askedPair(options.columns ?? {}, 'x', 'y')
  askedPair(options.columns ?? {}, 'ra', 'dec')
  const columns = askedIn(table, options.columns ?? {})
  const places = positionsOf(table, { origin, columns, isTruncated }, notes)
  const known = scheme ?? (/^PHANGS_/i.test(column.name) ? PHANGS_SCHEME : places.scheme)
  const list = options.classes ?? meaningIn(column, source) ?? fourOf(table, column.name, source)
  const { classes, as } = areTheFour(list)
    ? { classes: columnClasses(column, known ?? PLAIN_SCHEME, source, notes), as: 'label' as const }
    : fittedClassesOf(column, list, source, of, notes)
  if (areTheFour(list)) noteOnlyOnes(classes, `${source}, column ${column.name}`, notes)
  const id = columns.id ? askedColumn(table, columns.id) : idColumn(table)
  const field = FIELD_COLUMNS.map((name) => columnOf(table, name)).find((found) => found)
  return {
    ...places,
    ...{ source, given, table, column: column.name, list, classes, as, notes },
    field: fieldOfPath(source) ?? stem(source),
    ...(id && { id: idTexts(id, source) }),
    ...fieldsIn(field, source, notes),
  }
}

/**
 * The four classes.
 *
 * @throws InputError if the probabilities beside the column are of another number of classes
 */
function fourOf(table: Table, column: string, source: string): ClassList {
  const n = nClassesBeside(table, column)
  if (n === undefined || n === FOUR_CLASSES.length) return FOUR_CLASSES
  throw unknownMeaning(source, column, `probabilities of ${n} classes`)
}

/** Fewer rows may be of class 1 by chance. */
const MANY = 20

/** A column of 0 and 1 may say whether something is a cluster: then 0 is no row without a class. */
function noteOnlyOnes(classes: Uint8Array, where: string, notes: Notes): void {
  const nOnes = classes.reduce((n, code) => n + (code === 1 ? 1 : 0), 0)
  const nZeros = classes.reduce((n, code) => n + (code === 0 ? 1 : 0), 0)
  if (Math.min(nOnes, nZeros) < MANY || nOnes + nZeros < classes.length) return
  notes.doubt(
    `${where}: only 0 and 1, read as ${nOnes} rows of class 1 and ${nZeros} that nobody ` +
      'inspected; if 0 and 1 mean no and yes, name another column',
  )
}

/**
 * The columns of classes that `starsift classify` wrote under another name than `ml_class`: one of
 * them is taken.
 *
 * @throws InputError if there are several, or one beside ml_class
 */
function ownColumns(table: Table): string[] {
  const own = table.names.filter((name) => {
    const prefix = /^(.+)_class$/i.exec(name)?.[1]
    return ['p1', 'p2', 'entropy', 'flags'].every((end) => columnOf(table, `${prefix}_${end}`))
  })
  if (own.length < 2) return own
  throw new InputError({
    what: 'classes of several models',
    where: table.meta.source,
    got: own.join(', '),
    remedy: 'name one of them with --class-column',
  })
}

/** The field of each row; a column without any names no fields. */
function fieldsIn(column: Column | undefined, source: string, notes: Notes) {
  const fieldOfRow = column && idTexts(column)
  if (!column || !fieldOfRow?.some((field) => field !== '')) return {}
  const without = rowsWhere(fieldOfRow.length, (row) => fieldOfRow[row] === '')
  if (without.length > 0) {
    const rows = rowsSaid(without, fieldOfRow.length)
    notes.doubt(`${source}: ${rows} name no field in column ${column.name}, and match no row`)
  }
  return { fieldOfRow }
}

/** The table with column names, whichever program wrote it. */
function named(table: Table, { column: asked, columns }: ReadingOptions, notes: Notes) {
  const starcnet = namedStarcnetTab(table)
  if (starcnet) return { table: starcnet, isTruncated: true }
  const legus = namedLegus(table, { ...columns, ...(asked && { classColumn: asked }) }, notes)
  return {
    table: legus?.table ?? table,
    ...(legus && { scheme: legus.layout.scheme }),
    isTruncated: isStarcnetList(table),
  }
}

function columnOfClasses(table: Table, of: ClassCoding, asked: string | undefined): Column {
  if (asked) return askedColumn(table, asked)
  const candidates = of === 'label' ? PREDICTION_COLUMNS : CLASS_COLUMNS
  const ours = of === 'label' ? ownColumns(table) : []
  const found = [...ours, ...candidates]
    .map((name) => columnOf(table, name))
    .find((column) => column)
  if (found) return found
  throw new InputError({
    what: 'no column of classes',
    where: table.meta.source ?? 'table',
    expected: `one of ${candidates.join(', ')}`,
    got: table.names.join(', ') || 'no columns',
    remedy: 'name the column with --class-column (predictions) or --truth-column (truth)',
  })
}

function stem(path: string): string {
  const file = path.split(/[\\/]/).at(-1)!
  return file.replace(/(\.(gz|bz2|zst|z))?$/i, '').replace(/\.[^.]*$/, '')
}

/** Whether a table is StarcNet's predictions.csv with all of its columns and no others. */
function isStarcnetList(table: Table): boolean {
  return table.names.join() === 'Galaxy,Id,X,Y,Prediction'
}
