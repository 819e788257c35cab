/** The multi-scale concentration index: what is exact, its errors, and where it has no value. */
import { describe, expect, test } from 'vitest'
import { rowsInMemory } from '../../src/detect/index.js'
import { addSource, hubblePsf, PIXEL_ARCSEC, type SourceShape } from '../../src/light/index.js'
import { apertureSum } from '../../src/photometry/apertures.js'
import {
  concentrationIndex,
  FIDUCIAL_SCALE_ARCSEC,
  FIDUCIALS,
  type FieldBand,
  MCI_RADII_PX,
  type MultiScale,
  measureField,
  measureSources,
  type PhotometryWords,
  photometryColumns,
} from '../../src/photometry/index.js'
import {
  multiScaleConcentration,
  withMciRadii,
} from '../../src/photometry/multi-scale-concentration.js'
import { annulusSky } from '../../src/photometry/sky.js'
import { Random } from '../../src/random.js'
import { meanOf } from '../../src/statistics/index.js'
import { paint } from '../detect/made-field.js'
import { storedAnswers } from '../setup/golden.js'
import { expectMci, type MciAnswers, madeMci } from './mci-answers.js'

const SIDE = 400
const EXPOSURE_S = 1000
const RADII = [...MCI_RADII_PX.inner, ...MCI_RADII_PX.outer.slice(1)]
const psf = hubblePsf('WFC3/UVIS', 'F555W')
const FIDUCIAL: SourceShape = {
  ...{ kind: 'eff', rEffPx: 1.5, gamma: 3, truncation: 10, q: 1, angleDeg: 0 },
}
const STAR: SourceShape = { kind: 'point' }

function fieldOf(pixels: Float32Array, filter = 'F555W', side = SIDE): FieldBand {
  const named = { filter, instrument: 'WFC3/UVIS', file: 'a.fits' }
  const headers = [new Map(Object.entries({ EXPTIME: EXPOSURE_S }))]
  return { ...named, headers, ...rowsInMemory(side, side, pixels) } as FieldBand
}

/** A grid of places that do not touch, at sixteen places in a pixel. */
const grid = Array.from({ length: 64 }, (_, k) => ({
  x: 30 + 48 * (k % 8) + 0.25 * (k % 4),
  y: 30 + 48 * Math.floor(k / 8) + 0.25 * (Math.floor(k / 8) % 4),
}))
const places = { x: grid.map(({ x }) => x), y: grid.map(({ y }) => y) }

/** Pixels of 0 are gaps. */
const skyAlone = () => new Float32Array(SIDE * SIDE).fill(0.0625)

const measured = async (pixels: Float32Array, words: PhotometryWords = {}) =>
  (await measureField([fieldOf(pixels)], places, { noise: 'white', ...words })).mci!

describe('with the fitted camera', () => {
  const shapeOf = (row: number) => (row % 2 === Math.floor(row / 8) % 2 ? STAR : FIDUCIAL)
  const pixels = new Float32Array(SIDE * SIDE)
  const tile = { x0: 0, y0: 0, width: SIDE, height: SIDE, pixels }
  for (const [row, place] of grid.entries()) {
    addSource(tile, { ...place, flux: 50, shape: shapeOf(row) }, psf, 1e-5)
  }
  const rowsOf = (shape: SourceShape) => [...grid.keys()].filter((row) => shapeOf(row) === shape)

  const cameras = ['WFC3/UVIS', 'ACS/WFC'] as const
  const both = cameras.flatMap((camera) =>
    ['F555W', 'F606W'].map((filter) => [camera, filter] as const),
  )

  test.each(both)(
    '%s %s: the constants are those of the cluster and of a star',
    (camera, filter) => {
      const light = {
        x0: 0,
        y0: 0,
        width: SIDE,
        height: SIDE,
        pixels: new Float32Array(SIDE * SIDE),
      }
      const own = hubblePsf(camera, filter)
      for (const [row, place] of grid.entries()) {
        addSource(light, { ...place, flux: 50, shape: shapeOf(row) }, own, 1e-5)
      }
      const concentrations = (row: number) => {
        const { x, y } = grid[row]
        const { level } = annulusSky(light, x, y, { innerPx: 7, outerPx: 8 })
        const fluxes = RADII.map((r) => apertureSum(light, x, y, r) - Math.PI * r * r * level)
        return fluxes.slice(1).map((flux, k) => 2.5 * Math.log10(flux / fluxes[k]))
      }
      const meanAt = (shape: SourceShape, k: number) =>
        meanOf(rowsOf(shape).map((row) => concentrations(row)[k]))
      const { starCi, clusterMag } = FIDUCIALS[`${camera} ${filter}`]
      const found = clusterMag.map((_, k) => meanAt(FIDUCIAL, k) - meanAt(STAR, k))
      const cis = rowsOf(STAR).map((row) => concentrationIndex(light, grid[row].x, grid[row].y).ci)
      const said = `CI ${meanOf(cis)}, pairs ${found.join(', ')}`
      for (const [k, value] of found.entries()) expect(value, said).toBeCloseTo(clusterMag[k], 3)
      expect(meanOf(cis), said).toBeCloseTo(starCi, 3)
    },
  )

  test('a star is 0 and the fiducial cluster 1; a larger or smaller flux changes nothing', async () => {
    const { inner, outer, stars } = await measured(pixels)
    expect(stars!.n).toBe(32)
    for (const { value } of [inner, outer]) {
      expect(meanOf(rowsOf(STAR).map((row) => value[row]))).toBeCloseTo(0, 1)
      expect(meanOf(rowsOf(FIDUCIAL).map((row) => value[row]))).toBeCloseTo(1, 1)
    }
    const brighter = await measured(pixels.map((value) => 8 * value))
    for (const row of grid.keys()) {
      expect(brighter.inner.value[row]).toBeCloseTo(inner.value[row], 9)
      expect(brighter.outer.value[row]).toBeCloseTo(outer.value[row], 9)
    }
  })
})

