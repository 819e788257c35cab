/**
 * The measures of one set of predictions (accuracy, recall, kappa, ...), each with its interval.
 */
import { type ClassList, FOUR_CLASSES } from '../catalog/index.js'
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
  /** Of all classes, which are four unless they are one's own. */
  readonly fourClasses: OverallMeasures
  /** Clusters against the rest; NaN where no class tells them apart. */
  readonly twoClasses: OverallMeasures
  /** In the order of the list: classes 1 to 4. */
  readonly classes: readonly ClassMeasures[]
  /** All clusters as one, classes 1 and 2 of the four. */
  readonly cluster: ClassMeasures
}

export interface MeasureOptions {
  random: Random
  /** The classes; default: the four of this field. */
  list?: ClassList
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
 * @param truth places in the list of classes, from 1 on
 * @param predicted likewise, one an object
 * @example
 * const { fourClasses } = measuresOf(truth, predicted, { random: new Random(1) })
 * fourClasses.accuracy.value // 0.648
 */
export function measuresOf(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: MeasureOptions,
): Measures {
  const { list = FOUR_CLASSES } = options
  const nClasses = list.length
  const matrix = confusionMatrix(truth, predicted, nClasses)
  const intervals = countIntervals(
    countsByStratum(truth, predicted, options.strata, nClasses),
    (counts) => valuesOf(matrixOf(counts, nClasses), list),
    options,
  )
  const [totals, weights] = [nOf(matrix, list), weightsOf(matrix, list)]
  const measures = valuesOf(matrix, list).map((value, i) => {
    const n = totals[i]
    const isWhole = isShare(i, nClasses) && (value === 0 || value === 1)
    const interval = isWhole ? wilsonInterval(value * n, n) : intervals[i]
    const isStated = weights[i] >= FEWEST_OBJECTS && hasWidth(interval)
    return { value, n, ...(isStated && { interval }) }
  })
  const overall = (at: number) => {
    const [accuracy, balancedAccuracy, kappa] = measures.slice(at, at + 3)
    return { accuracy, balancedAccuracy, kappa }
  }
  const ofClass = (k: number) => {
    const [recall, precision, f1] = [0, 1, 2].map((of) => measures[placeOf(of, k, nClasses)])
    return { recall, precision, f1 }
  }
  return {
    matrix,
    fourClasses: overall(0),
    twoClasses: overall(3),
    classes: list.map((_, k) => ofClass(k)),
    cluster: ofClass(nClasses),
  }
}

/** Whether the draws gave different values. */
export function hasWidth({ low, high }: Interval): boolean {
  return high > low
}

/**
 * Three overall measures of all K classes, three of two classes, K + 1 recalls, as many precisions
 * and F1 scores; the last one of each is of all clusters.
 */
function valuesOf(matrix: ConfusionMatrix, list: ClassList): number[] {
  const two = twoClassMatrix(matrix, list)
  const overall = (m: ConfusionMatrix) => [accuracy(m), balancedAccuracy(m), cohensKappa(m)]
  const each = (of: (m: ConfusionMatrix) => number[]) => [...of(matrix), of(two)[0]]
  return [...overall(matrix), ...overall(two), ...each(recalls), ...each(precisions)].concat(
    each(f1Scores),
  )
}

/** Where {@link valuesOf} has a measure of a class: 0 its recall, 1 its precision, 2 its F1. */
function placeOf(of: number, k: number, nClasses: number): number {
  return 6 + of * (nClasses + 1) + k
}

/**
 * Whether one of {@link valuesOf} is a share of the objects behind it: accuracies, recalls,
 * precisions.
 */
function isShare(i: number, nClasses: number): boolean {
  return i === 0 || i === 3 || (i >= 6 && i < placeOf(2, 0, nClasses))
}

/** Objects behind each of {@link valuesOf}. */
function nOf(matrix: ConfusionMatrix, list: ClassList): number[] {
  const two = twoClassMatrix(matrix, list)
  const truth = [...rowTotals(matrix), rowTotals(two)[0]]
  const predicted = [...columnTotals(matrix), columnTotals(two)[0]]
  return [...new Array<number>(6).fill(totalOf(matrix)), ...truth, ...predicted, ...truth]
}

/**
 * Number of objects that decides whether a measure has an interval. It is {@link nOf}, but for a
 * balanced accuracy the smallest class counts, and for an F1 score the smaller of both totals.
 */
function weightsOf(matrix: ConfusionMatrix, list: ClassList): number[] {
  const two = twoClassMatrix(matrix, list)
  const least = (m: ConfusionMatrix) => Math.min(...rowTotals(m).filter((n) => n > 0))
  const n = nOf(matrix, list)
  n[1] = least(matrix)
  n[4] = least(two)
  for (let k = 0; k <= list.length; k++) {
    const [recall, precision, f1] = [0, 1, 2].map((of) => placeOf(of, k, list.length))
    n[f1] = Math.min(n[recall], n[precision])
  }
  return n
}
