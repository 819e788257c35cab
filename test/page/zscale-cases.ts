/** Pixels for which astropy's limits are asked: what stamps and mosaics hold, and corners. */
import { expect, test } from 'vitest'
import { zscaleLimits } from '../../page/source/zscale.js'
import { Random } from '../../src/random.js'

type Pixel = (i: number, random: Random) => number

interface Case {
  readonly name: string
  readonly n: number
  readonly pixel: Pixel
}

const SIDE = 64
const noise: Pixel = (_, random) => 0.002 + 0.004 * random.normal()
/** A source of some width and height in the middle of a stamp. */
const source =
  (peak: number, sigmaPx: number): Pixel =>
  (i, random) => {
    const [x, y] = [(i % SIDE) - 32, Math.floor(i / SIDE) - 32]
    return noise(i, random) + peak * Math.exp(-(x * x + y * y) / (2 * sigmaPx ** 2))
  }

export const CASES: readonly Case[] = [
  { name: 'noise', n: SIDE * SIDE, pixel: noise },
  { name: 'a faint source', n: SIDE * SIDE, pixel: source(0.05, 1.5) },
  { name: 'a bright, wide source', n: SIDE * SIDE, pixel: source(40, 12) },
  { name: 'a sky that rises', n: 37 * 41, pixel: (i, r) => noise(i, r) + 1e-4 * i },
  { name: 'a tail as of crowding', n: 3000, pixel: (_, r) => Math.exp(1.5 * r.normal()) },
  { name: 'counts', n: 2500, pixel: (_, r) => Math.floor(12 + 3.5 * r.normal()) },
  { name: 'gaps without data', n: 5000, pixel: (i, r) => (i % 7 < 3 ? Number.NaN : noise(i, r)) },
  { name: 'below zero', n: 1200, pixel: (_, r) => -50 + 4 * r.normal() },
  { name: 'two skies', n: 4096, pixel: (i, r) => noise(i, r) + (i % 64 < 20 ? 0.08 : 0) },
  { name: 'most values far away', n: 1500, pixel: (i, r) => (i % 9 < 5 ? 1e3 ** r.uniform() : 1) },
  { name: 'cosmic rays', n: 4096, pixel: (i, r) => noise(i, r) + (i % 97 === 0 ? 900 : 0) },
  { name: 'a sample of each 20th', n: 20_300, pixel: source(3, 20) },
  { name: 'one value less than two samples', n: 1999, pixel: noise },
  { name: 'all the same', n: 900, pixel: () => 2.5 },
  { name: 'four values', n: 4, pixel: (i) => [3, -1, 8, 2][i] },
  { name: 'twelve values', n: 12, pixel: (i) => i * i },
  { name: 'one value', n: 1, pixel: () => -7.25 },
]

export function pixelsOf({ n, pixel }: Case): Float32Array {
  const random = new Random(17)
  return Float32Array.from({ length: n }, (_, i) => pixel(i, random))
}

/** As JSON has them. */
export const asked = CASES.map((one) =>
  Array.from(pixelsOf(one), (value) => (Number.isNaN(value) ? null : value)),
)

/** Of the range of the values; astropy's median is a float32. */
const MOST_APART = 1e-6

export function testZscale(expected: readonly (readonly [low: number, high: number])[]): void {
  test.each(CASES.map((one, i) => [one.name, one, expected[i]] as const))(
    '%s',
    (_, one, limits) => {
      const pixels = pixelsOf(one)
      const finite = pixels.filter(Number.isFinite)
      const range = Math.max(...finite) - Math.min(...finite)
      const most = Math.max(MOST_APART * range, MOST_APART * Math.abs(finite[0]))
      for (const [i, limit] of zscaleLimits(pixels).entries()) {
        expect(Math.abs(limit - limits[i]), `${limit}, astropy ${limits[i]}`).toBeLessThan(most)
      }
    },
  )
}
