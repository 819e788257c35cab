/**
 * A catalogue with both x, y and right ascension, declination gives each place twice, and the sky
 * coordinates of the mosaics tell whether the two agree. So a wrong pixel origin, a trimmed mosaic
 * and the catalogue of another field are found.
 */
import type { CandidateSet } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { median } from '../statistics/index.js'
import type { Wcs } from '../wcs/index.js'

/** A wrong origin shifts by 1 px along both axes. */
const NOTED_PX = 0.7
/** Hubble's coordinates before they were tied to Gaia's are off by up to about 1 arcsec. */
const LARGEST_ARCSEC = 2
/** A shift so near to 1 px along both axes is explained by the origin. */
const NEAR_PX = 0.2

interface Shift {
  readonly dx: number
  readonly dy: number
}

/**
 * Compares x, y with the place of right ascension and declination, by the median over the rows.
 *
 * @returns a note if they lie 0.7 px apart or more; else nothing
 * @throws InputError if they lie more than 2 arcsec apart: the catalogue is of another field
 */
export function skyNotes(
  { x, y, ra, dec, table }: Pick<CandidateSet, 'x' | 'y' | 'ra' | 'dec' | 'table'>,
  { wcs }: { readonly wcs: Wcs | undefined },
): string[] {
  if (!wcs || !ra || !dec) return []
  const rows = [...x.keys()].filter((row) => Number.isFinite(x[row] + y[row] + ra[row] + dec[row]))
  const shifts = rows.map((row): Shift => {
    const sky = wcs.skyToPixel(ra[row], dec[row])
    return { dx: x[row] - sky.x, dy: y[row] - sky.y }
  })
  if (shifts.length === 0) return []
  const known = shifts.filter(({ dx, dy }) => Number.isFinite(dx + dy))
  const isElsewhere = known.length < shifts.length / 2
  const [dx, dy] = [median(known.map((one) => one.dx)), median(known.map((one) => one.dy))]
  const apart = median(known.map((one) => Math.hypot(one.dx, one.dy)))
  const arcsec = apart * wcs.scaleArcsec
  if (isElsewhere || arcsec > LARGEST_ARCSEC)
    throw elsewhere(table.meta.source, arcsec, isElsewhere)
  if (apart < NOTED_PX) return []
  const shift = `${signed(dx)} in x, ${signed(dy)} in y, by the mosaics' coordinates`
  return [
    `x, y of the catalogue lie ${apart.toFixed(2)} px from its right ascension and declination ` +
      `(median; ${shift}): ${guess({ dx, dy })}; x, y are taken`,
  ]
}

function elsewhere(where: string | undefined, arcsec: number, isElsewhere: boolean): InputError {
  return new InputError({
    what: 'x, y of the catalogue are other places than its right ascension and declination',
    where,
    expected: `within ${LARGEST_ARCSEC} arcsec by the mosaics' coordinates`,
    got: isElsewhere ? 'another part of the sky' : `a median of ${arcsec.toFixed(1)} arcsec`,
    remedy:
      'give the catalogue of this field; ' +
      'if x, y are right, leave right ascension and declination out',
  })
}

/** The likely cause: 0-based x, y that are too large by 1 were counted from 1. */
function guess({ dx, dy }: Shift): string {
  const isBy = (shift: number) => Math.hypot(dx - shift, dy - shift) < NEAR_PX
  if (isBy(1)) return '--origin 1 would put them there'
  return isBy(-1) ? '--origin 0 would put them there' : 'a trimmed mosaic, or one of another frame'
}

function signed(px: number): string {
  return `${px < 0 ? '' : '+'}${px.toFixed(2)}`
}
