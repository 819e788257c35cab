import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { bandOfHeaders, nominalWavelengthNm } from '../../src/catalog/bands.js'
import { InputError } from '../../src/errors.js'
import { findHdu, readHdus } from '../../src/fits/index.js'
import { hasShared, sharedPath } from '../setup/peers.js'

type Keywords = Record<string, unknown>

const headers = (...all: Keywords[]) => all.map((keywords) => new Map(Object.entries(keywords)))
const bandOf = (...all: Keywords[]) => bandOfHeaders(headers(...all), 'a_drc.fits')

describe('bandOfHeaders', () => {
  test.each<[string, Keywords, string, string]>([
    ['WFC3/UVIS', { INSTRUME: 'WFC3', DETECTOR: 'UVIS', FILTER: 'F275W' }, 'F275W', 'WFC3/UVIS'],
    ['WFC3/IR', { INSTRUME: 'WFC3', DETECTOR: 'IR', FILTER: 'F160W' }, 'F160W', 'WFC3/IR'],
    [
      'ACS with the second wheel',
      { INSTRUME: 'ACS', DETECTOR: 'WFC', FILTER1: 'CLEAR1L', FILTER2: 'F814W' },
      'F814W',
      'ACS/WFC',
    ],
    [
      'ACS with the first wheel',
      { INSTRUME: 'ACS', DETECTOR: 'WFC', FILTER1: 'F606W', FILTER2: 'CLEAR2L' },
      'F606W',
      'ACS/WFC',
    ],
    [
      'WFPC2, whose FILTER1 and DETECTOR are numbers',
      { INSTRUME: 'WFPC2', DETECTOR: 3, FILTNAM1: 'F555W', FILTNAM2: '', FILTER1: 51, FILTER2: 0 },
      'F555W',
      'WFPC2',
    ],
    ['a product with both wheels', { FILTER: 'CLEAR1L;F814W', INSTRUME: 'ACS' }, 'F814W', 'ACS'],
    [
      'one filter told twice',
      { FILTER: 'F814W', FILTER1: 'CLEAR1L', FILTER2: 'F814W' },
      'F814W',
      '',
    ],
    ['lower case and blanks', { FILTER: ' f555w  ', INSTRUME: 'wfc3 ' }, 'F555W', 'WFC3'],
    [
      'an instrument told whole',
      { FILTER: 'F555W', INSTRUME: 'ACS/WFC', DETECTOR: 'WFC' },
      'F555W',
      'ACS/WFC',
    ],
    ['a camera before the filter', { FILTER: 'WFC3/UVIS F555W' }, 'F555W', ''],
    ['joined by low lines', { FILTER: 'hst_acs_wfc_f814w' }, 'F814W', ''],
    ['the other order', { FILTER: 'F814W;CLEAR2L', INSTRUME: 'ACS' }, 'F814W', 'ACS'],
    ['the same twice in one', { FILTER: 'F814W, f814w' }, 'F814W', ''],
    ['NIRCam', { FILTER: 'F200W', PUPIL: 'CLEAR', INSTRUME: 'NIRCAM' }, 'F200W', 'NIRCAM'],
    [
      'NIRCam, a filter in the pupil wheel',
      { FILTER: 'F444W', PUPIL: 'F405N', INSTRUME: 'NIRCAM', DETECTOR: 'NRCALONG' },
      'F405N',
      'NIRCAM/NRCALONG',
    ],
    ['NIRISS', { FILTER: 'CLEAR', PUPIL: 'F090W', INSTRUME: 'NIRISS' }, 'F090W', 'NIRISS'],
    ['a very wide filter', { FILTER: 'F150W2', PUPIL: 'CLEAR' }, 'F150W2', ''],
    ['MIRI', { FILTER: 'F1000W', INSTRUME: 'MIRI' }, 'F1000W', 'MIRI'],
    ['a quadrant filter', { FILTER: 'FQ508N' }, 'FQ508N', ''],
    ['four digits', { FILTNAM1: 'F1042M', INSTRUME: 'WFPC2' }, 'F1042M', 'WFPC2'],
  ])('%s', (_, keywords, filter, instrument) => {
    expect(bandOf(keywords)).toEqual({ filter, instrument })
  })

  test('the primary header answers what the science extension does not', () => {
    const primary = { INSTRUME: 'ACS', DETECTOR: 'WFC', FILTER1: 'F435W', FILTER2: 'CLEAR2L' }
    expect(bandOf({ CTYPE1: 'RA---TAN' }, primary)).toEqual({
      filter: 'F435W',
      instrument: 'ACS/WFC',
    })
    expect(bandOf({ FILTER: 'F555W' }, primary)).toEqual({ filter: 'F555W', instrument: 'ACS/WFC' })
    expect(bandOf({ FILTER: 'CLEAR' }, primary).filter).toBe('F435W')
  })

  test.each<[string, Keywords, string]>([
    [
      'two wheels',
      { FILTER1: 'F606W', FILTER2: 'F892N' },
      "crossed filters: expected one filter, e.g. F555W, got FILTER1 = 'F606W', FILTER2 = 'F892N'",
    ],
    [
      'two in one',
      { FILTER: 'F555W;F606W' },
      "crossed filters: expected one filter, e.g. F555W, got FILTER = 'F555W;F606W'",
    ],
    [
      'several bands',
      { FILTER: 'MULTI' },
      "not a filter of one band: expected one filter, e.g. F555W, got FILTER = 'MULTI'",
    ],
    ['a range', { FILTER: 'F555W-F814W' }, "got FILTER = 'F555W-F814W'"],
    ['a detection image', { FILTER: 'detection' }, "got FILTER = 'DETECTION'"],
    [
      'a polariser',
      { FILTER1: 'F606W', FILTER2: 'POL0V' },
      "got FILTER1 = 'F606W', FILTER2 = 'POL0V'",
    ],
    ['a filter and a word', { FILTER: 'F555W total' }, "got FILTER = 'F555W TOTAL'"],
    ['a camera alone', { FILTER: 'WFC3' }, "got FILTER = 'WFC3'"],
    ['a grism', { FILTER: 'G280' }, "got FILTER = 'G280'"],
  ])('%s is refused', (_, keywords, message) => {
    expect(() => bandOf(keywords)).toThrow(InputError)
    expect(() => bandOf(keywords)).toThrow(`a_drc.fits: `)
    expect(() => bandOf(keywords)).toThrow(message)
  })

  test('no filter names what was looked at and never reads the file name', () => {
    expect(() => bandOfHeaders(headers({}, {}), 'm51_f555w_drc.fits')).toThrow(
      'm51_f555w_drc.fits: no filter in the headers: ' +
        'expected one of FILTER, FILTER1, FILTER2, FILTNAM1, FILTNAM2, got none of them; ' +
        "add a FILTER keyword to the header, e.g. FILTER = 'F555W'",
    )
    expect(() => bandOf({ FILTER1: 'CLEAR1L', FILTER2: 'CLEAR2L' })).toThrow(
      "got FILTER1 = 'CLEAR1L', FILTER2 = 'CLEAR2L'",
    )
  })

  test.skipIf(!hasShared('hst')).each([
    ['iebc17010', 'F475W'],
    ['iebc17020', 'F625W'],
    ['iebc17030', 'F814W'],
  ])('%s of Hubble', async (name, filter) => {
    const file = sharedPath('hst', `${name}_drz.fits`)
    const hdus = await readHdus(memorySource(readFileSync(file), file))
    const found = bandOfHeaders([findHdu(hdus, 'SCI').header, hdus[0].header], file)
    expect(found).toEqual({ filter, instrument: 'WFC3/UVIS' })
  })
})

