/**
 * Two tests whether two samples come from one distribution.
 *
 * Kolmogorov-Smirnov: D is the largest distance between their cumulative distributions. Its
 * probability is exact. If both samples come from one distribution, every order of the pooled
 * values is equally likely. An order is a path from (0, 0) to (m, n), and p is the share of paths
 * that reach |i/m - j/n| >= D somewhere (Hodges 1958, Ark. Mat. 3, 469).
 *
 * Anderson-Darling (Scholz & Stephens 1987, JASA 82, 918; the statistic for values with ties,
 * equation 7): it weighs the distance between the cumulative distributions so that the tails count
 * as much as the middle.
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

/**
 * ln p = c0 + c1 T + c2 T^2 by least squares through the seven critical values of T for two samples
 * (b0 + b1 + b2 of their table 1) and their p of 0.25, 0.1, 0.05, 0.025, 0.01, 0.005 and 0.001.
 */
const LOG_P = [-1.0777702798, -1.0082265645, 0.018198094574] as const

/** The ends of the table: a statistic, and the probability of a larger one. */
const FIRST = { statistic: 0.325, p: 0.25 }
const LAST = { statistic: 6.546, p: 0.001 }

/**
 * @param a, b together at least 4 values, of which 2 differ; no NaN
 * @returns the statistic, standardised to mean 0 and variance 1, and its probability. The published
 *   table ends at 0.25 and 0.001: outside, p is the nearer end. NaN, NaN if there is nothing to
 *   compare
 * @example andersonDarling(human, machine).p // 0.25 is "0.25 or more"
 */
export function andersonDarling(a: ArrayLike<number>, b: ArrayLike<number>): TwoSampleTest {
  const pooled = Float64Array.from([...Array.from(a), ...Array.from(b)]).sort()
  const n = pooled.length
  if (a.length === 0 || b.length === 0 || n < 4 || pooled[0] === pooled[n - 1]) {
    return { statistic: Number.NaN, p: Number.NaN }
  }
  const statistic = andersonDarlingStatistic(n)(Float64Array.from(a).sort(), pooled)
  return { statistic, p: probabilityOf(statistic) }
}

/**
 * The standardised statistic, for many pairs of samples that have n values together.
 *
 * @returns a function of the first sample and of both samples together, each in ascending order; at
 *   least two values differ
 */
export function andersonDarlingStatistic(
  n: number,
): (first: ArrayLike<number>, pooled: ArrayLike<number>) => number {
  const sums = harmonicSums(n)
  return (first, pooled) =>
    (midrankStatistic(first, pooled) - 1) / standardDeviation(first.length, n, sums)
}

/**
 * A^2 for samples of m and n - m values. A distinct value z_j occurs l_j times. B_j is the number
 * of values below z_j plus l_j / 2, and M_j is the same count in the first sample alone. Then
 *
 *   A^2 = (n-1)/n^2 sum_j l_j (n M_j - m B_j)^2 / (B_j (n - B_j) - n l_j / 4) [1/m + 1/(n-m)],
 *
 * since the second sample's difference is the first one's with the other sign.
 */
function midrankStatistic(first: ArrayLike<number>, pooled: ArrayLike<number>): number {
  const [m, n] = [first.length, pooled.length]
  let sum = 0
  for (let k = 0, i = 0; k < n; ) {
    const value = pooled[k]
    const [below, belowFirst] = [k, i]
    while (pooled[k] === value) k++
    while (first[i] === value) i++
    const ties = k - below
    const b = below + ties / 2
    const difference = n * (belowFirst + (i - belowFirst) / 2) - m * b
    sum += (ties * difference ** 2) / (b * (n - b) - (n * ties) / 4)
  }
  return ((n - 1) / n ** 2) * sum * (1 / m + 1 / (n - m))
}

interface HarmonicSums {
  /** Sum over i < n of 1 / i. */
  readonly h: number
  /** Sum over i < j < n of 1 / ((n - i) j). */
  readonly g: number
}

function harmonicSums(n: number): HarmonicSums {
  let [h, g, tail] = [1 / (n - 1), 0, 0]
  for (let i = n - 2; i >= 1; i--) {
    h += 1 / i
    tail += 1 / (i + 1)
    g += tail / (n - i)
  }
  return { h, g }
}

/** Standard deviation of A^2 if both samples come from one distribution: equation 4 with k = 2. */
function standardDeviation(m: number, n: number, { h, g }: HarmonicSums): number {
  const inverse = 1 / m + 1 / (n - m)
  const a = 4 * g - 6 + (10 - 6 * g) * inverse
  const b = 4 * (2 * g - 4) + 8 * h + (2 * g - 14 * h - 4) * inverse + 4 * g - 6
  const c = 4 * (6 * h + 2 * g - 2) + 2 * (4 * h - 4 * g + 6) + (2 * h - 6) * inverse + 4 * h
  const d = 4 * (2 * h + 6) - 8 * h
  return Math.sqrt((a * n ** 3 + b * n ** 2 + c * n + d) / ((n - 1) * (n - 2) * (n - 3)))
}

function probabilityOf(statistic: number): number {
  if (statistic <= FIRST.statistic) return FIRST.p
  if (statistic >= LAST.statistic) return LAST.p
  return Math.exp(LOG_P[0] + statistic * (LOG_P[1] + statistic * LOG_P[2]))
}
