/** Scores of two decimals, as StarcNet writes them, at the very edge of a bin or a threshold. */
import { expect, test } from 'vitest'
import { calibrationOf, reliability, thresholdSamples } from '../../src/evaluate/index.js'

/** p1 + p2 is 0.9 but for its binary form, 0.8999999999999999. */
const EDGE = Float64Array.of(0.3, 0.6, 0.1, 0)

test('a cluster of .30 + .60 is in the sample from 0.9 on', () => {
  const samples = thresholdSamples([1], EDGE).filter(({ of }) => of === 'cluster')
  expect(samples.filter(({ n }) => n === 1)).toHaveLength(18)
})

test('one of .08 + .72 is in the bin from 0.8 on', () => {
  const p = Float64Array.of(0.08, 0.72, 0.2, 0)
  expect(calibrationOf([1], [2], p)!.cluster.bins.findIndex(({ n }) => n === 1)).toBe(8)
  expect(reliability([0, 1, 0.5999], [1, 1, 1]).bins.map(({ n }) => n)).toEqual([
    ...[1, 0, 0, 0, 0, 1, 0, 0, 0, 1],
  ])
})

test('clusters are counted among objects with scores', () => {
  const none = [Number.NaN, Number.NaN, Number.NaN, Number.NaN]
  const p = Float64Array.of(...EDGE, ...none, ...EDGE)
  expect(calibrationOf([1, 2, 4], [1, 1, 1], p)).toMatchObject({ n: 2, nClusters: 1 })
})
