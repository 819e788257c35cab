/**
 * Which object a stamp shows, in columns of the table CATALOG. With them stamps of several fields
 * can lie in one file, sets can be made by field, and an object in two sets is found (leakage.ts).
 *
 *   cutout_field            name of the field
 *   cutout_id               id in the field's catalogue, as written there; not ASCII: %-encoded
 *   cutout_x, cutout_y      position on the field's mosaics, px, 0-based
 *   cutout_ra, cutout_dec   right ascension, declination, deg; NaN without sky coordinates
 */
import type { CandidateSet } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { type Column, cellText, numbersOf, type Table } from '../tables/index.js'
import type { Wcs } from '../wcs/index.js'

/** One entry for each object; NaN where a position is not known. */
export interface DatasetObjects {
  readonly field: readonly string[]
  readonly id: readonly string[]
  readonly x: Float64Array
  readonly y: Float64Array
  readonly ra: Float64Array
  readonly dec: Float64Array
}

/** Column of what the cutter noticed. */
export const FLAGS_COLUMN = 'cutout_flags'

type Positions = Pick<CandidateSet, 'x' | 'y' | 'ra' | 'dec' | 'id'>

/**
 * The columns of one field's candidates. Sky coordinates come from the mosaics if they have any.
 */
export function objectColumns(name: string, candidates: Positions, wcs?: Wcs): Column[] {
  const { x, y, id } = candidates
  const { ra, dec } = wcs ? skyOf(candidates, wcs) : candidates
  const blank = new Float64Array(x.length).fill(Number.NaN)
  return [
    { name: 'cutout_field', values: id.map(() => ascii(name)), description: 'field' },
    { name: 'cutout_id', values: id.map(ascii), description: 'id in the catalogue of the field' },
    { name: 'cutout_x', values: x, unit: 'pix', description: 'on the mosaics, 0-based' },
    { name: 'cutout_y', values: y, unit: 'pix', description: 'on the mosaics, 0-based' },
    { name: 'cutout_ra', values: ra ?? blank, unit: 'deg', ucd: 'pos.eq.ra' },
    { name: 'cutout_dec', values: dec ?? blank, unit: 'deg', ucd: 'pos.eq.dec' },
  ]
}

function skyOf({ x, y }: Positions, wcs: Wcs): { ra: Float64Array; dec: Float64Array } {
  const ra = new Float64Array(x.length).fill(Number.NaN)
  const dec = ra.slice()
  for (let row = 0; row < x.length; row++) {
    if (!Number.isFinite(x[row]) || !Number.isFinite(y[row])) continue
    const sky = wcs.pixelToSky(x[row], y[row])
    ra[row] = sky.ra
    dec[row] = sky.dec
  }
  return { ra, dec }
}

/**
 * The objects of a data set file.
 *
 * @param table CATALOG of the file
 * @throws InputError if the columns are missing, as in files of starsift 0.1
 */
export function objectsOf(table: Table): DatasetObjects {
  const column = (name: string): Column => {
    if (table.has(name)) return table.column(name)
    throw new InputError({
      what: `the data set has no column ${name}`,
      where: table.meta.source,
      remedy: 'make it again with `starsift cutouts`',
    })
  }
  const texts = (name: string) =>
    Array.from({ length: table.nRows }, (_, row) => cellText(column(name), row).trim())
  const numbers = (name: string) => numbersOf(column(name), table.meta.source)
  return {
    field: texts('cutout_field'),
    id: texts('cutout_id'),
    x: numbers('cutout_x'),
    y: numbers('cutout_y'),
    ra: numbers('cutout_ra'),
    dec: numbers('cutout_dec'),
  }
}

/** Text as FITS holds it: characters outside ASCII are percent-encoded, as in a URL. */
export function ascii(text: string): string {
  return text.replace(/[^ -~]/gu, encodeURIComponent)
}
