/**
 * The limits of IRAF's zscale, as astropy's ZScaleInterval finds them with its defaults: a line is
 * fitted to the sorted values of a sample, without those far from it; the limits are where the
 * line, made steeper, leaves the median by half of the sample.
 */
import { ascending, median } from '../../src/statistics/index.js'

const N_SAMPLES = 1000
const CONTRAST = 0.25
const MAX_REJECT = 0.5
const FEWEST = 5
const REJECT_SIGMA = 2.5
const MOST_ROUNDS = 5

/**
 * @returns both NaN where no value is finite
 * @example zscaleLimits(pixels) // [0.001, 0.012]
 */
export function zscaleLimits(values: Float32Array): readonly [low: number, high: number] {
  const finite = values.filter(Number.isFinite)
  const stride = Math.max(1, Math.floor(finite.length / N_SAMPLES))
  const taken = finite.filter((_, i) => i % stride === 0).subarray(0, N_SAMPLES)
  const sorted = ascending(taken)
  const n = sorted.length
  if (n === 0) return [Number.NaN, Number.NaN]
  const { nGood, slope } = fitted(sorted)
  const [low, high] = [sorted[0], sorted[n - 1]]
  if (nGood < fewest(n)) return [low, high]
  const steep = slope / CONTRAST
  const centre = Math.floor((n - 1) / 2)
  const middle = median(sorted)
  return [
    Math.max(low, middle - (centre - 1) * steep),
    Math.min(high, middle + (n - centre) * steep),
  ]
}

function fewest(n: number): number {
  return Math.max(FEWEST, Math.floor(n * MAX_REJECT))
}

/** The line through the values, and how many of them lie close to it. */
function fitted(sorted: ArrayLike<number>): { nGood: number; slope: number } {
  const n = sorted.length
  const grow = Math.max(1, Math.floor(n * 0.01))
  let isBad = new Uint8Array(n)
  let [nGood, nBefore, slope] = [n, n + 1, 0]
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (nGood >= nBefore || nGood < fewest(n)) break
    const line = lineThrough(sorted, isBad)
    slope = line.slope
    const off = Float64Array.from(sorted, (value, i) => value - line.start - line.slope * i)
    const threshold = REJECT_SIGMA * deviation(off, isBad)
    isBad = isBad.map((bad, i) => (bad || Math.abs(off[i]) > threshold ? 1 : 0))
    isBad = widened(isBad, grow)
    nBefore = nGood
    nGood = isBad.reduce((count, bad) => count + (bad ? 0 : 1), 0)
  }
  return { nGood, slope }
}

function lineThrough(values: ArrayLike<number>, isBad: Uint8Array) {
  let [n, sumX, sumY] = [0, 0, 0]
  for (let i = 0; i < values.length; i++) {
    if (isBad[i]) continue
    n++
    sumX += i
    sumY += values[i]
  }
  const [meanX, meanY] = [sumX / n, sumY / n]
  let [products, squares] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    if (isBad[i]) continue
    products += (i - meanX) * (values[i] - meanY)
    squares += (i - meanX) ** 2
  }
  const slope = squares > 0 ? products / squares : 0
  return { slope, start: meanY - slope * meanX }
}

function deviation(values: Float64Array, isBad: Uint8Array): number {
  const good = values.filter((_, i) => !isBad[i])
  const mean = good.reduce((sum, value) => sum + value, 0) / good.length
  return Math.sqrt(good.reduce((sum, value) => sum + (value - mean) ** 2, 0) / good.length)
}

/** Bad values spread to their neighbours, as `numpy.convolve(isBad, ones(n), mode='same')` does. */
function widened(isBad: Uint8Array, n: number): Uint8Array<ArrayBuffer> {
  const [before, after] = [Math.floor(n / 2), Math.floor((n - 1) / 2)]
  const wide = new Uint8Array(isBad.length)
  for (let i = 0; i < isBad.length; i++) {
    if (isBad[i]) wide.fill(1, Math.max(0, i - after), Math.min(isBad.length, i + before + 1))
  }
  return wide
}
