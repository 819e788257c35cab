/** Sky level and noise of a band: where the stretch of a picture begins. */
import { firstAtLeast } from '../statistics/index.js'

/** Sky level and noise of one band, in its own unit. */
export interface SkyLevel {
  readonly sky: number
  /** Standard deviation of the sky, > 0. */
  readonly noise: number
}

/** The sky level is measured on at most this many pixels. */
const MAX_SAMPLES = 200_000

/**
 * Sky level and noise, robust against sources: the median and its distance to the 16th percentile,
 * after clipping at 3 sigma until nothing changes. NaN is ignored, and so is exactly 0, which in a
 * drizzled mosaic means no exposure. At most 200,000 evenly spaced pixels are used.
 *
 * @returns sky 0 and noise 1 where no pixel is usable
 * @example skyLevel(new Float32Array([1, 2, 3, 2, 1, 900])).sky // 2
 */
export function skyLevel(pixels: ArrayLike<number>): SkyLevel {
  const sorted = usableSample(pixels).sort()
  if (sorted.length === 0) return { sky: 0, noise: 1 }
  let low = 0
  let high = sorted.length - 1
  for (let pass = 0; pass < 20; pass++) {
    const { sky, noise } = skyAndNoise(sorted, low, high)
    const nextLow = firstAtLeast(sorted, sky - 3 * noise)
    const nextHigh = firstAtLeast(sorted, sky + 3 * noise + Number.MIN_VALUE) - 1
    if (nextHigh <= nextLow || (nextLow === low && nextHigh === high)) break
    low = nextLow
    high = nextHigh
  }
  const { sky, noise } = skyAndNoise(sorted, low, high)
  const range = sorted[sorted.length - 1] - sorted[0]
  return { sky, noise: noise || range / 100 || 1 }
}

function usableSample(pixels: ArrayLike<number>): Float64Array {
  const step = Math.max(1, pixels.length / MAX_SAMPLES)
  const kept = new Float64Array(Math.min(pixels.length, MAX_SAMPLES))
  let n = 0
  for (let i = 0; Math.floor(i) < pixels.length && n < kept.length; i += step) {
    const value = pixels[Math.floor(i)]
    if (Number.isFinite(value) && value !== 0) kept[n++] = value
  }
  return kept.subarray(0, n)
}

function skyAndNoise(sorted: Float64Array, low: number, high: number): SkyLevel {
  const at = (share: number) => sorted[low + Math.round(share * (high - low))]
  const sky = at(0.5)
  return { sky, noise: sky - at(0.1587) }
}
