import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { findHdu, readHdus } from '../../src/fits/index.js'
import { cornersOf, gridDifferencePx, readWcs, type Wcs } from '../../src/wcs/index.js'
import { hasShared, sharedPath } from '../setup/peers.js'
import { drizzled, linear, untold, wcsOf } from './headers.js'

test('corners are the centres of the corner pixels', () => {
  const wcs = wcsOf(drizzled())
  expect(cornersOf(wcs, 520, 548)).toEqual([
    wcs.pixelToSky(0, 0),
    wcs.pixelToSky(519, 0),
    wcs.pixelToSky(519, 547),
    wcs.pixelToSky(0, 547),
  ])
})

test('a header is on its own grid', () => {
  const wcs = wcsOf(drizzled())
  expect(gridDifferencePx(wcs, wcs, 4000, 4000)).toBeLessThan(1e-6)
})

test('a shift by pixels is that many pixels', () => {
  const shifted = wcsOf(drizzled({ CRPIX1: 2003.5, CRPIX2: 1986.25 }))
  expect(gridDifferencePx(wcsOf(drizzled()), shifted, 4000, 4000)).toBeCloseTo(5, 4)
})

test('one grid in two spellings makes no difference', () => {
  const scale = { CDELT1: -0.04 / 3600, CDELT2: 0.04 / 3600 }
  const spelled = wcsOf(untold({ ...linear('PC', 1, 35), ...scale }))
  expect(gridDifferencePx(wcsOf(drizzled()), spelled, 4000, 4000)).toBeLessThan(1e-6)
})

test('a turn and a scale show in the far corner', () => {
  const turned = wcsOf(untold(linear('CD', 0.04, 35.01)))
  const far = Math.hypot(2000.5 - 1, 4000 - 1990.25)
  const expected = (far * 0.01 * Math.PI) / 180
  expect(gridDifferencePx(wcsOf(drizzled()), turned, 4000, 4000)).toBeCloseTo(expected, 2)
  const larger = wcsOf(untold(linear('CD', 0.04004, 35)))
  expect(gridDifferencePx(wcsOf(drizzled()), larger, 4000, 4000)).toBeCloseTo(far * 0.001, 2)
})

test('the other side of the sky is infinitely far', () => {
  const far = wcsOf(drizzled({ CRVAL1: 64.9 + 180, CRVAL2: 54.94 }))
  expect(gridDifferencePx(wcsOf(drizzled()), far, 4000, 4000)).toBe(Number.POSITIVE_INFINITY)
})

test.skipIf(!hasShared('hst'))('three bands of Hubble are on one grid to 0.07 px', async () => {
  const [f475w, f625w, f814w] = await Promise.all(['10', '20', '30'].map(bandOfHubble))
  // CRVAL differs by 0.50 and 0.75 microdegrees of right ascension; a pixel has 11.0 microdegrees.
  expect(gridDifferencePx(f475w, f625w, 520, 548)).toBeCloseTo(0.0463, 3)
  expect(gridDifferencePx(f475w, f814w, 520, 548)).toBeCloseTo(0.0726, 3)
})

async function bandOfHubble(number: string): Promise<Wcs> {
  const file = sharedPath('hst', `iebc170${number}_drz.fits`)
  const hdus = await readHdus(memorySource(readFileSync(file), file))
  return readWcs(findHdu(hdus, 'SCI').header, file) as Wcs
}
