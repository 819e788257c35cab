/**
 * What is painted: strips agree, dust reddens, gas shines where stars are young, gaps are empty,
 * classes have their shares.
 */

import { beforeAll, describe, expect, test } from 'vitest'
import type { Tile } from '../../src/cutouts/mosaic.js'
import { addSource } from '../../src/light/render.js'
import type { CompositeShape } from '../../src/light/shape.js'
import { concentrationIndex } from '../../src/photometry/apertures.js'
import { EXTINCTION } from '../../src/photometry/extinction.js'
import { populationOf } from '../../src/populations/population.js'
import { Random } from '../../src/random.js'
import { coverageAt } from '../../src/simulate/exposures.js'
import { stellarShares } from '../../src/simulate/field-stars.js'
import { foregroundIn } from '../../src/simulate/foreground-dust.js'
import { type Galaxy, galaxyLight } from '../../src/simulate/galaxy.js'
import { addGalaxy, lightMap } from '../../src/simulate/galaxy-bands.js'
import { simulatedBands } from '../../src/simulate/index.js'
import { matchPeaks } from '../../src/simulate/match-ci.js'
import type { Nuisances } from '../../src/simulate/nuisances.js'
import { type ObservedBand, observedBand } from '../../src/simulate/observed-band.js'
import { paintedStrips } from '../../src/simulate/paint-field.js'
import {
  type FieldOptions,
  type FieldPlan,
  laneExcess,
  planField,
} from '../../src/simulate/plan-field.js'
import { planSource } from '../../src/simulate/planned-source.js'

let bands: ObservedBand[]
beforeAll(() => {
  bands = simulatedBands(['F438W', 'F555W', 'F814W']).map(observedBand)
})

function optionsOf(changes: Partial<FieldOptions> = {}): FieldOptions {
  const population = populationOf('ngc1566')
  const { distanceMpc } = population
  return { seed: 3, sizePx: 192, bands, population, distanceMpc, nCandidates: 12, ...changes }
}

describe('a painted field', () => {
  let plan: FieldPlan
  let whole: Float32Array
  beforeAll(() => {
    plan = planField(optionsOf())
    whole = [...paintedStrips(plan, [bands[1]], 192)][0].tile.pixels
  })

  test('in strips of 50 rows: the same pixels as in one piece', () => {
    const strips = [...paintedStrips(plan, [bands[1]], 50)].map(({ tile }) => tile)
    expect(strips.map(({ y0, height }) => [y0, height])).toEqual([
      [0, 50],
      [50, 50],
      [100, 50],
      [150, 42],
    ])
    const joined = Float32Array.from(strips.flatMap(({ pixels }) => [...pixels]))
    let largest = 0
    for (let i = 0; i < whole.length; i++) {
      largest = Math.max(largest, Math.abs(joined[i] - whole[i]))
    }
    expect(largest).toBe(0)
  })

  test('dust in front of it takes light from the bands, and none from V', () => {
    const options = { ...plan.options, nuisances: { foregroundEbv: 0.3 } as Nuisances }
    const light = (one: FieldPlan) =>
      [...paintedStrips({ ...one, sources: [] }, bands, 192)].map(({ tile }) =>
        tile.pixels.reduce((sum, pixel) => sum + pixel, 0),
      )
    const [clear, dusty] = [light(plan), light({ ...plan, options })]
    const foregroundOf = foregroundIn(options)
    for (const [i, band] of bands.entries()) {
      expect(dusty[i] / clear[i] / foregroundOf(band)).toBeCloseTo(1, 2)
    }
    expect(dusty[0] / clear[0]).toBeLessThan(0.85)
    expect(dusty[1]).toBe(clear[1])
  })

  test('is exactly 0 without exposure, noisier where exposures are fewer, and nowhere else 0', () => {
    let nGaps = 0
    whole.forEach((value, i) => {
      const share = coverageAt(plan.coverage, i % 192, Math.floor(i / 192))
      if (share === 0) nGaps++
      if ((share === 0) !== (value === 0)) throw new Error(`${value} where ${share} is exposed`)
    })
    expect(nGaps).toBeGreaterThan(100)
  })
})

test('a lane changes the magnitudes of a source behind it by the law of extinction', () => {
  const { distanceMpc } = populationOf('ngc1566')
  const context = { bands, distanceMpc, populationDistanceMpc: distanceMpc, fullWell: 200 }
  const wish = {
    classValue: 1,
    subClass: 'symmetric',
    draw: { magnitudes: { nuv: 22, u: 22, b: 22.5, v: 22.3, i: 21.8 }, ciTarget: 1.5 },
    placement: { x: 50, y: 50, at: { x: 50.2, y: 49.9 } },
  } as const
  const behind = (reddening: number) =>
    planSource({ ...wish, reddening }, { ...context, spikeDeg: 45, columnDeg: 90 }, new Random(1))
  const [clear, dusty] = [behind(0), behind(0.2)]
  for (const { letter, filter } of bands) {
    expect(clear.magnitudes[letter]).toBeCloseTo(wish.draw.magnitudes[letter], 10)
    const coefficient = EXTINCTION[`WFC3/UVIS ${filter}`].coefficient
    const inV = EXTINCTION['WFC3/UVIS F555W'].coefficient
    const change = dusty.magnitudes[letter] - clear.magnitudes[letter]
    expect(change).toBeCloseTo(0.2 * (coefficient - inV), 10)
    const ratio = dusty.lights[0].fluxes[letter]! / clear.lights[0].fluxes[letter]!
    expect(-2.5 * Math.log10(ratio)).toBeCloseTo(change, 10)
  }
})

