/** Artificial sources on mosaics: their magnitudes, the noise of their light, gaps, saturation. */
import { describe, expect, test } from 'vitest'
import { paintedField } from '../../src/completeness/painted-field.js'
import { type PaintBand, paintedSource } from '../../src/completeness/painted-source.js'
import { addPhotonNoise, sharedShare } from '../../src/completeness/source-noise.js'
import type { FitsMosaicSet } from '../../src/cutouts/index.js'
import { hubblePsf, type SourceShape } from '../../src/light/index.js'
import { measureAperture } from '../../src/photometry/index.js'
import { Random } from '../../src/random.js'

const aperture = {
  radiiPx: [1, 3, 4],
  annulus: { innerPx: 7, outerPx: 8 },
  estimator: 'median',
} as const
const band: PaintBand = {
  ...{ filter: 'F555W', psf: hubblePsf('WFC3/UVIS', 'F555W'), zero: 25.8, aperture },
  ...{ exposureS: Number.POSITIVE_INFINITY, shared: 0, noise: 0.01 },
}
const round = { kind: 'eff', gamma: 3, truncation: 10, q: 0.8, angleDeg: 30 } as const
const shapes: SourceShape[] = [
  { kind: 'point' },
  { ...round, rEffPx: 0.6 },
  { ...round, rEffPx: 4 },
]

describe('a painted source', () => {
  test.each(shapes)('$kind has the magnitude that photometry finds', (shape) => {
    const source = { x: 100.3, y: 57.9, shape, magnitude: 22.4 }
    const tile = paintedSource(source, band, new Random(1))!
    const { flux } = measureAperture(tile, source.x, source.y, 4)
    expect(25.8 - 2.5 * Math.log10(flux)).toBeCloseTo(22.4, 5)
  })

  test('without light in a band is not painted there', () => {
    const source = { x: 10, y: 10, shape: shapes[0], magnitude: Number.NaN }
    expect(paintedSource(source, band, new Random(1))).toBeUndefined()
  })

  test('too large for its aperture is refused by name', () => {
    const shape = { ...round, rEffPx: 40 }
    const source = { x: 100, y: 100, shape, magnitude: 20 }
    expect(() => paintedSource(source, band, new Random(1))).toThrow(/too large for an aperture/)
  })
})

describe('the noise of its light', () => {
  /** Variance of sums over blocks of 8 px and of single pixels, of light of 4 e-/s. */
  function variances(shared: number) {
    const [side, exposureS, block] = [256, 100, 8]
    const pixels = new Float32Array(side * side).fill(4)
    addPhotonNoise(
      { x0: 0, y0: 0, width: side, height: side, pixels },
      exposureS,
      shared,
      new Random(3),
    )
    const inner = Array.from(pixels, (value) => value - 4)
    const sums = new Float64Array((side / block) ** 2)
    for (const [i, value] of inner.entries()) {
      const [x, y] = [Math.floor((i % side) / block), Math.floor(i / side / block)]
      sums[(y * side) / block + x] += value
    }
    const variance = (values: ArrayLike<number>) =>
      Array.from(values).reduce((sum, value) => sum + value * value, 0) / values.length
    return { pixel: variance(inner) / (4 / 100), block: variance(sums) / (64 * (4 / 100)) }
  }

  test('is S / t in each pixel where pixels share nothing', () => {
    const { pixel, block } = variances(0)
    expect(pixel).toBeCloseTo(1, 1)
    expect(block).toBeGreaterThan(0.85)
    expect(block).toBeLessThan(1.15)
  })

  test('is less in pixels that share, and as much in an area', () => {
    const { pixel, block } = variances(0.115)
    expect(pixel).toBeCloseTo(((1 - 0.23) ** 2 + 2 * 0.115 ** 2) ** 2, 1)
    expect(block).toBeGreaterThan(0.75)
    expect(block).toBeLessThan(1.1)
  })

  test('the share follows from the correlation', () => {
    const c = 0.115
    const rho = new Float64Array(25)
    rho[13] = rho[17] = (2 * c * (1 - 2 * c)) / ((1 - 2 * c) ** 2 + 2 * c * c)
    expect(sharedShare(rho)).toBeCloseTo(c, 9)
    expect(sharedShare(undefined)).toBe(0)
    expect(sharedShare(new Float64Array(25).fill(1))).toBeCloseTo(0.25, 9)
  })
})

describe('a painted field', () => {
  const [width, height] = [6, 4]
  const pixels = Float32Array.from({ length: width * height }, (_, i) => 1 + i / 100)
  pixels[7] = 0
  pixels[8] = Number.NaN
  const mosaic = {
    ...{ width, height },
    readWindow: async (x0: number, y0: number, x1: number, y1: number) =>
      Float32Array.from({ length: (x1 - x0) * (y1 - y0) }, (_, i) => {
        const row = y0 + Math.floor(i / (x1 - x0))
        return pixels[row * width + x0 + (i % (x1 - x0))]
      }),
  }
  const field = { mosaics: [mosaic], width, height } as unknown as FitsMosaicSet
  const light = { x0: -1, y0: 0, width: 4, height: 3, pixels: new Float32Array(12).fill(5) }
  const [painted] = paintedField(field, [{ tiles: [light], saturation: 6.1 }]).mosaics

  test('gets light where it has pixels, and no more than saturation', async () => {
    const window = await painted.readWindow(0, 0, width, height)
    expect(window[0]).toBeCloseTo(6, 6)
    expect(window[3]).toBeCloseTo(1.03, 6)
    expect([window[7], window[8]]).toEqual([0, Number.NaN])
    expect(window[14]).toBeCloseTo(6.1, 6)
    expect(window[18]).toBeCloseTo(1.18, 6)
  })

  test('has the same pixels in every window, and as bytes', async () => {
    const window = await painted.readWindow(0, 0, width, height)
    const part = await painted.readWindow(2, 1, 5, 3)
    expect([...part]).toEqual([1, 2].flatMap((y) => [2, 3, 4].map((x) => window[y * width + x])))
    const bytes = new Uint8Array(2 * width * 4)
    await painted.readRows(1, bytes)
    const decoded = new Float32Array(2 * width)
    painted.pixels.decode(bytes, 0, 2 * width, decoded, 0)
    expect(decoded).toEqual(window.slice(width, 3 * width))
  })
})
