/**
 * A catalogue with both x, y and right ascension, declination gives each place twice, and the sky
 * coordinates of the mosaics tell whether the two agree. Each row is judged by itself. So a wrong
 * pixel origin, swapped axes, a trimmed mosaic, rows in another order and the catalogue of another
 * field are found.
 */
import { type CandidateSet, skyPixels } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { rowsSaid, rowsWhere } from '../notes.js'
import type { Wcs } from '../wcs/index.js'
import { explained, type Frame, type Pair } from './offset-cause.js'

/** A wrong origin shifts by 1 px along both axes; published positions are good to some tenths. */
const NOTED_PX = 0.7
/** Hubble's coordinates before they were tied to Gaia's are off by up to about 1 arcsec. */
const LARGEST_ARCSEC = 2

type Catalogue = Pick<CandidateSet, 'x' | 'y' | 'ra' | 'dec' | 'table' | 'halfStepDeg' | 'columns'>
type Field = Frame & { readonly wcs: Wcs | undefined }

/** What comparing the two places of each row gave. */
export interface SkyComparison {
  /** 1 for the rows whose two places differ. */
  readonly mismatch: Uint8Array
  /** How many rows differ, and what explains it; absent if none does. */
  readonly note?: string
}

/**
 * Compares x, y with the place of right ascension and declination, row by row. They may differ by
 * 0.7 px, and by what rounding the last decimal of the sky positions can do.
 *
 * @returns nothing if there are not both, or if the mosaics have no sky coordinates
 * @throws InputError if more than half of the rows lie more than 2 arcsec apart: the catalogue is
 *   of another field, or its x, y are of another frame
 */
export function comparedWithSky(catalogue: Catalogue, field: Field): SkyComparison | undefined {
  const { x, y, ra, dec, columns, table } = catalogue
  const { wcs } = field
  if (!wcs || !ra || !dec || !columns) return undefined
  const halfStepDeg = catalogue.halfStepDeg ?? { ra: 0, dec: 0 }
  const sky = skyPixels({ ra, dec, halfStepDeg }, wcs)
  const rows = rowsWhere(x.length, (row) => Number.isFinite(x[row] + y[row] + ra[row] + dec[row]))
  if (rows.length === 0) return undefined
  const pairs = rows.map(
    (row): Pair => ({ row, x: x[row], y: y[row], skyX: sky.x[row], skyY: sky.y[row] }),
  )
  const tolerancePx = NOTED_PX + Math.SQRT2 * sky.halfStepPx
  const apart = pairs.filter((pair) => !(apartPx(pair) <= tolerancePx))
  const mismatch = new Uint8Array(x.length)
  for (const { row } of apart) mismatch[row] = 1
  if (apart.length === 0) return { mismatch }
  const isMost = apart.length > pairs.length / 2
  const cause = explained(apart, field, { tolerancePx, columns, isMost })
  const farPx = Math.max(tolerancePx, LARGEST_ARCSEC / wcs.scaleArcsec)
  const far = apart.filter((pair) => !(apartPx(pair) <= farPx))
  if (far.length > pairs.length / 2) {
    throw elsewhere(table.meta.source, {
      far,
      nCompared: pairs.length,
      cause,
      scale: wcs.scaleArcsec,
    })
  }
  const said = rowsSaid(
    apart.map(({ row }) => row),
    table.nRows,
  )
  const note =
    `x, y of ${said} lie more than ${tolerancePx.toFixed(1)} px from right ascension and ` +
    `declination, by the mosaics' coordinates${cause ? ` (${cause})` : ''}; x, y are taken, and ` +
    'these rows get the flag position_mismatch'
  return { mismatch, note }
}

/** NaN where the sky position has no pixel. */
function apartPx({ x, y, skyX, skyY }: Pair): number {
  return Math.hypot(x - skyX, y - skyY)
}

interface Far {
  readonly far: readonly Pair[]
  readonly nCompared: number
  readonly cause: string | undefined
  readonly scale: number
}

function elsewhere(where: string | undefined, { far, nCompared, cause, scale }: Far): InputError {
  const [first] = far
  const px = apartPx(first)
  const example = Number.isFinite(px)
    ? `${(px * scale).toFixed(1)} arcsec in row ${first.row + 1}`
    : `another part of the sky in row ${first.row + 1}`
  return new InputError({
    what: 'x, y of the catalogue are other places than its right ascension and declination',
    where,
    expected: `within ${LARGEST_ARCSEC} arcsec by the mosaics' coordinates`,
    got: `${rowsSaid(
      far.map(({ row }) => row),
      nCompared,
    )} further apart, ${example}`,
    remedy:
      `${cause ? `${cause}; otherwise ` : ''}give the catalogue of this field; ` +
      'if x, y are right, leave right ascension and declination out',
  })
}
