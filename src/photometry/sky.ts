/**
 * The sky around a source: the pixels whose centres lie in an annulus, without those that are more
 * than three standard deviations from the median, until no more are left out.
 */
import type { Tile } from '../cutouts/index.js'
import { firstAbove, firstAtLeast, meanOf, medianOfSorted } from '../statistics/index.js'

export const SKY_ESTIMATORS = ['median', 'mode'] as const
export type SkyEstimator = (typeof SKY_ESTIMATORS)[number]

export interface SkyAnnulus {
  readonly innerPx: number
  readonly outerPx: number
}

export interface SkyEstimate {
  /** e-/s per pixel; NaN where fewer than half of the annulus's pixels have a value. */
  readonly level: number
  /** Standard deviation of the pixels, e-/s, from sky noise, read noise and crowding. */
  readonly scatter: number
  /** Number of pixels that are left after clipping. */
  readonly nPixels: number
}

const NO_SKY: SkyEstimate = { level: Number.NaN, scatter: Number.NaN, nPixels: 0 }
const CLIP = 3
const MAX_ROUNDS = 10

/**
 * Level and scatter of the sky.
 *
 * @param estimator `median`, or `mode`: 3 median - 2 mean if the mean is above the median, else the
 *   mean (Stetson 1987, PASP 99, 191), which the light of neighbours moves less
 */
export function annulusSky(
  tile: Tile,
  x: number,
  y: number,
  annulus: SkyAnnulus,
  estimator: SkyEstimator = 'median',
): SkyEstimate {
  const values = annulusValues(tile, x - tile.x0, y - tile.y0, annulus)
  if (!values) return NO_SKY
  let kept: Float64Array = values.sort()
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const half = CLIP * deviation(kept)
    const middle = medianOfSorted(kept)
    const from = firstAtLeast(kept, middle - half)
    const to = firstAbove(kept, middle + half)
    if (to - from === kept.length) break
    kept = kept.subarray(from, to)
  }
  const [middle, average] = [medianOfSorted(kept), meanOf(kept)]
  const mode = average > middle ? 3 * middle - 2 * average : average
  const level = estimator === 'mode' ? mode : middle
  return { level, scatter: deviation(kept), nPixels: kept.length }
}

/** Where the pixels of one annulus are sorted; one serves all. */
let scratch = new Float64Array()

/** The finite pixels of the annulus, in `scratch`; undefined if fewer than half of its pixels are finite. */
function annulusValues(
  { width, height, pixels }: Tile,
  cx: number,
  cy: number,
  { innerPx, outerPx }: SkyAnnulus,
): Float64Array | undefined {
  const [bottom, left] = [Math.ceil(cy - outerPx), Math.ceil(cx - outerPx)]
  const side = Math.floor(2 * outerPx) + 1
  if (side * side > scratch.length) scratch = new Float64Array(side * side)
  const values = scratch
  const [inner, outer] = [innerPx * innerPx, outerPx * outerPx]
  let [n, nAll] = [0, 0]
  for (let row = bottom; row <= cy + outerPx; row++) {
    for (let column = left; column <= cx + outerPx; column++) {
      const dx = column - cx
      const dy = row - cy
      const square = dx * dx + dy * dy
      if (square < inner || square >= outer) continue
      nAll++
      if (column < 0 || row < 0 || column >= width || row >= height) continue
      const value = pixels[row * width + column]
      if (Number.isFinite(value)) values[n++] = value
    }
  }
  return n > 0 && 2 * n >= nAll ? values.subarray(0, n) : undefined
}

function deviation(values: Float64Array): number {
  const centre = meanOf(values)
  let sum = 0
  for (const value of values) sum += (value - centre) ** 2
  return Math.sqrt(sum / values.length)
}
