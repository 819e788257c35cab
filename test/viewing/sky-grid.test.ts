/** The grid of the sky against the WCS that it was taken from. */
import { expect, test } from 'vitest'
import { compassAt, skyAt, skyGridOf } from '../../src/viewing/index.js'
import { degreesApart, readWcs } from '../../src/wcs/index.js'

const SIDE = 20_000
const MAS = 1 / 3_600_000

/** A TAN of 0.04 arcsec, turned by an angle, about a place of the sky. */
function tan(ra: number, dec: number, angle: number, more: Record<string, unknown> = {}) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)].map((part) => (0.04 / 3600) * part)
  const cards = { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: ra, CRVAL2: dec }
  const matrix = { CD1_1: -c, CD1_2: s, CD2_1: s, CD2_2: c, CRPIX1: SIDE / 2, CRPIX2: SIDE / 2 }
  return readWcs(new Map(Object.entries({ ...cards, ...matrix, ...more })), 'made up')!
}

test.each([
  [150, 2, 0.3],
  [0.01, -60, 2],
  [10, 89.95, 0],
])('a mosaic of 20,000 px at ra %d, dec %d: within 0.001 mas', (ra, dec, angle) => {
  const wcs = tan(ra, dec, angle)
  const grid = skyGridOf(wcs, SIDE, SIDE)!
  for (let k = 0; k < 200; k++) {
    const [x, y] = [(k * 7919) % SIDE, (k * 104_729 + 0.3) % SIDE]
    expect(degreesApart(skyAt(grid, x, y), wcs.pixelToSky(x, y))).toBeLessThan(0.001 * MAS)
  }
})

test('with SIP of some pixels at the edge: within a tenth of a pixel', () => {
  const sip = { CTYPE1: 'RA---TAN-SIP', CTYPE2: 'DEC--TAN-SIP', A_ORDER: 2, B_ORDER: 2 }
  const wcs = tan(150, 2, 1, { ...sip, A_2_0: 1e-7, B_1_1: -1e-7 })
  const grid = skyGridOf(wcs, SIDE, SIDE)!
  const apart = degreesApart(skyAt(grid, 1234.5, 17_000), wcs.pixelToSky(1234.5, 17_000))
  expect(apart).toBeLessThan((0.1 * 0.04) / 3600)
})

test('north and east are where the WCS goes', () => {
  const wcs = tan(359.99999, -60, 0.7)
  const compass = compassAt(skyGridOf(wcs, SIDE, SIDE)!, 500, 900)!
  const { ra, dec } = wcs.pixelToSky(500, 900)
  const north = wcs.skyToPixel(ra, dec + 1e-4)
  const east = wcs.skyToPixel(ra + 1e-4, dec)
  for (const [at, [dx, dy]] of [[north, compass.north] as const, [east, compass.east] as const]) {
    expect(Math.atan2(at.y - 900, at.x - 500)).toBeCloseTo(Math.atan2(dy, dx), 3)
  }
})

test('a map of the whole sky, and one with holes, have no grid', () => {
  const lon = (x: number) => ({ ra: x / 10, dec: 0 })
  expect(skyGridOf({ pixelToSky: lon }, 3600, 10)).toBeUndefined()
  const holes = { pixelToSky: (x: number) => ({ ra: x > 5 ? Number.NaN : 1, dec: 2 }) }
  expect(skyGridOf(holes, 10, 10)).toBeUndefined()
})
