/** What readWcs does not answer: undefined where there is no WCS, an error that names the rest. */
import { expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import { readWcs } from '../../src/wcs/index.js'
import { drizzled, type Keywords, sip, untold, wcsOf } from './headers.js'

test.each<[string, Keywords]>([
  ['an empty header', {}],
  ['one axis', { CTYPE1: 'RA---TAN' }],
  ['blank types', { CTYPE1: '', CTYPE2: ' ' }],
  ['a spectrum', { CTYPE1: 'WAVE', CTYPE2: 'DEC--TAN' }],
  ['galactic coordinates', { CTYPE1: 'GLON-TAN', CTYPE2: 'GLAT-TAN' }],
])('%s has no celestial WCS', (_, keywords) => {
  expect(readWcs(new Map(Object.entries(keywords)), 'a.fits')).toBeUndefined()
})

const types = (first: string, second: string) => ({ CTYPE1: first, CTYPE2: second })

test.each<[string, Keywords, string]>([
  [
    'another projection',
    drizzled(types('RA---AIT', 'DEC--AIT')),
    'unsupported projection: expected RA and DEC in one of TAN, SIN, STG, ARC, ZEA, ' +
      'with or without -SIP, got RA---AIT, DEC--AIT; ' +
      'resample the image, e.g. with AstroDrizzle or reproject',
  ],
  ['two projections', drizzled(types('RA---TAN', 'DEC--SIN')), 'got RA---TAN, DEC--SIN'],
  ['no projection', drizzled(types('RA', 'DEC')), 'unsupported projection'],
  ['an object key', drizzled(types('RA---constructor', 'DEC--constructor')), 'unsupported'],
  [
    'TPV',
    drizzled(types('RA---TPV', 'DEC--TPV')),
    'distortion PV of TPV is not supported: expected no distortion or SIP; ' +
      'use a drizzled mosaic (_drz or _drc), which has none',
  ],
  ['IRAF polynomials', drizzled(types('RA---TNX', 'DEC--TNX')), 'distortion TNX is not supported'],
  ['SCAMP polynomials', drizzled({ PV1_5: 0.1 }), 'distortion PV1_5 is not supported'],
  ['a lookup table', drizzled({ CPDIS1: 'LOOKUP' }), 'distortion LOOKUP of CPDIS1 is not'],
  ['a detector table', drizzled({ D2IMDIS2: 'LOOKUP' }), 'distortion LOOKUP of D2IMDIS2 is not'],
  ['another unit', drizzled({ CUNIT2: 'arcsec' }), 'unsupported CUNIT2: expected deg, got arcsec'],
  [
    'half a distortion',
    drizzled({ A_ORDER: 2 }),
    'one half of a SIP distortion is missing: expected A_ORDER and B_ORDER, got only A_ORDER; ' +
      'restore the missing coefficients, or remove all of them',
  ],
  ['half an inverse', drizzled({ ...sip(2), BP_ORDER: 2 }), 'got only BP_ORDER'],
  ['a broken order', drizzled({ A_ORDER: 2.5, B_ORDER: 2 }), 'invalid A_ORDER: expected an'],
  ['an order too high', drizzled({ A_ORDER: 10, B_ORDER: 2 }), 'an integer of 0 to 9, got 10'],
  ['a row of zeros', drizzled({ CD1_1: 0, CD1_2: 0 }), 'the coordinate matrix is singular'],
  ['one row', untold({ CD1_1: 1e-5, CD1_2: 1e-5 }), 'the coordinate matrix is singular'],
  ['parallel rows', untold({ CD1_1: 1e-5, CD1_2: 2e-5, CD2_1: 3e-5, CD2_2: 6e-5 }), 'singular'],
  ['no pixel size', untold({ CDELT1: 0, CDELT2: 1 }), 'the coordinate matrix is singular'],
  ['CD and PC', drizzled({ PC1_1: 1 }), 'the coordinate matrix is given twice: expected CDi_j, or'],
  ['two rotations', untold({ CROTA1: 3, CROTA2: 4 }), '3 on right ascension, 4 on declination'],
  ['a lost rotation', untold({ CROTA1: 3 }), '3 on right ascension, none on declination'],
  ['a place off the sky', drizzled({ CRVAL2: 95 }), 'invalid declination of the reference point'],
  [
    'text for a number',
    drizzled({ CRPIX1: '260.0' }),
    "invalid CRPIX1: expected a number, got '26",
  ],
  [
    'NaN for a number',
    drizzled({ CD1_1: Number.NaN }),
    'invalid CD1_1: expected a number, got NaN',
  ],
])('%s is refused', (_, keywords, message) => {
  const read = () => wcsOf(keywords, 'a_flt.fits[SCI]')
  expect(read).toThrow(InputError)
  expect(read).toThrow(`a_flt.fits[SCI]: `)
  expect(read).toThrow(message)
})

test('what restates the default is not refused', () => {
  const wcs = wcsOf(drizzled({ PV2_1: 0, PV2_2: 0, CUNIT1: 'deg', CPDIS1: '', LATPOLE: -54.94 }))
  expect(wcs.pixelToSky(10, 20)).toEqual(wcsOf(drizzled()).pixelToSky(10, 20))
})

test('integers of any kind are numbers', () => {
  const header = new Map<string, unknown>(Object.entries(drizzled()))
  header.set('CRPIX1', 2000n)
  expect(readWcs(header, 'a.fits')?.pixelToSky(1999, 1989.25).ra).toBeCloseTo(64.9, 12)
})
