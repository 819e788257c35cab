/**
 * Where a catalogue begins to lack objects, judged by itself: luminosity and mass functions rise towards
 * faint and light objects, so where the observed distribution turns over, objects are missing. It is no
 * substitute for artificial sources put into the mosaics, and says nothing below the catalogue's own cuts.
 */

/**
 * The value at which the distribution, smoothed by a Gaussian, is highest.
 *
 * @param values NaN is not counted
 * @param sigma of the Gaussian, in the unit of the values; the grid has four steps to it
 * @returns NaN without values
 */
export function peakOf(values: ArrayLike<number>, sigma: number): number {
  const known = Float64Array.from(values).filter(Number.isFinite).sort()
  if (known.length === 0) return Number.NaN
  const step = sigma / 4
  let [peak, highest] = [Number.NaN, Number.NEGATIVE_INFINITY]
  const first = Math.floor(known[0] / step)
  for (let i = first; i * step <= known[known.length - 1] + step; i++) {
    const density = densityAt(i * step, known, sigma)
    if (density > highest) [peak, highest] = [i * step, density]
  }
  return peak
}

function densityAt(at: number, values: Float64Array, sigma: number): number {
  let sum = 0
  for (const value of values) sum += Math.exp(-0.5 * ((value - at) / sigma) ** 2)
  return sum
}
