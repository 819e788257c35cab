/** Facts about pixels: colours, missing data, which way is up, and how much is read at once. */
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { type Mosaic, paddedWindow } from '../../src/cutouts/index.js'
import {
  dataUri,
  fieldPicture,
  jpegOf,
  pngOf,
  stampPicture,
  webpOf,
} from '../../src/figures/index.js'
import { Random } from '../../src/random.js'
import {
  channelBands,
  NAN_COLOR,
  type RgbPicture,
  rgbPicture,
  skyLevel,
} from '../../src/viewing/rgb.js'
import { computedMosaic } from './computed-mosaic.js'

const SIDE = 40

/** Sky of noise 0.01 about 0.2, with one source a band. */
function noisy(seed: number, source?: { x: number; y: number; flux: number }): Float32Array {
  const random = new Random(seed)
  const pixels = Float32Array.from({ length: SIDE * SIDE }, () => 0.2 + 0.01 * random.normal())
  if (source) pixels[source.y * SIDE + source.x] += source.flux
  return pixels
}

/** The colour at a mosaic position: y counts from the bottom. */
function colorAt({ width, height, rgb }: RgbPicture, x: number, y: number): number[] {
  const at = 3 * ((height - 1 - y) * width + x)
  return Array.from(rgb.subarray(at, at + 3))
}

const draw = (bands: Float32Array[]) => rgbPicture(bands, SIDE, SIDE, bands.map(skyLevel))

test.each([
  ['red', [noisy(1), noisy(2), noisy(3, { x: 5, y: 7, flux: 3 })], 0],
  ['green', [noisy(1), noisy(2, { x: 5, y: 7, flux: 3 }), noisy(3)], 1],
  ['blue', [noisy(1, { x: 5, y: 7, flux: 3 }), noisy(2), noisy(3)], 2],
])('a bright source in one of three bands, given blue to red, is %s', (_, bands, channel) => {
  const color = colorAt(draw(bands), 5, 7)
  const others = color.filter((_, i) => i !== channel)
  expect(color[channel]).toBe(255)
  expect(Math.max(...others)).toBeLessThan(160)
})

test('a source that every band sees alike is grey, and a band in other units changes nothing', () => {
  const source = { x: 5, y: 7, flux: 0.5 }
  const bands = [noisy(1, source), noisy(2, source), noisy(3, source).map((value) => 1000 * value)]
  const color = colorAt(draw(bands), 5, 7)
  expect(Math.max(...color) - Math.min(...color)).toBeLessThan(16)
  expect(Math.min(...color)).toBeGreaterThan(120)
})

test('row 0 is the bottom row of the picture', () => {
  const picture = draw([noisy(1, { x: 9, y: 0, flux: 9 })])
  const { rgb, width, height } = picture
  expect(rgb[3 * ((height - 1) * width + 9)]).toBeGreaterThan(200)
  expect(rgb[3 * 9]).toBeLessThan(100)
})

test('a pixel without data has its own colour, which no stretch makes grey or black', () => {
  const bands = [noisy(1), noisy(2), noisy(3)]
  bands[1][3 * SIDE + 4] = Number.NaN
  expect(colorAt(draw(bands), 4, 3)).toEqual([...NAN_COLOR])
  expect(new Set(NAN_COLOR).size).toBe(3)
})

test('one band is grey; two are red, blue and their mean', () => {
  expect(channelBands(1)).toEqual({ red: [0], green: [0], blue: [0] })
  expect(channelBands(2)).toEqual({ red: [1], green: [0, 1], blue: [0] })
  expect(channelBands(5)).toEqual({ red: [4], green: [2], blue: [0] })
  const [r, g, b] = colorAt(draw([noisy(1), noisy(2, { x: 2, y: 2, flux: 0.5 })]), 2, 2)
  expect(r).toBeGreaterThan(g)
  expect(g).toBeGreaterThan(b)
})

test.each([
  ['nothing but NaN', new Float32Array(SIDE * SIDE).fill(Number.NaN), [...NAN_COLOR]],
  ['zeros', new Float32Array(SIDE * SIDE), undefined],
  ['a constant', new Float32Array(SIDE * SIDE).fill(7), undefined],
])('%s can be drawn', (_, pixels, expected) => {
  const color = colorAt(draw([pixels, pixels, pixels]), 1, 1)
  if (expected) expect(color).toEqual(expected)
  else expect(Math.max(...color)).toBeLessThan(80)
})

