/**
 * A small classifier for tables of numbers: gradient-boosted trees with a softmax (Friedman 2001,
 * 2002), with Newton steps (Friedman, Hastie & Tibshirani 2000). Each round grows one tree per
 * class from a part of the rows, on the derivatives of the cross-entropy, p_k - y_k and p_k (1 -
 * p_k).
 */
import type { Random } from '../random.js'
import { softmaxRows } from '../statistics/index.js'
import {
  type Derivatives,
  type FeatureCuts,
  featureCodes,
  featureCuts,
  growTree,
  type Tree,
  type TreeRules,
  treeValue,
} from './tree.js'

export interface BoostingRules extends TreeRules {
  readonly nRounds: number
  /** A tree's values are multiplied by it before they are added to the scores. */
  readonly learningRate: number
  /** Share of the rows that a round sees. */
  readonly share: number
}

/** Small, for speed. The rules were not tuned on the fields whose accuracy the documents state. */
export const BOOSTING: BoostingRules = {
  nRounds: 80,
  learningRate: 0.1,
  share: 0.7,
  depth: 4,
  fewestRows: 20,
  shrinkage: 1,
}

/** Trained trees; they classify rows of the same features. */
export interface BoostedTrees {
  /**
   * Probabilities of the classes.
   *
   * @param features an array for each feature, NaN where there is no value
   * @returns nRows x nClasses
   */
  probabilities(features: readonly ArrayLike<number>[]): Float64Array
}

/**
 * Trains trees.
 *
 * @param features an array for each feature, NaN where there is no value
 * @param classes class of each row, 1 to nClasses
 * @example
 * const trees = trainBoostedTrees([magV, ci], classes, 4, new Random(1))
 * trees.probabilities([[22.1], [1.6]]) // Float64Array [0.4, 0.3, 0.2, 0.1]
 */
export function trainBoostedTrees(
  features: readonly ArrayLike<number>[],
  classes: ArrayLike<number>,
  nClasses: number,
  random: Random,
  rules: BoostingRules = BOOSTING,
): BoostedTrees {
  const n = classes.length
  const cuts = featureCuts(features)
  const codes = featureCodes(features, cuts)
  const start = logShares(classes, nClasses)
  const scores = Float64Array.from({ length: n * nClasses }, (_, i) => start[i % nClasses])
  const rounds: Tree[][] = []
  for (let round = 0; round < rules.nRounds; round++) {
    const rows = Uint32Array.from({ length: n }, (_, row) => row).filter(
      () => random.uniform() < rules.share,
    )
    const p = softmaxRows(scores, nClasses)
    const trees = Array.from({ length: nClasses }, (_, k) => {
      return growTree(codes, rows, derivativesOf(p, classes, k, nClasses), rules)
    })
    addTrees(scores, trees, codes, rules.learningRate)
    rounds.push(trees)
  }
  return { probabilities: (given) => predict(given, cuts, start, rounds, rules.learningRate) }
}

/** Derivatives of the cross-entropy by the score of class k + 1. */
function derivativesOf(
  p: Float64Array,
  classes: ArrayLike<number>,
  k: number,
  nClasses: number,
): Derivatives {
  const [first, second] = [new Float64Array(classes.length), new Float64Array(classes.length)]
  for (let row = 0; row < classes.length; row++) {
    const share = p[row * nClasses + k]
    first[row] = share - (classes[row] === k + 1 ? 1 : 0)
    second[row] = share * (1 - share)
  }
  return { first, second }
}

function predict(
  features: readonly ArrayLike<number>[],
  cuts: FeatureCuts,
  start: readonly number[],
  rounds: readonly Tree[][],
  learningRate: number,
): Float64Array {
  const codes = featureCodes(features, cuts)
  const [n, nClasses] = [features[0].length, start.length]
  const scores = Float64Array.from({ length: n * nClasses }, (_, i) => start[i % nClasses])
  for (const trees of rounds) addTrees(scores, trees, codes, learningRate)
  return softmaxRows(scores, nClasses)
}

function addTrees(
  scores: Float64Array,
  trees: readonly Tree[],
  codes: readonly Uint8Array[],
  learningRate: number,
): void {
  const nClasses = trees.length
  for (let row = 0; row < scores.length / nClasses; row++) {
    for (let k = 0; k < nClasses; k++) {
      scores[row * nClasses + k] += learningRate * treeValue(trees[k], codes, row)
    }
  }
}

/** Scores before the first tree: logarithms of the classes' shares, one object added to each. */
function logShares(classes: ArrayLike<number>, nClasses: number): number[] {
  const counts = new Array<number>(nClasses).fill(1)
  for (let row = 0; row < classes.length; row++) counts[classes[row] - 1]++
  return counts.map((count) => Math.log(count / (classes.length + nClasses)))
}