describe('nominalWavelengthNm', () => {
  test.each([
    ['F275W', 'WFC3/UVIS', 275],
    ['F814W', 'ACS/WFC', 814],
    ['FQ508N', 'WFC3/UVIS', 508],
    ['F850LP', 'ACS/WFC', 850],
    ['F475X', 'WFC3/UVIS', 475],
    ['F160BW', 'WFPC2', 160],
    ['F1042M', 'WFPC2', 1042],
    ['F110W', 'WFC3/IR', 1100],
    ['F098M', 'WFC3/IR', 980],
    ['F187N', 'NICMOS/2', 1870],
    ['F200W', 'NIRCAM/NRCA1', 2000],
    ['F150W2', 'NIRCAM', 1500],
    ['F1000W', 'MIRI', 10000],
    ['F555W', '', 555],
    ['CLEAR', 'ACS/WFC', undefined],
  ])('%s of %s', (filter, instrument, nm) => {
    expect(nominalWavelengthNm({ filter, instrument })).toBe(nm)
  })

  test('orders the bands of LEGUS from blue to red', () => {
    const bands = ['F814W', 'F336W', 'F555W', 'F275W', 'F438W'].map((filter) => ({
      filter,
      instrument: 'WFC3/UVIS',
    }))
    const nm = (filter: string) => nominalWavelengthNm({ filter, instrument: 'WFC3/UVIS' }) ?? 0
    expect(bands.map((b) => b.filter).sort((a, b) => nm(a) - nm(b))).toEqual([
      'F275W',
      'F336W',
      'F438W',
      'F555W',
      'F814W',
    ])
  })
})
