/** Centres, sizes and header zero points, against what is known of Gaussians and of Hubble. */
import { describe, expect, test } from 'vitest'
import {
  fullWidth,
  halfLightRadius,
  headerZeroPoints,
  windowedCentre,
} from '../../src/photometry/index.js'

/** A Gaussian in the middle of a tile, each pixel the mean over 9 x 9 places in it. */
function tileOf(x: number, y: number, sigma: number, sky = 0) {
  const side = 31
  const pixels = Float32Array.from({ length: side * side }, (_, i) => {
    let sum = 0
    for (let k = 0; k < 81; k++) {
      const [dx, dy] = [(i % side) + 100 + ((k % 9) - 4) / 9 - x, Math.floor(i / side) + 200 - y]
      const up = dy + (Math.floor(k / 9) - 4) / 9
      sum += Math.exp(-(dx * dx + up * up) / (2 * sigma * sigma))
    }
    return sky + sum / 81
  })
  return { x0: 100, y0: 200, width: side, height: side, pixels }
}

describe('a windowed centre', () => {
  test.each([
    [115.37, 214.81],
    [114.5, 215.02],
  ])('is that of the Gaussian at %f, %f', (x, y) => {
    const { isFound, ...centre } = windowedCentre(tileOf(x, y, 1.2, 0.3), 115, 215, 1.41, 0.3)
    expect(isFound).toBe(true)
    expect(centre.x).toBeCloseTo(x, 3)
    expect(centre.y).toBeCloseTo(y, 3)
  })

  test('stays where it began if there is nothing, or pixels are missing', () => {
    const empty = { ...tileOf(115, 215, 1), pixels: new Float32Array(961) }
    const start = { x: 115, y: 215, isFound: false }
    expect(windowedCentre(empty, 115, 215, 1.2, 0)).toEqual(start)
    const holed = tileOf(115, 215, 1)
    holed.pixels[15 * 31 + 15] = Number.NaN
    expect(windowedCentre(holed, 115, 215, 1.2, 0)).toEqual(start)
  })

  test('does not follow a neighbour', () => {
    const tile = tileOf(119, 215, 1.2)
    expect(windowedCentre(tile, 115, 215, 1.2, 0)).toEqual({ x: 115, y: 215, isFound: false })
  })
})

describe('sizes', () => {
  test('half of the light of a Gaussian lies within 1.1774 sigma', () => {
    // Each adds 1/12 px^2 to the variance: the pixels, and the aperture, to which they are even.
    const sigma = Math.sqrt(1.4 ** 2 + 2 / 12)
    const found = halfLightRadius(tileOf(115.2, 214.9, 1.4, 0.1), 115.2, 214.9, 0.1)
    expect(Math.abs(found / (1.1774 * sigma) - 1)).toBeLessThan(0.01)
  })

  test('the full width of a Gaussian, a little smoothed by rings', () => {
    const width = fullWidth(tileOf(115, 215, 1.6), 115, 215)
    expect(width / (2.3548 * 1.6)).toBeGreaterThan(0.98)
    expect(width / (2.3548 * 1.6)).toBeLessThan(1.12)
  })

  test('are NaN where there is no light', () => {
    const empty = { ...tileOf(115, 215, 1), pixels: new Float32Array(961) }
    expect(halfLightRadius(empty, 115, 215, 0)).toBeNaN()
    expect(fullWidth(empty, 115, 215)).toBeNaN()
  })
})

describe('zero points of headers', () => {
  const header = (cards: Record<string, unknown>) => ({ get: (name: string) => cards[name] })

  test('F606W of ACS/WFC as STScI gives them', () => {
    // ACS zero points calculator, 2005-01-01: PHOTFLAM 7.7775e-20, PHOTPLAM 5921.1.
    const zero = headerZeroPoints([header({ PHOTFLAM: 7.7775e-20, PHOTPLAM: 5921.1 })])!
    expect(zero.st).toBeCloseTo(26.673, 2)
    expect(zero.ab).toBeCloseTo(26.503, 2)
  })

  test('the first header that has a keyword counts', () => {
    const [image, primary] = [header({}), header({ PHOTFLAM: 1e-19 })]
    expect(headerZeroPoints([image, primary])).toEqual({ st: 47.5 - 21.1, ab: undefined })
    expect(headerZeroPoints([image])).toBeUndefined()
    expect(headerZeroPoints([header({ PHOTFLAM: 0 })])).toBeUndefined()
  })
})
