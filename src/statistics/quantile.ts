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

/**
 * Like {@link medianOfSorted}, of values in any order: they are not sorted, but halved about the
 * middle again and again (Hoare 1961, Comm. ACM 4, 321), which is several times as fast.
 *
 * @param values without NaN; their order is changed
 * @example medianOf(Float32Array.of(3, 1, 2)) // 2
 */
export function medianOf(values: Float32Array): number {
  const middle = values.length >> 1
  moveToRank(values, middle)
  if (values.length % 2 === 1) return values[middle]
  let below = values[0]
  for (let i = 1; i < middle; i++) if (values[i] > below) below = values[i]
  return (below + values[middle]) / 2
}

/**
 * Like {@link quantileValue}, of values in any order.
 *
 * @param values without NaN; their order is changed
 * @example quantileValueOf(Float64Array.of(4, 1, 3, 2), 0.5) // 3
 */
export function quantileValueOf(values: Float64Array, p: number): number {
  if (values.length === 0) return Number.NaN
  const rank = Math.min(values.length - 1, Math.floor(p * values.length))
  moveToRank(values, rank)
  return values[rank]
}

/** Puts the value of this rank to its place, smaller ones before it and larger ones behind. */
function moveToRank(values: Float32Array | Float64Array, rank: number): void {
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const pivot = values[rank]
    let i = low
    let j = high
    while (i <= j) {
      while (values[i] < pivot) i++
      while (pivot < values[j]) j--
      if (i > j) break
      const value = values[i]
      values[i++] = values[j]
      values[j--] = value
    }
    if (j < rank) low = i
    if (rank < i) high = j
  }
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
