/** Counts of truth against prediction, and the measures that follow from these counts alone. */
import { type ClassList, FOUR_CLASSES, hasClusters } from '../catalog/index.js'

/** `matrix[t][p]`: objects of true class t + 1 that were predicted as p + 1. */
export type ConfusionMatrix = readonly (readonly number[])[]

/**
 * @param truth classes from 1 on
 * @param predicted classes from 1 on, one an object
 * @example confusionMatrix([1, 1, 2], [1, 2, 2], 2) // [[1, 1], [0, 1]]
 */
export function confusionMatrix(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  nClasses = 4,
): ConfusionMatrix {
  const matrix = Array.from({ length: nClasses }, () => new Array<number>(nClasses).fill(0))
  for (let i = 0; i < truth.length; i++) matrix[truth[i] - 1][predicted[i] - 1]++
  return matrix
}

/**
 * The matrix of the objects of each stratum, as one row of counts after the other: what is drawn
 * from when matrices are resampled ({@link matrixOf} reads such counts).
 */
export function countsByStratum(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  strata?: ArrayLike<number>,
  nClasses = 4,
): Float64Array[] {
  const found = new Map<number, Float64Array>()
  for (let i = 0; i < truth.length; i++) {
    const stratum = strata ? strata[i] : 0
    const counts = found.get(stratum) ?? new Float64Array(nClasses ** 2)
    counts[nClasses * (truth[i] - 1) + predicted[i] - 1]++
    found.set(stratum, counts)
  }
  return [...found.values()]
}

/** A matrix from its counts, row after row. */
export function matrixOf(counts: Float64Array, nClasses = 4): ConfusionMatrix {
  return Array.from({ length: nClasses }, (_, t) => [
    ...counts.subarray(nClasses * t, nClasses * (t + 1)),
  ])
}

/**
 * The same counts for clusters against the rest, of the four classes {1, 2} against {3, 4};
 * clusters come first. It has no counts where the list does not tell clusters from the rest.
 */
export function twoClassMatrix(
  matrix: ConfusionMatrix,
  list: ClassList = FOUR_CLASSES,
): ConfusionMatrix {
  const two = [
    [0, 0],
    [0, 0],
  ]
  if (!hasClusters(list)) return two
  const side = (index: number) => (list[index].isCluster ? 0 : 1)
  matrix.forEach((row, t) => {
    row.forEach((n, p) => {
      two[side(t)][side(p)] += n
    })
  })
  return two
}

export function totalOf(matrix: ConfusionMatrix): number {
  return sum(rowTotals(matrix))
}

/** Objects of each true class. */
export function rowTotals(matrix: ConfusionMatrix): number[] {
  return matrix.map(sum)
}

/** Objects of each predicted class. */
export function columnTotals(matrix: ConfusionMatrix): number[] {
  return matrix.map((_, p) => sum(matrix.map((row) => row[p])))
}

/** Share of objects on the diagonal; NaN if there are none. */
export function accuracy(matrix: ConfusionMatrix): number {
  return onDiagonal(matrix) / totalOf(matrix)
}

/** Share of the objects of each true class that got this class; NaN for a class without objects. */
export function recalls(matrix: ConfusionMatrix): number[] {
  return rowTotals(matrix).map((total, k) => matrix[k][k] / total)
}

/**
 * Share of the objects of each predicted class that truly have it; NaN for a class never predicted.
 */
export function precisions(matrix: ConfusionMatrix): number[] {
  return columnTotals(matrix).map((total, k) => matrix[k][k] / total)
}

/**
 * 2 TP / (2 TP + FP + FN), the harmonic mean of recall and precision; NaN for a class without
 * objects.
 */
export function f1Scores(matrix: ConfusionMatrix): number[] {
  const [truth, predicted] = [rowTotals(matrix), columnTotals(matrix)]
  return matrix.map((row, k) => (2 * row[k]) / (truth[k] + predicted[k]))
}

/** Mean of the recalls of the classes that have objects. */
export function balancedAccuracy(matrix: ConfusionMatrix): number {
  const known = recalls(matrix).filter((recall) => !Number.isNaN(recall))
  return sum(known) / known.length
}

/**
 * Cohen's (1960) kappa, (p_o - p_e) / (1 - p_e): agreement beyond the agreement p_e that two
 * labellers with these shares of classes reach by chance. NaN if both give all objects one and the
 * same class.
 */
export function cohensKappa(matrix: ConfusionMatrix): number {
  const n = totalOf(matrix)
  const [truth, predicted] = [rowTotals(matrix), columnTotals(matrix)]
  const byChance = sum(truth.map((total, k) => (total / n) * (predicted[k] / n)))
  return (accuracy(matrix) - byChance) / (1 - byChance)
}

function onDiagonal(matrix: ConfusionMatrix): number {
  return sum(matrix.map((row, k) => row[k]))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
