/** Background and noise against the truth of made fields, and against what sep answered once. */
import { describe, expect, test } from 'vitest'
import { Background } from '../../src/detect/background.js'
import { measureBackground, type PixelRows, rowsInMemory } from '../../src/detect/index.js'
import { Random } from '../../src/random.js'
import { storedAnswers } from '../setup/golden.js'
import { type BackgroundAnswers, expectBackground, storedFields } from './background-answers.js'
import { makeField } from './made-field.js'

const asRows = ({ width, height, pixels }: ReturnType<typeof makeField>) =>
  rowsInMemory(width, height, pixels)

test('what sep answered', async () => {
  const answers = storedAnswers<BackgroundAnswers[]>('background')
  for (const [k, field] of storedFields().entries()) await expectBackground(field, answers[k])
})

test('sky and noise of a field with sources', async () => {
  const { typicalLevel, typicalNoise } = await measureBackground(asRows(makeField({ seed: 1 })))
  expect(Math.abs(typicalLevel - 0.05)).toBeLessThan(0.02 * 0.01)
  expect(Math.abs(typicalNoise / 0.01 - 1)).toBeLessThan(0.02)
})

test('a mesh of 300,000 cells, as mosaics of 16,384 px have them', () => {
  const [columns, rows] = [600, 500]
  const mesh = (value: number) => ({
    ...{ columns, rows },
    values: new Float64Array(columns * rows).fill(value),
  })
  const size = { width: 32 * columns, height: 32 * rows }
  const background = new Background(size, { level: mesh(0.05), noise: mesh(0.01) }, 32, undefined)
  const row = new Float32Array(size.width)
  background.noiseInto(777, row)
  expect(row.every((noise) => Math.abs(noise - 0.01) < 1e-9)).toBe(true)
})

test('a slope is followed', async () => {
  const sky = (x: number, y: number) => 0.05 + 2e-4 * x - 1e-4 * y
  const background = await measureBackground(asRows(makeField({ seed: 2, sky, nSources: 0 })))
  const row = new Float32Array(256)
  background.levelInto(120, row)
  for (let x = 40; x < 220; x += 20) {
    expect(Math.abs(row[x] - sky(x, 120))).toBeLessThan(0.1 * 0.01)
  }
})

test.each([
  ['faint sources', 6000, 0.05],
  ['bright sources', 4000, 1],
])('the rule for crowded fields is nearer to the truth: %s', async (_, nSources, least) => {
  const crowded = asRows(makeField({ seed: 3, nSources, fluxes: [least, 30] }))
  const [plain, own] = [await measureBackground(crowded), await measureBackground(crowded, CROWDED)]
  const errors = [plain, own].map(({ typicalLevel }) => (typicalLevel - 0.05) / 0.01)
  expect(errors[0]).toBeGreaterThan(0.5)
  expect(Math.abs(errors[1])).toBeLessThan(0.95 * errors[0])
  expect(own.typicalNoise).toBeGreaterThan(0.01)
  expect(own.typicalNoise).toBeLessThan(0.85 * plain.typicalNoise)
})

const CROWDED = { rule: 'crowded' } as const

describe('gaps', () => {
  test('NaN, infinity and exact 0 are left out', async () => {
    const field = makeField({ seed: 4, nSources: 0 })
    const whole = await measureBackground(asRows(field))
    for (let y = 0; y < 256; y++) {
      for (let x = 200; x < 256; x++) field.pixels[y * 256 + x] = [0, Number.NaN, Infinity][x % 3]
    }
    const { typicalLevel, typicalNoise } = await measureBackground(asRows(field))
    expect(Math.abs(typicalLevel - whole.typicalLevel)).toBeLessThan(0.05 * 0.01)
    expect(Math.abs(typicalNoise / whole.typicalNoise - 1)).toBeLessThan(0.02)
  })

  test.each([
    ['exact 0', 0],
    ['NaN', Number.NaN],
  ])('a mosaic of %s alone is refused', async (_, value) => {
    const nothing = rowsInMemory(100, 80, new Float32Array(8000).fill(value))
    await expect(measureBackground(nothing, { where: 'a.fits' })).rejects.toThrow(
      /a\.fits: no background can be measured.*100 x 80 px/,
    )
  })

  test('a constant mosaic has no noise', async () => {
    const flat = rowsInMemory(100, 80, new Float32Array(8000).fill(2))
    await expect(measureBackground(flat)).rejects.toThrow(/no noise/)
  })
})

describe('a weight map', () => {
  const [width, height] = [256, 256]
  const random = new Random(5)
  const weights = Float32Array.from({ length: width * height }, (_, i) => (i % width < 128 ? 1 : 4))
  weights.fill(0, 0, width)
  const pixels = weights.map((w) => 1 + random.normal() / Math.sqrt(25 * Math.max(w, 1)))
  const image = rowsInMemory(width, height, pixels)

  test('gives the shape of the noise, and the data its scale', async () => {
    const weightRows = rowsInMemory(width, height, weights)
    const background = await measureBackground(image, { weights: weightRows })
    const noise = new Float32Array(width)
    background.noiseInto(100, noise, weights.subarray(100 * width, 101 * width))
    expect(noise[10]).toBeCloseTo(0.2, 2)
    expect(noise[200]).toBeCloseTo(0.1, 2)
    background.noiseInto(0, noise, weights.subarray(0, width))
    expect(noise[10]).toBeNaN()
  })

  test('of another size is refused', async () => {
    const other = rowsInMemory(100, 100, new Float32Array(10_000).fill(1))
    await expect(measureBackground(image, { weights: other })).rejects.toThrow(
      /another grid.*expected 256 x 256 px, got 100 x 100 px/,
    )
  })
})

test('rows are read in order, once, some at a time', async () => {
  const field = makeField({ seed: 6, width: 4096, height: 700, nSources: 0, noise: 1 })
  const reads: [number, number][] = []
  const { readWindow, ...size } = asRows(field)
  const told: PixelRows = {
    ...size,
    readWindow: (x0, y0, x1, y1) => {
      reads.push([y0, y1])
      return readWindow(x0, y0, x1, y1)
    },
  }
  await measureBackground(told)
  expect(reads).toEqual([
    [0, 512],
    [512, 700],
  ])
})

test('a mesh out of range is refused', async () => {
  const image = asRows(makeField({ seed: 1 }))
  await expect(measureBackground(image, { meshPx: 2 })).rejects.toThrow(/cells of 4 to 4096 px/)
})
