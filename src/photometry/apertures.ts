/**
 * Aperture photometry as LEGUS does it (Adamo+2017): a circle of 4 px, the sky from an annulus of 7
 * to 8 px, and the concentration index CI = mag(1 px) - mag(3 px).
 *
 * The variance of a flux F (e-/s) in an aperture of area A, exposed t s, is F / t + A s^2 + A^2 s^2
 * / n, as in IRAF's phot; s is the scatter of the n pixels of the annulus, which holds the noise of
 * sky and readout. Drizzling correlates pixels, so the error is too small, as it is in real
 * catalogues.
 */
import type { Tile } from '../cutouts/index.js'
import { annulusSky, type SkyAnnulus, type SkyEstimate, type SkyEstimator } from './sky.js'

export const LEGUS_RADIUS_PX = 4
const LEGUS_ANNULUS: SkyAnnulus = { innerPx: 7, outerPx: 8 }

/** Why a measurement has no magnitude. */
export type PhotometryFlag =
  /** The aperture leaves the tile, or covers a NaN pixel. */
  | 'no_data'
  /** Fewer than half of the annulus's pixels have a value. */
  | 'no_sky'
  /** The aperture is not brighter than the sky (LEGUS writes 99.999 then). */
  | 'not_positive'

export interface ApertureMeasurement {
  /** e-/s above the sky; NaN with the flags `no_data` and `no_sky`. */
  readonly flux: number
  /** Standard deviation of the flux, e-/s. */
  readonly fluxErr: number
  readonly sky: SkyEstimate
  readonly flag?: PhotometryFlag
}

export interface ApertureOptions {
  /** Default 7 to 8 px. */
  readonly annulus?: SkyAnnulus
  /** Default `median`. */
  readonly estimator?: SkyEstimator
  /** Exposure time for the Poisson noise of the source; without it only the sky's noise counts. */
  readonly exposureS?: number
}

/**
 * The flux in a circle, less the sky.
 *
 * @param x, y position in the mosaic, 0-based
 *
 * @example measureAperture(tile, 310.4, 87.9, 4, { exposureS: 1143 }).flux // 3.2 e-/s
 */
export function measureAperture(
  tile: Tile,
  x: number,
  y: number,
  radiusPx: number,
  options: ApertureOptions = {},
): ApertureMeasurement {
  const { annulus = LEGUS_ANNULUS, estimator, exposureS } = options
  const sky = annulusSky(tile, x, y, annulus, estimator)
  return withSky(tile, x, y, radiusPx, sky, exposureS)
}

export interface Concentration {
  /** mag(1 px) - mag(3 px), NaN where a flux is not positive. */
  readonly ci: number
  readonly flag?: PhotometryFlag
}

/** The concentration index; both apertures have the same sky. */
export function concentrationIndex(
  tile: Tile,
  x: number,
  y: number,
  options: Omit<ApertureOptions, 'exposureS'> = {},
): Concentration {
  const sky = annulusSky(tile, x, y, options.annulus ?? LEGUS_ANNULUS, options.estimator)
  const inner = withSky(tile, x, y, 1, sky)
  const outer = withSky(tile, x, y, 3, sky)
  const flag = outer.flag ?? inner.flag
  return flag ? { ci: Number.NaN, flag } : { ci: 2.5 * Math.log10(outer.flux / inner.flux) }
}

/** Error of a flux's magnitude; NaN where the flux is not positive. */
export function magnitudeError(flux: number, fluxErr: number): number {
  return flux > 0 ? (2.5 / Math.LN10) * (fluxErr / flux) : Number.NaN
}

