/** Places of more candidates in a field: by the law of its own. */
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { morePlaces } from '../../src/simulate/index.js'

const SIDE = 600
const N = 300

/** Places that the law of a field gives out for one stream of random numbers. */
function places(seed: number, stream: number) {
  const law = morePlaces({ seed, sizePx: SIDE }, new Random(stream))
  return Array.from({ length: N }, () => law.next('symmetric')!)
}

/** How many of the places lie in each of 6 x 6 cells, less the mean. */
function excess(list: readonly { x: number; y: number }[]): number[] {
  const cells = new Array<number>(36).fill(-N / 36)
  for (const { x, y } of list) cells[Math.floor(x / 100) + 6 * Math.floor(y / 100)]++
  return cells
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const product = (u: readonly number[], v: readonly number[]) =>
    u.reduce((sum, value, i) => sum + value * v[i], 0)
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
}

test('they keep apart, and in the field', () => {
  const list = places(7, 1)
  for (const { x, y } of list) {
    expect(Math.min(x, y)).toBeGreaterThan(8)
    expect(Math.max(x, y)).toBeLessThan(SIDE - 9)
    expect(list.filter((other) => Math.hypot(other.x - x, other.y - y) < 6)).toHaveLength(1)
  }
  expect(places(7, 1)).toEqual(list)
})

test.each([7, 8])('they follow the galaxy of the field, seed %d', (seed) => {
  const own = excess(places(seed, 1))
  expect(correlation(own, excess(places(seed, 2)))).toBeGreaterThan(0.5)
  expect(correlation(own, excess(places(seed + 100, 2)))).toBeLessThan(0.3)
})
