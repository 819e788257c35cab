/**
 * Holm's correction (1979, Scand. J. Stat. 6, 65): of many tests some have a small p by chance. The
 * smallest of n p is multiplied by n, the next one by n - 1, and so on; none becomes smaller than
 * the one before it.
 */

/** @param p NaN for a test that was not made: it stays NaN and is not counted */
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
