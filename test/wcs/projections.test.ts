/** Every projection against wcslib's stored answers, and against itself. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { storedAnswers } from '../setup/golden.js'
import { expectMap, type MapAnswer } from './expect-map.js'
import { drizzled, roundTripPx, skyDistance, tpv, untold, wcsOf } from './headers.js'
import { projectionHeaders } from './projection-cases.js'

test.each(Object.entries(storedAnswers<Record<string, MapAnswer>>('wcs-projections')))(
  '%s',
  (name, answer) => expectMap(name, projectionHeaders[name], answer),
)

test('no projection is without an answer', () => {
  expect(Object.keys(storedAnswers<object>('wcs-projections'))).toEqual(
    Object.keys(projectionHeaders),
  )
})

const ofSky = fc.tuple(
  fc.double({ min: 0, max: 360, noNaN: true }),
  fc.double({ min: -89.9, max: 89.9, noNaN: true }),
)

test.each(Object.keys(projectionHeaders))('%s returns to the sky', (name) => {
  const wcs = wcsOf(projectionHeaders[name])
  const tolerance = name.startsWith('CSC') ? 0.02 : 1e-7
  fc.assert(
    fc.property(ofSky, ([ra, dec]) => {
      const { x, y } = wcs.skyToPixel(ra, dec)
      if (!(Math.hypot(x, y) < 1e4)) return
      const back = wcs.pixelToSky(x, y)
      // Beyond their divergence the conics have places that no pixel returns to.
      if (!Number.isNaN(back.ra)) expect(skyDistance(back, { ra, dec })).toBeLessThan(tolerance)
    }),
    { numRuns: 40 },
  )
})

describe('distortions of the plane', () => {
  const pixels: [number, number][] = [
    [0, 0],
    [3999, 10],
    [2000, 3999],
  ]

  test('TPV returns to its pixel', () => {
    const wcs = wcsOf(drizzled({ CTYPE1: 'RA---TPV', CTYPE2: 'DEC--TPV', ...tpv() }))
    expect(roundTripPx(wcs, pixels)).toBeLessThan(1e-6)
  })

  const types = { CTYPE1: 'RA---TNX', CTYPE2: 'DEC--TNX' }
  const tnx = (lng: string, lat: string) => {
    const [first, second] = [`wtype=tnx axtype=ra lngcor = "${lng}"`, `wtype=tnx latcor = "${lat}"`]
    const cards = first.match(/.{1,68}/g) as string[]
    const cut = Object.fromEntries(cards.map((part, i) => [`WAT1_00${i + 1}`, part.trimEnd()]))
    return wcsOf(drizzled({ ...types, ...cut, WAT2_001: second }))
  }
  const powers = '3. 3. 3. 2. -0.02 0.03 -0.04 0.05'
  const like = wcsOf(
    drizzled({
      ...{ CTYPE1: 'RA---TPV', CTYPE2: 'DEC--TPV' },
      ...{ PV1_0: 1e-4, PV1_1: 1.01, PV1_4: 0.3, PV1_2: 0.02, PV1_5: -0.2, PV1_6: 0.5 },
      ...{ PV2_0: -2e-4, PV2_1: 1.03, PV2_2: 0.01, PV2_4: 0.1 },
    }),
  )

  test('TNX of powers is TPV of the same polynomial', () => {
    const wcs = tnx(`${powers} 1e-4 0.01 0.3 0.02 -0.2 0.5`, `${powers} -2d-4 0.01 0. 0.03 0. 0.1`)
    for (const [x, y] of pixels) {
      expect(skyDistance(wcs.pixelToSky(x, y), like.pixelToSky(x, y))).toBeLessThan(1e-12)
    }
    expect(roundTripPx(wcs, pixels)).toBeLessThan(1e-6)
  })

  test.each([
    [1, 'Chebyshev', [-0.5, 0.5]],
    [2, 'Legendre', [-0.5, 1.5]],
  ] as const)('TNX of kind %i (%s) is its polynomial', (kind, _, [constant, square]) => {
    // With x from -0.05 to 0.05 its scaled u is x / 0.05. T2 = 2 u^2 - 1, P2 = 1.5 u^2 - 0.5.
    const a = kind === 1 ? 2 : square
    const b = kind === 1 ? -1 : constant
    const wcs = tnx(
      `${kind}. 3. 1. 1. -0.05 0.05 -0.05 0.05 1e-4 2e-4 3e-4`,
      '3. 1. 1. 1. 0 1 0 1 0',
    )
    const c = [1e-4 + 3e-4 * b, 2e-4 / 0.05, (3e-4 * a) / 0.0025]
    const plain = tnx(`3. 3. 1. 1. -0.05 0.05 -0.05 0.05 ${c.join(' ')}`, '3. 1. 1. 1. 0 1 0 1 0')
    for (const [x, y] of pixels) {
      expect(skyDistance(wcs.pixelToSky(x, y), plain.pixelToSky(x, y))).toBeLessThan(1e-12)
    }
  })

  test('ZPX is ZPN of its text', () => {
    const wat = 'wtype=zpx axtype=ra projp0=0. projp1=1. projp3=-30.'
    const zpx = { CTYPE1: 'RA---ZPX', CTYPE2: 'DEC--ZPX', WAT1_001: wat }
    const zpn = { CTYPE1: 'RA---ZPN', CTYPE2: 'DEC--ZPN', PV2_1: 1, PV2_3: -30 }
    const [one, other] = [wcsOf(drizzled(zpx)), wcsOf(drizzled(zpn))]
    for (const [x, y] of pixels) expect(one.pixelToSky(x, y)).toEqual(other.pixelToSky(x, y))
  })
})

test('galactic coordinates become ICRS, as in astropy', () => {
  const types = { CTYPE1: 'GLON-TAN', CTYPE2: 'GLAT-TAN' }
  const wcs = wcsOf(untold({ ...types, CRPIX1: 1, CRPIX2: 1, CRVAL1: 0, CRVAL2: 0, CDELT1: -0.01 }))
  // SkyCoord(l=0, b=0, frame='galactic').icrs of astropy 5.2
  const centre = { ra: 266.4049882865447, dec: -28.936177761791473 }
  expect(skyDistance(wcs.pixelToSky(0, 0), centre)).toBeLessThan(1e-9)
  const { x, y } = wcs.skyToPixel(centre.ra, centre.dec)
  expect(Math.hypot(x, y)).toBeLessThan(1e-6)
  expect(wcs.frame).toBe('ICRS')
  expect(wcs.notes).toEqual(['a.fits[SCI]: galactic longitude and latitude are turned to ICRS'])
})
