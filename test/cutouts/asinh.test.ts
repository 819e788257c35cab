/** The fast inverse hyperbolic sine against the exact one. */
import { expect, test } from 'vitest'
import { fastAsinh } from '../../src/cutouts/asinh.js'
import { Random } from '../../src/random.js'

test('within 1e-10 of Math.asinh, from 1e-12 to 1e40, on both sides', () => {
  const random = new Random(5)
  let worst = 0
  for (let i = 0; i < 200_000; i++) {
    const v = 10 ** (52 * random.uniform() - 12) * (random.uniform() < 0.5 ? -1 : 1)
    worst = Math.max(worst, Math.abs(fastAsinh(v) - Math.asinh(v)))
  }
  expect(worst).toBeLessThan(1e-10)
})

test.each([0, 1e200, -1e308, Number.POSITIVE_INFINITY, Number.NaN])('%d', (v) => {
  expect(fastAsinh(v)).toEqual(Math.asinh(v))
})
