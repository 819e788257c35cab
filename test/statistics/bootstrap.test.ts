/** What resampling promises: seeds, strata, coverage, and no interval of what is not defined. */
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { bootstrapIntervals } from '../../src/statistics/interval.js'

const share = (of: ArrayLike<number>) => (rows: Uint32Array) => [
  rows.reduce((sum, row) => sum + of[row], 0) / rows.length,
]

test('the same seed gives the same interval, another one another', () => {
  const values = Float64Array.from({ length: 50 }, (_, i) => i)
  const at = (seed: number) =>
    bootstrapIntervals(50, share(values), { random: new Random(seed), nResamples: 200 })
  expect(at(3)).toEqual(at(3))
  expect(at(3)).not.toEqual(at(4))
})

test('strata keep their sizes in every draw', () => {
  const strata = Uint8Array.from({ length: 30 }, (_, i) => (i < 4 ? 1 : 2))
  const sizes = new Set<number>()
  const options = { random: new Random(1), nResamples: 100, strata }
  bootstrapIntervals(
    30,
    (rows) => {
      sizes.add(rows.filter((row) => strata[row] === 1).length)
      return [0]
    },
    options,
  )
  expect([...sizes]).toEqual([4])
})

test('95 % intervals of a share hold the truth in about 95 % of samples', () => {
  const random = new Random(11)
  let held = 0
  for (let trial = 0; trial < 300; trial++) {
    const sample = Uint8Array.from({ length: 120 }, () => (random.uniform() < 0.6 ? 1 : 0))
    const [{ low, high }] = bootstrapIntervals(120, share(sample), { random, nResamples: 300 })
    if (low <= 0.6 && high >= 0.6) held++
  }
  expect(held / 300).toBeGreaterThan(0.9)
  expect(held / 300).toBeLessThan(0.98)
})

test('a measure that is often undefined has no interval, one that seldom is has', () => {
  let draw = 0
  const options = { random: new Random(1), nResamples: 100 }
  const [often, seldom] = bootstrapIntervals(
    5,
    () => {
      draw++
      return [draw % 10 === 0 ? Number.NaN : 1, draw === 50 ? Number.NaN : 1]
    },
    options,
  )
  expect(often).toEqual({ low: Number.NaN, high: Number.NaN })
  expect(seldom).toEqual({ low: 1, high: 1 })
})
