/** Every measure of made-up objects, held against the answers of scikit-learn, stored or live. */
import { expect, test } from 'vitest'
import { calibrationOf } from '../../src/evaluate/calibration.js'
import { measuresOf, type OverallMeasures } from '../../src/evaluate/measures.js'
import { Random } from '../../src/random.js'
import { softmaxRows } from '../../src/statistics/softmax.js'

/** Made-up objects whose predictions are right more often than not. */
function madeUp(seed: number, n: number, shares: readonly number[]) {
  const random = new Random(seed)
  const ends = shares.map((_, k) => shares.slice(0, k + 1).reduce((a, b) => a + b))
  const draw = () => {
    const at = random.uniform()
    return (
      1 +
      Math.max(
        0,
        ends.findIndex((end) => at < end),
      )
    )
  }
  const truth = Array.from({ length: n }, draw)
  const logits = truth.flatMap((code) =>
    [1, 2, 3, 4].map((k) => 1.5 * random.normal() + (k === code ? 2 : 0)),
  )
  const flat = softmaxRows(logits, 4)
  const probabilities = truth.map((_, i) => [...flat.subarray(4 * i, 4 * i + 4)])
  const predicted = probabilities.map((p) => 1 + p.indexOf(Math.max(...p)))
  return { truth, predicted, probabilities, flat }
}

const CASES = [
  madeUp(1, 600, [0.25, 0.25, 0.25, 0.25]),
  madeUp(2, 80, [0.1, 0.2, 0.1, 0.6]),
  madeUp(3, 2500, [0.02, 0.28, 0.3, 0.4]),
]

/** What scikit-learn is asked. */
export const asked = CASES.map(({ flat, ...rest }) => rest)

/** What evaluate_measures.py says of a case. */
export interface Measures {
  matrix: number[][]
  four: Record<string, number>
  two: Record<string, number>
  recall: number[]
  precision: number[]
  f1: number[]
  brier: number
  brierCluster: number
  reliability: [realised: number[], expected: number[]]
}

export function testMeasures(expected: readonly Measures[]): void {
  test.each(CASES.map((_, i) => i))('case %i: counts, accuracy, kappa, recall, F1', (i) => {
    const { truth, predicted } = CASES[i]
    const found = measuresOf(truth, predicted, { random: new Random(1), nResamples: 1 })
    const values = (all: OverallMeasures) =>
      [all.accuracy, all.balancedAccuracy, all.kappa].map(({ value }) => value)
    expect(found.matrix).toEqual(expected[i].matrix)
    close(values(found.fourClasses), Object.values(expected[i].four))
    close(values(found.twoClasses), Object.values(expected[i].two))
    for (const name of ['recall', 'precision', 'f1'] as const) {
      close(
        found.classes.map((measures) => measures[name].value),
        expected[i][name],
      )
    }
  })

  test.each(CASES.map((_, i) => i))('case %i: Brier scores and reliability', (i) => {
    const { truth, predicted, flat } = CASES[i]
    const { brier, brierCluster, cluster } = calibrationOf(truth, predicted, flat)!
    close([brier, brierCluster], [expected[i].brier, expected[i].brierCluster])
    const filled = cluster.bins.filter(({ n }) => n > 0)
    const [realised, mean] = expected[i].reliability
    close(
      filled.map((bin) => bin.realised),
      realised,
    )
    close(
      filled.map((bin) => bin.expected),
      mean,
    )
  })
}

function close(found: readonly number[], wanted: readonly number[]) {
  expect(found).toHaveLength(wanted.length)
  found.forEach((value, k) => {
    expect(value).toBeCloseTo(wanted[k], 12)
  })
}
