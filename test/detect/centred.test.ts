/** Centres and sizes: which band they are measured in, where, and of which sources. */
import { expect, test } from 'vitest'
import { TileStrip } from '../../src/cutouts/index.js'
import { centred } from '../../src/detect/centred.js'
import { type DetectedSource, rowsInMemory } from '../../src/detect/index.js'
import { annulusSky, fullWidth, halfLightRadius } from '../../src/photometry/index.js'
import { Random } from '../../src/random.js'
import { paint } from './made-field.js'

const SIDE = 120

function noise(seed: number): Float32Array {
  const random = new Random(seed)
  return Float32Array.from({ length: SIDE * SIDE }, () => 0.01 * random.normal())
}

/** A band with a Gaussian of 1.3 px at 60.3, 60.4. */
function withStar(seed: number, flux: number): Float32Array {
  const pixels = noise(seed)
  const at = { x: 60.3, y: 60.4, sigmaPx: 1.3 }
  if (flux > 0) paint({ width: SIDE, height: SIDE, pixels }, { ...at, flux })
  return pixels
}

const image = (pixels: Float32Array) => rowsInMemory(SIDE, SIDE, pixels)
const source = (x: number, y: number, sum = 1, nPixels = 200) =>
  ({ x, y, sum, nPixels }) as DetectedSource
const blank = () => new Float32Array(SIDE * SIDE).fill(Number.NaN)

test.each([
  ['the last band is blank', [withStar(1, 10), withStar(2, 0), blank()]],
  ['V is blank, and a bluer band is the brightest', [withStar(1, 10), blank(), withStar(2, 0)]],
])('%s: the bright band has the centre', async (_, bands) => {
  const { x, y, isFound } = await centred([source(60, 60)], bands.map(image), 1)
  expect(isFound[0]).toBe(1)
  expect(x[0]).toBeCloseTo(60.3, 1)
  expect(y[0]).toBeCloseTo(60.4, 1)
})

test('a source whose centre is that of a brighter one has its size about its own place', async () => {
  const pixels = noise(3)
  const flux = 100
  paint({ width: SIDE, height: SIDE, pixels }, { x: 60, y: 60, flux, sigmaPx: 2 })
  const out = await centred([source(60, 60, 100), source(61.2, 60.1, 10)], [image(pixels)], 0)
  expect([...out.isFound]).toEqual([1, 0])
  expect([out.x[1], out.y[1]]).toEqual([61.2, 60.1])
  const tile = await new TileStrip(image(pixels), 27).tileAbout(61.2, 60.1)
  const sky = annulusSky(tile, 61.2, 60.1, { innerPx: 7, outerPx: 8 }).level
  expect(out.halfLightPx[1]).toBe(halfLightRadius(tile, 61.2, 60.1, sky))
  expect(out.fwhmPx[1]).toBe(fullWidth(tile, 61.2, 60.1))
  expect(out.halfLightPx[1]).not.toBeCloseTo(out.halfLightPx[0], 2)
})

test('the largest sources have centres', async () => {
  const pixels = noise(4)
  for (let i = 0; i < pixels.length; i++) {
    const far = Math.hypot((i % SIDE) - 60.3, Math.floor(i / SIDE) - 60.4)
    pixels[i] += 1 / (1 + Math.exp((far - 6.9) / 0.05))
  }
  const { x, y, halfLightPx, isFound } = await centred([source(60, 60)], [image(pixels)], 0)
  expect(halfLightPx[0]).toBeGreaterThan(4.7)
  expect(isFound[0]).toBe(1)
  expect(x[0]).toBeCloseTo(60.3, 1)
  expect(y[0]).toBeCloseTo(60.4, 1)
})

test('a faint source beside a bright one has a centre', async () => {
  const pixels = noise(5)
  const field = { width: SIDE, height: SIDE, pixels }
  paint(field, { x: 60.3, y: 60.4, flux: 5, sigmaPx: 1 })
  paint(field, { x: 67.2, y: 61, flux: 30, sigmaPx: 1 })
  const { x, y, isFound } = await centred([source(60, 60, 1, 12)], [image(pixels)], 0)
  expect(isFound[0]).toBe(1)
  expect(x[0]).toBeCloseTo(60.3, 1)
  expect(y[0]).toBeCloseTo(60.4, 1)
})

test('a chain of pixels with its peak at the end has the centre and the size of the peak', async () => {
  const drawn = { ...source(69, 61, 1, 14), xPeak: 60, yPeak: 60 }
  const pixels = withStar(6, 10)
  const out = await centred([drawn], [image(pixels)], 0)
  expect(out.isFound[0]).toBe(1)
  const tile = await new TileStrip(image(pixels), 40).tileAbout(60, 60)
  expect(out.fwhmPx[0]).toBeCloseTo(fullWidth(tile, out.x[0], out.y[0]), 9)
  const sky = annulusSky(tile, 69, 61, { innerPx: 7, outerPx: 8 }).level
  expect(out.halfLightPx[0]).toBeCloseTo(halfLightRadius(tile, out.x[0], out.y[0], sky), 9)
})

test('where the middle of the pixels is far from the peak, the centre is that of the peak', async () => {
  const drawn = { ...source(63.6, 61.9), xPeak: 60, yPeak: 60 }
  const { x, y, isFound } = await centred([drawn], [image(withStar(6, 10))], 0)
  expect(isFound[0]).toBe(1)
  expect(x[0]).toBeCloseTo(60.3, 1)
  expect(y[0]).toBeCloseTo(60.4, 1)
})
