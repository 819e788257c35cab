/**
 * Reads the common candidates from tables: names the columns, reads measures and classes, joins
 * tables by id.
 */
import type { ClassLabel } from '../catalog/index.js'
import { DETECTION_FLAGS } from '../detect/index.js'
import { CommandError } from '../errors.js'
import type { Notes } from '../notes.js'
import { numbersOf, type Table } from '../tables/index.js'
import { classesFrom, classesIn, type NamedColumn, namedCatalogue } from './class-column.js'
import {
  type ClassifiedRows,
  type CommonCandidates,
  commonCandidatesOf,
  type DetectionFlags,
  NO_FLAGS,
} from './common-candidates.js'
import type { MagnitudeWord } from './magnitudes.js'
import { type ColumnNames, type Measurements, measurementsOf } from './measurements.js'
import { selectionIn } from './selection.js'

/** A class column in another table, which is joined by id. */
export interface JoinedColumn extends NamedColumn {
  readonly table: Table
}

export interface CommonCandidatesInput {
  /** Catalogues of one galaxy, since there is one distance. */
  catalogues: readonly Table[]
  /** Class columns of the catalogues; each catalogue has all of them. */
  columns: readonly NamedColumn[]
  /** For each label one table per catalogue, in the order of the catalogues. */
  joined?: readonly JoinedColumn[]
  /**
   * Labels of the classes that count as clusters; default: those of which the columns say so, of
   * the four classes 1 and 2.
   */
  clusterClasses?: readonly ClassLabel[]
  columnNames?: ColumnNames
  /** The system of magnitudes that do not say it themselves; default: `vega`. */
  magnitudes?: MagnitudeWord
  /** Column of the ids, in the tables that have it. */
  id?: string
  /** LEGUS field, if the file name does not have it. */
  field?: string
  distanceMpc: number
  /**
   * The distance for which the catalogue's masses were calculated; by default masses are not
   * changed.
   */
  massDistanceMpc?: number
}

/**
 * Reads the candidates of one galaxy.
 *
 * @param notes gets a line for everything that was chosen or is missing
 * @throws InputError if a column is missing or holds no classes, or the columns have no row in
 *   common
 * @throws CommandError if a label does not have one table per catalogue
 */
export function readCommonCandidates(input: CommonCandidatesInput, notes: Notes): CommonCandidates {
  const { catalogues, joined = [], clusterClasses } = input
  const labels = [...new Set(joined.map(({ label }) => label))]
  const tables = new Map(labels.map((label) => [label, joined.filter((j) => j.label === label)]))
  for (const [label, own] of tables) {
    if (own.length === catalogues.length) continue
    throw new CommandError({
      what: `classes of ${label} from files`,
      expected: `one file for each of the ${catalogues.length} catalogues, in their order`,
      got: `${own.length}`,
    })
  }
  const parts = catalogues.map((table, c) =>
    classifiedRows(
      table,
      labels.map((label) => tables.get(label)![c]),
      input,
      notes,
    ),
  )
  notes.doubt(...physicsNotes(input, parts))
  return commonCandidatesOf(parts, clusterClasses)
}

function classifiedRows(
  given: Table,
  joined: readonly JoinedColumn[],
  {
    columns,
    columnNames = {},
    magnitudes,
    id,
    field,
    distanceMpc,
    massDistanceMpc = distanceMpc,
  }: CommonCandidatesInput,
  notes: Notes,
): ClassifiedRows {
  const catalogue = namedCatalogue(given, field, notes)
  const { table, layout } = catalogue
  const measurements = measurementsOf(table, layout, columnNames, notes, magnitudes)
  const scale = (distanceMpc / massDistanceMpc) ** 2
  const own = columns.map(({ column, label }) => ({
    label,
    ...classesIn(catalogue, column, notes),
  }))
  const others = joined.map(({ table: other, column, label }) => ({
    label,
    ...classesFrom(namedCatalogue(other, field, notes), column, catalogue, notes, id),
  }))
  return {
    nRows: table.nRows,
    measurements: withScaledMasses(measurements, scale),
    detectionFlags: flagsIn(table),
    selection: selectionIn(given, [
      ...columns.map((named) => ({ ...named, table: given })),
      ...joined,
    ]),
    columns: [...own, ...others],
  }
}

/**
 * Rows of `detect`, with its flags. Those that the column's description names were looked for, and
 * those that some row has.
 */
function flagsIn(table: Table): DetectionFlags | undefined {
  if (!table.has('det_flags')) return undefined
  const column = table.column('det_flags')
  const values = Int32Array.from(numbersOf(column, table.meta.source), (value) =>
    Number.isInteger(value) && value >= 0 ? value : NO_FLAGS,
  )
  const words = column.description?.split(/[\s,;]+/) ?? []
  const named = DETECTION_FLAGS.filter(({ name }) => words.includes(name))
  return {
    values,
    known: values.reduce(
      (known, value) => (value === NO_FLAGS ? known : known | value),
      named.reduce((known, { bit }) => known | (2 ** bit), 0),
    ),
  }
}

function withScaledMasses(measurements: Measurements, scale: number): Measurements {
  const { mass } = measurements
  return mass && scale !== 1
    ? { ...measurements, mass: mass.map((value) => value * scale) }
    : measurements
}

/** Notes on what was done to the catalogue's numbers, and what was not. */
function physicsNotes(
  { distanceMpc, massDistanceMpc }: CommonCandidatesInput,
  parts: readonly ClassifiedRows[],
): string[] {
  const extinction =
    "extinction: magnitudes and colours are the catalogue's; nothing was added or taken off, " +
    'neither for the Galaxy nor for the host'
  if (!parts.some(({ measurements }) => measurements.mass)) return [extinction]
  const masses =
    massDistanceMpc === undefined
      ? "masses: the catalogue's, for the distance that its authors took"
      : `masses: the catalogue's times (${distanceMpc}/${massDistanceMpc})^2, from its authors' ` +
        `distance of ${massDistanceMpc} Mpc`
  return [extinction, masses]
}
