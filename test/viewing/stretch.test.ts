/** The stretch against its formula, and sky levels against skies that are known. */
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { asinhCurve, shareValue, skyLevel } from '../../src/viewing/rgb.js'

test('the curve is 0 at the sky, 1 at white, linear below soft and logarithmic above', () => {
  const curve = asinhCurve(5, 500)
  expect(curve(0)).toBe(0)
  expect(curve(500)).toBeCloseTo(1, 12)
  expect(curve(0.2) / curve(0.1)).toBeCloseTo(2, 3)
  expect(curve(400) - curve(200)).toBeCloseTo(curve(200) - curve(100), 2)
  expect(curve(-3)).toBeCloseTo(-curve(3), 12)
})

/** Gaussian sky with a share of pixels raised by sources. */
function field(sky: number, noise: number, shareOfSources: number): Float32Array {
  const random = new Random(11)
  return Float32Array.from({ length: 100_000 }, () => {
    const value = sky + noise * random.normal()
    return random.uniform() < shareOfSources ? value + noise * 100 * random.uniform() : value
  })
}

test.each([
  [0, 0.02, 0],
  [5, 0.1, 0.05],
  [-1, 2, 0.2],
])('sky %d and noise %d are found with %d of the pixels in sources', (sky, noise, share) => {
  const found = skyLevel(field(sky, noise, share))
  expect(Math.abs(found.sky - sky)).toBeLessThan(0.25 * noise)
  expect(found.noise / noise).toBeGreaterThan(0.85)
  expect(found.noise / noise).toBeLessThan(1.15)
})

test('NaN, infinity and exactly 0 are no sky', () => {
  const clean = field(3, 0.1, 0)
  const holes = clean.map((value, i) => [value, 0, Number.NaN, Number.POSITIVE_INFINITY][i % 4])
  expect(skyLevel(holes).sky).toBeCloseTo(3, 1)
})

test('noise is above 0 whatever the pixels', () => {
  for (const pixels of [[], [0, 0], [Number.NaN], [7, 7, 7], [1, 1, 1, 1, 50]]) {
    expect(skyLevel(pixels).noise).toBeGreaterThan(0)
  }
})

test('quantiles are of the finite values', () => {
  expect(shareValue([4, Number.NaN, 1, 3, 2], 0.5)).toBe(3)
  expect(shareValue([4, 1], 1)).toBe(4)
  expect(shareValue([], 0.5)).toBeNaN()
})
