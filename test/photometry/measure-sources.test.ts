/** Photometry of many sources against what was painted: errors, limits, flags, corrections. */
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { openMosaics } from '../../src/cutouts/index.js'
import { rowsInMemory } from '../../src/detect/index.js'
import { extinctionAt } from '../../src/photometry/extinction-law.js'
import {
  calibrationsOf,
  EXTINCTION,
  type FieldBand,
  measureField,
  measureSources,
  noiseCorrelation,
  photometryColumns,
  photometryFlagNames,
} from '../../src/photometry/index.js'
import { Random } from '../../src/random.js'
import { mosaicBytes } from '../cutouts/mosaic-files.js'
import { makeField } from '../detect/made-field.js'

const NOISE = 0.01
const [WIDTH, HEIGHT] = [256, 256]

/** Noise as drizzling leaves it: white, convolved with [c, 1 - 2c, c] along both axes. */
function drizzledNoise(seed: number, c: number): Float32Array {
  const random = new Random(seed)
  const white = Float32Array.from({ length: WIDTH * HEIGHT }, () => NOISE * random.normal())
  const along = (from: Float32Array, step: number) =>
    from.map(
      (value, i) => (1 - 2 * c) * value + c * ((from[i - step] ?? 0) + (from[i + step] ?? 0)),
    )
  return along(along(white, 1), WIDTH)
}

/** A grid of sources that do not touch. */
const STEP = 24
const grid = Array.from({ length: 81 }, (_, k) => ({
  x: 28 + STEP * (k % 9) + 0.37 * (k % 3),
  y: 28 + STEP * Math.floor(k / 9) - 0.21 * (k % 4),
}))
const places = { x: grid.map(({ x }) => x), y: grid.map(({ y }) => y) }

function fieldWith(pixels: Float32Array, headers: Record<string, number>, filter = 'F555W') {
  const header = new Map(Object.entries(headers))
  const named = { filter, instrument: 'WFC3/UVIS', file: `${filter}.fits` }
  return { ...named, headers: [header], ...rowsInMemory(WIDTH, HEIGHT, pixels) } as FieldBand
}

describe('errors', () => {
  test.each([
    ['white noise', 0],
    ['drizzled noise', 0.115],
  ])('of empty apertures in %s are their scatter', async (_, c) => {
    const pulls = [[], [], []] as number[][]
    for (let seed = 0; seed < 8; seed++) {
      const image = rowsInMemory(WIDTH, HEIGHT, drizzledNoise(seed, c))
      const correlation = await noiseCorrelation(image)
      const band = { image, exposureS: 1e9, saturation: Number.POSITIVE_INFINITY, correlation }
      const { apertures } = await measureSources(band, places)
      for (const [k, { flux, error }] of apertures.entries()) {
        pulls[k].push(...flux.map((value, row) => value / error[row]))
      }
    }
    for (const of of pulls) {
      const rms = Math.sqrt(of.reduce((sum, pull) => sum + pull * pull, 0) / of.length)
      expect(rms).toBeGreaterThan(0.92)
      // 35 to 47 pixels of sky tell their scatter to 1 part in 9, which makes pulls 3 % wider; 648
      // places say 1 to 1 part in 36.
      expect(rms).toBeLessThan(1.12)
    }
  })

  test('without correlation are those of the formula', async () => {
    const image = rowsInMemory(WIDTH, HEIGHT, drizzledNoise(3, 0))
    const band = { image, exposureS: 100, saturation: Number.POSITIVE_INFINITY }
    const { apertures, scatter } = await measureSources(band, places)
    const area = Math.PI * 16
    // P is a little below A: pixels at the rim count by the square of their share.
    const least = Math.sqrt(0.85 * area + (0.9 * (area * area * Math.PI)) / 2 / 47) * scatter[0]
    expect(apertures[2].error[0]).toBeGreaterThan(least)
    expect(apertures[2].error[0]).toBeLessThan(1.25 * least)
  })

  test('the correlation of drizzled noise is found', async () => {
    const c = 0.115
    const rho = await noiseCorrelation(rowsInMemory(WIDTH, HEIGHT, drizzledNoise(1, c)))
    const variance = (1 - 2 * c) ** 2 + 2 * c * c
    expect(rho?.[12]).toBe(1)
    expect(rho?.[13]).toBeCloseTo((2 * c * (1 - 2 * c)) / variance, 1)
    expect(rho?.[10]).toBeCloseTo((c * c) / variance, 1)
  })
})

