/**
 * Bisection, search among sorted values, the largest value, softmax and medians, against slow or
 * obvious ways.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import {
  bisectedRoot,
  bracketedRoot,
  continuousRoot,
  geometricMean,
} from '../../src/statistics/bisection.js'
import { firstAbove, firstAtLeast, indexOfLargest } from '../../src/statistics/indices.js'
import { medianOf, medianOfSorted, quantileValue } from '../../src/statistics/quantile.js'
import { softmax, softmaxRows } from '../../src/statistics/softmax.js'

const random = new Random(11)

test('a root, from either side', () => {
  const root = bisectedRoot((x) => x ** 3 < 2, { inside: 0, outside: 2 }, 60)
  expect(root).toBeCloseTo(Math.cbrt(2), 14)
  expect(bisectedRoot((x) => x ** 3 > 2, { inside: 2, outside: 0 }, 60)).toBeCloseTo(root, 14)
})

test('a root by false position, in few steps, where halving finds it', () => {
  const functions = [
    (x: number) => x ** 3 - 2,
    (x: number) => 2 - Math.exp(x),
    (x: number) => (x < 1.3 ? -1 : 40 * (x - 1.3) - 1),
  ]
  for (const value of functions) {
    let n = 0
    const counted = (x: number) => {
      n++
      return value(x)
    }
    const sign = Math.sign(value(0))
    const root = continuousRoot(counted, { inside: 0, outside: 2 }, 1e-9)
    const halved = bisectedRoot((x) => value(x) * sign > 0, { inside: 0, outside: 2 }, 60)
    expect(root).toBeCloseTo(halved, 8)
    expect(n).toBeLessThan(20)
  }
})

test('each halving halves, and both ends stay on their sides', () => {
  const { inside, outside } = bracketedRoot((x) => x < 0.3, { inside: 0, outside: 1 }, 4)
  expect([inside, outside]).toEqual([4 / 16, 5 / 16])
  const ends = { inside: 1, outside: 10000 }
  expect(bracketedRoot((x) => x < 50, ends, 2, geometricMean)).toEqual({ inside: 10, outside: 100 })
  expect(bisectedRoot((x) => x < 50, ends, 1, geometricMean)).toBe(10)
})

test('the first of sorted values that is at least, or above, a bound', () => {
  for (let n = 0; n < 40; n++) {
    const sorted = Float64Array.from({ length: n }, () => random.integer(12)).sort()
    for (let bound = -0.5; bound < 13; bound += 0.5) {
      const [atLeast, above] = [firstAtLeast(sorted, bound), firstAbove(sorted, bound)]
      expect(atLeast).toBe(sorted.filter((value) => value < bound).length)
      expect(above).toBe(sorted.filter((value) => value <= bound).length)
    }
  }
})

test('the largest value, the first of equal ones', () => {
  for (let n = 1; n < 9; n++) {
    const values = Float32Array.from({ length: n }, () => random.integer(5) - 2)
    expect(indexOfLargest(values)).toBe(values.indexOf(Math.max(...values)))
  }
  expect(indexOfLargest([-0, 0])).toBe(0)
  expect(indexOfLargest([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])).toBe(0)
  expect(indexOfLargest([])).toBe(-1)
  expect(indexOfLargest([3, Number.NaN])).toBe(-1)
})

test('softmax of one row and of many, large scores included', () => {
  const scores = Float32Array.from({ length: 12 }, () => 9 * random.normal())
  scores[4] = 800
  const rows = softmaxRows(scores, 4)
  for (const temperature of [1, 2.5]) {
    for (let start = 0; start < 12; start += 4) {
      const out = new Float32Array(4)
      expect(softmax(scores, start, out, temperature)).toBe(true)
      for (let k = 0; k < 4; k++) {
        const odds = [0, 1, 2, 3].map((j) =>
          Math.exp((scores[start + j] - scores[start + k]) / temperature),
        )
        const p = 1 / odds.reduce((sum, value) => sum + value, 0)
        expect(out[k]).toBeCloseTo(p, 6)
        if (temperature === 1) expect(rows[start + k]).toBeCloseTo(p, 14)
      }
    }
  }
})

test('softmax of scores that are not finite', () => {
  const out = new Float32Array(2)
  expect(softmax(Float32Array.of(1, Number.NEGATIVE_INFINITY), 0, out)).toBe(false)
  expect([...out]).toEqual([Number.NaN, Number.NaN])
  expect([...softmaxRows([1, Number.NEGATIVE_INFINITY, 2, Number.NaN], 2)]).toEqual([
    ...[1, 0],
    ...[Number.NaN, Number.NaN],
  ])
})

test('medians and quantiles that are values', () => {
  expect(medianOfSorted([1, 2, 9])).toBe(2)
  expect(medianOfSorted([9, 2, 1, 0])).toBe(1.5)
  expect(medianOfSorted([])).toBeNaN()
  expect([0, 0.24, 0.25, 0.5, 1].map((p) => quantileValue([1, 2, 3, 4], p))).toEqual([
    1, 1, 2, 3, 4,
  ])
  expect(quantileValue([], 0.5)).toBeNaN()
})

test('medians of values in any order', () => {
  const values = fc.array(fc.float({ noNaN: true }), { maxLength: 40 })
  const few = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 })
  fc.assert(
    fc.property(fc.oneof(values, few), (given) => {
      const wanted = medianOfSorted(Float32Array.from(given).sort())
      // -0 is 0 here: it is equal to it, and so in any order with it.
      expect(medianOf(Float32Array.from(given)) + 0).toBe(wanted + 0)
    }),
  )
})
