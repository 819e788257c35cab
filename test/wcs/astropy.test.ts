/**
 * Against astropy: its stored answers (shared/data/wcs/reference.json, astropy 8) and its live ones
 * (test/reference/wcs_headers.py).
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { findHdu, readHdus } from '../../src/fits/index.js'
import { readWcs, type Wcs } from '../../src/wcs/index.js'
import { hasPython, hasShared, runPython, sharedPath } from '../setup/peers.js'
import {
  drizzled,
  type Keywords,
  linear,
  roundTripPx,
  sharedHeader,
  sip,
  skyDistance,
  untold,
  wcsOf,
} from './headers.js'

const TOLERANCE_DEG = 1e-9

type Pair = [number, number]

describe.skipIf(!hasShared('wcs'))('stored answers', () => {
  const reference: Record<string, { pix0: Pair[]; world: Pair[] }> = hasShared('wcs')
    ? JSON.parse(readFileSync(sharedPath('wcs', 'reference.json'), 'utf8'))
    : {}

  test.each(['TAN', 'SIN', 'STG', 'ARC', 'ZEA'])('%s', (projection) => {
    const name = `1904-66_${projection}.hdr`
    const wcs = readWcs(sharedHeader(name), name) as Wcs
    expect(worstDeg(wcs, reference[name].pix0, reference[name].world)).toBeLessThan(TOLERANCE_DEG)
    expect(roundTripPx(wcs, grid(192, 192))).toBeLessThan(1e-6)
  })

  test('TAN with SIP', () => {
    const { pix0, world } = reference['siponly.hdr']
    const wcs = readWcs(sharedHeader('siponly.hdr'), 'siponly.hdr') as Wcs
    expect(wcs.isSip).toBe(true)
    expect(worstDeg(wcs, pix0, world)).toBeLessThan(TOLERANCE_DEG)
    expect(roundTripPx(wcs, grid(2048, 2048))).toBeLessThan(1e-6)
  })

  test('the projections that are not computed are refused by name', () => {
    const read = (name: string) => () => readWcs(sharedHeader(name), name)
    expect(read('tpvonly.hdr')).toThrow(/tpvonly\.hdr: distortion PV of TPV is not supported/)
    expect(read('1904-66_CAR.hdr')).toThrow(/unsupported projection.*got RA---CAR, DEC--CAR/)
  })
})

const swapped = { CTYPE1: 'DEC--TAN', CTYPE2: 'RA---TAN', CRVAL1: -54.94, CRVAL2: 64.9 }
const sipTypes = { CTYPE1: 'RA---TAN-SIP', CTYPE2: 'DEC--TAN-SIP' }

const variants: Record<string, Keywords> = {
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
  'SIN, wide': untold({
    CTYPE1: 'RA---SIN',
    CTYPE2: 'DEC--SIN',
    CDELT1: -0.01,
    CDELT2: 0.01,
    LONPOLE: 77,
  }),
  'SIP of order 2': drizzled({ ...sipTypes, ...sip(2) }),
  'SIP of order 3': drizzled({ ...sipTypes, ...sip(3) }),
  'SIP of order 4': drizzled({ ...sipTypes, ...sip(4) }),
  'SIP of order 5': drizzled({ ...sipTypes, ...sip(5) }),
  'SIP with terms of order 0 and 1': drizzled({ ...sipTypes, ...sip(3), A_0_0: 0.5, B_0_1: 1e-3 }),
  'SIP without the suffix': drizzled(sip(3)),
  'the suffix without SIP': drizzled(sipTypes),
  'SIP, axes swapped': drizzled({ ...swapped, ...sip(4) }),
  'FK5 by its equinox': drizzled({ EQUINOX: 2000 }),
  'FK4 by its equinox': drizzled({ EQUINOX: 1950 }),
  'FK5 by the retired RADECSYS': drizzled({ RADECSYS: 'FK5' }),
}

interface Answer {
  sky: Pair[]
  scaleArcsec: number
  frame: string
}

describe.skipIf(!hasPython('astropy'))('live answers', () => {
  const names = Object.keys(variants)
  const pixels = grid(4000, 4000)
  const cases = names.map((name) => ({ header: variants[name], pixels }))
  const answers = hasPython('astropy') ? ask(cases) : []

  test.each(names.map((name, i) => [name, i] as const))('%s', (name, i) => {
    const wcs = wcsOf(variants[name])
    expectAnswer(wcs, pixels, answers[i])
    expect(wcs.frame).toBe(answers[i].frame || 'ICRS')
    expect(roundTripPx(wcs, pixels)).toBeLessThan(1e-6)
  })

  test.skipIf(!hasShared('hst'))('drizzled images of Hubble', async () => {
    const files = ['iebc17010', 'iebc17020', 'iebc17030'].map((n) =>
      sharedPath('hst', `${n}_drz.fits`),
    )
    const inside = grid(520, 548)
    const told = ask(files.map((file) => ({ file, extension: 1, pixels: inside })))
    for (const [i, file] of files.entries()) {
      const hdus = await readHdus(memorySource(readFileSync(file), file))
      const wcs = readWcs(findHdu(hdus, 'SCI').header, file) as Wcs
      expectAnswer(wcs, inside, told[i])
      expect(roundTripPx(wcs, inside)).toBeLessThan(1e-6)
      expect(wcs.frame).toBe('ICRS')
      expect(wcs.rotation).toBeCloseTo(-42.80185745232692, 9) // ORIENTAT of the header
    }
  })
})

function ask(cases: object[]): Answer[] {
  return JSON.parse(runPython('wcs_headers.py', JSON.stringify(cases)))
}

function expectAnswer(wcs: Wcs, pixels: Pair[], { sky, scaleArcsec }: Answer): void {
  expect(worstDeg(wcs, pixels, sky)).toBeLessThan(TOLERANCE_DEG)
  const back = sky.map(([ra, dec]) => wcs.skyToPixel(ra, dec))
  const worst = Math.max(
    ...back.map(({ x, y }, i) => Math.hypot(x - pixels[i][0], y - pixels[i][1])),
  )
  expect(worst).toBeLessThan(1e-6)
  expect(wcs.scaleArcsec / scaleArcsec).toBeCloseTo(1, 12)
}

function worstDeg(wcs: Wcs, pixels: Pair[], sky: Pair[]): number {
  return Math.max(
    ...pixels.map(([x, y], i) =>
      skyDistance(wcs.pixelToSky(x, y), { ra: sky[i][0], dec: sky[i][1] }),
    ),
  )
}

/** The corners, the edges' middles and places in between. */
function grid(width: number, height: number): Pair[] {
  const parts = [0, 0.13, 0.5, 0.77, 1]
  return parts.flatMap((u) => parts.map((v): Pair => [u * (width - 1), v * (height - 1)]))
}
