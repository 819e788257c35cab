/**
 * A catalogue of candidates, written by any program: the positions, ids and human classes of its
 * rows.
 */
import { Notes, rowsSaid, rowsWhere } from '../notes.js'
import type { Table } from '../tables/index.js'
import { classifiedBy } from './human-class.js'
import { givenIds, idColumn, repeatedDoubt } from './ids.js'
import { askedColumn, columnOf } from './known-columns.js'
import { namedLegus } from './legus.js'
import { locate, type PositionOptions } from './locate.js'
import { measured } from './sentinels.js'
import type { SkyStep } from './sky-columns.js'

/** Candidates, row for row as in their catalogue. */
export interface CandidateSet {
  /** The input's columns, unchanged; the columns of a LEGUS table get their names. */
  readonly table: Table
  /** 0-based pixel positions; NaN where the row has none. */
  readonly x: Float64Array
  readonly y: Float64Array
  /**
   * The same positions 1-based. If the catalogue is 1-based, these are its numbers to the last bit.
   */
  readonly fitsX: Float64Array
  readonly fitsY: Float64Array
  /** Degrees, NaN where the row has none; absent if the catalogue has no such columns. */
  readonly ra?: Float64Array
  readonly dec?: Float64Array
  /** How finely `ra` and `dec` are written, degrees. */
  readonly halfStepDeg?: SkyStep
  /** Names of the columns of x and y; absent if the positions are those on the sky. */
  readonly columns?: readonly [string, string]
  /**
   * 1 where `ra` and `dec` are another place than x, y; absent before they were compared on the
   * mosaics.
   */
  readonly mismatch?: Uint8Array
  /**
   * Ids as the file has them, empty where a row has none; row numbers from 1 if there is no such
   * column.
   */
  readonly id: readonly string[]
  /** Classes 1-4, 0 where no human looked; absent if the catalogue has no such column. */
  readonly humanClass?: Uint8Array
  /**
   * Mean of the human votes, NaN where no human looked; absent if the catalogue has no such column.
   */
  readonly classMean?: Float64Array
  /** `legus`, `legus/<field>`, `phangs`, `sextractor`, `photutils`, `generic` or `sky`. */
  readonly layout: string
  /** Which columns were taken, and what else the user should know. */
  readonly notes: Notes
}

/** What the catalogue does not say itself, and what the user knows better. */
export interface CandidateOptions extends PositionOptions {
  /** LEGUS field, e.g. `ngc1313-e`, where neither its name nor its columns tell the layout. */
  field?: string
  /** Column of human classes, by its name or by its number from 1, instead of the layout's. */
  classColumn?: string
}

/**
 * Recognises the layout of a catalogue and takes its candidates, row for row.
 *
 * @throws InputError if there are no positions, if the pixel origin is not known, if there are only
 *   sky positions and no `wcs`, or if the values contradict the layout
 * @example
 * const set = candidatesOf(await readTable(source), { origin: 0 })
 * set.notes // ['positions: x, y (0-based, as asked)', ...]
 */
export function candidatesOf(given: Table, options: CandidateOptions = {}): CandidateSet {
  const notes = new Notes().add(given.meta.notes)
  const legus = namedLegus(given, options, notes)
  if (!legus && options.field)
    notes.doubt(`field ${options.field} is not needed: columns have names`)
  const table = legus?.table ?? given
  const place = locate(table, options, notes)
  const layout = legus?.layout.id ?? place.layout
  const scheme = legus?.layout.scheme ?? place.scheme
  const { humanClass } = classifiedBy({ table, layout, scheme, asked: options.classColumn, notes })
  const mean = columnOf(table, 'class_mean')
  const { x, y, fitsX, fitsY, ra, dec, halfStepDeg, columns } = place
  return {
    table,
    ...{ x, y, fitsX, fitsY, id: idsOf(table, options.id, notes), layout, notes },
    ...(ra && dec && { ra, dec }),
    ...(halfStepDeg && { halfStepDeg }),
    ...(columns && { columns }),
    ...(humanClass && { humanClass }),
    ...(mean && humanClass && { classMean: measured(table, layout, mean.name) }),
  }
}

function idsOf(table: Table, asked: string | undefined, notes: Notes): string[] {
  const column = asked ? askedColumn(table, asked) : idColumn(table)
  if (!column) {
    notes.say('ids: row numbers from 1, since there is no id column')
    return Array.from({ length: table.nRows }, (_, row) => `${row + 1}`)
  }
  const ids = givenIds(column, table.meta.source)
  notes.say(`ids: ${column.name}`)
  const without = rowsWhere(ids.length, (row) => ids[row] === '')
  if (without.length > 0)
    notes.doubt(`column ${column.name}: ${rowsSaid(without, ids.length)} have no id`)
  const seen = new Set<string>([''])
  const rows = [...ids.keys()]
  const repeated = rows.filter((row) => ids[row] !== '' && seen.size === seen.add(ids[row]).size)
  if (repeated.length > 0) {
    const said = rowsSaid(repeated, ids.length)
    notes.doubt(repeatedDoubt(said, ids[repeated[0]]))
  }
  return ids
}
