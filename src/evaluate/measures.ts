/**
 * The measures of one set of predictions (accuracy, recall, kappa, ...), each with its interval.
 */
import type { Random } from '../random.js'
import { countIntervals, type Interval, wilsonInterval } from '../statistics/index.js'
import {
  accuracy,
  balancedAccuracy,
  type ConfusionMatrix,
  cohensKappa,
  columnTotals,
  confusionMatrix,
  countsByStratum,
  f1Scores,
  matrixOf,
  precisions,
  recalls,
  rowTotals,
  totalOf,
  twoClassMatrix,
} from './confusion-matrix.js'

/** A measure of fewer objects has no interval: so few objects cannot support one. */
export const FEWEST_OBJECTS = 10

export interface Measure {
  /** NaN where the measure is not defined. */
  readonly value: number
  /** Absent with fewer than {@link FEWEST_OBJECTS} objects, and where all draws gave one value. */
  readonly interval?: Interval
  /**
   * Objects measured: those of the class for a recall, those predicted as the class for a
   * precision.
   */
  readonly n: number
}

export interface ClassMeasures {
  readonly recall: Measure
  readonly precision: Measure
  readonly f1: Measure
}

export interface OverallMeasures {
  readonly accuracy: Measure
  readonly balancedAccuracy: Measure
  readonly kappa: Measure
}

export interface Measures {
  readonly matrix: ConfusionMatrix
  readonly fourClasses: OverallMeasures
  readonly twoClasses: OverallMeasures
  /** Classes 1 to 4. */
  readonly classes: readonly ClassMeasures[]
  /** Classes 1 and 2 as one. */
  readonly cluster: ClassMeasures
}

export interface MeasureOptions {
  random: Random
  /**
   * Number of each object's field: the bootstrap draws as many objects of each field as there are.
   */
  strata?: ArrayLike<number>
  /** Number of draws of the bootstrap, default 2000. */
  nResamples?: number
}

/**
 * Measures with 95 % intervals from the bootstrap over objects, stratified by `strata`. Objects
 * with the same two classes are alike, so the matrix of each stratum is resampled (multinomial
 * numbers), and not the rows: the draws have the same distribution. If all
 * objects are right, or all are wrong, all draws give the same value: then accuracies, recalls and
 * precisions have Wilson's interval, and the other measures have none.
 *
 * @param truth classes 1-4
 * @param predicted classes 1-4, one an object
 * @example
 * const { fourClasses } = measuresOf(truth, predicted, { random: new Random(1) })
 * fourClasses.accuracy.value // 0.648
 */
export function measuresOf(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: MeasureOptions,
): Measures {
  const matrix = confusionMatrix(truth, predicted)
  const intervals = countIntervals(
    countsByStratum(truth, predicted, options.strata),
    (counts) => valuesOf(matrixOf(counts)),
    options,
  )
  const [totals, weights] = [nOf(matrix), weightsOf(matrix)]
  const measures = valuesOf(matrix).map((value, i) => {
    const n = totals[i]
    const isWhole = IS_SHARE[i] && (value === 0 || value === 1)
    const interval = isWhole ? wilsonInterval(value * n, n) : intervals[i]
    const isStated = weights[i] >= FEWEST_OBJECTS && hasWidth(interval)
    return { value, n, ...(isStated && { interval }) }
  })
  const overall = (at: number) => {
    const [accuracy, balancedAccuracy, kappa] = measures.slice(at, at + 3)
    return { accuracy, balancedAccuracy, kappa }
  }
  const ofClass = (k: number) => {
    const [recall, precision, f1] = [6, 11, 16].map((at) => measures[at + k])
    return { recall, precision, f1 }
  }
  return {
    matrix,
    fourClasses: overall(0),
    twoClasses: overall(3),
    classes: [0, 1, 2, 3].map(ofClass),
    cluster: ofClass(4),
  }
}

/** Whether the draws gave different values. */
export function hasWidth({ low, high }: Interval): boolean {
  return high > low
}

/**
 * Three overall measures of four classes, three of two classes, five recalls, five precisions, five
 * F1 scores.
 */
function valuesOf(matrix: ConfusionMatrix): number[] {
  const two = twoClassMatrix(matrix)
  const overall = (m: ConfusionMatrix) => [accuracy(m), balancedAccuracy(m), cohensKappa(m)]
  const each = (of: (m: ConfusionMatrix) => number[]) => [...of(matrix), of(two)[0]]
  return [...overall(matrix), ...overall(two), ...each(recalls), ...each(precisions)].concat(
    each(f1Scores),
  )
}

/**
 * Whether each of {@link valuesOf} is a share of the objects behind it: accuracies, recalls,
 * precisions.
 */
const IS_SHARE = Array.from({ length: 21 }, (_, i) => i === 0 || i === 3 || (i >= 6 && i < 16))

/** Objects behind each of {@link valuesOf}. */
function nOf(matrix: ConfusionMatrix): number[] {
  const two = twoClassMatrix(matrix)
  const truth = [...rowTotals(matrix), rowTotals(two)[0]]
  const predicted = [...columnTotals(matrix), columnTotals(two)[0]]
  return [...new Array<number>(6).fill(totalOf(matrix)), ...truth, ...predicted, ...truth]
}

/**
 * Number of objects that decides whether a measure has an interval. It is {@link nOf}, but for a
 * balanced accuracy the smallest class counts, and for an F1 score the smaller of both totals.
 */
function weightsOf(matrix: ConfusionMatrix): number[] {
  const two = twoClassMatrix(matrix)
  const least = (m: ConfusionMatrix) => Math.min(...rowTotals(m).filter((n) => n > 0))
  const n = nOf(matrix)
  n[1] = least(matrix)
  n[4] = least(two)
  for (let k = 0; k < 5; k++) n[16 + k] = Math.min(n[6 + k], n[11 + k])
  return n
}