describe('fluxes, limits and flags', () => {
  test('what was painted is found; a source that is too faint gets a limit', async () => {
    const { pixels } = makeField({ seed: 5, nSources: 0, noise: NOISE })
    const flux = grid.map((_, k) => (k === 40 ? 0 : 2 + k))
    for (const [k, { x, y }] of grid.entries()) addGaussian(pixels, x, y, flux[k])
    const { bands, notes } = await measureField(
      [fieldWith(pixels, { EXPTIME: 1000, PHOTFLAM: 1.8e-19, PHOTPLAM: 5308 })],
      places,
    )
    // A Gaussian of 1.2 px has all but 0.4 % of its light in 4 px.
    const [{ apertures, flags }] = bands
    for (const k of [0, 20, 80]) {
      const { flux: found, error } = apertures[2]
      expect(Math.abs(found[k] - 0.9961 * flux[k])).toBeLessThan(4 * error[k] + 0.002 * flux[k])
      expect(flags[k]).toBe(0)
    }
    expect(photometryFlagNames(flags[40])).toEqual(['not_detected'])
    const columns = new Map(
      photometryColumns({ bands, settings: settingsOf(), notes }).map((c) => [c.name, c]),
    )
    const number = (name: string, row: number) => columns.get(name)!.values[row] as number
    const error = apertures[2].error[40]
    expect(number('limit_f555w', 40)).toBeCloseTo(25.8325 - 2.5 * Math.log10(3 * error), 10)
    expect(number('limit_f555w', 41)).toBeNaN()
    expect(number('mag_f555w', 20)).toBeCloseTo(
      25.8325 - 2.5 * Math.log10(apertures[2].flux[20]),
      10,
    )
    const ab = -2.5 * Math.log10(1.8e-19) - 21.1 - 5 * Math.log10(5308) + 18.692
    expect(number('abmag_f555w', 20) - number('mag_f555w', 20)).toBeCloseTo(ab - 25.8325, 10)
    expect(number('n_filters', 20)).toBe(1)
    expect(columns.get('mag_f555w')).toMatchObject({ unit: 'mag' })
    expect([...columns.keys()].filter((name) => name.startsWith('mag'))).toEqual([
      'mag_f555w',
      'mag_f555w_1px',
      'mag_f555w_3px',
    ])
  })

  test('edge, gap, saturated, outside', async () => {
    const { pixels } = makeField({ seed: 5, nSources: 0, noise: NOISE })
    pixels[100 * WIDTH + 104] = 0
    pixels[200 * WIDTH + 200] = 60
    pixels[60 * WIDTH + 61] = Number.POSITIVE_INFINITY
    const image = rowsInMemory(WIDTH, HEIGHT, pixels)
    const x = [3, 100, 200, Number.NaN, 300, 60]
    const y = [100, 100, 200, 5, 5, 60]
    const { flags, apertures } = await measureSources(
      { image, exposureS: 1000, saturation: 50 },
      { x, y },
    )
    expect([...flags].map((bits) => photometryFlagNames(bits)).map((names) => names[0])).toEqual([
      ...['edge', 'gap', 'saturated', 'outside', 'outside', 'gap'],
    ])
    expect(apertures[2].flux[0]).toBeNaN()
    expect(apertures[0].flux[0]).not.toBeNaN()
    expect(apertures[2].flux[3]).toBeNaN()
    expect(apertures[2].flux[5]).toBeNaN()
  })

  test('aperture corrections are those of the sources, and added where asked', async () => {
    const { pixels } = makeField({ seed: 5, nSources: 0, noise: NOISE / 20, width: 512 })
    const wide = { x: [] as number[], y: [] as number[] }
    for (let k = 0; k < 30; k++) {
      wide.x.push(40 + 60 * (k % 8))
      wide.y.push(40 + 60 * Math.floor(k / 8))
      addGaussian(pixels, wide.x[k], wide.y[k], 50, 3, 512)
    }
    const header = new Map(Object.entries({ EXPTIME: 1000 }))
    const named = { filter: 'F555W', instrument: 'WFC3/UVIS', file: 'a.fits' }
    const band = { ...named, headers: [header], ...rowsInMemory(512, 256, pixels) } as FieldBand
    const plain = await measureField([band], wide)
    const note = plain.notes.find((line) => line.startsWith('aperture corrections'))
    // In 4 px lies 1 - exp(-16 / 18) of the light.
    const expected = 2.5 * Math.log10(1 - Math.exp(-16 / 18))
    const [, said] = /clusters (-[\d.]+) /.exec(note!)!
    expect(Number(said)).toBeCloseTo(expected, 1)
    const corrected = await measureField([band], wide, { correction: 'clusters' })
    expect(corrected.bands[0].correctionMag).toBeCloseTo(expected, 1)
    expect(plain.bands[0].correctionMag).toBe(0)
    await expect(measureField([band], wide, { correction: 'stars' })).rejects.toThrow(
      /--correction stars: too few isolated stars in F555W: expected 5 or more/,
    )
  })
})

