/**
 * Two class columns of one catalogue, and what each makes of its science. The columns classify the same
 * candidates, so every interval of a difference comes from drawing candidates with replacement and
 * calculating both sides anew from the same draw.
 */
import type { Random } from '../random.js'
import { bootstrapIntervals, type Interval, median } from '../statistics/index.js'
import {
  type DistributionDifference,
  medianOfDrawn,
  ordered,
  testsOf,
  valuesOf,
} from './distributions.js'
import type { Quantity } from './measurements.js'
import type { Population, Sample } from './population.js'
import type { PowerLaw } from './power-law.js'
import { FEWEST, type SlopeFit, type SlopeFunction, slopeOfDrawn } from './slopes.js'

export interface Comparison {
  readonly reference: string
  readonly other: string
  /** Clusters by both columns, and by only one of them. */
  readonly nBoth: number
  readonly nOnlyReference: number
  readonly nOnlyOther: number
  /** Clusters of the other minus those of the reference. */
  readonly countInterval: Interval
  readonly slopes: readonly SlopeDifference[]
  readonly distributions: readonly ComparedDistribution[]
}

/** Probabilities of Anderson-Darling, corrected for the number of quantities (Holm). */
export interface ComparedDistribution extends DistributionDifference {
  /** As if the samples were independent: small if such samples of other clusters would differ so. */
  readonly pIndependent: number
  /** By exchange: small if the columns choose systematically different objects. */
  readonly pExchange: number
}

export interface SlopeDifference {
  readonly function: SlopeFunction
  /** The other's slope minus the reference's; NaN unless both were fitted. */
  readonly difference: number
  readonly interval: Interval
  /** Whether the other's slope lies outside the reference's own interval, and not by chance. */
  readonly isOutside: boolean
}

export interface ComparisonInput {
  population: Population
  functions: readonly SlopeFunction[]
  quantities: readonly Quantity[]
  /** Fits of each function, a sample each, in the population's order. */
  fits: readonly (readonly SlopeFit[])[]
}

const N_RESAMPLES = 2000
const NONE: Interval = { low: Number.NaN, high: Number.NaN }

/** Compares sample number `index` with the first. */
export function comparisonOf(input: ComparisonInput, index: number, random: Random): Comparison {
  const { population, functions, quantities, fits } = input
  const [reference, other] = [population.samples[0], population.samples[index]]
  const intervals = differenceIntervals(input, reference, other, random)
  const tests = quantities.map((quantity) => testsOf(quantity, reference, other, random))
  const independent = holm(tests.map((made) => made?.anderson.p ?? Number.NaN))
  const exchange = holm(tests.map((made) => made?.pAnderson ?? Number.NaN))
  return {
    ...{ reference: reference.label, other: other.label },
    ...overlap(reference, other),
    countInterval: intervals[0],
    slopes: functions.map((fn, f) =>
      slopeDifference(fn, fits[f][0].fit, fits[f][index].fit, intervals[1 + f]),
    ),
    distributions: quantities.map((quantity, q) => ({
      ...mediansOf(quantity, reference, other, intervals[1 + functions.length + q]),
      ...(tests[q] && { tests: tests[q] }),
      ...{ pIndependent: independent[q], pExchange: exchange[q] },
    })),
  }
}

function slopeDifference(
  fn: SlopeFunction,
  first: PowerLaw | undefined,
  second: PowerLaw | undefined,
  interval: Interval,
): SlopeDifference {
  if (!first || !second) {
    return { function: fn, difference: Number.NaN, interval: NONE, isOutside: false }
  }
  const { low, high } = first.interval
  const isOutside =
    (second.slope < low && interval.high < 0) || (second.slope > high && interval.low > 0)
  return { function: fn, difference: second.slope - first.slope, interval, isOutside }
}

/** Of the number of clusters, of each slope and of each median: other minus reference. */
function differenceIntervals(
  { population, functions, quantities }: ComparisonInput,
  reference: Sample,
  other: Sample,
  random: Random,
): Interval[] {
  const [first, second] = [reference.isMember, other.isMember]
  const orders = quantities.map(({ values }) => ordered(values))
  const times = new Uint16Array(population.n)
  const measure = (rows: Uint32Array) => {
    times.fill(0)
    for (const row of rows) times[row]++
    return [
      rows.reduce((sum, row) => sum + second[row] - first[row], 0),
      ...functions.map((fn) => slopeOfDrawn(fn, times, second) - slopeOfDrawn(fn, times, first)),
      ...orders.map(
        (order) => medianOfDrawn(order, times, second) - medianOfDrawn(order, times, first),
      ),
    ]
  }
  return bootstrapIntervals(population.n, measure, { random, nResamples: N_RESAMPLES })
}

function overlap(reference: Sample, other: Sample) {
  const count = (holds: (one: number, two: number) => boolean) =>
    reference.isMember.reduce((n, is, row) => n + (holds(is, other.isMember[row]) ? 1 : 0), 0)
  return {
    nBoth: count((one, two) => one === 1 && two === 1),
    nOnlyReference: count((one, two) => one === 1 && two === 0),
    nOnlyOther: count((one, two) => one === 0 && two === 1),
  }
}

function mediansOf(
  quantity: Quantity,
  reference: Sample,
  other: Sample,
  interval: Interval,
): Omit<DistributionDifference, 'tests'> {
  const [first, second] = [reference, other].map((sample) => valuesOf(quantity.values, sample))
  const [medianReference, medianOther] = [median(first), median(second)]
  const [nReference, nOther] = [first.length, second.length]
  const isEnough = Math.min(nReference, nOther) >= FEWEST
  return {
    ...{ quantity, nReference, nOther, medianReference, medianOther },
    shift: medianOther - medianReference,
    shiftInterval: isEnough ? interval : NONE,
  }
}

/*
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
