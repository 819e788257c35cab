/** How the distribution of a quantity differs between two samples of the same candidates. */
import type { Random } from '../random.js'
import {
  andersonDarling,
  type ExchangeTest,
  exchangeTest,
  type Interval,
  kolmogorovSmirnov,
  type TwoSampleTest,
} from '../statistics/index.js'
import type { Sample } from './common-candidates.js'
import type { Quantity } from './measurements.js'
import { FEWEST } from './slopes.js'

export interface DistributionDifference {
  readonly quantity: Quantity
  /** Number of objects with a value, in the reference and in the other sample. */
  readonly nReference: number
  readonly nOther: number
  readonly medianReference: number
  readonly medianOther: number
  /** Median of the other sample minus the reference's. */
  readonly shift: number
  /** Interval of the shift, by bootstrap over the candidates. */
  readonly shiftInterval: Interval
  /**
   * Absent if a sample has fewer than {@link FEWEST} objects with a value, or all values are equal.
   */
  readonly tests?: DistributionTests
}

export interface DistributionTests extends ExchangeTest {
  /** Tests of independent samples, which these are not. */
  readonly kolmogorov: TwoSampleTest
  readonly anderson: TwoSampleTest
}

/** The tests of one quantity; undefined if there are too few objects. */
export function testsOf(
  { values }: Quantity,
  reference: Sample,
  other: Sample,
  random: Random,
): DistributionTests | undefined {
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

/** Rows of the objects with a value, in ascending order of the value. */
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
 * Median of a sample's objects, each counted as often as it was drawn: the middle value, or the
 * mean of the middle two. NaN if there are none.
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