test('a field larger than the picture is averaged block by block, without NaN', async () => {
  const value = (x: number, y: number) =>
    x === 2 && y < 4 ? Number.NaN : ((7 * x + 3 * y) % 11) + 1
  const field = await fieldPicture([computedMosaic(7, 5, value)], { maxSidePx: 4 })
  const means = Float32Array.from({ length: 4 * 3 }, (_, i) => {
    const values: number[] = []
    for (let y = 0; y < 5; y++) {
      for (let x = 0; x < 7; x++) {
        if (Math.floor(x / 2) === i % 4 && Math.floor(y / 2) === Math.floor(i / 4)) {
          values.push(value(x, y))
        }
      }
    }
    const finite = values.filter(Number.isFinite)
    return finite.reduce((sum, one) => sum + one, 0) / finite.length
  })
  expect([field.width, field.height, field.block]).toEqual([4, 3, 2])
  expect(field.rgb).toEqual(rgbPicture([means], 4, 3, [skyLevel(means)]).rgb)
  expect(field.channels).toEqual({ red: 'F555W', green: 'F555W', blue: 'F555W' })
})

test('strips do not change the picture', async () => {
  const random = new Random(5)
  const pixels = Float32Array.from({ length: 90 * 70 }, () => random.normal())
  const mosaic = computedMosaic(90, 70, (x, y) => pixels[y * 90 + x])
  const whole = await fieldPicture([mosaic], { maxSidePx: 20 })
  const byRow = await fieldPicture([mosaic], { maxSidePx: 20, stripBytes: 1 })
  expect(byRow.rgb).toEqual(whole.rgb)
})

test('a 12,000 x 12,000 mosaic is read in strips of at most 16 MB, each pixel once', async () => {
  const strip = new Float32Array(4e6).fill(0.5)
  let [largest, total, last] = [0, 0, 0]
  const mosaic: Mosaic = {
    ...computedMosaic(12_000, 12_000, () => 0),
    async readWindow(x0, y0, x1, y1) {
      expect([x0, x1, y0]).toEqual([0, 12_000, last])
      last = y1
      const n = (x1 - x0) * (y1 - y0)
      largest = Math.max(largest, 4 * n)
      total += n
      return strip.subarray(0, n)
    },
  }
  const shares: number[] = []
  const field = await fieldPicture([mosaic], { onProgress: (share) => shares.push(share) })
  expect(largest).toBeLessThanOrEqual(16e6)
  expect(total).toBe(144e6)
  expect([field.width, field.height]).toEqual([1500, 1500])
  expect(shares.at(-1)).toBe(1)
  expect(shares).toEqual(shares.toSorted((a, b) => a - b))
})

test('only the bands that make the colours are read', async () => {
  const read = new Set<string>()
  const mosaics = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W'].map((band): Mosaic => {
    const mosaic = computedMosaic(8, 8, (x) => x, band)
    const readWindow: Mosaic['readWindow'] = (...window) => {
      read.add(band)
      return mosaic.readWindow(...window)
    }
    return { ...mosaic, readWindow }
  })
  const field = await fieldPicture(mosaics)
  expect([...read]).toEqual(['F275W', 'F438W', 'F814W'])
  expect(field.channels).toEqual({ red: 'F814W', green: 'F438W', blue: 'F275W' })
})

test.each([
  [-3, -2],
  [17, 16],
  [5, 6],
  [-50, 0],
])('a window from (%i, %i) is the mosaic inside and NaN outside', async (x0, y0) => {
  const mosaic = computedMosaic(20, 19, (x, y) => 100 * y + x)
  const pixels = await paddedWindow(mosaic, x0, y0, 6)
  for (let row = 0; row < 6; row++) {
    for (let column = 0; column < 6; column++) {
      const [x, y] = [x0 + column, y0 + row]
      const isInside = x >= 0 && y >= 0 && x < 20 && y < 19
      expect(pixels[row * 6 + column]).toBe(isInside ? 100 * y + x : Number.NaN)
    }
  }
})

test('a stamp is upright, its brightest pixel is white, and slate lies beyond the edge', async () => {
  const mosaic = computedMosaic(60, 60, (x, y) => (x === 4 && y === 30 ? 50 : 0.1 + 0.01 * (x % 3)))
  const stamp = await stampPicture([mosaic], [{ sky: 0.1, noise: 0.01 }], { x0: -3, y0: 28 }, 16)
  expect(colorAt(stamp, 7, 2)).toEqual([255, 255, 255])
  expect(colorAt(stamp, 2, 5)).toEqual([...NAN_COLOR])
  expect(Math.max(...colorAt(stamp, 3, 5))).toBeLessThan(80)
})

test('PNG and WebP keep every pixel, JPEG nearly', async () => {
  const picture = draw([noisy(1), noisy(2), noisy(3, { x: 20, y: 20, flux: 3 })])
  const pixelsOf = (bytes: Uint8Array) => sharp(bytes).removeAlpha().raw().toBuffer()
  for (const file of [await pngOf(picture), await webpOf(picture)]) {
    expect(Buffer.compare(await pixelsOf(file.bytes), Buffer.from(picture.rgb))).toBe(0)
  }
  const jpeg = await jpegOf(picture)
  const [r, g] = (await pixelsOf(jpeg.bytes)).subarray(3 * (19 * SIDE + 20))
  expect(r - g).toBeGreaterThan(80)
  expect(dataUri(jpeg)).toMatch(/^data:image\/jpeg;base64,\/9j\//)
})
