/** Indices: of a value among sorted ones, of a histogram's bin, of the largest value. */

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

/**
 * A decimal number may be a little below its edge: .08 + .72 is 0.7999..., 1.4 / 0.1 is 13.999...
 */
const TOLERANCE = 1e-9

/**
 * The bin of a value in a histogram of even bins: bin i reaches from i times the width to i + 1
 * times, without its upper end.
 *
 * @example binOf(1.4, 0.1) // 14
 */
export function binOf(value: number, width: number): number {
  return Math.floor(value / width + TOLERANCE)
}

/**
 * Index of the largest value, e.g. the class with the highest score; the first of equal ones.
 *
 * @returns -1 if there is no value, or if one is NaN
 * @example indexOfLargest([0.1, 0.6, 0.3]) // 1
 */
export function indexOfLargest(values: ArrayLike<number>): number {
  let best = -1
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) return -1
    if (best < 0 || values[i] > values[best]) best = i
  }
  return best
}

/**
 * The first index in [0, length) at which a condition holds, by halving the range; it holds at all
 * later ones. The length if it never holds.
 */
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
