/**
 * From pixel values to brightness on a screen. Fluxes of a field span five decades, so a linear stretch
 * looks black; asinh (Lupton et al. 2004, PASP 116, 133) is linear near the sky and logarithmic above it:
 *
 *     brightness = asinh(n / soft) / asinh(white / soft),   n = (value - sky) / noise
 */

/** Sky level and noise of one band, in its own unit. */
export interface SkyLevel {
  readonly sky: number
  /** Standard deviation of the sky, > 0. */
  readonly noise: number
}

const MAX_SAMPLES = 200_000

/**
 * Sky level and noise, robust against sources: the median and its distance to the 16th percentile, after
 * clipping at 3 sigma until nothing changes. NaN is ignored, and so is exactly 0 (no exposure in a
 * drizzled mosaic). At most 200,000 evenly spaced pixels are looked at.
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
    const { sky, noise } = medianAndNoise(sorted, low, high)
    const nextLow = firstAtLeast(sorted, sky - 3 * noise)
    const nextHigh = firstAtLeast(sorted, sky + 3 * noise + Number.MIN_VALUE) - 1
    if (nextHigh <= nextLow || (nextLow === low && nextHigh === high)) break
    low = nextLow
    high = nextHigh
  }
  const { sky, noise } = medianAndNoise(sorted, low, high)
  const range = sorted[sorted.length - 1] - sorted[0]
  return { sky, noise: noise || range / 100 || 1 }
}

/**
 * The asinh curve from sky noise to brightness.
 *
 * @param soft where it turns from linear to logarithmic, in sigma above the sky
 * @param white what is shown as 1, in sigma above the sky; beyond it the curve goes on above 1
 * @example asinhCurve(5, 500)(500) // 1
 */
export function asinhCurve(soft: number, white: number): (sigma: number) => number {
  const scale = 1 / Math.asinh(white / soft)
  return (sigma) => Math.asinh(sigma / soft) * scale
}

/** The value below which a share of the finite values lies; NaN where there is none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const finite = Float64Array.from(values).filter(Number.isFinite).sort()
  if (finite.length === 0) return Number.NaN
  return finite[Math.min(finite.length - 1, Math.floor(share * finite.length))]
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

function medianAndNoise(sorted: Float64Array, low: number, high: number): SkyLevel {
  const at = (share: number) => sorted[low + Math.round(share * (high - low))]
  const sky = at(0.5)
  return { sky, noise: sky - at(0.1587) }
}

/** Index of the first value that is at least the limit. */
function firstAtLeast(sorted: Float64Array, limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < limit) low = middle + 1
    else high = middle
  }
  return low
}
