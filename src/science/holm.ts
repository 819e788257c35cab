/**
 * Holm's (1979, Scand. J. Stat. 6, 65) correction: of many tests some come out small by chance. The
 * smallest of n p is multiplied by n, the next by n - 1, and so on, and none is smaller than the one before.
 */

/** @param p NaN for tests that were not made, which stay NaN and are not counted */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).filter((i) => !Number.isNaN(p[i]))
  order.sort((a, b) => p[a] - p[b])
  const adjusted = p.map(() => Number.NaN)
  let least = 0
  order.forEach((i, rank) => {
    least = Math.min(1, Math.max(least, p[i] * (order.length - rank)))
    adjusted[i] = least
  })
  return adjusted
}
