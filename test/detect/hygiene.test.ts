/** Flags of pairs, very red stars, and what lies near saturated sources. */
import { expect, test } from 'vitest'
import { detectionFlagNames, findCandidates, rowsInMemory } from '../../src/detect/index.js'
import type { FieldBand } from '../../src/photometry/index.js'
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
    ...[[], ['close_pair'], ['very_red'], ['saturated'], ['near_saturated'], []],
  ])
})
