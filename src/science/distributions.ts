/** How the distribution of a quantity differs between two samples of one catalogue. */
import type { Random } from '../random.js'
import { andersonDarling } from '../statistics/anderson-darling.js'
import type { Interval } from '../statistics/interval.js'
import { kolmogorovSmirnov, type TwoSampleTest } from '../statistics/kolmogorov-smirnov.js'
import { type ExchangeTest, exchangeTest } from './exchange-test.js'
import type { Sample } from './population.js'
import type { Quantity } from './quantities.js'
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
