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
  const cx = x - tile.x0
  const cy = y - tile.y0
  if (!(cx - radiusPx >= -0.5 && cx + radiusPx <= width - 0.5)) return Number.NaN
  if (!(cy - radiusPx >= -0.5 && cy + radiusPx <= height - 0.5)) return Number.NaN
  let sum = 0
  const left = Math.round(cx - radiusPx)
  const endColumn = Math.min(Math.round(cx + radiusPx), width - 1)
  const endRow = Math.min(Math.round(cy + radiusPx), height - 1)
  const inside = Math.max(radiusPx - SURELY_PX, 0)
  for (let row = Math.round(cy - radiusPx); row <= endRow; row++) {
    const dy = row - cy
    for (let column = left; column <= endColumn; column++) {
      const dx = column - cx
      const pixel = pixels[row * width + column]
      // A pixel that is wholly inside counts as it is; so most need no function.
      if (dx * dx + dy * dy < inside * inside) {
        sum += pixel
        continue
      }
      const area = overlap(dx, dy, radiusPx)
      if (area > 0) sum += area * pixel
    }
  }
  return sum
}

/** A pixel whose centre is so far from a circle is wholly on one side of it, roundings included. */
const SURELY_PX = Math.SQRT1_2 + 1e-6

// A literal that is taken apart, as in [a, b] = [1, 2], makes an array each time, and here that
// would be most of the time of a detection: so numbers are named one by one from here on.

/**
 * Area that a disc about 0 covers of the pixel whose centre is at dx, dy: exact, as photutils's
 * method `exact`. A pixel on an axis is cut there, and its parts are turned into the first
 * quadrant.
 */
export function overlap(dx: number, dy: number, radius: number): number {
  // Most pixels lie far from the circle.
  const square = dx * dx + dy * dy
  const inside = radius - SURELY_PX
  const outside = radius + SURELY_PX
  if (inside > 0 && square < inside * inside) return 1
  if (square > outside * outside) return 0
  const x = Math.abs(dx)
  const y = Math.abs(dy)
  if (x >= 0.5) return besideAxis(x - 0.5, x + 0.5, y, radius)
  return besideAxis(0, 0.5 + x, y, radius) + besideAxis(0, 0.5 - x, y, radius)
}

/** Of the part [x0, x1] of a pixel, 0 <= x0, whose centre is at height y >= 0. */
function besideAxis(x0: number, x1: number, y: number, r: number): number {
  if (y >= 0.5) return inQuadrant(x0, x1, y - 0.5, y + 0.5, r)
  return inQuadrant(x0, x1, 0, 0.5 + y, r) + inQuadrant(x0, x1, 0, 0.5 - y, r)
}

/**
 * Area of [x0, x1] x [y0, y1] below the arc sqrt(r^2 - x^2), all numbers 0 or more.
 *
 * The arc is above the rectangle up to x = a and below it from b on. Between them lies
 *
 * (b sqrt(r^2 - b^2) - a sqrt(r^2 - a^2)) / 2 + r^2 (asin(b / r) - asin(a / r)) / 2 - y0 (b - a),
 *
 * and the difference of the angles is one arcsine, by the rule for the sine of a difference.
 */
function inQuadrant(x0: number, x1: number, y0: number, y1: number, r: number): number {
  const square = r * r
  if (x0 * x0 + y0 * y0 >= square) return 0
  if (x1 * x1 + y1 * y1 <= square) return (x1 - x0) * (y1 - y0)
  const above = square > y1 * y1 ? Math.sqrt(square - y1 * y1) : 0
  const a = Math.max(x0, above)
  const b = Math.min(x1, Math.sqrt(square - y0 * y0))
  const atA = Math.sqrt(square - a * a)
  const atB = Math.sqrt(Math.max(square - b * b, 0))
  const angle = Math.asin(Math.min((b * atA - a * atB) / square, 1))
  const between = (b * atB - a * atA + square * angle) / 2 - y0 * (b - a)
  return (a - x0) * (y1 - y0) + Math.max(between, 0)
}
