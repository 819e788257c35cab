/** Flags of pairs, very red stars, and what lies near saturated sources. */
import { describe, expect, test } from 'vitest'
import { hygieneFlags } from '../../src/detect/hygiene.js'
import { detectionFlagNames, findCandidates, rowsInMemory } from '../../src/detect/index.js'
import { Notes } from '../../src/notes.js'
import type { FieldBand, FieldPhotometry } from '../../src/photometry/index.js'
import { Random } from '../../src/random.js'
import { paint } from './made-field.js'

const [WIDTH, HEIGHT] = [160, 160]

/** @param flux of the sources in the band */
function band(filter: string, flux: readonly number[]): FieldBand {
  const random = new Random(filter.charCodeAt(1))
  const pixels = Float32Array.from({ length: WIDTH * HEIGHT }, () => 0.005 * random.normal())
  for (const [k, [x, y, sigmaPx]] of PLACES.entries()) {
    paint({ width: WIDTH, height: HEIGHT, pixels }, { x, y, flux: flux[k], sigmaPx })
  }
  const headers = [new Map<string, unknown>([['EXPTIME', 1000]])]
  const named = { filter, instrument: 'WFC3/UVIS', file: `${filter}.fits`, headers }
  return { ...named, ...rowsInMemory(WIDTH, HEIGHT, pixels) }
}

/** A pair, a red star, a saturated star with a neighbour, and a cluster by itself; by y. */
const PLACES = [
  [30, 30, 0.9],
  [34.2, 30.8, 0.9],
  [100, 50, 0.7],
  [40, 110, 1],
  [40, 125, 1],
  [120, 120, 1.6],
] as const

test('pairs, very red stars, near a saturated source', async () => {
  const v = band('F555W', [5, 2, 2, 2000, 3, 8])
  const i = band('F814W', [4, 2, 10, 2000, 3, 8])
  const { centres, flags } = await findCandidates([v, i])
  const at = (x: number, y: number) => {
    const row = [...centres.x.keys()].find(
      (k) => Math.hypot(centres.x[k] - x, centres.y[k] - y) < 0.5,
    )
    return detectionFlagNames(flags[row!]).filter((name) => !/deblended|no_centre/.test(name))
  }
  expect(PLACES.map(([x, y]) => at(x, y))).toEqual([
    ...[['pair'], ['close_pair', 'pair'], ['very_red'], ['saturated'], ['near_saturated'], []],
  ])
})

describe('by fluxes', () => {
  /** Two sources 3 px apart. */
  const places = { x: Float64Array.of(50, 53), y: Float64Array.of(50, 50) }

  const annulus = { innerPx: 7, outerPx: 8 }
  const settings = { radiiPx: [4], annulus, estimator: 'median', detectedFrom: 3 } as const

  function measured(bands: Record<string, number[]>): FieldPhotometry {
    const [first] = Object.values(bands)
    const ones = () => new Float64Array(first.length).fill(1)
    return {
      bands: Object.entries(bands).map(([filter, flux]) => ({
        ...{ apertures: [{ flux: Float64Array.from(flux), error: ones() }], ci: ones() },
        ...{ sky: ones(), scatter: ones(), skyPixels: new Int32Array(first.length).fill(47) },
        ...{ flags: new Int16Array(first.length), correctionMag: 0 },
        calibration: {
          ...{ filter, instrument: 'WFC3/UVIS', vega: 25, ab: undefined, exposureS: 1 },
          ...{ extinction: 0, saturation: Number.POSITIVE_INFINITY },
        },
      })),
      settings,
      notes: new Notes(),
    }
  }

  const flagsOf = (bands: Record<string, number[]>) =>
    [...hygieneFlags(places, measured(bands))].map((flags) => detectionFlagNames(flags))

  test.each([
    [
      [5, Number.NaN],
      [['pair'], ['close_pair', 'pair']],
    ],
    [
      [Number.NaN, 5],
      [['close_pair', 'pair'], ['pair']],
    ],
    [
      [Number.NaN, Number.NaN],
      [['pair'], ['pair']],
    ],
    [
      [5, 2],
      [['pair'], ['close_pair', 'pair']],
    ],
  ])('of a pair with %j in V the fainter one, or the one without flux', (flux, names) => {
    expect(flagsOf({ F555W: flux })).toEqual(names)
  })

  test('a triplet is three within 5 px; in a row of four the ends have one neighbour', () => {
    const row = { x: Float64Array.of(10, 14, 18, 22, 60), y: Float64Array.of(50, 50, 50, 50, 50) }
    const flux = [5, 4, 3, 2, 1]
    const names = [...hygieneFlags(row, measured({ F555W: flux }))].map(detectionFlagNames)
    expect(names).toEqual([
      ['pair'],
      ['close_pair', 'triplet'],
      ['close_pair', 'triplet'],
      ['close_pair', 'pair'],
      [],
    ])
  })

  test('very red is said of V - I, and of no other colour', () => {
    const red = [10, 9]
    expect(flagsOf({ F555W: [1, 0.9], F814W: red })[0]).toEqual(['very_red', 'pair'])
    expect(flagsOf({ F606W: [1, 0.9], F814W: red })[0]).toEqual(['very_red', 'pair'])
    expect(flagsOf({ F438W: [1, 0.9], F814W: red })[0]).toEqual(['pair'])
    expect(flagsOf({ F555W: [1, 0.9], F775W: red })[0]).toEqual(['pair'])
  })
})
