/** The interval of a difference of paired shares, beside a slow oracle. */
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { pairedInterval } from '../../src/statistics/index.js'

const Z = 1.959963984540054

/** The score of a difference; the likelihood is maximised by trying shares q. */
function slowScore(b: number, c: number, n: number, d: number): number {
  const term = (count: number, p: number) => (count === 0 ? 0 : count * Math.log(p))
  const likelihood = (q: number) => term(b, q + d) + term(c, q) + term(n - b - c, 1 - 2 * q - d)
  let [low, high] = [Math.max(0, -d), (1 - d) / 2]
  for (let step = 0; step < 200; step++) {
    const [first, second] = [low + (high - low) / 3, high - (high - low) / 3]
    if (likelihood(first) < likelihood(second)) low = first
    else high = second
  }
  const q = (low + high) / 2
  return (b - c - n * d) / Math.sqrt(n * (2 * q + d * (1 - d)))
}

test.each([
  [2, 4, 153],
  [9, 2, 44],
  [0, 3, 100],
  [30, 10, 400],
])('%d and %d of %d: its ends are where the score test rejects', (b, c, n) => {
  const { low, high } = pairedInterval(b, c, n)
  expect(slowScore(b, c, n, low)).toBeCloseTo(Z, 5)
  expect(slowScore(b, c, n, high)).toBeCloseTo(-Z, 5)
  const turned = pairedInterval(c, b, n)
  expect(turned.low).toBeCloseTo(-high, 9)
  expect(turned.high).toBeCloseTo(-low, 9)
})

test('no difference seen still has a width; all objects different has an end at 1', () => {
  const { low, high } = pairedInterval(0, 0, 100)
  expect(high).toBeCloseTo(Z ** 2 / (100 + Z ** 2), 9)
  expect(low).toBeCloseTo(-high, 9)
  expect(pairedInterval(5, 0, 5).high).toBe(1)
  expect(pairedInterval(0, 0, 0)).toEqual({ low: Number.NaN, high: Number.NaN })
})

test('it holds the truth as often as it says, also with few objects that differ', () => {
  const random = new Random(3)
  const [n, p, q] = [150, 0.02, 0.03]
  const nTrials = 1500
  let nHeld = 0
  for (let trial = 0; trial < nTrials; trial++) {
    let [b, c] = [0, 0]
    for (let i = 0; i < n; i++) {
      const u = random.uniform()
      if (u < p) b++
      else if (u < p + q) c++
    }
    const { low, high } = pairedInterval(b, c, n)
    if (low <= p - q && p - q <= high) nHeld++
  }
  expect(nHeld / nTrials).toBeGreaterThan(0.93)
  expect(nHeld / nTrials).toBeLessThan(0.975)
})
