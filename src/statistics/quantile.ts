/** Quantiles, medians and means. */

/**
 * The value at rank h = (n - 1) p of n values, linear between its neighbours: type 7 of R, the
 * default of NumPy (Hyndman & Fan 1996).
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
 * One of the values, such that a share p of them lies below it.
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
 * The middle value, or the mean of the middle two; NaN if there are no values. {@link quantile} may
 * differ from it in the last digit.
 *
 * @param sorted in ascending or descending order, without NaN
 */
export function medianOfSorted(sorted: ArrayLike<number>): number {
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The median of the values that are not NaN; NaN if there are none. */
export function median(values: ArrayLike<number>): number {
  return quantile(ascending(values), 0.5)
}

/** The values that are not NaN, in ascending order. */
export function ascending(values: ArrayLike<number>): Float64Array {
  const numbers = new Float64Array(values.length)
  let n = 0
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) numbers[n++] = values[i]
  return numbers.subarray(0, n).sort()
}

/** NaN if there are no values. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum / values.length
}
