/** Profiles of sources whose light is known. */
import { expect, test } from 'vitest'
import { centreOf, radialProfile } from '../../src/photometry/index.js'

const SIDE = 41
const SIGMA = 2

/** A round Gaussian on a sky. */
function source(cx: number, cy: number, sky = 5, peak = 100) {
  const pixels = Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [dx, dy] = [(i % SIDE) - cx, Math.floor(i / SIDE) - cy]
    return sky + peak * Math.exp(-(dx * dx + dy * dy) / (2 * SIGMA * SIGMA))
  })
  return { x0: 100, y0: 200, width: SIDE, height: SIDE, pixels }
}

test('the profile of a Gaussian falls as it does, whatever the sky', () => {
  const profile = radialProfile(source(20, 20), 120, 220)
  expect(profile[0]).toBe(1)
  for (const r of [2, 4, 6]) {
    expect(Math.abs(profile[r] - Math.exp((-r * r) / (2 * SIGMA * SIGMA)))).toBeLessThan(0.03)
  }
  const other = radialProfile(source(20, 20, 300), 120, 220)
  expect(other[3]).toBeCloseTo(profile[3], 3)
})

test('the centre is found between pixels', () => {
  const [x, y] = centreOf(source(20.3, 19.8), 120, 220)
  expect(Math.abs(x - 120.3)).toBeLessThan(0.15)
  expect(Math.abs(y - 219.8)).toBeLessThan(0.15)
})

test('without data there is no profile, and the position stays', () => {
  const tile = source(20, 20)
  tile.pixels[20 * SIDE + 20] = Number.NaN
  expect(centreOf(tile, 120.2, 220)).toEqual([120.2, 220])
  expect(radialProfile(tile, 120, 220)[0]).toBeNaN()
  expect(radialProfile(source(20, 20, 5, 0), 120, 220)[1]).toBeNaN()
})
