/**
 * The truth's magnitudes are what photometry finds in the light that is painted, also where it is
 * not what was drawn.
 */
import { expect, test } from 'vitest'
import { SUB_CLASSES } from '../../src/populations/index.js'
import { expectTrueMagnitudes, planned } from './planned-sources.js'

test.each(SUB_CLASSES.map(({ name }, i) => [name, i % 2 === 0 ? 10 : 2.5] as const))(
  '%s, at %f Mpc',
  (name, distanceMpc) => expectTrueMagnitudes(name, [distanceMpc]),
)

test('a galaxy that its aperture does not hold is fainter there than was drawn', () => {
  expect(planned('galaxy-spiral', 10).magnitudes.v).toBeCloseTo(22.3, 2)
  expect(planned('galaxy-spiral', 1).magnitudes.v).toBeGreaterThan(22.8)
})

test('no lane lies before a saturated star', () => {
  expect(planned('saturated', 10).reddening).toBe(0)
  expect(planned('pair', 10).reddening).toBe(0.1)
})
