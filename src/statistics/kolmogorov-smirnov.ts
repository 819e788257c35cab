/**
 * The Kolmogorov-Smirnov test of two samples: D is the largest distance between their cumulative
 * distributions. Its probability is exact. If both samples come from one distribution, every order
 * of the pooled values is equally likely. An order is a path from (0, 0) to (m, n), and p is the
 * share of paths that reach |i/m - j/n| >= D somewhere (Hodges 1958, Ark. Mat. 3, 469).
 */

export interface TwoSampleTest {
  readonly statistic: number
  /** Probability of a statistic at least as large, if both samples come from one distribution. */
  readonly p: number
}

/**
 * @param a, b at least one value each, no NaN; with ties between the samples p is too large rather
 *   than too small
 * @returns NaN, NaN if a sample is empty
 * @example kolmogorovSmirnov([1, 2, 3], [4, 5, 6]) // { statistic: 1, p: 0.1 }
 */
export function kolmogorovSmirnov(a: ArrayLike<number>, b: ArrayLike<number>): TwoSampleTest {
  if (a.length === 0 || b.length === 0) return { statistic: Number.NaN, p: Number.NaN }
  const distance = largestDistance(Float64Array.from(a).sort(), Float64Array.from(b).sort())
  const cells = a.length * b.length
  return { statistic: distance / cells, p: shareOfPathsReaching(distance, a.length, b.length) }
}

/**
 * D of two samples in ascending order, each with at least one value.
 *
 * @example kolmogorovDistance([1, 2], [2, 3]) // 0.5
 */
export function kolmogorovDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return largestDistance(a, b) / (a.length * b.length)
}

/** D times m n, a whole number. */
function largestDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const value = Math.min(a[i], b[j])
    while (a[i] === value) i++
    while (b[j] === value) j++
    largest = Math.max(largest, Math.abs(i * b.length - j * a.length))
  }
  return largest
}

/**
 * The share s(i, j) of the paths from (0, 0) to (i, j) that reach the bound, column by column: 1
 * where |i n - j m| >= bound, else (i s(i - 1, j) + j s(i, j - 1)) / (i + j). A small p keeps its
 * digits, since it is a sum of shares and not a difference from 1.
 */
function shareOfPathsReaching(bound: number, m: number, n: number): number {
  if (bound === 0) return 1
  const share = new Float64Array(n + 1)
  for (let i = 0; i <= m; i++) {
    for (let j = 0; j <= n; j++) {
      if (Math.abs(i * n - j * m) >= bound) share[j] = 1
      else if (i + j === 0) share[j] = 0
      else share[j] = (i * share[j] + (j > 0 ? j * share[j - 1] : 0)) / (i + j)
    }
  }
  return share[n]
}