describe('calibration', () => {
  const header = (cards: Record<string, number>) => [new Map(Object.entries(cards))]
  const f475w = { filter: 'F475W', instrument: 'WFC3/UVIS', file: 'a.fits' }

  test('a filter without a zero point is told, and an asked one is taken', () => {
    const bare = { ...f475w, headers: header({ EXPTIME: 10 }) }
    const { calibrations, notes } = calibrationsOf([bare])
    expect(calibrations[0]).toMatchObject({ vega: undefined, ab: undefined })
    expect(notes.find((line) => notes.isDoubt(line))).toMatch(/F475W: no zero point.*--zero-point/)
    const asked = calibrationsOf([bare], { zeroPoints: { F475W: 25.79 } })
    expect(asked.calibrations[0].vega).toBe(25.79)
    expect(() => calibrationsOf([bare], { zeroPoints: { F999W: 1 } })).toThrow(
      /a zero point for F999W: expected one of the filters of the mosaics: F475W/,
    )
  })

  test('PHOTFLAM of WFPC2 counts DN, so it gives no zero point of electrons', () => {
    const cards = header({ EXPTIME: 10, PHOTFLAM: 3e-18, PHOTPLAM: 5439 })
    const { calibrations } = calibrationsOf([{ ...f475w, instrument: 'WFPC2', headers: cards }])
    expect(calibrations[0].ab).toBeUndefined()
  })

  test('the longer one of two exposure times counts, with a doubt', () => {
    const band = { ...f475w, headers: header({ EXPTIME: 1, TEXPTIME: 195429 }) }
    const { calibrations, notes } = calibrationsOf([band])
    expect(calibrations[0].exposureS).toBe(195429)
    expect(notes.some((line) => notes.isDoubt(line) && /TEXPTIME/.test(line))).toBe(true)
  })

  test('SATURATE of the file becomes e-/s as its pixels do', async () => {
    const level = async (BUNIT: string) => {
      const keywords = { BUNIT, EXPTIME: 1000, SATURATE: 70_000 }
      const bytes = mosaicBytes({ width: 8, height: 8, keywords })
      const field = await openMosaics([memorySource(bytes, 'a.fits')])
      return calibrationsOf(field.mosaics).calibrations[0].saturation
    }
    expect(await level('ELECTRONS')).toBeCloseTo(70, 9)
    expect(await level('ELECTRONS/S')).toBe(70_000)
  })

  test('without SATURATE the well is spread over one exposure, else over the longest time', () => {
    const level = (cards: Record<string, number>) =>
      calibrationsOf([{ ...f475w, headers: header(cards) }]).calibrations[0].saturation
    expect(level({ EXPTIME: 1, TEXPTIME: 1143 })).toBeCloseTo(63_000 / 1143, 9)
    expect(level({ EXPTIME: 1, TEXPTIME: 1143, D001DEXP: 381 })).toBeCloseTo(63_000 / 381, 9)
    expect(level({})).toBe(Number.POSITIVE_INFINITY)
  })

  test('dust by the table, or by the law at PHOTPLAM, or refused', () => {
    const pivot = { ...f475w, headers: header({ EXPTIME: 10, PHOTPLAM: 4772.17 }) }
    const { calibrations } = calibrationsOf([pivot], { ebv: 0.1 })
    expect(calibrations[0].extinction).toBeCloseTo(0.1 * extinctionAt(477.217), 10)
    const bare = { ...f475w, headers: header({ EXPTIME: 10 }) }
    expect(() => calibrationsOf([bare], { ebv: 0.1 })).toThrow(/--ebv: the extinction in F475W/)
  })

  test('the law gives the coefficients of the table', () => {
    for (const { pivotNm, coefficient } of Object.values(EXTINCTION)) {
      expect(extinctionAt(pivotNm)).toBeCloseTo(coefficient, 3)
    }
  })
})

