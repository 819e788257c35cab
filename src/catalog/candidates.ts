/**
 * A catalogue of candidates, written by any program: the positions, ids and human classes of its
 * rows.
 */
import { Notes } from '../notes.js'
import { cellText, type Table } from '../tables/index.js'
import { classifiedBy } from './human-class.js'
import { idColumn } from './ids.js'
import { columnOf } from './known-columns.js'
import { legusLayout } from './legus.js'
import { nameLegusColumns } from './legus-columns.js'
import { locate, type SkyToPixel } from './locate.js'
import { measured } from './sentinels.js'

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
  /** Ids as the file has them; row numbers from 1 if there is no such column. */
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

/** What the catalogue does not say itself. */
export interface CandidateOptions {
  /**
   * The catalogue's number for the centre of the first pixel. It overrides the layout; a note says
   * so if they differ.
   */
  origin?: 0 | 1
  /** This number if neither `origin` nor the layout gives it. */
  defaultOrigin?: 0 | 1
  /** Gives pixels for a catalogue that has only right ascension and declination. */
  wcs?: SkyToPixel
  /** LEGUS field, e.g. `ngc1313-e`, if it is not in the file name. */
  field?: string
  /** Name of the column of human classes, instead of the layout's. */
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
  const notes = new Notes()
  const unnamed = given.names.every((name, c) => name === `col${c + 1}`)
  const legus =
    unnamed && given.columns.length > 0 ? nameLegus(given, options.field, notes) : undefined
  if (!legus && options.field)
    notes.doubt(`field ${options.field} is not needed: columns have names`)
  const table = legus?.table ?? given
  const place = locate(table, options, notes)
  const layout = legus?.layout.id ?? place.layout
  const scheme = legus?.layout.scheme ?? place.scheme
  const { humanClass } = classifiedBy({ table, layout, scheme, asked: options.classColumn, notes })
  const mean = columnOf(table, 'class_mean')
  const { x, y, fitsX, fitsY, ra, dec } = place
  return {
    table,
    ...{ x, y, fitsX, fitsY, id: idsOf(table, notes), layout, notes },
    ...(ra && dec && { ra, dec }),
    ...(humanClass && { humanClass }),
    ...(mean && humanClass && { classMean: measured(table, layout, mean.name) }),
  }
}

function nameLegus(table: Table, field: string | undefined, notes: Notes) {
  const nColumns = table.columns.length
  const choice = legusLayout({ source: table.meta.source, field, nColumns })
  notes.say(choice.note)
  return { table: nameLegusColumns(table, choice.layout), layout: choice.layout }
}

function idsOf(table: Table, notes: Notes): string[] {
  const column = idColumn(table)
  if (!column) {
    notes.say('ids: row numbers from 1, since there is no id column')
    return Array.from({ length: table.nRows }, (_, row) => `${row + 1}`)
  }
  const ids = Array.from({ length: table.nRows }, (_, row) => cellText(column, row).trim())
  const seen = new Set<string>()
  const repeated = ids.filter((id) => seen.size === seen.add(id).size)
  notes.say(`ids: ${column.name}`)
  if (repeated.length > 0) {
    notes.doubt(
      `${repeated.length} rows repeat the id of an earlier row, the first is ${repeated[0]}`,
    )
  }
  return ids
}
