/** Predictions whose table against the truth is given: every number follows from it by hand. */
import { describe, expect, test } from 'vitest'
import { evaluationOf, predictionsOf, truthOf } from '../../src/evaluate/index.js'
import { parseCsv } from '../../src/tables/index.js'

/** Objects by their class (row) and what they are called (column). */
const MATRIX = [
  [40, 6, 0, 4],
  [10, 30, 5, 5],
  [2, 8, 25, 15],
  [1, 3, 6, 90],
]
const N = 250
const objects = MATRIX.flatMap((row, t) =>
  row.flatMap((n, p) => Array.from({ length: n }, () => ({ truth: t + 1, found: p + 1 }))),
)

/** 0.7 for the class that was found, 0.1 for the others. */
const probabilities = (found: number) => [1, 2, 3, 4].map((k) => (k === found ? 0.7 : 0.1))
const place = (i: number, shift = 0) => [10 + 7 * (i % 25) + shift, 10 + 7 * Math.floor(i / 25)]

const truth = truthOf(
  parseCsv(
    ['id,x,y,class,mag_v', ...objects.map((o, i) => [i, ...place(i), o.truth, 20 + i / 50])].join(
      '\n',
    ),
    'truth.csv',
  ),
  { origin: 0 },
)
const predictions = predictionsOf(
  parseCsv(
    [
      'id,x,y,ml_class,ml_p1,ml_p2,ml_p3,ml_p4',
      ...objects.map(({ found }, i) => [i, ...place(i, 0.3), found, ...probabilities(found)]),
    ].join('\n'),
    'p.csv',
  ),
  { origin: 0 },
)

function subject(match: 'id' | 'position') {
  const sets = [{ name: 'p', tables: [predictions] }]
  return evaluationOf({ truths: [truth], predictions: sets }, { match, nResamples: 400 })
    .subjects[0]
}

describe('by id', () => {
  const { measures, comparison, calibration, magnitude, crowding, thresholds } = subject('id')

  test('the table, and what is counted from it', () => {
    expect(comparison.n).toBe(N)
    expect(measures.matrix).toEqual(MATRIX)
    expect(measures.fourClasses.accuracy.value).toBeCloseTo(185 / 250, 12)
    // Clusters are classes 1 and 2: 86 called clusters of 100, and 14 of the 150 others called so.
    expect(measures.twoClasses.accuracy.value).toBeCloseTo((86 + 136) / 250, 12)
    const recalls = measures.classes.map(({ recall }) => recall.value)
    expect(recalls).toEqual([40 / 50, 30 / 50, 25 / 50, 90 / 100])
    const precisions = measures.classes.map(({ precision }) => precision.value)
    expect(precisions).toEqual([40 / 53, 30 / 47, 25 / 36, 90 / 114])
  })

  test('the interval of a share has the width of its binomial distribution', () => {
    const { low, high } = measures.fourClasses.accuracy.interval!
    const sigma = Math.sqrt((0.74 * 0.26) / N)
    expect((high - low) / (2 * 1.96 * sigma)).toBeCloseTo(1, 0)
    expect((low + high) / 2).toBeCloseTo(0.74, 1)
  })

  test('calibration: what is said to be right in 70 % is right in 74 %', () => {
    const right = 0.3 ** 2 + 3 * 0.1 ** 2
    const wrong = 0.7 ** 2 + 0.9 ** 2 + 2 * 0.1 ** 2
    expect(calibration!.n).toBe(N)
    expect(calibration!.brier).toBeCloseTo((185 * right + 65 * wrong) / N, 6)
    expect(calibration!.predicted.ece).toBeCloseTo(0.04, 6)
    const filled = calibration!.predicted.bins.filter(({ n }) => n > 0)
    expect(filled.map(({ n, realised }) => [n, realised])).toEqual([[N, 185 / 250]])
  })

  test('bins of magnitude and crowding hold every object once', () => {
    const counted = (bins: readonly { n: number }[]) => bins.reduce((sum, { n }) => sum + n, 0)
    expect(magnitude!.name).toBe('mag_v')
    expect([counted(magnitude!.bins), counted(crowding!.bins)]).toEqual([N, N])
  })

  test('clusters above a threshold: complete below it, pure above it', () => {
    const of = thresholds!.filter((sample) => sample.of === 'cluster')
    // A probability of being a cluster is 0.8 or 0.2.
    const at = (threshold: number) => of.find((sample) => sample.threshold >= threshold)!
    expect(of[0].completeness).toBe(1)
    expect(of[0].purity).toBeCloseTo(100 / 250, 12)
    expect(at(0.5).completeness).toBeCloseTo(86 / 100, 12)
    expect(at(0.5).purity).toBeCloseTo(86 / 100, 12)
  })
})

test('by position within a pixel: the same objects as by id', () => {
  const { measures, comparison } = subject('position')
  expect(comparison.fields[0].join).toMatchObject({ by: 'position', unit: 'px', radius: 1 })
  expect(comparison.fields[0].join.medianOffset).toBeCloseTo(0.3, 9)
  expect(measures.matrix).toEqual(MATRIX)
})