test.each([
  [{ radiiPx: [] }, /radii of apertures: expected 1 or more/],
  [{ radiiPx: [3, 3] }, /radii of apertures: expected each once, got 3, 3/],
  [{ annulus: { innerPx: 8, outerPx: 7 } }, /sky annulus: expected an inner radius.*got 8, 7 px/],
  [
    { radiiPx: [25], radiusPx: 20 },
    /radius of the aperture corrections: expected more than the main aperture/,
  ],
  [
    { radiiPx: [25], correction: 'stars' },
    /radius of the aperture corrections: .*leave out --correction, or give smaller --apertures/,
  ],
] as const)('refused: %o', async (words, message) => {
  const { pixels } = makeField({ seed: 5, nSources: 0 })
  const field = [fieldWith(pixels, { EXPTIME: 1 })]
  await expect(measureField(field, { x: [], y: [] }, words)).rejects.toThrow(message)
})

test('an aperture as large as that of the corrections is measured, and they are not', async () => {
  const { pixels } = makeField({ seed: 5, nSources: 0 })
  const field = [fieldWith(pixels, { EXPTIME: 1 })]
  const words = { radiiPx: [4, 25], noise: 'white' } as const
  const { bands, notes } = await measureField(field, { x: [128], y: [128] }, words)
  expect(bands[0].apertures[1].flux[0]).not.toBeNaN()
  expect(bands[0].correctionMag).toBe(0)
  expect([...notes]).toContainEqual(
    'aperture corrections to 20 px, mag: not measured, the main one is as large',
  )
})

function settingsOf() {
  const annulus = { innerPx: 7, outerPx: 8 }
  return { radiiPx: [1, 3, 4], annulus, estimator: 'median', detectedFrom: 3 } as const
}

function addGaussian(
  pixels: Float32Array,
  x: number,
  y: number,
  flux: number,
  sigma = 1.2,
  width = WIDTH,
): void {
  for (let row = Math.ceil(y - 8 * sigma); row <= y + 8 * sigma; row++) {
    for (let at = Math.ceil(x - 8 * sigma); at <= x + 8 * sigma; at++) {
      const square = (at - x) ** 2 + (row - y) ** 2
      pixels[row * width + at] +=
        (flux * Math.exp(-square / (2 * sigma * sigma))) / (2 * Math.PI * sigma * sigma)
    }
  }
}
