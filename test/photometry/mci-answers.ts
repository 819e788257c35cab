/** The multi-scale concentration index of a made field, held against photutils and numpy. */
import { expect } from 'vitest'
import { rowsInMemory } from '../../src/detect/index.js'
import { imageHdu } from '../../src/fits/index.js'
import { addSource, hubblePsf } from '../../src/light/index.js'
import { fieldStars } from '../../src/photometry/field-stars.js'
import {
  FIDUCIALS,
  type FieldBand,
  type MultiScaleConcentration,
  measureField,
} from '../../src/photometry/index.js'
import { Random } from '../../src/random.js'

const SIDE = 400

/** Stars and clusters of 0.5 to 4 px with noise; the last places are at the edge, or of others. */
export async function madeMci() {
  const random = new Random(11)
  const pixels = new Float32Array(SIDE * SIDE)
  const tile = { x0: 0, y0: 0, width: SIDE, height: SIDE, pixels }
  const places = { x: [] as number[], y: [] as number[] }
  const psf = hubblePsf('WFC3/UVIS', 'F555W')
  for (let k = 0; k < 100; k++) {
    const [x, y] = [20, 20].map((at, axis) => {
      const step = 40 * (axis === 0 ? k % 10 : Math.floor(k / 10))
      return at + step + random.uniform()
    })
    const size = { rEffPx: 0.5 * 8 ** random.uniform(), gamma: random.between(2.2, 4) }
    const form = { truncation: 10, q: random.between(0.6, 1), angleDeg: random.between(0, 180) }
    const shape =
      k % 2 === 0 ? ({ kind: 'point' } as const) : { kind: 'eff' as const, ...size, ...form }
    addSource(tile, { x, y, flux: 3 * 20 ** random.uniform(), shape }, psf, 5e-4)
    places.x.push(x)
    places.y.push(y)
  }
  places.x.push(1.2, 3, 40, 80)
  places.y.push(200, 60, 40, 80)
  for (let i = 0; i < pixels.length; i++) pixels[i] += 0.05 + 0.01 * random.normal()
  const headers = [new Map(Object.entries({ EXPTIME: 1000 }))]
  const named = { filter: 'F555W', instrument: 'WFC3/UVIS', file: 'a.fits', headers }
  const field = { ...named, ...rowsInMemory(SIDE, SIDE, pixels) } as FieldBand
  const { bands, mci } = await measureField([field], places, { noise: 'white' })
  const { starCi, clusterMag } = FIDUCIALS['WFC3/UVIS F555W']
  const stars = fieldStars(places, bands[0], starCi)
  const image = imageHdu({ axes: [SIDE, SIDE], values: pixels, primary: true })
  return { image, asked: { hdu: 0, ...places, stars, fiducial: clusterMag }, mci: mci! }
}

export interface MciAnswers {
  readonly inner: readonly (number | null)[]
  readonly outer: readonly (number | null)[]
}

/** @returns the largest difference */
export function expectMci(
  { inner, outer }: MultiScaleConcentration,
  { inner: peerInner, outer: peerOuter }: MciAnswers,
): number {
  let [most, n] = [0, 0]
  const pairs = [
    [inner.value, peerInner],
    [outer.value, peerOuter],
  ] as const
  for (const [ours, theirs] of pairs) {
    expect(ours).toHaveLength(theirs.length)
    for (const [row, value] of theirs.entries()) {
      expect(Number.isNaN(ours[row]), `row ${row}`).toBe(value === null)
      if (value === null) continue
      most = Math.max(most, Math.abs(ours[row] - value))
      n++
    }
  }
  expect(n).toBeGreaterThan(199)
  expect(most).toBeLessThan(1e-6)
  return most
}
