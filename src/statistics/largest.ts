/**
 * Index of the largest value, the class of the highest score; the first of equal ones.
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
