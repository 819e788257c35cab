/** Aperture photometry: against areas that are known, and where pixels are missing. */
import { describe, expect, test } from 'vitest'
import type { Tile } from '../../src/cutouts/mosaic.js'
import { InputError } from '../../src/errors.js'
import {
  concentrationIndex,
  magnitudeError,
  measureAperture,
  overlap,
} from '../../src/photometry/apertures.js'
import { transmission } from '../../src/photometry/extinction.js'
import { apertureFlux, fluxOf, magnitudeOf, zeroPoint } from '../../src/photometry/zero-points.js'
import { Random } from '../../src/random.js'
import { storedAnswers } from '../setup/golden.js'
import { expectExtinction, expectMeasured, type Measured } from './photometry-answers.js'

function tileOf(width: number, height: number, value: (x: number, y: number) => number): Tile {
  const pixels = Float32Array.from({ length: width * height }, (_, i) =>
    value(i % width, Math.floor(i / width)),
  )
  return { x0: 0, y0: 0, width, height, pixels }
}

/** A Gaussian source in a tile of 41 x 41 px whose first pixel is at (100, 200) of the mosaic. */
function source(x: number, y: number, sigma: number, flux: number, sky = 0): Tile {
  const peak = flux / (2 * Math.PI * sigma * sigma)
  const light = (px: number, py: number) =>
    sky + peak * Math.exp(-((px + 100 - x) ** 2 + (py + 200 - y) ** 2) / (2 * sigma * sigma))
  return { ...tileOf(41, 41, light), x0: 100, y0: 200 }
}

test('sums, skies and CI of 40 positions are those of photutils', () => {
  const { pixels, ...answers } = storedAnswers<Omit<Measured, 'pixels'> & { pixels: string }>(
    'photometry',
  )
  const bytes = Uint8Array.from(Buffer.from(pixels, 'base64'))
  expectMeasured({ ...answers, pixels: [...new Float32Array(bytes.buffer)] })
})

test('extinction coefficients are those of the law at the pivot wavelengths', () => {
  expectExtinction(storedAnswers<number[]>('extinction'))
})

test('areas of pixels sum to the area of the circle, wherever it lies', () => {
  const random = new Random(3)
  for (let k = 0; k < 200; k++) {
    const [x, y, r] = [random.uniform(), random.uniform(), 0.3 + 4 * random.uniform()]
    let sum = 0
    for (let i = -6; i <= 6; i++) for (let j = -6; j <= 6; j++) sum += overlap(i - x, j - y, r)
    expect(sum).toBeCloseTo(Math.PI * r * r, 10)
  }
})

test('a flat image has no flux and its own sky; a source in it has its flux', () => {
  const flat = measureAperture(
    tileOf(30, 30, () => 0.25),
    14.3,
    15.1,
    4,
  )
  expect(flat.flux).toBeCloseTo(0, 10)
  expect(flat.sky).toEqual({ level: 0.25, scatter: 0, nPixels: flat.sky.nPixels })
  const tile = source(120.2, 219.7, 1, 50, 0.3)
  expect(measureAperture(tile, 120.2, 219.7, 6).flux).toBeCloseTo(50, 3)
  expect(measureAperture(tile, 110.2, 219.7, 1).flux).toBeCloseTo(0, 5)
})

test('CI grows with the size of the source, and the sky does not change it', () => {
  const ci = (sigma: number, sky = 0) =>
    concentrationIndex(source(120, 220, sigma, 50, sky), 120, 220).ci
  // Nearly Gaussian: share in radius r is 1 - exp(-r^2 / 2 s^2); pixels and annulus change it a
  // little.
  expect(ci(2)).toBeCloseTo(2.5 * Math.log10((1 - Math.exp(-9 / 8)) / (1 - Math.exp(-1 / 8))), 1)
  expect(ci(1)).toBeLessThan(ci(1.5))
  expect(ci(1.5, 3)).toBeCloseTo(ci(1.5), 4)
})

test('errors follow photon statistics', () => {
  const tile = source(120, 220, 1.2, 2, 0.05)
  const [exposureS, random, n] = [900, new Random(11), 400]
  const fluxes: number[] = []
  let predicted = 0
  for (let k = 0; k < n; k++) {
    const pixels = tile.pixels.map((v) => v + Math.sqrt(v / exposureS) * random.normal())
    const { flux, fluxErr } = measureAperture({ ...tile, pixels }, 120, 220, 4, { exposureS })
    fluxes.push(flux)
    predicted += fluxErr / n
  }
  const mean = fluxes.reduce((a, b) => a + b) / n
  const scatter = Math.sqrt(fluxes.reduce((sum, f) => sum + (f - mean) ** 2, 0) / n)
  // The median's error is sqrt(pi / 2) times the mean's, which the formula has; 400 draws give 3.5
  // %.
  expect(scatter / predicted).toBeGreaterThan(0.9)
  expect(scatter / predicted).toBeLessThan(1.25)
  expect(magnitudeError(100, 1)).toBeCloseTo(0.01086, 5)
  expect(magnitudeError(-1, 1)).toBeNaN()
})

