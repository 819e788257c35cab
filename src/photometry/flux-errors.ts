/**
 * The error of a flux in an aperture, from the noise of single pixels and its correlation rho.
 *
 *   variance = F / t + f^2 (s^2 P + A^2 s^2 K / n)
 *
 * F flux, e-/s; t exposure time, s; s scatter of the sky's pixels; A area of the aperture; n pixels
 * of the annulus; f how much more empty apertures scatter than this says (`empty-apertures.ts`). s
 * is freed of what a sample loses: the square of the standard deviation of n pixels is too small by
 * 1 - M / n, M being K of a mean, and by the clipping at 3 sigma.
 *
 *   P = sum over pixels i, j of w_i w_j rho_ij, with w the share of a pixel in the aperture
 *   K = 1 / n sum over pixels i, j of the annulus of asin(rho_ij)
 *
 * K is that of a median: for normal numbers the variance of the median is s^2 K / n, and K is
 * pi / 2 where nothing is correlated. A mean has rho in place of asin(rho). P and K are means over
 * places of a source in its pixel.
 */
import { overlap } from './apertures.js'
import { LARGEST_LAG, type NoiseCorrelation } from './noise-correlation.js'
import type { SkyAnnulus, SkyEstimator } from './sky.js'

/** What the errors of one band have in common. */
export interface FluxErrors {
  /** For each aperture: A, P and f. */
  readonly apertures: readonly {
    readonly area: number
    readonly pixelTerm: number
    readonly factor: number
  }[]
  /** K, of the sky's level. */
  readonly skyTerm: number
  /** M, of a mean over the annulus. */
  readonly meanTerm: number
}

/** Variance of a normal number that is cut at 3 sigma on both sides. */
const CLIPPED_VARIANCE = 0.9733

/** Places in a pixel along each axis. */
const N_PLACES = 4

export function fluxErrors(
  radiiPx: readonly number[],
  annulus: SkyAnnulus,
  estimator: SkyEstimator,
  rho: NoiseCorrelation,
  factors: readonly number[] = radiiPx.map(() => 1),
): FluxErrors {
  const apertures = radiiPx.map((radius, k) => ({
    ...{ area: Math.PI * radius * radius, factor: factors[k] },
    pixelTerm: meanOverPlaces((x, y) => correlatedSum(apertureWeights(radius, x, y), rho)),
  }))
  return { apertures, ...skyTermsOf(annulus, estimator, rho) }
}

/** The variance of the flux in aperture k. */
export function fluxVariance(
  { apertures, skyTerm, meanTerm }: FluxErrors,
  k: number,
  flux: number,
  { scatter, nPixels }: SkyNoise,
  exposureS: number,
): number {
  const { area, pixelTerm, factor } = apertures[k]
  const variance = pixelVariance(meanTerm, { scatter, nPixels })
  const sky = variance * (pixelTerm + (area * area * skyTerm) / nPixels)
  return Math.max(flux, 0) / exposureS + factor * factor * sky
}

/** Scatter of the sky's pixels in an annulus, and their number. */
export interface SkyNoise {
  readonly scatter: number
  readonly nPixels: number
}

/** s^2. */
export function pixelVariance(meanTerm: number, { scatter, nPixels }: SkyNoise): number {
  return scatter ** 2 / (CLIPPED_VARIANCE * Math.max(0.5, 1 - meanTerm / nPixels))
}

/**
 * K of the estimator, and of a mean. A mode is 3 median - 2 mean where the mean is the larger one,
 * else the mean: half of each, with the covariance of median and mean that of the mean.
 */
function skyTermsOf(annulus: SkyAnnulus, estimator: SkyEstimator, rho: NoiseCorrelation) {
  const term = (of: Float64Array) =>
    meanOverPlaces((x, y) => {
      const weights = annulusWeights(annulus, x, y)
      return correlatedSum(weights, of) / weights.n
    })
  const meanTerm = term(rho)
  const middle = term(rho.map((value) => Math.asin(Math.min(1, Math.max(-1, value)))))
  const ofMode = (9 * middle - 7 * meanTerm) / 2
  return { meanTerm, skyTerm: estimator === 'median' ? middle : ofMode }
}

export interface Weights {
  readonly side: number
  readonly values: Float64Array
  /** Sum of the weights. */
  readonly n: number
}

function weightsOf(reach: number, weightAt: (dx: number, dy: number) => number): Weights {
  const side = 2 * reach + 1
  const values = Float64Array.from({ length: side * side }, (_, i) =>
    weightAt((i % side) - reach, Math.floor(i / side) - reach),
  )
  return { side, values, n: values.reduce((sum, value) => sum + value, 0) }
}

/** Shares of pixels in a circle, on pixels to `reach` px from the middle one. */
export function apertureWeights(
  radius: number,
  x: number,
  y: number,
  reach = Math.ceil(radius) + 1,
): Weights {
  return weightsOf(reach, (column, row) => overlap(column - x, row - y, radius))
}

function annulusWeights({ innerPx, outerPx }: SkyAnnulus, x: number, y: number): Weights {
  return weightsOf(Math.ceil(outerPx) + 1, (column, row) => {
    const square = (column - x) ** 2 + (row - y) ** 2
    return square >= innerPx * innerPx && square < outerPx * outerPx ? 1 : 0
  })
}

/** Sum over pixels i, j of v_i v_j rho_ij. */
export function correlatedSum(
  { side, values }: Pick<Weights, 'side' | 'values'>,
  rho: Float64Array,
): number {
  let sum = 0
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const value = values[y * side + x]
      if (value !== 0) sum += value * neighboursOf(x, y, side, values, rho)
    }
  }
  return sum
}

/** Sum over the pixels j near a pixel of v_j rho_ij. */
function neighboursOf(
  x: number,
  y: number,
  side: number,
  values: Float64Array,
  rho: Float64Array,
): number {
  const left = Math.max(0, x - LARGEST_LAG)
  const right = Math.min(side - 1, x + LARGEST_LAG)
  const bottom = Math.max(0, y - LARGEST_LAG)
  const top = Math.min(side - 1, y + LARGEST_LAG)
  let sum = 0
  for (let v = bottom; v <= top; v++) {
    const lags = (v - y + LARGEST_LAG) * (2 * LARGEST_LAG + 1) + LARGEST_LAG - x
    for (let u = left; u <= right; u++) sum += values[v * side + u] * rho[lags + u]
  }
  return sum
}

function meanOverPlaces(value: (x: number, y: number) => number): number {
  let sum = 0
  for (let i = 0; i < N_PLACES * N_PLACES; i++) {
    const place = (k: number) => (k + 0.5) / N_PLACES - 0.5
    sum += value(place(i % N_PLACES), place(Math.floor(i / N_PLACES)))
  }
  return sum / (N_PLACES * N_PLACES)
}
