/** What varied fields draw, and what each nuisance does to pixels. */
import { describe, expect, test } from 'vitest'
import { BAND_LETTERS } from '../../src/catalog/index.js'
import { addSource, hubblePsf, type SourceShape } from '../../src/light/index.js'
import { extinctionIn } from '../../src/photometry/index.js'
import { Random } from '../../src/random.js'
import { drawBackdrop } from '../../src/simulate/backdrop.js'
import { addTrails, BandArtefacts } from '../../src/simulate/band-artefacts.js'
import { drawNuisances } from '../../src/simulate/draw-nuisances.js'
import { coverageAt, variedCoverage } from '../../src/simulate/exposures.js'
import { starFluxIn } from '../../src/simulate/field-stars.js'
import { foregroundIn } from '../../src/simulate/foreground-dust.js'
import { drawGalaxy } from '../../src/simulate/galaxy.js'
import { addGalaxy, lightMap } from '../../src/simulate/galaxy-bands.js'
import type { VariedKind } from '../../src/simulate/nuisances.js'
import type { ObservedBand } from '../../src/simulate/observed-band.js'
import type { PlanContext } from '../../src/simulate/planned-source.js'
import { type SimulatedBand, simulatedBands } from '../../src/simulate/simulated-band.js'
import { addSkyResidual } from '../../src/simulate/sky-residual.js'
import { visibleUnevenness } from '../../src/simulate/visible-form.js'

const drawn = Array.from({ length: 300 }, (_, i) => drawNuisances(i))
const range = (values: readonly number[]) => [Math.min(...values), Math.max(...values)]
const sum = (pixels: Float32Array) => pixels.reduce((total, pixel) => total + pixel, 0)

