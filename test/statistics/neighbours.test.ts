/** Distances to neighbours against all pairs. */
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { neighbourDistances } from '../../src/statistics/neighbours.js'

function oracle(x: Float64Array, y: Float64Array, k: number): number[] {
  return Array.from(x, (_, i) => {
    const distances = Array.from(x, (_, j) => Math.hypot(x[i] - x[j], y[i] - y[j]))
    const others = distances.filter((d, j) => j !== i && !Number.isNaN(d)).sort((a, b) => a - b)
    return others[k - 1] ?? Number.NaN
  })
}

test('the k-th nearest of random points, some without a position, some at the same one', () => {
  const random = new Random(5)
  const x = Float64Array.from({ length: 300 }, () => Math.round(random.uniform() * 40))
  const y = Float64Array.from({ length: 300 }, () => Math.round(random.uniform() * 900))
  x[7] = Number.NaN
  for (const k of [1, 5]) {
    const found = neighbourDistances(x, y, k)
    oracle(x, y, k).forEach((wanted, i) => {
      if (i === 7) expect(found[i]).toBeNaN()
      else expect(found[i]).toBeCloseTo(wanted, 10)
    })
  }
})

test('NaN without k others', () => {
  expect([...neighbourDistances([0, 3], [0, 4], 1)]).toEqual([5, 5])
  expect([...neighbourDistances([0, 3], [0, 4], 2)]).toEqual([Number.NaN, Number.NaN])
  expect(neighbourDistances([], [], 5)).toHaveLength(0)
})