describe('the galaxy', () => {
  const galaxy: Galaxy = {
    seed: 5,
    ...{ x: 300, y: 300, axisRatio: 0.7, angleDeg: 30, scaleLengthPx: 400 },
    ...{ nArms: 2, pitchDeg: 20, phaseDeg: 0, armStrength: 1 },
    ...{ centralSurfaceMag: 20.5, bulgeStrength: 5, bulgeRadiusPx: 40, laneReddening: 0.3 },
  }

  const places = Array.from({ length: 3600 }, (_, i) => [10 * (i % 60), 10 * Math.floor(i / 60)])
  const lights = places.map(([x, y]) => galaxyLight(galaxy, x, y))

  test('is finite and positive, brightest at its centre', () => {
    for (const light of lights) {
      for (const value of Object.values(light)) expect(value).toBeGreaterThanOrEqual(0)
    }
    const total = ({ old, young, bulge }: (typeof lights)[number]) => old + young + bulge
    const brightest = lights.reduce((best, light) => (total(light) > total(best) ? light : best))
    expect(places[lights.indexOf(brightest)]).toEqual([300, 300])
  })

  test('gas shines only where stars are young, and has lanes darker than the rest', () => {
    for (const { young, nebular } of lights) if (young === 0) expect(nebular).toBe(0)
    const shining = lights.filter(({ nebular }) => nebular > 0.05)
    const mean = (of: typeof lights) => of.reduce((sum, { young }) => sum + young, 0) / of.length
    expect(shining.length).toBeGreaterThan(0)
    expect(mean(shining)).toBeGreaterThan(2 * mean(lights))
    const dust = lights.map(({ reddening }) => reddening).sort((a, b) => a - b)
    expect(dust[3500]).toBeGreaterThan(4 * dust[1800])
  })

  test('half of the sources lie behind its lanes, and are reddened there', () => {
    const random = new Random(4)
    const lane =
      places[lights.indexOf(lights.reduce((a, b) => (b.reddening > a.reddening ? b : a)))]
    const clear =
      places[lights.indexOf(lights.reduce((a, b) => (b.reddening < a.reddening ? b : a)))]
    const drawn = ([x, y]: number[]) =>
      Array.from({ length: 400 }, () => laneExcess(galaxy, { x, y }, random))
    expect(drawn(clear)).toEqual(Array(400).fill(0))
    const reddened = drawn(lane).filter((ebv) => ebv > 0.05)
    expect(reddened.length / 400).toBeGreaterThan(0.42)
    expect(reddened.length / 400).toBeLessThan(0.58)
  })

  test('dust takes more blue than red light', () => {
    const lane = lights.indexOf(lights.reduce((a, b) => (b.reddening > a.reddening ? b : a)))
    const [x, y] = places[lane]
    const seen = (letter: string, dust: number) => {
      const tile: Tile = { x0: x, y0: y, width: 1, height: 1, pixels: new Float32Array(1) }
      const band = bands.find((other) => other.letter === letter)!
      const dusty = { ...galaxy, laneReddening: dust }
      addGalaxy(tile, lightMap(dusty, tile), dusty, band, { old: 0, young: 0 })
      return tile.pixels[0]
    }
    const left = (letter: string) => seen(letter, 0.3) / seen(letter, 0)
    expect(left('b')).toBeLessThan(left('v'))
    expect(left('v')).toBeLessThan(left('i'))
    expect(left('i')).toBeLessThan(1)
  })

  test('shows fewer of its stars from further away', () => {
    const [near, far, farther] = [5, 60, 600].map((distanceMpc) => stellarShares(distanceMpc))
    expect(near.young).toBeCloseTo(0.25, 6)
    expect(far.young).toBeLessThan(near.young)
    expect(farther).toEqual({ old: 0, young: 0 })
  })
})

test('a group has the concentration that is asked for, and keeps its peaks', () => {
  const star = (dxPx: number, dyPx: number, share: number) =>
    ({ shape: { kind: 'point' }, dxPx, dyPx, share, colour: 0 }) as const
  const group: CompositeShape = {
    kind: 'composite',
    parts: [star(0, 0, 0.4), star(3, 1, 0.3), star(-2, 2, 0.3)],
  }
  const [v] = bands.filter(({ letter }) => letter === 'v')
  const at = { x: 20, y: 20, at: { x: 20.1, y: 19.9 } }
  for (const ci of [1.3, 1.45]) {
    const shape = matchPeaks(group, ci, at, v.psf) as CompositeShape
    const tile = { x0: 0, y0: 0, width: 41, height: 41, pixels: new Float32Array(41 * 41) }
    addSource(tile, { x: 20, y: 20, flux: 100, shape }, v.psf, 1e-3)
    expect(concentrationIndex(tile, 20.1, 19.9).ci).toBeCloseTo(ci, 1)
    expect(Math.hypot(shape.parts[1].dxPx, shape.parts[1].dyPx)).toBeGreaterThan(2.5)
    expect(shape.parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
  }
})
