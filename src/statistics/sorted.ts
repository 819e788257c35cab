/** Where a value belongs in ascending values, by halving the range (binary search). */

/**
 * Index of the first value that is at least the bound; the number of values if there is none.
 *
 * @param sorted ascending, without NaN
 * @example firstAtLeast([1, 2, 2, 3], 2) // 1
 */
export function firstAtLeast(sorted: ArrayLike<number>, bound: number): number {
  return firstWhere(sorted.length, (i) => sorted[i] >= bound)
}

/**
 * Index of the first value above the bound: the number of values up to it.
 *
 * @param sorted ascending, without NaN
 * @example firstAbove([1, 2, 2, 3], 2) // 3
 */
export function firstAbove(sorted: ArrayLike<number>, bound: number): number {
  return firstWhere(sorted.length, (i) => sorted[i] > bound)
}

/** The first index of [0, length) from which on a condition holds; the length if it never does. */
function firstWhere(length: number, holds: (i: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
