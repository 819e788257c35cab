/** How the distribution of a quantity differs between two samples of one catalogue. */
import type { Random } from '../random.js'
import {
  andersonDarling,
  andersonDarlingStatistic,
  type Interval,
  kolmogorovDistance,
  kolmogorovSmirnov,
  type TwoSampleTest,
} from '../statistics/index.js'
import type { Quantity } from './measurements.js'
import type { Sample } from './population.js'
import { FEWEST } from './slopes.js'

export interface DistributionDifference {
  readonly quantity: Quantity
  /** Objects with a value, of the reference and of the other sample. */
  readonly nReference: number
  readonly nOther: number
  readonly medianReference: number
  readonly medianOther: number
  /** Median of the other sample minus that of the reference, by bootstrap over the candidates. */
  readonly shift: number
  readonly shiftInterval: Interval
  /** Absent if a sample has fewer than {@link FEWEST} objects with a value, or all have the same. */
  readonly tests?: Tests
}

export interface Tests extends ExchangeTest {
  /** As if the samples were independent. */
  readonly kolmogorov: TwoSampleTest
  readonly anderson: TwoSampleTest
}

/** The tests of one quantity; undefined where there are too few objects. */
export function testsOf(
  { values }: Quantity,
  reference: Sample,
  other: Sample,
  random: Random,
): Tests | undefined {
  const [first, second] = [valuesOf(values, reference), valuesOf(values, other)]
  const isConstant = new Set([...first, ...second]).size < 2
  if (first.length < FEWEST || second.length < FEWEST || isConstant) return undefined
  return {
    kolmogorov: kolmogorovSmirnov(first, second),
    anderson: andersonDarling(first, second),
    ...exchangeTest(values, reference.isMember, other.isMember, random),
  }
}

/** Values of a sample's objects that have one. */
export function valuesOf(values: Float64Array, { isMember }: Sample): Float64Array {
  return values.filter((value, row) => isMember[row] && !Number.isNaN(value))
}

/** Objects with a value, in ascending order of it: what a median of drawn objects is read from. */
export interface Ordered {
  readonly values: Float64Array
  readonly rows: Uint32Array
}

export function ordered(values: Float64Array): Ordered {
  const rows = Uint32Array.from({ length: values.length }, (_, row) => row)
  const known = rows.filter((row) => !Number.isNaN(values[row]))
  return { values, rows: known.sort((a, b) => values[a] - values[b]) }
}

/**
 * Median of the objects that belong to a sample, each counted as often as it was drawn; of an even number
 * the mean of the middle two. NaN without any.
 *
 * @param times how often each object was drawn
 */
export function medianOfDrawn(
  { values, rows }: Ordered,
  times: ArrayLike<number>,
  isMember: ArrayLike<number>,
): number {
  let n = 0
  for (const row of rows) n += times[row] * isMember[row]
  let [below, lower] = [0, Number.NaN]
  for (const row of rows) {
    below += times[row] * isMember[row]
    if (Number.isNaN(lower) && 2 * below >= n && below > 0) lower = values[row]
    if (2 * below > n) return (lower + values[row]) / 2
  }
  return lower
}

/*
 * A two-sample test for samples that share objects. Two class columns of one catalogue agree about most
 * clusters, so their samples are not independent, and the usual probabilities are too large. Here the
 * hypothesis is that the columns are exchangeable: which of an object's two answers stands in which column
 * is chance. So the two answers of every object are swapped or not by a coin, many times, and p is the
 * share of these in which the statistic is at least as large (Pitman 1937; Phipson & Smyth 2010 for the
 * +1s). Only objects about which the columns disagree make a difference.
 */

export interface ExchangeTest {
  /** Probability by the Kolmogorov-Smirnov distance. */
  readonly pKolmogorov: number
  /** Probability by the Anderson-Darling statistic. */
  readonly pAnderson: number
}

/** The smallest p is then 0.0005. */
const N_SWAPS = 1999

interface Statistics {
  kolmogorov: number
  anderson: number
}

/**
 * @param values of each object, at least two of them distinct; objects with NaN are left out
 * @param inFirst, inSecond 1 where an object is in the sample; each sample has at least one object
 */
export function exchangeTest(
  values: ArrayLike<number>,
  inFirst: ArrayLike<number>,
  inSecond: ArrayLike<number>,
  random: Random,
): ExchangeTest {
  const order = Array.from({ length: values.length }, (_, row) => row)
    .filter((row) => !Number.isNaN(values[row]) && (inFirst[row] || inSecond[row]))
    .sort((a, b) => values[a] - values[b])
  const [one, other] = [Uint8Array.from(inFirst), Uint8Array.from(inSecond)]
  const statistics = statisticsIn(order, values, one, other)
  const observed = statistics()
  const atLeast = { kolmogorov: 1, anderson: 1 }
  const disputed = order.filter((row) => one[row] !== other[row])
  for (let i = 0; i < N_SWAPS; i++) {
    for (const row of disputed) {
      one[row] = random.uint32() >>> 31
      other[row] = 1 - one[row]
    }
    const drawn = statistics()
    if (drawn.kolmogorov > observed.kolmogorov - 1e-9) atLeast.kolmogorov++
    if (drawn.anderson > observed.anderson - 1e-9) atLeast.anderson++
  }
  return {
    pKolmogorov: atLeast.kolmogorov / (N_SWAPS + 1),
    pAnderson: atLeast.anderson / (N_SWAPS + 1),
  }
}

/** Both statistics of what `one` and `other` hold when it is called; rows are in the order of their values. */
function statisticsIn(
  order: readonly number[],
  values: ArrayLike<number>,
  one: Uint8Array,
  other: Uint8Array,
): () => Statistics {
  const nPooled = order.reduce((n, row) => n + one[row] + other[row], 0)
  const anderson = andersonDarlingStatistic(nPooled)
  const [first, second] = [new Float64Array(order.length), new Float64Array(order.length)]
  const pooled = new Float64Array(nPooled)
  return () => {
    let [m, n] = [0, 0]
    for (const row of order) {
      const value = values[row]
      if (one[row]) {
        pooled[m + n] = value
        first[m++] = value
      }
      if (other[row]) {
        pooled[m + n] = value
        second[n++] = value
      }
    }
    if (m === 0 || n === 0) return { kolmogorov: 0, anderson: 0 }
    const sample = first.subarray(0, m)
    return {
      kolmogorov: kolmogorovDistance(sample, second.subarray(0, n)),
      anderson: anderson(sample, pooled),
    }
  }
}
