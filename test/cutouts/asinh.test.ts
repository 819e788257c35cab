/** The fast inverse hyperbolic sine against the exact one. */
import { expect, test } from 'vitest'
import { asinhPixels } from '../../src/cutouts/asinh.js'
import { Random } from '../../src/random.js'

/**
 * In float64, and rounded once: at most half of the last place of float32 may be added to what the
 * series leaves.
 */
const OF_SERIES = 1e-10
const OF_ROUNDING = 2 ** -24

function excess(pixels: Float32Array, mean: number, softening: number): number {
  const shown = pixels.slice()
  asinhPixels(shown, mean, softening)
  return shown.reduce((worst, got, i) => {
    const exact = Math.asinh((pixels[i] - mean) / softening)
    return Math.max(worst, Math.abs(got - exact) - OF_ROUNDING * Math.abs(exact))
  }, 0)
}

test('within 1e-10 of Math.asinh before it is rounded, from 1e-12 to 1e38, on both sides', () => {
  const random = new Random(5)
  const pixels = Float32Array.from({ length: 200_000 }, () => {
    return 10 ** (50 * random.uniform() - 12) * (random.uniform() < 0.5 ? -1 : 1)
  })
  expect(excess(pixels, 0, 1)).toBeLessThan(OF_SERIES)
  expect(excess(pixels, 0.0123, 0.0071)).toBeLessThan(OF_SERIES)
})

test('on each point of the table, between any two, and at its ends', () => {
  const pixels = Float32Array.from({ length: 65 * 1024 + 1 }, (_, i) => i / 1024 - 32.5)
  expect(excess(pixels, 0, 1)).toBeLessThan(OF_SERIES)
})

test.each([0, 3e38, -3e38, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN])(
  '%d',
  (v) => {
    const pixels = Float32Array.of(v)
    asinhPixels(pixels, 0, 1)
    expect(pixels[0]).toBe(Math.fround(Math.asinh(Math.fround(v))))
  },
)

test('where the square is no number', () => {
  const pixels = Float32Array.of(1)
  asinhPixels(pixels, 0, 1e-200)
  expect(pixels[0]).toBe(Math.fround(Math.asinh(1e200)))
})

test('four at a time and one by one give the same bits', () => {
  const random = new Random(9)
  // Most lie within the table, one in twenty beyond it, some are no numbers.
  const pixels = Float32Array.from({ length: 20_003 }, () => {
    const size = random.uniform() < 0.05 ? 100 : 5
    return random.uniform() < 0.001 ? Number.NaN : size * random.normal()
  })
  const [all, each] = [pixels.slice(), pixels.slice()]
  asinhPixels(all, 0.3, 0.7)
  for (let i = 0; i < each.length; i++) asinhPixels(each.subarray(i, i + 1), 0.3, 0.7)
  expect(new Int32Array(all.buffer)).toEqual(new Int32Array(each.buffer))
})
