/** A catalogue of candidates: its table, and who and where its rows are, whatever program wrote it. */
import { InputError } from '../errors.js'
import { type Column, cellText, type Table } from '../tables/index.js'
import { classifiedBy } from './human-class.js'
import { columnOf, ID_COLUMNS } from './known-columns.js'
import { legusLayout } from './legus.js'
import { nameLegusColumns } from './legus-columns.js'
import { locate, type SkyToPixel } from './locate.js'
import { measured } from './sentinels.js'

export interface CandidateSet {
  /** The input's columns as they were; a LEGUS table has got its names. */
  readonly table: Table
  /** 0-based pixel positions; NaN where the row has none. */
  readonly x: Float64Array
  readonly y: Float64Array
  /** The same positions 1-based; where the catalogue is 1-based, its own numbers to the last bit. */
  readonly fitsX: Float64Array
  readonly fitsY: Float64Array
  /** Degrees, NaN where the row has none; absent if the catalogue has no such columns. */
  readonly ra?: Float64Array
  readonly dec?: Float64Array
  /** As the file wrote them; row numbers from 1 if there is no such column. */
  readonly id: readonly string[]
  /** 1-4, 0 where nobody looked; absent if the catalogue has no such column. */
  readonly humanClass?: Uint8Array
  /** Mean of the votes, NaN where nobody looked; absent if the catalogue has no such column. */
  readonly classMean?: Float64Array
  /** `legus`, `legus/<field>`, `phangs`, `sextractor`, `photutils`, `generic` or `sky`. */
  readonly layout: string
  /** Which columns were taken, and what was noticed. */
  readonly notes: readonly string[]
}

export interface CandidateOptions {
  /** What the catalogue calls the centre of the first pixel, whatever its layout says; a note tells where that is something else. */
  origin?: 0 | 1
  /** The same where the layout does not say; one of both is needed then. */
  defaultOrigin?: 0 | 1
  /** For catalogues that have only right ascension and declination. */
  wcs?: SkyToPixel
  /** LEGUS field, where the file name does not have it, e.g. `ngc1313-e`. */
  field?: string
  /** Column of human classes, instead of the layout's. */
  classColumn?: string
}

/**
 * Recognises a catalogue and takes its candidates, row for row.
 *
 * @throws InputError if there are no positions, the pixel origin is not known, only sky positions
 *   are there but no `wcs`, or the values contradict the layout
 * @example
 * const set = candidatesOf(await readTable(source), { origin: 0 })
 * set.notes // ['positions: x, y (0-based, as asked)', ...]
 */
export function candidatesOf(given: Table, options: CandidateOptions = {}): CandidateSet {
  const notes: string[] = []
  const unnamed = given.names.every((name, c) => name === `col${c + 1}`)
  const legus =
    unnamed && given.columns.length > 0 ? nameLegus(given, options.field, notes) : undefined
  if (!legus && options.field)
    notes.push(`field ${options.field} is not needed: columns have names`)
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

function nameLegus(table: Table, field: string | undefined, notes: string[]) {
  const nColumns = table.columns.length
  const choice = legusLayout({ source: table.meta.source, field, nColumns })
  notes.push(choice.note)
  return { table: nameLegusColumns(table, choice.layout), layout: choice.layout }
}

function idsOf(table: Table, notes: string[]): string[] {
  const column = idColumn(table)
  if (!column) {
    notes.push('ids: row numbers from 1, since there is no id column')
    return Array.from({ length: table.nRows }, (_, row) => `${row + 1}`)
  }
  const ids = Array.from({ length: table.nRows }, (_, row) => cellText(column, row).trim())
  const seen = new Set<string>()
  const repeated = ids.filter((id) => seen.size === seen.add(id).size)
  notes.push(`ids: ${column.name}`)
  if (repeated.length > 0) {
    notes.push(
      `${repeated.length} rows repeat the id of an earlier row, the first is ${repeated[0]}`,
    )
  }
  return ids
}

/* The ids of a catalogue's rows, by which tables of the same objects are joined. */

/** The column of ids, whatever program named it; undefined if there is none. */
export function idColumn(table: Table): Column | undefined {
  const names = ID_COLUMNS.map((pattern) => table.names.find((name) => pattern.test(name)))
  const name = names.find((found) => found !== undefined)
  return name === undefined ? undefined : table.column(name)
}

/**
 * Cells as ids: programs that hold them as floats write 12 as `12.0`, which is `12` here.
 *
 * @returns one a row
 */
export function idTexts(column: Column): string[] {
  return Array.from({ length: column.values.length }, (_, row) => {
    const text = cellText(column, row).trim()
    return /^\d+\.0*$/.test(text) ? text.slice(0, text.indexOf('.')) : text
  })
}

/**
 * Row of each id.
 *
 * @param where table, for the error
 * @throws InputError if an id repeats
 * @example rowsById(['7', '9'], 'a.csv').get('9') // 1
 */
export function rowsById(
  ids: readonly string[],
  where: string,
  remedy = 'remove one of them',
): Map<string, number> {
  const rows = new Map<string, number>()
  ids.forEach((id, row) => {
    const before = rows.get(id)
    if (before !== undefined) {
      throw new InputError({
        what: `id ${id} repeats`,
        where,
        expected: 'one row an id',
        got: `rows ${before + 1} and ${row + 1}`,
        remedy,
      })
    }
    rows.set(id, row)
  })
  return rows
}
