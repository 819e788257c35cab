/** The two-sample tests by properties that need no reference, and by stored answers of SciPy. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { andersonDarling, kolmogorovSmirnov } from '../../src/statistics/two-samples.js'
import { storedAnswers } from '../setup/golden.js'
import { testTwoSamples } from './two-samples-cases.js'

testTwoSamples(storedAnswers<number[][]>('two-samples'))

const SAMPLE = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 4, maxLength: 30 })

test('the order of the samples and any rising function of the values change nothing', () => {
  fc.assert(
    fc.property(SAMPLE, SAMPLE, (first, second) => {
      fc.pre(new Set([...first, ...second]).size > 1)
      for (const test of [kolmogorovSmirnov, andersonDarling]) {
        const { statistic, p } = test(first, second)
        const swapped = test(second, first)
        const risen = test(first.map(Math.exp), second.map(Math.exp))
        for (const other of [swapped, risen]) {
          expect(other.statistic).toBeCloseTo(statistic, 9)
          expect(other.p).toBeCloseTo(p, 9)
        }
        expect(p).toBeGreaterThan(0)
        expect(p).toBeLessThanOrEqual(1)
      }
    }),
  )
})

/** Every way in which m of the pooled places can belong to the first sample. */
function shareAtLeast(m: number, n: number, d: number): number {
  let [all, reach] = [0, 0]
  for (let bits = 0; bits < 2 ** (m + n); bits++) {
    const places = Array.from({ length: m + n }, (_, k) => (bits >> k) & 1)
    if (places.reduce((sum, bit) => sum + bit, 0) !== m) continue
    all++
    const first = places.flatMap((bit, k) => (bit ? [k] : []))
    const second = places.flatMap((bit, k) => (bit ? [] : [k]))
    if (kolmogorovSmirnov(first, second).statistic >= d - 1e-12) reach++
  }
  return reach / all
}

test.each([
  [5, 4, [1, 2, 3, 4, 5], [6, 7, 8, 9]],
  [5, 4, [1, 3, 5, 7, 9], [2, 4, 6, 8]],
  [6, 6, [1, 2, 3, 4, 8, 9], [5, 6, 7, 10, 11, 12]],
])('p is the share of all orders, %i and %i values', (m, n, first, second) => {
  const { statistic, p } = kolmogorovSmirnov(first, second)
  expect(p).toBeCloseTo(shareAtLeast(m, n, statistic), 12)
})

test('small p keep their digits', () => {
  const first = Array.from({ length: 100 }, (_, i) => i)
  const { statistic, p } = kolmogorovSmirnov(
    first,
    first.map((value) => value + 100),
  )
  // 2 / binomial(200, 100)
  expect(statistic).toBe(1)
  expect(p / 2.208752e-59).toBeCloseTo(1, 5)
})

test('nothing to compare is NaN', () => {
  for (const test of [kolmogorovSmirnov, andersonDarling]) {
    expect(test([], [1, 2]).p).toBeNaN()
  }
  expect(andersonDarling([1, 1, 1], [1, 1]).p).toBeNaN()
})
