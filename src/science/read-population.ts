/** From tables to the population: names, measures, class columns, joins. */
import { CommandError } from '../errors.js'
import type { Table } from '../tables/index.js'
import { classesFrom, classesIn, type NamedColumn, namedCatalogue } from './class-column.js'
import { type ColumnNames, type Measurements, measurementsOf } from './measurements.js'
import { type ClassifiedRows, type Population, populationOf } from './population.js'

/** Classes in a table of its own, joined by id. */
export interface JoinedColumn extends NamedColumn {
  readonly table: Table
}

export interface PopulationInput {
  /** Of one galaxy, since they share a distance. */
  catalogues: readonly Table[]
  /** Class columns of the catalogues; each catalogue has them all. */
  columns: readonly NamedColumn[]
  /** For each label one table a catalogue, in the catalogues' order. */
  joined?: readonly JoinedColumn[]
  /** Default {1, 2}. */
  clusterClasses?: readonly number[]
  columnNames?: ColumnNames
  /** LEGUS field, where the file name does not have it. */
  field?: string
  distanceMpc: number
  /** The distance with which the catalogue's masses were calculated; default: they are taken as they are. */
  massDistanceMpc?: number
}

/**
 * Reads the population of one galaxy.
 *
 * @param notes gets a line on everything that was chosen or is missing
 * @throws InputError if a column is missing or holds no classes, or the columns have no row in common
 * @throws CommandError if a label has not one table a catalogue
 */
export function readPopulation(input: PopulationInput, notes: string[]): Population {
  const { catalogues, joined = [], clusterClasses = [1, 2] } = input
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
  notes.push(...physicsNotes(input, parts))
  return populationOf(parts, clusterClasses)
}

function classifiedRows(
  given: Table,
  joined: readonly JoinedColumn[],
  { columns, columnNames = {}, field, distanceMpc, massDistanceMpc = distanceMpc }: PopulationInput,
  notes: string[],
): ClassifiedRows {
  const catalogue = namedCatalogue(given, field, notes)
  const { table, layout } = catalogue
  const measurements = measurementsOf(table, layout, columnNames, notes)
  const scale = (distanceMpc / massDistanceMpc) ** 2
  const own = columns.map(({ column, label }) => ({ label, classes: classesIn(catalogue, column) }))
  const others = joined.map(({ table: other, column, label }) => ({
    label,
    classes: classesFrom(namedCatalogue(other, field, notes), column, catalogue, notes),
  }))
  return {
    nRows: table.nRows,
    measurements: withScaledMasses(measurements, scale),
    columns: [...own, ...others],
  }
}

function withScaledMasses(measurements: Measurements, scale: number): Measurements {
  const { mass } = measurements
  return mass && scale !== 1
    ? { ...measurements, mass: mass.map((value) => value * scale) }
    : measurements
}

/** What was done to the catalogue's numbers, and what was not. */
function physicsNotes(
  { distanceMpc, massDistanceMpc }: PopulationInput,
  parts: readonly ClassifiedRows[],
): string[] {
  const extinction =
    "extinction: magnitudes and colours are the catalogue's; nothing was added or taken off, neither " +
    'for the Galaxy nor for the host'
  if (!parts.some(({ measurements }) => measurements.mass)) return [extinction]
  const masses =
    massDistanceMpc === undefined
      ? "masses: the catalogue's, for the distance that its authors took"
      : `masses: the catalogue's times (${distanceMpc}/${massDistanceMpc})^2, from its authors' ` +
        `distance of ${massDistanceMpc} Mpc`
  return [extinction, masses]
}
