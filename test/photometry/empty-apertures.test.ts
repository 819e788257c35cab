/** Empty apertures: where they lie, and what they say of the noise. */
import { expect, test } from 'vitest'
import { rowsInMemory } from '../../src/detect/index.js'
import { emptyFactors, emptyPlaces } from '../../src/photometry/empty-apertures.js'
import { APERTURE_DEFAULTS } from '../../src/photometry/measure-sources.js'
import { Random } from '../../src/random.js'

const SIDE = 500

function places(n: number, seed: number) {
  const random = new Random(seed)
  const at = () => Float64Array.from({ length: n }, () => 20 + (SIDE - 40) * random.uniform())
  return { x: at(), y: at() }
}

test('they lie near sources, and on none', () => {
  const sources = places(150, 1)
  const empty = emptyPlaces({ x: [...sources.x, Number.NaN], y: [...sources.y, 5] })
  expect(empty.x.length).toBeGreaterThan(100)
  expect(emptyPlaces({ x: [...sources.x, Number.NaN], y: [...sources.y, 5] })).toEqual(empty)
  for (const [k, x] of empty.x.entries()) {
    const distances = Array.from(sources.x, (at, i) =>
      Math.hypot(at - x, sources.y[i] - empty.y[k]),
    )
    expect(Math.min(...distances)).toBeGreaterThan(16)
    expect(Math.min(...distances)).toBeLessThan(48)
  }
})

function field(blobs: number): Float32Array {
  const random = new Random(4)
  const pixels = Float32Array.from({ length: SIDE * SIDE }, () => 0.01 * random.normal())
  for (let k = 0; k < blobs; k++) {
    const [cx, cy] = [random.integer(SIDE - 20) + 10, random.integer(SIDE - 20) + 10]
    for (let i = 0; i < 81; i++) {
      const [dx, dy] = [(i % 9) - 4, Math.floor(i / 9) - 4]
      pixels[(cy + dy) * SIDE + cx + dx] += 0.02 * Math.exp(-(dx * dx + dy * dy) / 4)
    }
  }
  return pixels
}

const infinite = { exposureS: Number.POSITIVE_INFINITY, saturation: Number.POSITIVE_INFINITY }
const factorsOf = (pixels: Float32Array, n: number) =>
  emptyFactors({ image: rowsInMemory(SIDE, SIDE, pixels), ...infinite }, places(n, 2), {
    ...APERTURE_DEFAULTS,
  })

test('white noise has a factor of 1, and faint stars that nobody lists raise it', async () => {
  const white = await factorsOf(field(0), 1500)
  for (const factor of white!) expect(Math.abs(factor - 1)).toBeLessThan(0.08)
  const crowded = await factorsOf(field(4000), 1500)
  expect(crowded!.at(-1)).toBeGreaterThan(1.3)
})

test('few places say nothing', async () => {
  expect(await factorsOf(field(0), 40)).toBeUndefined()
})
