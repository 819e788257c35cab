/** Quantiles, by the rule that R calls type 7 and NumPy takes by default (Hyndman & Fan 1996). */

/**
 * With n values in order and h = (n - 1) p, the value at rank h, linear between its neighbours.
 *
 * @param sorted ascending, without NaN
 * @param p in [0, 1]
 * @returns NaN if there are no values
 * @example quantile([1, 2, 3, 4], 0.5) // 2.5
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) return Number.NaN
  const h = (sorted.length - 1) * p
  const below = Math.floor(h)
  const low = sorted[below]
  return low + (h - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - low)
}

/**
 * The value of which a share p of the values lie below: one of them, with none made up between two.
 *
 * @param sorted ascending, without NaN
 * @param p in [0, 1]
 * @returns NaN if there are no values
 * @example quantileValue([1, 2, 3, 4], 0.5) // 3
 */
export function quantileValue(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) return Number.NaN
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]
}

/**
 * The middle value, or the mean of the middle two; NaN if there are no values. {@link quantile} may differ from it
 * in the last digit.
 *
 * @param sorted in ascending or descending order, without NaN
 */
export function medianOfSorted(sorted: ArrayLike<number>): number {
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The middle of the values that are numbers; NaN if there is none. */
export function median(values: ArrayLike<number>): number {
  const numbers = Float64Array.from(values).filter((value) => !Number.isNaN(value))
  return quantile(numbers.sort(), 0.5)
}

/* Into which bin of a histogram a value falls. */

/** In their binary form decimals are short of the edge that they lie on: .08 + .72 is 0.7999..., 1.4 / 0.1 is 13.999... */
const TOLERANCE = 1e-9

/**
 * Bin i reaches from i times the width to i + 1 times, its upper end left out.
 *
 * @example binOf(1.4, 0.1) // 14
 */
export function binOf(value: number, width: number): number {
  return Math.floor(value / width + TOLERANCE)
}
