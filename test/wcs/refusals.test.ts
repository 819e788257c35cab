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
  ['ecliptic coordinates', { CTYPE1: 'ELON-TAN', CTYPE2: 'ELAT-TAN' }],
  ['axes of two systems', { CTYPE1: 'RA---TAN', CTYPE2: 'GLAT-TAN' }],
])('%s has no celestial WCS', (_, keywords) => {
  expect(readWcs(new Map(Object.entries(keywords)), 'a.fits')).toBeUndefined()
})

const zenithal = (code: string, more: Keywords) =>
  drizzled({ ...types(`RA---${code}`, `DEC--${code}`), ...more })
const iraf = (surface: string) =>
  drizzled({ ...types('RA---TNX', 'DEC--TNX'), WAT1_001: `wtype=tnx axtype=ra lngcor=${surface}` })

const types = (first: string, second: string) => ({ CTYPE1: first, CTYPE2: second })

test.each<[string, Keywords, string]>([
  [
    'another projection',
    drizzled(types('RA---XPH', 'DEC--XPH')),
    'unsupported projection: expected RA and DEC, or GLON and GLAT, in one of TAN, SIN, STG,',
  ],
  ['two projections', drizzled(types('RA---TAN', 'DEC--SIN')), 'got RA---TAN, DEC--SIN'],
  ['no projection', drizzled(types('RA', 'DEC')), 'unsupported projection'],
  ['an object key', drizzled(types('RA---constructor', 'DEC--constructor')), 'unsupported'],
  [
    'TPV',
    drizzled(types('RA---TPV', 'DEC--TPV')),
    'TPV without PV1_1: expected the linear coefficient PV1_1, which most often is near 1; ',
  ],
  ['a polynomial of IRAF that is cut', iraf('"3. 3. 3. 2. -1. 1. -1. 1. 0.1"'), 'got 1; correct'],
  [
    'an unknown surface of IRAF',
    iraf('"4. 1. 1. 1. -1. 1. -1. 1. 0.1"'),
    'of kind 1, 2 or 3, got 4',
  ],
  ['no numbers of IRAF', iraf('"3. 1. 1. 1. a 1. -1. 1. 0.1"'), 'lngcor in WAT1_001: expected num'],
  ['an order of IRAF', iraf('"3. 1e9 1. 1. -1. 1. -1. 1. 0.1"'), 'orders from 1, got 1000000000'],
  ['a distortion of plates', drizzled(types('RA---DSS', 'DEC--DSS')), 'distortion DSS is not'],
  [
    'a ZPN that falls',
    zenithal('ZPN', { PV2_1: -1 }),
    'PV2_1 gives no projection: expected a poly',
  ],
  ['a ZPN of nothing', zenithal('ZPN', {}), 'PV2_1 gives no projection'],
  ['a conic without its parallel', zenithal('COE', {}), 'PV2_1 gives no projection: expected a la'],
  ['a conic of the equator', zenithal('COD', { PV2_1: 0 }), 'PV2_1 gives no projection'],
  ['a flat AZP', zenithal('AZP', { PV2_1: -1 }), 'PV2_1 gives no projection'],
  ['a CEA out of range', zenithal('CEA', { PV2_1: 2 }), 'expected above 0, at most 1, got 2'],
  ['a moved plane of HPX', zenithal('HPX', { PV1_0: 1 }), 'a plane of HPX that is moved (PV1_0)'],
  ['half a facet', zenithal('HPX', { PV2_1: 2.5 }), 'expected a whole number from 1, got 2.5'],
  ['no place of the pole', zenithal('CAR', { LONPOLE: 100 }), 'fit no place of the pole'],
  ['PV that is not a number', zenithal('ZPN', { PV2_1: Number.NaN }), 'invalid PV2_1'],
  ['a longitude without digits', drizzled({ CRVAL1: 1e18 }), 'invalid longitude of the reference'],
  [
    'a TPV of declination first',
    drizzled(types('DEC--TPV', 'RA---TPV')),
    'declination as the first',
  ],
  ['an old table', drizzled({ AXISCORR: 1 }), 'distortion AXISCORR is not supported'],
  ['SCAMP polynomials', drizzled({ PV1_5: 0.1 }), 'distortion PV1_5 is not supported'],
  ['a lookup table', drizzled({ CPDIS1: 'LOOKUP' }), 'distortion LOOKUP of CPDIS1 cannot'],
  ['a detector table', drizzled({ D2IMDIS2: 'LOOKUP' }), 'distortion LOOKUP of D2IMDIS2 cannot'],
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