describe('missing pixels are NaN with a flag, never 0', () => {
  const holed = (x: number, y: number): Tile => {
    const tile = source(120, 220, 1, 50, 0.3)
    tile.pixels[(y - 200) * 41 + (x - 100)] = Number.NaN
    return tile
  }

  test('in the aperture', () => {
    const { flux, fluxErr, flag } = measureAperture(holed(121, 220), 120, 220, 4)
    expect([flux, fluxErr, flag]).toEqual([Number.NaN, Number.NaN, 'no_data'])
    expect(concentrationIndex(holed(122, 220), 120, 220)).toEqual({
      ci: Number.NaN,
      flag: 'no_data',
    })
  })

  test('a corner that the circle only grazes counts, one beyond does not', () => {
    expect(measureAperture(holed(124, 220), 120, 220, 4).flag).toBe('no_data')
    expect(measureAperture(holed(125, 220), 120, 220, 4).flag).toBeUndefined()
  })

  test('in the annulus: left out', () => {
    const whole = measureAperture(source(120, 220, 1, 50, 0.3), 120, 220, 4)
    const { flux, sky, flag } = measureAperture(holed(127, 220), 120, 220, 4)
    expect(flux).toBeCloseTo(whole.flux, 4)
    expect(sky.nPixels).toBe(whole.sky.nPixels - 1)
    expect(flag).toBeUndefined()
  })

  test('over the edge', () => {
    const tile = source(120, 220, 1, 50, 0.3)
    expect(measureAperture(tile, 103, 220, 4).flag).toBe('no_data')
    expect(measureAperture(tile, 99.5 + 4, 220, 4).flag).toBeUndefined()
    expect(measureAperture(tile, 101, 201, 1).flag).toBe('no_sky')
    expect(measureAperture(tile, 5000, 220, 4).flux).toBeNaN()
    expect(measureAperture(tile, Number.NaN, 220, 4).flag).toBe('no_data')
  })

  test('no brighter than the sky', () => {
    const { flux, flag } = measureAperture(source(120, 220, 1, -5, 1), 120, 220, 4)
    expect(flux).toBeCloseTo(-5, 1)
    expect(flag).toBe('not_positive')
  })
})

test('magnitudes and fluxes', () => {
  const band = { filter: 'F555W', instrument: 'WFC3/UVIS' }
  expect(zeroPoint(band)).toBe(25.8325)
  expect(fluxOf(25.8325, band)).toBe(1)
  expect(magnitudeOf(fluxOf(22.3, band), band)).toBeCloseTo(22.3, 12)
  expect(apertureFlux(22, -0.7, band)).toBeCloseTo(fluxOf(22.7, band), 12)
  expect([magnitudeOf(0, band), magnitudeOf(-1, band), fluxOf(Number.NaN, band)]).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ])
  expect(() => zeroPoint({ filter: 'F850LP', instrument: 'ACS/WFC' })).toThrow(InputError)
  expect(() => zeroPoint({ filter: 'F555W', instrument: '' })).toThrow(/no zero point.*got/)
})

test('dust takes 10^(-0.4 A) of the light', () => {
  const band = { filter: 'F275W', instrument: 'WFC3/UVIS' }
  expect(transmission(0, band)).toBe(1)
  expect(-2.5 * Math.log10(transmission(0.3, band))).toBeCloseTo(0.3 * 6.253, 10)
  expect(() => transmission(0.3, { filter: 'F1', instrument: 'X' })).toThrow(/no extinction/)
})

test('10,000 sources in five bands in seconds', () => {
  const random = new Random(5)
  const tile = tileOf(1000, 1000, () => random.uniform())
  const started = performance.now()
  for (let k = 0; k < 50000; k++) {
    const [x, y] = [10 + 980 * random.uniform(), 10 + 980 * random.uniform()]
    measureAperture(tile, x, y, 4)
  }
  const seconds = (performance.now() - started) / 1000
  console.log(`50,000 apertures of 4 px with their skies: ${seconds.toFixed(2)} s`)
  expect(seconds).toBeLessThan(10)
})
