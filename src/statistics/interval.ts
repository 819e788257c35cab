/** Intervals of confidence: of a share, and of any measure by resampling. */
import type { Random } from '../random.js'
import { addResampled } from './multinomial.js'
import { normalQuantile } from './normal.js'
import { quantile } from './quantile.js'

/** An interval of confidence; its level is 95 % unless another one is named. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** The level at which starsift states its intervals. */
export const LEVEL = 0.95

/**
 * The interval of a share (Wilson 1927, JASA 22, 209): the shares that a normal test would not
 * reject. Unlike p +- 2 sigma it stays within [0, 1], and it has a width when none or all are
 * counted.
 *
 * @param k number of objects that are counted
 * @param n number of all objects
 * @param level level of confidence
 * @returns NaN on both sides if n is 0
 * @example wilsonInterval(9, 10) // { low: 0.596, high: 0.982 }
 */
export function wilsonInterval(k: number, n: number, level = LEVEL): Interval {
  if (n === 0) return { low: Number.NaN, high: Number.NaN }
  const z = normalQuantile((1 + level) / 2)
  const share = k / n
  const scale = 1 + (z * z) / n
  const centre = (share + (z * z) / (2 * n)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  return { low: k === 0 ? 0 : centre - half, high: k === n ? 1 : centre + half }
}

export interface BootstrapOptions {
  random: Random
  /** Default 2000: then the ends of a 95 % interval scatter by a few per cent of its width. */
  nResamples?: number
  /** Default 0.95. */
  level?: number
  /**
   * The stratum of each object: a draw has as many objects of a stratum as the sample. Default: one
   * stratum.
   */
  strata?: ArrayLike<number>
}

/** A measure that is NaN in a larger share of the draws than this has no interval. */
const MOST_UNDEFINED = 0.05

/**
 * Intervals of several measures by resampling (Efron 1979): as many objects as there are, are drawn
 * with replacement, again and again. The interval reaches from the (1 - level)/2 quantile to the (1
 * + level)/2 quantile of the draws' values.
 *
 * @param n number of objects
 * @param measure gives the measures of some rows, which may repeat; the array of rows is used again
 * @returns an interval for each measure; NaN if the measure is NaN in more than 5 % of the draws,
 *   e.g. the recall of a class that draws often miss
 * @example
 * const means = (rows: Uint32Array) => [meanOf(x, rows)]
 * const [mean] = bootstrapIntervals(x.length, means, { random: new Random(1) })
 */
export function bootstrapIntervals(
  n: number,
  measure: (rows: Uint32Array) => readonly number[],
  { random, nResamples = 2000, level = LEVEL, strata }: BootstrapOptions,
): Interval[] {
  const groups = groupsOf(n, strata)
  const rows = new Uint32Array(n)
  const draws = Array.from({ length: nResamples }, () => {
    let at = 0
    for (const group of groups) {
      for (let i = 0; i < group.length; i++) rows[at++] = group[random.integer(group.length)]
    }
    return measure(rows)
  })
  return intervalsOf(draws, level)
}

/**
 * The same intervals for measures that depend only on how many objects of each kind there are. Rows
 * of one kind are alike, so drawing rows is drawing counts (multinomial numbers), and a million
 * objects take no longer than a hundred.
 *
 * @param strata for each stratum, how many of its objects are of each kind
 * @param measure gives the measures of some counts of all strata together; the array is used again
 * @example
 * const accuracy = ([right, wrong]: Float64Array) => [right / (right + wrong)]
 * const [interval] = countIntervals([[60, 20], [30, 40]], accuracy, { random: new Random(1) })
 */
export function countIntervals(
  strata: readonly ArrayLike<number>[],
  measure: (counts: Float64Array) => readonly number[],
  { random, nResamples = 2000, level = LEVEL }: Omit<BootstrapOptions, 'strata'>,
): Interval[] {
  const counts = new Float64Array(strata[0]?.length ?? 0)
  const draws = Array.from({ length: nResamples }, () => {
    counts.fill(0)
    for (const own of strata) addResampled(own, random, counts)
    return measure(counts)
  })
  return intervalsOf(draws, level)
}

function intervalsOf(draws: readonly (readonly number[])[], level: number): Interval[] {
  return Array.from({ length: draws[0]?.length ?? 0 }, (_, m) =>
    intervalOf(
      draws.map((values) => values[m]),
      level,
    ),
  )
}

function intervalOf(values: readonly number[], level: number): Interval {
  const defined = Float64Array.from(values).filter((value) => !Number.isNaN(value))
  if (defined.length < (1 - MOST_UNDEFINED) * values.length) {
    return { low: Number.NaN, high: Number.NaN }
  }
  defined.sort()
  return { low: quantile(defined, (1 - level) / 2), high: quantile(defined, (1 + level) / 2) }
}

function groupsOf(n: number, strata: ArrayLike<number> | undefined): number[][] {
  const groups = new Map<number, number[]>()
  for (let row = 0; row < n; row++) {
    const stratum = strata ? strata[row] : 0
    const group = groups.get(stratum)
    if (group) group.push(row)
    else groups.set(stratum, [row])
  }
  return [...groups.values()]
}
