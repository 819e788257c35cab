/** L L^T is the matrix again, W^T W its inverse; what is not positive definite has no L. */
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { choleskyOf, inverseOfLower } from '../../src/statistics/cholesky.js'

/** a b^T, or a^T b. */
function product(a: Float64Array, b: Float64Array, n: number, isLeft = false): number[] {
  const at = (i: number, k: number) => (isLeft ? k * n + i : i * n + k)
  return Array.from({ length: n * n }, (_, place) => {
    const [i, j] = [Math.floor(place / n), place % n]
    return Array.from({ length: n }, (_, k) => a[at(i, k)] * b[at(j, k)]).reduce((x, y) => x + y)
  })
}

test.each([1, 2, 5, 40])('of a random matrix of %i rows', (n) => {
  const random = new Random(n)
  const factor = Float64Array.from({ length: n * n }, () => random.normal())
  const a = Float64Array.from(product(factor, factor, n))
  for (let i = 0; i < n; i++) a[i * n + i] += 0.1
  const l = choleskyOf(a, n)!
  const [again, w] = [product(l, l, n), inverseOfLower(l, n)]
  const inverse = Float64Array.from(product(w, w, n, true))
  const one = product(inverse, a, n)
  for (const [place, value] of again.entries()) {
    const [i, j] = [Math.floor(place / n), place % n]
    expect(value).toBeCloseTo(a[place], 10)
    expect(one[place]).toBeCloseTo(i === j ? 1 : 0, 8)
    if (j > i) expect([l[place], w[place]]).toEqual([0, 0])
  }
})

test.each([[[0]], [[1, 2, 2, 1]], [[-1]], [[Number.NaN]]])('%j has none', (a) => {
  expect(choleskyOf(Float64Array.from(a), Math.sqrt(a.length))).toBeUndefined()
})