/** The flux for a sky that is known. */
function withSky(
  tile: Tile,
  x: number,
  y: number,
  radiusPx: number,
  sky: SkyEstimate,
  exposureS = Number.POSITIVE_INFINITY,
): ApertureMeasurement {
  const area = Math.PI * radiusPx * radiusPx
  const sum = apertureSum(tile, x, y, radiusPx)
  const flux = sum - area * sky.level
  if (Number.isNaN(flux)) {
    const flag = Number.isNaN(sum) ? 'no_data' : 'no_sky'
    return { flux, fluxErr: Number.NaN, sky, flag }
  }
  const skyVariance = area * sky.scatter ** 2 * (1 + area / sky.nPixels)
  const fluxErr = Math.sqrt(Math.max(flux, 0) / exposureS + skyVariance)
  return flux > 0 ? { flux, fluxErr, sky } : { flux, fluxErr, sky, flag: 'not_positive' }
}

/**
 * The sum of the pixels in a circle, each times the area that the circle covers of it, e-/s.
 *
 * @param x, y position in the mosaic, 0-based
 * @returns NaN if the circle leaves the tile or covers a NaN pixel
 */
export function apertureSum(tile: Tile, x: number, y: number, radiusPx: number): number {
  const { width, height, pixels } = tile
  const [cx, cy] = [x - tile.x0, y - tile.y0]
  if (!(cx - radiusPx >= -0.5 && cx + radiusPx <= width - 0.5)) return Number.NaN
  if (!(cy - radiusPx >= -0.5 && cy + radiusPx <= height - 0.5)) return Number.NaN
  let sum = 0
  const [left, right] = [Math.round(cx - radiusPx), Math.round(cx + radiusPx)]
  const [bottom, top] = [Math.round(cy - radiusPx), Math.round(cy + radiusPx)]
  for (let row = bottom; row <= Math.min(top, height - 1); row++) {
    for (let column = left; column <= Math.min(right, width - 1); column++) {
      const area = overlap(column - cx, row - cy, radiusPx)
      if (area > 0) sum += area * pixels[row * width + column]
    }
  }
  return sum
}

/** A pixel whose centre is so far from a circle is wholly on one side of it, roundings included. */
const SURELY_PX = Math.SQRT1_2 + 1e-6

/**
 * Area that a disc about 0 covers of the pixel whose centre is at dx, dy: exact, as photutils's
 * method `exact`.
 *
 * The disc of radius r covers of [0, a] x [0, b] the area ab if the corner lies inside; otherwise b
 * x_b + G(min(a, r)) - G(x_b), with x_b = sqrt(r^2 - b^2) and G(x) = (x sqrt(r^2 - x^2) + r^2
 * asin(x / r)) / 2. This is odd in a and b, and the area in a pixel is the sum over its corners
 * with alternating signs.
 */
export function overlap(dx: number, dy: number, radius: number): number {
  // Most pixels lie far from the circle, and Math.hypot takes ten times as long as their square.
  const square = dx * dx + dy * dy
  const [inside, outside] = [radius - SURELY_PX, radius + SURELY_PX]
  if (inside > 0 && square < inside * inside) return 1
  if (square > outside * outside) return 0
  const distance = Math.hypot(dx, dy)
  if (distance + Math.SQRT1_2 <= radius) return 1
  if (distance - Math.SQRT1_2 >= radius) return 0
  const [x0, x1, y0, y1] = [dx - 0.5, dx + 0.5, dy - 0.5, dy + 0.5]
  const area =
    corner(x1, y1, radius) -
    corner(x0, y1, radius) -
    corner(x1, y0, radius) +
    corner(x0, y0, radius)
  return Math.min(Math.max(area, 0), 1)
}

/** The area in [0, x] x [0, y]. */
function corner(x: number, y: number, r: number): number {
  const a = Math.min(Math.abs(x), r)
  const b = Math.min(Math.abs(y), r)
  const sign = Math.sign(x) * Math.sign(y)
  if (a * a + b * b <= r * r) return sign * a * b
  const xb = Math.sqrt(r * r - b * b)
  return sign * (b * xb + underArc(a, r) - underArc(xb, r))
}

/** G(x). */
function underArc(x: number, r: number): number {
  return (x * Math.sqrt(Math.max(r * r - x * x, 0)) + r * r * Math.asin(Math.min(x / r, 1))) / 2
}
