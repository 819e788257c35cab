/**
 * Headers of all the ways to say a tangent plane and its distortion, and how an answer is judged.
 */
import { expect } from 'vitest'
import type { Wcs } from '../../src/wcs/index.js'
import {
  drizzled,
  type Keywords,
  linear,
  roundTripPx,
  sip,
  skyDistance,
  tpv,
  untold,
  wcsOf,
} from './headers.js'

export const TOLERANCE_DEG = 1e-9

export type Pair = [number, number]

const swapped = { CTYPE1: 'DEC--TAN', CTYPE2: 'RA---TAN', CRVAL1: -54.94, CRVAL2: 64.9 }
const sipTypes = { CTYPE1: 'RA---TAN-SIP', CTYPE2: 'DEC--TAN-SIP' }

/** Forty degrees across. */
const wide = (projection: string) =>
  untold({
    ...{ CTYPE1: `RA---${projection}`, CTYPE2: `DEC--${projection}` },
    ...{ CDELT1: -0.01, CDELT2: 0.01, LONPOLE: 77 },
  })

export const variants: Record<string, Keywords> = {
  'CD, rotated': drizzled(),
  'CD, mirrored': drizzled({ CD1_1: 1e-5, CD1_2: 0, CD2_1: 0, CD2_2: 1e-5 }),
  'CD with an element left out': untold({ CD1_1: -1.1e-5, CD2_1: 3e-6, CD2_2: 1.1e-5 }),
  'CD beside CDELT and CROTA': drizzled({ CDELT1: -1e-3, CDELT2: 1e-3, CROTA2: 12 }),
  'PC and CDELT': untold({ ...linear('PC', 1, 130), CDELT1: -1.1e-5, CDELT2: 1.2e-5 }),
  'PC partly left out': untold({ PC1_2: 0.1, CDELT1: -1.1e-5, CDELT2: 1.1e-5 }),
  'CROTA2 and CDELT': untold({ CROTA2: 28, CDELT1: -1.1e-5, CDELT2: 1.4e-5 }),
  'CDELT alone': untold({ CDELT1: -1.1e-5, CDELT2: 1.1e-5 }),
  'no reference pixel': drizzled({ CRPIX1: 0, CRPIX2: 0 }),
  'north pole': drizzled({ CRVAL2: 90 }),
  'almost the north pole': drizzled({ CRVAL2: 89.999 }),
  'south pole': drizzled({ CRVAL2: -90 }),
  'almost the south pole': drizzled({ CRVAL2: -89.999 }),
  'RA just above 0': drizzled({ CRVAL1: 0.001 }),
  'RA just below 360': drizzled({ CRVAL1: 359.999 }),
  'axes swapped': drizzled(swapped),
  'axes swapped, CROTA': untold({ ...swapped, CROTA1: 28, CDELT1: 1.4e-5, CDELT2: -1.1e-5 }),
  'LONPOLE 30, LATPOLE 10': drizzled({ LONPOLE: 30, LATPOLE: 10 }),
  'LONPOLE 0': drizzled({ LONPOLE: 0 }),
  'LONPOLE 180 at the pole': drizzled({ CRVAL2: 90, LONPOLE: 180 }),
  'SIN, wide': wide('SIN'),
  ...Object.fromEntries(
    ['SIN', 'STG', 'ARC', 'ZEA'].map((projection) => [
      `${projection}, turned`,
      drizzled({ CTYPE1: `RA---${projection}`, CTYPE2: `DEC--${projection}` }),
    ]),
  ),
  'STG, wide': wide('STG'),
  'ARC, wide': wide('ARC'),
  'ZEA, wide': wide('ZEA'),
  'SIP of order 2': drizzled({ ...sipTypes, ...sip(2) }),
  'SIP of order 3': drizzled({ ...sipTypes, ...sip(3) }),
  'SIP of order 4': drizzled({ ...sipTypes, ...sip(4) }),
  'SIP of order 5': drizzled({ ...sipTypes, ...sip(5) }),
  'SIP with terms of order 0 and 1': drizzled({ ...sipTypes, ...sip(3), A_0_0: 0.5, B_0_1: 1e-3 }),
  'SIP without the suffix': drizzled(sip(3)),
  'the suffix without SIP': drizzled(sipTypes),
  'SIP, axes swapped': drizzled({ ...swapped, ...sip(4) }),
  TPV: drizzled({ CTYPE1: 'RA---TPV', CTYPE2: 'DEC--TPV', ...tpv() }),
  'FK5 by its equinox': drizzled({ EQUINOX: 2000 }),
  'FK4 by its equinox': drizzled({ EQUINOX: 1950 }),
  'FK5 by the retired RADECSYS': drizzled({ RADECSYS: 'FK5' }),
}

export interface Answer {
  sky: Pair[]
  scaleArcsec: number
  frame: string
}

export function expectAnswer(wcs: Wcs, pixels: Pair[], { sky, scaleArcsec }: Answer): void {
  expect(worstDeg(wcs, pixels, sky)).toBeLessThan(TOLERANCE_DEG)
  const back = sky.map(([ra, dec]) => wcs.skyToPixel(ra, dec))
  const worst = Math.max(
    ...back.map(({ x, y }, i) => Math.hypot(x - pixels[i][0], y - pixels[i][1])),
  )
  expect(worst).toBeLessThan(1e-6)
  expect(wcs.scaleArcsec / scaleArcsec).toBeCloseTo(1, 12)
}

export function worstDeg(wcs: Wcs, pixels: Pair[], sky: Pair[]): number {
  return Math.max(
    ...pixels.map(([x, y], i) =>
      skyDistance(wcs.pixelToSky(x, y), { ra: sky[i][0], dec: sky[i][1] }),
    ),
  )
}

/** The corners, the edges' middles and places in between. */
export function grid(width: number, height: number): Pair[] {
  const parts = [0, 0.13, 0.5, 0.77, 1]
  return parts.flatMap((u) => parts.map((v): Pair => [u * (width - 1), v * (height - 1)]))
}

/** Where the variants are asked. */
export const PIXELS = grid(4000, 4000)

export function expectVariant(name: string, answer: Answer): void {
  const wcs = wcsOf(variants[name])
  expectAnswer(wcs, PIXELS, answer)
  expect(wcs.frame).toBe(answer.frame || 'ICRS')
  expect(roundTripPx(wcs, PIXELS)).toBeLessThan(1e-6)
}
