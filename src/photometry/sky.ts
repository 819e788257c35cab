/**
 * The sky around a source: the pixels whose centres lie in an annulus, without those that are more
 * than three standard deviations from the median, until no more are left out.
 */
import type { Tile } from '../cutouts/index.js'

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
  values.sort()
  let [from, to] = [0, values.length]
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { middle, scatter } = momentsOf(values, from, to)
    const [low, high] = [middle - CLIP * scatter, middle + CLIP * scatter]
    const [before, length] = [from, to - from]
    while (from < to && values[from] < low) from++
    while (to > from && values[to - 1] > high) to--
    if (from === before && to - from === length) break
  }
  const { mean, middle, scatter } = momentsOf(values, from, to)
  const mode = mean > middle ? 3 * middle - 2 * mean : mean
  const level = estimator === 'mode' ? mode : middle
  return { level, scatter, nPixels: to - from }
}

/** Of the sorted values [from, to). */
function momentsOf(values: Float64Array, from: number, to: number) {
  let sum = 0
  for (let i = from; i < to; i++) sum += values[i]
  const mean = sum / (to - from)
  let squares = 0
  for (let i = from; i < to; i++) squares += (values[i] - mean) * (values[i] - mean)
  const half = (from + to) >> 1
  const isOdd = (to - from) % 2 === 1
  const middle = isOdd ? values[half] : (values[half - 1] + values[half]) / 2
  return { mean, middle, scatter: Math.sqrt(squares / (to - from)) }
}

/** Where the pixels of one annulus are sorted; one serves all. */
let scratch = new Float64Array()

/** The finite pixels, in `scratch`; undefined if fewer than half of the annulus's are finite. */
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