describe('what is drawn', () => {
  test('the same seed, the same field; what is fixed stays', () => {
    expect(drawNuisances(3)).toEqual(drawn[3])
    const bands = simulatedBands(['F555W'])
    const fixed = drawNuisances(3, { bands, distanceMpc: 9, class4Share: 0.5, people: 2 })
    expect(fixed).toMatchObject({ bands, distanceMpc: 9, nPeople: 2 })
    expect(fixed.population.classShares[3]).toBe(0.5)
  })

  test('the depth of fixed bands is that of their V; all else is drawn alike', () => {
    const [usual, deep] = [
      [1143, 989],
      [4572, 989],
    ].map((exposures) => drawNuisances(3, { bands: simulatedBands(['F606W', 'F814W'], exposures) }))
    expect([usual.depth, deep.depth]).toEqual([1, 4])
    const { bands: _, depth: __, population: ___, ...rest } = deep
    expect(usual).toMatchObject(rest)
    // Four times the exposure shows sources that are 0.8 x 1.25 log10(4) mag fainter.
    const shift = [1, 2, 3, 4].map((c) => {
      const v = (one: typeof usual) => one.population.classes[c as 1].quantiles[0][0]
      return v(deep) - v(usual)
    })
    for (const one of shift) expect(one).toBeCloseTo(Math.log10(4), 6)
  })

  test('what is not varied is as in plain fields, and all else is drawn alike', () => {
    const of = (...notVaried: VariedKind[]) => drawNuisances(3, { notVaried })
    const whole = drawn[3]
    const { ofBand: _, ...others } = whole
    expect(of()).toEqual(drawn[3])
    const { ofBand, ...registered } = of('registration')
    for (const letter of BAND_LETTERS) {
      expect(ofBand[letter]).toEqual({ ...whole.ofBand[letter], shiftPx: [0, 0] })
    }
    expect(registered).toEqual({ ...others, notVaried: ['registration'] })
    const listed = { offsetPx: [0, 0], scatterPx: 0.2 }
    expect(of('positions')).toEqual({ ...whole, ...listed, notVaried: ['positions'] })
    expect(of('optics')).toEqual({ ...whole, pixfrac: 1, notVaried: ['optics'] })
    expect(of('forms')).toEqual({ ...whole, notVaried: ['forms'] })
    const { artefacts, sky } = of('flaws').ofBand.nuv
    expect([...Object.values(artefacts), sky.level, ...sky.slope, sky.waves]).toEqual(
      new Array(8).fill(0),
    )
  })

  test('filters and depth that are not varied are those of NGC 1566', () => {
    const [usual, filters, noise] = [
      { bands: simulatedBands() },
      drawNuisances(3, { notVaried: ['filters'] }),
      drawNuisances(3, { notVaried: ['noise'] }),
    ]
    const exposures = (one: { bands: readonly SimulatedBand[] }) =>
      one.bands.map(({ exposureS }) => exposureS)
    const names = (one: { bands: readonly SimulatedBand[] }) =>
      one.bands.map(({ instrument, filter }) => `${instrument} ${filter}`)
    expect(names(filters)).toEqual(names(usual))
    expect(exposures(filters)).toEqual(exposures(drawn[3]))
    expect(exposures(noise)).toEqual(exposures(usual))
    expect(names(noise)).toEqual(names(drawn[3]))
    expect(noise.depth).toBe(1)
    expect(noise.ofBand.v.sharedNoise).toBe(0.115)
    // How faint the sources are follows the depth, and takes no number more.
    const { bands: _, depth: __, population: ___, ofBand: ____, ...rest } = drawn[3]
    expect(noise).toMatchObject({ ...rest, notVaried: ['noise'] })
  })

  test('covers what real data hold, and no more', () => {
    const [nearest, farthest] = range(drawn.map(({ distanceMpc }) => distanceMpc))
    expect(nearest).toBeGreaterThanOrEqual(3)
    expect(nearest).toBeLessThan(4)
    expect(farthest).toBeGreaterThan(35)
    expect(farthest).toBeLessThanOrEqual(40)
    const [shallowest, deepest] = range(drawn.map(({ depth }) => depth))
    expect(shallowest).toBeGreaterThanOrEqual(0.2)
    expect(deepest).toBeLessThanOrEqual(4)
    const offsets = drawn.map(({ offsetPx }) => Math.hypot(...offsetPx))
    expect(Math.max(...offsets)).toBeLessThanOrEqual(1.5)
    expect(offsets.filter((offset) => offset > 0.9).length).toBeGreaterThan(20)
    const shifts = drawn.flatMap(({ ofBand }) =>
      Object.values(ofBand).map(({ shiftPx }) => Math.hypot(...shiftPx)),
    )
    expect(Math.max(...shifts)).toBeLessThanOrEqual(0.5)
    expect(Math.max(...shifts)).toBeGreaterThan(0.45)
  })

  test('every filter stands in some field, and each field has five bands', () => {
    const filters = new Set(drawn.flatMap(({ bands }) => bands.map(({ filter }) => filter)))
    const all = ['F275W', 'F336W', 'F435W', 'F438W', 'F475W', 'F555W', 'F606W', 'F775W', 'F814W']
    expect([...filters].sort()).toEqual(all)
    expect(drawn.every(({ bands }) => bands.length === 5)).toBe(true)
  })

  test('three to five people vote, and shares of classes are shares', () => {
    expect([...new Set(drawn.map(({ nPeople }) => nPeople))].sort()).toEqual([3, 4, 5])
    for (const { population } of drawn) {
      expect(population.classShares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
    }
  })
})

describe('pixels', () => {
  const tile = (pixels = new Float32Array(64 * 64).fill(0.5)) => {
    return { x0: 0, y0: 0, width: 64, height: 64, pixels }
  }

  test('trails keep the light, and move it along +x', () => {
    const bright = tile(new Float32Array(64 * 64))
    bright.pixels[10 * 64 + 5] = 100
    addTrails(bright, 0.05)
    expect(sum(bright.pixels)).toBeCloseTo(100, 1)
    expect(bright.pixels[10 * 64 + 5]).toBeCloseTo(95, 4)
    expect(bright.pixels[10 * 64 + 8]).toBeGreaterThan(0)
    expect(bright.pixels[10 * 64 + 3]).toBe(0)
    const untouched = tile()
    addTrails(untouched, 0)
    expect(untouched).toEqual(tile())
  })

  test('what was not exposed stays 0, under sky and flaws', () => {
    const dark = tile(new Float32Array(64 * 64))
    const sky = { seed: 1, level: 1, slope: [1, 2] as const, waves: 1 }
    addSkyResidual(dark, sky, 0.1, 64)
    const many = { cosmicRays: 5000, hotPixels: 5000, ghosts: 500, trailShare: 0 }
    new BandArtefacts(many, 3, 0.01, 64).addTo(dark)
    expect(dark.pixels.every((pixel) => pixel === 0)).toBe(true)
    const lit = tile()
    new BandArtefacts(many, 3, 0.01, 64).addTo(lit)
    expect(sum(lit.pixels)).toBeGreaterThan(sum(tile().pixels))
  })

  test('strips of a mosaic fit together', () => {
    const whole = tile()
    const sky = { seed: 1, level: 0, slope: [1, 2] as const, waves: 1 }
    const strips = [0, 32].map((y0) => ({ ...tile(), y0, height: 32, pixels: half() }))
    const flaws = new BandArtefacts(
      { cosmicRays: 5000, hotPixels: 2000, ghosts: 300, trailShare: 0 },
      3,
      0.01,
      64,
    )
    for (const one of [whole, ...strips]) {
      addSkyResidual(one, sky, 0.1, 64)
      flaws.addTo(one)
    }
    expect(Float32Array.from(strips.flatMap(({ pixels }) => [...pixels]))).toEqual(whole.pixels)
  })
})

const half = () => new Float32Array(64 * 32).fill(0.5)

describe('optics', () => {
  const psf = hubblePsf('WFC3/UVIS', 'F775W')
  const place = { x: 20.3, y: 20.6, at: { x: 20.3, y: 20.6 } }
  const eff = (q: number, angleDeg = 20): SourceShape => {
    return { kind: 'eff', rEffPx: 2, gamma: 3, truncation: 8, q, angleDeg }
  }

  test('a shift between bands keeps the light', () => {
    const [a, b] = [0, 0.37].map((shift) => {
      const tile = { x0: 0, y0: 0, width: 128, height: 128, pixels: new Float32Array(128 ** 2) }
      addSource(tile, { x: 64 + shift, y: 64, flux: 10, shape: eff(1) }, psf, 1e-6)
      return sum(tile.pixels)
    })
    expect(Math.abs(a - b)).toBeLessThan(1e-3)
    // The wings beyond the tile hold a few per cent.
    expect(a).toBeGreaterThan(9.5)
    expect(a).toBeLessThan(10)
  })

  test('unevenness grows with elongation, and not with its direction', () => {
    const uneven = [1, 0.8, 0.6, 0.4].map((q) => visibleUnevenness(eff(q), place, psf))
    expect(uneven).toEqual([...uneven].sort((x, y) => x - y))
    const turned = [10, 55, 100].map((angle) => visibleUnevenness(eff(0.5, angle), place, psf))
    expect(Math.max(...turned) - Math.min(...turned)).toBeLessThan(0.06)
  })

  test('drawn aberrations change the image, and keep its light', () => {
    const { ofBand } = drawNuisances(new Random(8).uint32())
    const other = hubblePsf('WFC3/UVIS', 'F775W', { pixfrac: 0.7 }, ofBand.i.aberrations)
    const light = (one: typeof psf) => {
      let total = 0
      for (let y = -20; y <= 20; y++) for (let x = -20; x <= 20; x++) total += one.core.at(x, y)
      return total
    }
    expect(other.core.at(0, 0)).not.toBeCloseTo(psf.core.at(0, 0), 3)
    expect(Math.abs(light(other) - light(psf))).toBeLessThan(0.04)
  })
})

test('the gap between the chips lies across the columns, as in plain fields', () => {
  const random = new Random(4)
  expect(variedCoverage(random, 1000, 90).rollDeg).toBe(0)
  for (const columnDeg of [0, 40, 90, 200, 310]) {
    const coverage = variedCoverage(random, 1000, columnDeg)
    const shareAt = (px: number, direction: number) => {
      const angle = (direction * Math.PI) / 180
      const [x, y] = [coverage.x + px * Math.cos(angle), coverage.y + px * Math.sin(angle)]
      return coverageAt(coverage, x, y)
    }
    expect([-100, 0, 100].map((px) => shareAt(px, columnDeg + 90) < 1)).toEqual([true, true, true])
    expect([-100, 100].map((px) => shareAt(px, columnDeg))).toEqual([1, 1])
  }
})

test('dust in front of a field reddens galaxy, stars and backdrop, and leaves V as it is seen', () => {
  const bands = simulatedBands(['F275W', 'F606W', 'F814W']) as readonly SimulatedBand[]
  const options = { bands: bands as readonly ObservedBand[] }
  const nuisances = { ...drawn[0], foregroundEbv: 0.1 }
  const [clear, dusty] = [foregroundIn(options), foregroundIn({ ...options, nuisances })]
  expect(bands.map(clear)).toEqual([1, 1, 1])
  const seen = bands.map(dusty)
  const magnitudes = bands.map((band) => 0.1 * (extinctionIn(band) - extinctionIn(bands[1])))
  for (const [i, factor] of seen.entries()) {
    expect(-2.5 * Math.log10(factor)).toBeCloseTo(magnitudes[i], 10)
  }
  const galaxy = drawGalaxy(new Random(4), 64)
  const painted = (band: SimulatedBand, factor: number) => {
    const tile = { x0: 0, y0: 0, width: 64, height: 64, pixels: new Float32Array(64 ** 2) }
    addGalaxy(tile, lightMap(galaxy, tile), galaxy, band, { old: 0, young: 0 }, factor)
    return sum(tile.pixels)
  }
  const star = { x: 0, y: 0, magnitudes: { nuv: 22, u: 22, b: 22, v: 22, i: 22 }, reddening: 0 }
  for (const [i, band] of bands.entries()) {
    expect(painted(band, seen[i]) / painted(band, 1)).toBeCloseTo(seen[i], 5)
    expect(starFluxIn(band, seen[i])(star) / starFluxIn(band)(star)).toBeCloseTo(seen[i], 10)
  }
  const scene = (foregroundOf: typeof dusty) => ({
    ...{ galaxy, sizePx: 1400, distanceMpc: 10, foregroundOf },
    coverage: variedCoverage(new Random(1), 1400, 90),
  })
  const context = { ...options, fullWell: 200, columnDeg: 90 } as unknown as PlanContext
  const backdrops = [clear, dusty].map((of) => drawBackdrop(5, scene(of), context))
  const ratios = backdrops[1].map(({ lights: [{ fluxes }] }, i) => {
    const [{ fluxes: before }] = backdrops[0][i].lights
    return (['nuv', 'v', 'i'] as const).map((letter) => fluxes[letter]! / before[letter]!)
  })
  const isDusty = ratios.filter(([nuv]) => Math.abs(nuv - seen[0]) < 1e-9)
  expect(isDusty.length).toBeGreaterThan(0)
  for (const [, v, i] of isDusty) {
    expect(v).toBeCloseTo(1, 10)
    expect(i).toBeCloseTo(seen[2], 10)
  }
  // The rest are stars of our own galaxy.
  for (const [nuv] of ratios.filter((one) => !isDusty.includes(one))) expect(nuv).toBe(1)
})

test('a varied coverage has most of the field, at any roll', () => {
  const random = new Random(2)
  for (let columnDeg = 0; columnDeg < 360; columnDeg += 24) {
    const coverage = variedCoverage(random, 1000, columnDeg)
    let [nSeen, n] = [0, 0]
    for (let y = 5; y < 1000; y += 31) {
      for (let x = 5; x < 1000; x += 31) {
        nSeen += Number(coverageAt(coverage, x, y) > 0)
        n++
      }
    }
    expect(nSeen / n).toBeGreaterThan(0.75)
  }
})