test('Gaussians: by their curve of growth', async () => {
  const sigma = (row: number) => (row < 32 ? 3 : 2)
  const pixels = skyAlone()
  for (const [row, { x, y }] of grid.entries()) {
    paint({ width: SIDE, height: SIDE, pixels }, { x, y, flux: 50, sigmaPx: sigma(row) })
  }
  // The sky has none of their light.
  const annulus = { innerPx: 20, outerPx: 22 }
  const settings = { radiiPx: [4], annulus, estimator: 'median', detectedFrom: 3 } as const
  const wider = withMciRadii(settings)
  const dark = { exposureS: 1000, saturation: Number.POSITIVE_INFINITY }
  const band = { image: rowsInMemory(SIDE, SIDE, pixels), ...dark }
  const all = await measureSources(band, places, wider)
  const narrowRows = [...grid.keys()].slice(32)
  const fiducial = FIDUCIALS['WFC3/UVIS F555W']
  const { inner, outer } = multiScaleConcentration(band, all, wider, narrowRows, fiducial)
  // A circle's exact share of pixels that hold the value at their middle: as if the light were
  // spread by one pixel, whose variance is 1/12.
  const inCircle = (s: number, r: number) => 1 - Math.exp(-(r * r) / (2 * (s * s + 1 / 12)))
  const indices = (s: number) =>
    RADII.slice(1).map((r, k) => 2.5 * Math.log10(inCircle(s, r) / inCircle(s, RADII[k])))
  const [wide, narrow] = [indices(3), indices(2)]
  const scaled = fiducial.clusterMag.map((one, k) => (wide[k] - narrow[k]) / one)
  // All places in a pixel together: what the pixels add at one of them is not there in the mean.
  const found = ({ value }: MultiScale) => meanOf(value.slice(0, 32)) - meanOf(value.slice(32))
  expect(found(inner)).toBeCloseTo(meanOf(scaled.slice(0, 3)), 2)
  expect(found(outer)).toBeCloseTo(meanOf(scaled.slice(3)), 2)
  expect(meanOf(inner.value.slice(32))).toBeCloseTo(0, 1)
})

test('errors are the scatter', async () => {
  const pulls: [number[], number[]] = [[], []]
  for (let seed = 0; seed < 6; seed++) {
    const random = new Random(seed)
    const pixels = new Float32Array(SIDE * SIDE)
    // All at one place in a pixel: the index of a narrow source depends on it.
    const whole = { x: places.x.map(Math.floor), y: places.y.map(Math.floor) }
    for (const [k, x] of whole.x.entries()) {
      paint({ width: SIDE, height: SIDE, pixels }, { x, y: whole.y[k], flux: 6, sigmaPx: 1.05 })
    }
    for (const [i, light] of pixels.entries()) {
      pixels[i] += Math.sqrt(0.01 ** 2 + light / EXPOSURE_S) * random.normal()
    }
    const { mci } = await measureField([fieldOf(pixels)], whole, { noise: 'white' })
    for (const [k, { value, error }] of [mci!.inner, mci!.outer].entries()) {
      pulls[k].push(...value.map((mci, row) => mci / error[row]))
    }
  }
  for (const of of pulls) {
    const rms = Math.sqrt(meanOf(of.map((pull) => pull * pull)))
    // 384 sources say 1 to 1 part in 28; the scatter of the sky's few pixels makes pulls 3 % wider.
    expect(rms).toBeGreaterThan(0.9)
    expect(rms).toBeLessThan(1.13)
  }
})

