/** What a sample of surer objects gains in purity and loses in completeness. */
import { isCluster } from '../catalog/classes.js'
import type { Interval } from '../statistics/interval.js'
import { wilsonInterval } from '../statistics/wilson-interval.js'
import { clusterProbability, rowsWithScores } from './calibration.js'

/** Objects with a probability of the threshold or more, taken as a sample. */
export interface ThresholdSample {
  /** `cluster` (p1 + p2) or a class 1-4. */
  readonly of: 'cluster' | 1 | 2 | 3 | 4
  readonly threshold: number
  /** Objects in the sample. */
  readonly n: number
  /** Share of the true ones that are in the sample; NaN if there are none. */
  readonly completeness: number
  readonly completenessInterval: Interval
  /** Share of the sample that is true; NaN if it is empty. */
  readonly purity: number
  readonly purityInterval: Interval
}

/** Scores of two decimals are short of a threshold in their binary form: .30 + .60 is 0.8999... */
const TOLERANCE = 1e-9

const THRESHOLDS = Array.from({ length: 19 }, (_, i) => (i + 1) / 20)

/**
 * @param truth classes 1-4
 * @param probabilities nObjects x 4; rows that begin with NaN are not counted
 * @returns for clusters, then for classes 1-4, thresholds 0.05 to 0.95
 */
export function thresholdSamples(
  truth: ArrayLike<number>,
  probabilities: Float64Array,
): ThresholdSample[] {
  const rows = rowsWithScores(truth.length, probabilities)
  const targets = ['cluster', 1, 2, 3, 4] as const
  return targets.flatMap((of) => {
    const score = (row: number) =>
      of === 'cluster' ? clusterProbability(probabilities, row) : probabilities[4 * row + of - 1]
    const isTrue = (row: number) => (of === 'cluster' ? isCluster(truth[row]) : truth[row] === of)
    const nTrue = rows.filter(isTrue).length
    return THRESHOLDS.map((threshold) => {
      const sample = rows.filter((row) => score(row) + TOLERANCE >= threshold)
      const hits = sample.filter(isTrue).length
      return {
        ...{ of, threshold, n: sample.length },
        completeness: hits / nTrue,
        completenessInterval: wilsonInterval(hits, nTrue),
        purity: hits / sample.length,
        purityInterval: wilsonInterval(hits, sample.length),
      }
    })
  })
}
