/**
 * What two class columns make of the science of the same candidates. Because the candidates are the
 * same, an interval of a difference comes from drawing candidates with replacement, and calculating
 * both sides from the same draw.
 */
import type { Random } from '../random.js'
import { bootstrapIntervals, holm, type Interval, median } from '../statistics/index.js'
import type { CommonCandidates, Sample } from './common-candidates.js'
import {
  type DistributionDifference,
  medianOfDrawn,
  ordered,
  testsOf,
  valuesOf,
} from './distributions.js'
import type { Quantity } from './measurements.js'
import type { PowerLaw } from './power-law.js'
import { FEWEST, type SlopeFit, type SlopeFunction, slopeOfDrawn } from './slopes.js'

export interface ColumnComparison {
  readonly reference: string
  readonly other: string
  /** Number of clusters in both columns, and in only one of them. */
  readonly nBoth: number
  readonly nOnlyReference: number
  readonly nOnlyOther: number
  /** Interval of the other's number of clusters minus the reference's. */
  readonly countInterval: Interval
  readonly slopes: readonly SlopeDifference[]
  readonly distributions: readonly ComparedDistribution[]
}

/**
 * A difference with the probabilities of Anderson-Darling's test, corrected for the number of
 * quantities (Holm).
 */
export interface ComparedDistribution extends DistributionDifference {
  /** Small if independent samples from one distribution would hardly differ so much. */
  readonly pIndependent: number
  /** From the exchange test: small if the columns choose systematically different objects. */
  readonly pExchange: number
}

export interface SlopeDifference {
  readonly function: SlopeFunction
  /** The other's slope minus the reference's; NaN if either was not fitted. */
  readonly difference: number
  readonly interval: Interval
  /**
   * Whether the other's slope lies outside the reference's own interval, and this is not chance.
   */
  readonly isOutside: boolean
}

interface ComparedSamples {
  candidates: CommonCandidates
  functions: readonly SlopeFunction[]
  quantities: readonly Quantity[]
  /** For each function, the fit of each sample, in the order of the samples. */
  fits: readonly (readonly SlopeFit[])[]
}

const N_RESAMPLES = 2000
const NONE: Interval = { low: Number.NaN, high: Number.NaN }

/** Compares the sample with this index with the first one. */
export function compareColumns(
  input: ComparedSamples,
  index: number,
  random: Random,
): ColumnComparison {
  const { candidates, functions, quantities, fits } = input
  const [reference, other] = [candidates.samples[0], candidates.samples[index]]
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

/**
 * Intervals of differences, other minus reference: of the number of clusters, of each slope, of
 * each median.
 */
function differenceIntervals(
  { candidates, functions, quantities }: ComparedSamples,
  reference: Sample,
  other: Sample,
  random: Random,
): Interval[] {
  const [first, second] = [reference.isMember, other.isMember]
  const orders = quantities.map(({ values }) => ordered(values))
  const times = new Uint16Array(candidates.n)
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
  return bootstrapIntervals(candidates.n, measure, { random, nResamples: N_RESAMPLES })
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
