/**
 * Keywords that change positions and that programs write in several ways. What is read gives the
 * same sky as the plain form (astropy agrees: old-keywords.reference.test.ts); the rest is refused
 * by its name.
 */
import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import { PIXELS } from './header-cases.js'
import { drizzled, type Keywords, linear, sip, skyDistance, untold, wcsOf } from './headers.js'
import { sameSky } from './old-keywords.js'

describe('read', () => {
  test.each(Object.entries(sameSky))('%s', (_, { keywords, like }) => {
    const [wcs, plain] = [wcsOf(keywords), wcsOf(like)]
    for (const [x, y] of PIXELS) {
      expect(skyDistance(wcs.pixelToSky(x, y), plain.pixelToSky(x, y))).toBeLessThan(1e-13)
    }
  })
})

const refused: [string, Keywords, string][] = [
  [
    'CD001001',
    untold({ CD001001: -1e-5, CD002002: 1e-5 }),
    'the coordinate matrix has an old form: expected CDi_j, or CDELTi and PCi_j, got CD00i00j; ' +
      'write CD001001 as CD1_1, and so on',
  ],
  [
    'PC1_1 and PC001001',
    untold({ PC1_1: 1, PC001001: 1 }),
    'the coordinate matrix is given twice: expected CDi_j, or CDELTi and PCi_j, ' +
      'got both PCi_j and PC00i00j',
  ],
  ['CD1_1 and PC001001', drizzled({ PC001001: 1 }), 'got both CDi_j and PC00i00j'],
  ['a parameter of declination', drizzled({ PV2_3: 180 }), 'distortion PV2_3 is not supported'],
  ["SCAMP's identity under TAN", drizzled({ PV1_1: 1, PV2_1: 1 }), 'distortion PV2_1 is not'],
  ['an old parameter', drizzled({ PROJP1: 3 }), 'distortion PROJP1 is not supported'],
  [
    'LONGPOLE',
    drizzled({ LONGPOLE: 30 }),
    "keyword LONGPOLE: expected the standard's LONPOLE, which is 180, got LONGPOLE = 30",
  ],
  [
    'a coefficient without its order',
    drizzled({ A_2_0: 1e-6, B_0_2: 1e-6 }),
    'SIP coefficient A_2_0 is of a higher order than A_ORDER: expected A_ORDER of at least 2, ' +
      'got no A_ORDER',
  ],
  ['a coefficient above the order', drizzled({ ...sip(2), B_0_3: 1e-9 }), 'B_0_3 is of a higher'],
  ['an inverse above its order', drizzled({ ...sip(2), AP_1_1: 1e-9 }), 'AP_1_1 is of a higher'],
  [
    'a third axis that moves the image',
    drizzled({ CD1_3: 0.01 }),
    'CD1_3 moves the image along another axis: expected 0, got 0.01',
  ],
  ['the same in PC', untold({ ...linear('PC', 1, 20), PC2_3: 1 }), 'PC2_3 moves the image'],
]

test.each(refused)('%s is refused', (_, keywords, message) => {
  const read = () => wcsOf(keywords, 'a.fits[SCI]')
  expect(read).toThrow(InputError)
  expect(read).toThrow('a.fits[SCI]: ')
  expect(read).toThrow(message)
})

describe('the frame', () => {
  const notesOf = (keywords: Keywords) => wcsOf(drizzled(keywords), 'a.fits').notes
  const frame = (said: string) => [
    `a.fits: the sky coordinates are ${said}, and nothing is converted: ` +
      'right ascension and declination of a catalogue must be of this frame too',
  ]

  test.each<[Keywords]>([
    [{}],
    [{ RADESYS: 'ICRS' }],
    [{ RADESYS: 'icrs', EQUINOX: 2016 }],
    [{ RADESYS: 'FK5', EQUINOX: 2000 }],
    [{ RADECSYS: 'FK5' }],
    [{ EQUINOX: 2000 }],
  ])('%j needs no word', (keywords) => {
    expect(notesOf(keywords)).toEqual([])
  })

  test.each<[Keywords, string]>([
    [{ RADESYS: 'FK4' }, 'FK4, equinox 1950'],
    [{ EQUINOX: 1950 }, 'FK4, equinox 1950'],
    [{ EPOCH: 1950 }, 'FK4, equinox 1950'],
    [{ RADESYS: 'FK4-NO-E', EQUINOX: 1950 }, 'FK4-NO-E, equinox 1950'],
    [{ RADESYS: 'FK5', EQUINOX: 1975 }, 'FK5, equinox 1975'],
    [{ RADESYS: 'GAPPT' }, 'GAPPT'],
  ])('%j is said', (keywords, said) => {
    expect(notesOf(keywords)).toEqual(frame(said))
  })
})