describe('no value', () => {
  const starsIn = (nSources: number) => {
    const pixels = skyAlone()
    for (const { x, y } of grid.slice(0, nSources)) {
      paint({ width: SIDE, height: SIDE, pixels }, { x, y, flux: 6, sigmaPx: 1.1 })
    }
    return pixels
  }

  test('where a circle has a gap, or no light', async () => {
    const pixels = starsIn(60)
    const { x, y } = grid[9]
    pixels[Math.round(y) * SIDE + Math.round(x) + 4] = Number.NaN
    const { inner, outer } = await measured(pixels)
    expect(inner.value[9]).toBeCloseTo(0, 1)
    expect([outer.value[9], outer.error[9]]).toEqual([Number.NaN, Number.NaN])
    for (const row of [60, 61]) {
      for (const { value, error } of [inner, outer]) {
        expect([value[row], error[row]]).toEqual([Number.NaN, Number.NaN])
      }
    }
  })

  test('without stars, said; the columns are there', async () => {
    const photometry = await measureField([fieldOf(starsIn(4))], places, { noise: 'white' })
    expect(photometry.mci!.stars).toBeUndefined()
    expect(photometry.mci!.inner.value.every(Number.isNaN)).toBe(true)
    expect([...photometry.notes].join('\n')).toMatch(
      /mci_in and mci_out have no values: F555W has fewer than 5 sources that are surely stars/,
    )
    const names = photometryColumns(photometry, 'ap').map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining(['ap_mci_in', 'ap_mci_in_err', 'ap_mci_out', 'ap_mci_out_err']),
    )
  })

  test('the scale is that of the fitted cameras', () => {
    expect(FIDUCIAL_SCALE_ARCSEC).toBe(PIXEL_ARCSEC)
  })

  test('pixels of another scale, said; there are no columns', async () => {
    const coarse = { ...fieldOf(starsIn(60)), wcs: { scaleArcsec: 0.05 } }
    const photometry = await measureField([coarse], places, { noise: 'white' })
    expect([...photometry.notes].join('\n')).toMatch(
      /no mci_in and mci_out: a pixel of WFC3.UVIS F555W has 0.0500", and the index is known for/,
    )
    expect(photometry.mci).toBeUndefined()
    const own = { ...fieldOf(starsIn(60)), wcs: { scaleArcsec: 0.0396 } }
    expect((await measureField([own], places, { noise: 'white' })).mci!.stars).toBeDefined()
  })

  test('without V, said; there are no columns', async () => {
    const photometry = await measureField([fieldOf(starsIn(60), 'F814W')], places)
    expect([...photometry.notes].join('\n')).toMatch(
      /no mci_in and mci_out: V is WFC3.UVIS F814W, and the index is known for/,
    )
    const names = photometryColumns(photometry).map(({ name }) => name)
    expect(names.filter((name) => name.startsWith('mci'))).toEqual([])
  })
})

test('the radii that are asked for keep their order and their values', async () => {
  const pixels = skyAlone()
  for (const { x, y } of grid) {
    paint({ width: SIDE, height: SIDE, pixels }, { x, y, flux: 6, sigmaPx: 1.1 })
  }
  const words = { noise: 'white', radiiPx: [2.5, 6, 2] } as const
  const fields = ['F555W', 'F814W'].map((filter) => fieldOf(pixels, filter))
  const { bands } = await measureField(fields, places, words)
  // V has more circles inside, and the other band has not: both measure the same pixels.
  expect(bands[0].apertures).toEqual(bands[1].apertures)
  expect(bands[0].apertures).toHaveLength(3)
})

test('a made field: as photutils and numpy find it', async () => {
  expectMci((await madeMci()).mci, storedAnswers<MciAnswers>('mci'))
})
