/** The rows of a catalogue as the page draws them, and their cells as a person reads them. */
import {
  areTheFour,
  type CandidateSet,
  CLASS_COLUMNS,
  type ClassList,
  columnOf,
  fittedClassesOf,
  letterOfFilter,
  measuredMagnitudes,
} from '../catalog/index.js'
import type { FitsMosaicSet } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import type { Scores } from '../models/index.js'
import { Notes } from '../notes.js'
import {
  type Column,
  cellKind,
  cellText,
  isVector,
  numbersOf,
  type Table,
} from '../tables/index.js'
import type { FieldRows, RowCell } from './field-view.js'

/** What the machine thinks of each row. */
export type MachineOpinion = NonNullable<FieldRows['machine']>

/** What a class of people's column and the machine's columns are read by. */
export interface CandidatesToView {
  readonly field: Pick<FitsMosaicSet, 'mosaics' | 'wcs'>
  readonly candidates: CandidateSet
  readonly classes: ClassList
}

/** The rows, with the opinions that the catalogue has itself. */
export function fieldRows(input: CandidatesToView): FieldRows {
  const { candidates } = input
  const { id: ids, x, y } = candidates
  return {
    ...{ ids, x, y, ...skyOf(input) },
    magnitudes: magnitudesOf(input),
    machine: machineColumns(input),
    people: peopleColumn(input),
  }
}

function skyOf({ candidates, field }: CandidatesToView): Pick<FieldRows, 'ra' | 'dec'> {
  const { x, y, ra, dec } = candidates
  if (ra && dec) return { ra, dec }
  const places = Array.from(x, (_, row) =>
    Number.isFinite(x[row]) && Number.isFinite(y[row])
      ? field.wcs?.pixelToSky(x[row], y[row])
      : undefined,
  )
  return {
    ra: Float64Array.from(places, (place) => place?.ra ?? Number.NaN),
    dec: Float64Array.from(places, (place) => place?.dec ?? Number.NaN),
  }
}

function magnitudesOf({ candidates, field }: CandidatesToView): FieldRows['magnitudes'] {
  const { table, layout } = candidates
  const found: Record<string, Float64Array> = {}
  for (const { band } of field.mosaics) {
    const column = magnitudeColumn(table, band)
    if (column) found[band] = measuredMagnitudes(table, layout, column.name)
  }
  return found
}

/** The column of a filter's magnitudes, by the names that catalogues give it. */
function magnitudeColumn(table: Table, filter: string): Column | undefined {
  const name = filter.toLowerCase()
  const letter = letterOfFilter(filter)
  const names = [
    ...[`mag_${name}`, `${name}_mag`, `mag${name}`, `m_${name}`],
    ...[`phangs_${name}_vega`, `${name}_vega`, `${name}_ab`, name],
    ...(letter ? [`mag_${letter}`] : []),
  ]
  const byName = new Map(table.columns.map((column) => [column.name.toLowerCase(), column]))
  return names
    .map((one) => byName.get(one))
    .find((column) => column && !isVector(column) && cellKind(column) === 'numbers')
}

/** The classes that an earlier run of `classify` has left in the catalogue; null without them. */
function machineColumns({ candidates, classes }: CandidatesToView): FieldRows['machine'] {
  const { table } = candidates
  const column = columnOf(table, 'ml_class')
  if (!column) return null
  const found = classesIn(column, classes, table, 'label')
  if (!found) return null
  const numbers = (name: string) => {
    const there = columnOf(table, name)
    return there && cellKind(there) === 'numbers' ? numbersOf(there) : undefined
  }
  const flags = numbers('ml_flags') ?? new Float64Array(table.nRows)
  return {
    classes: found,
    probabilities: classes.map(
      (_, k) => numbers(`ml_p${k + 1}`) ?? new Float64Array(table.nRows).fill(Number.NaN),
    ),
    flags: Uint32Array.from(flags, (bits) => (bits >= 0 ? bits : 0)),
  }
}

function peopleColumn({ candidates, classes }: CandidatesToView): Uint8Array | null {
  if (areTheFour(classes)) return candidates.humanClass ?? null
  const { table } = candidates
  const column = CLASS_COLUMNS.map((name) => columnOf(table, name)).find((one) => one)
  return column ? classesIn(column, classes, table, 'data') : null
}

/** Null where the column holds no class of the list. */
function classesIn(column: Column, classes: ClassList, table: Table, as: 'label' | 'data') {
  try {
    const where = table.meta.source ?? 'table'
    return fittedClassesOf(column, classes, where, as, new Notes()).classes
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

/**
 * The answer of `classify` as an opinion.
 *
 * @param values numbers of the classes, in the order of their list
 */
export function machineOpinion(
  { classes, probabilities, flags }: Pick<Scores, 'classes' | 'probabilities' | 'flags'>,
  values: readonly number[],
): MachineOpinion {
  const n = values.length
  return {
    classes: classes.map((value) => values.indexOf(value) + 1),
    probabilities: values.map((_, k) =>
      Float64Array.from(classes, (_, row) => probabilities[row * n + k]),
    ),
    flags,
  }
}

/** All cells of a row, in the order of the columns; vectors are left out. */
export function rowCells(table: Table, row: number): RowCell[] {
  return table.columns
    .filter((column) => !isVector(column))
    .map((column) => ({
      name: column.name,
      unit: column.unit ?? '',
      description: column.description ?? '',
      text: cellText(column, row),
    }))
}
