/** Which columns are positions: by the names of many programs, by option, in any unit of angle. */
import { describe, expect, test } from 'vitest'
import { type CandidateOptions, candidatesOf } from '../../src/catalog/index.js'
import { CommandError, InputError } from '../../src/errors.js'
import { parseCsv, Table } from '../../src/tables/index.js'
import { type Cells, inFormats, tableOf } from './formats.js'

const csv = (text: string) => parseCsv(text, 'a.csv')
/** One degree is one pixel. */
const wcs = { skyToPixel: (ra: number, dec: number) => ({ x: ra, y: dec }) }

/** 0-based x, y of the first row. */
function placeOf(table: Table, options: CandidateOptions = {}): number[] {
  const { x, y } = candidatesOf(table, { wcs, ...options })
  return [x[0], y[0]]
}

describe('pixels by the names that programs write', () => {
  test.each([
    [{ X_IMAGE: [5.5], Y_IMAGE: [6] }, [4.5, 5]],
    [{ XPSF_IMAGE: [5.5], YPSF_IMAGE: [6] }, [4.5, 5]],
    [{ XPEAK_IMAGE: [5], YPEAK_IMAGE: [6] }, [4, 5]],
    [{ xcentroid: [5.5], ycentroid: [6] }, [5.5, 6]],
    [{ x_init: [1], y_init: [2], x_fit: [5.5], y_fit: [6] }, [5.5, 6]],
    [{ x_0: [5.5], y_0: [6] }, [5.5, 6]],
    [{ x_peak: [5], y_peak: [6], peak_value: [1.5] }, [5, 6]],
    [{ xcenter: [5.5], ycenter: [6], aperture_sum_0: [9] }, [5.5, 6]],
    [{ XCENTER: [5.5], YCENTER: [6], MSKY: [9], MERR: [0.1] }, [4.5, 5]],
    [{ 'X-Center': [5.5], 'Y-Center': [6] }, [5.5, 6]],
  ] as [Cells, number[]][])('%j', async (cells, place) => {
    for (const table of Object.values(await inFormats(tableOf(cells)))) {
      expect(placeOf(table)).toEqual(place)
    }
  })

  test.each([
    'xcenter,ycenter',
    'x_center,y_center',
    'xpos,ypos',
    'x_pix,y_pix',
    'x (pix),y (pix)',
  ])('%s: known as positions, but not from where they count', (names) => {
    expect(() => candidatesOf(csv(`${names}\n5,6\n`))).toThrow(/from 0 or from 1 is not known/)
    expect(placeOf(csv(`${names}\n5,6\n`), { origin: 1 })).toEqual([4, 5])
  })
})

describe('the sky by the names that programs write', () => {
  test.each([
    ...['ra, dec', 'RA, DEC', 'RAJ2000, DEJ2000', '_RAJ2000, _DEJ2000', 'RA_ICRS, DE_ICRS'],
    ...['_RA, _DE', '_RA.icrs, _DE.icrs', 'RAdeg, DEdeg', 'X_WORLD, Y_WORLD', 'MatchRA, MatchDec'],
    ...['ALPHA_SKY, DELTA_SKY', 'ALPHAWIN_SKY, DELTAWIN_SKY', 'ALPHAPSF_J2000, DELTAPSF_J2000'],
    ...[
      'RA (deg), Dec (deg)',
      'ra[deg], dec[deg]',
      'RA(J2000), DEC(J2000)',
      'Right Ascension, Declination',
    ],
    ...['sky_centroid.ra, sky_centroid.dec', 'ra_1, dec_1', 'raMean, decMean', 's_ra, s_dec'],
  ])('%s', async (pair) => {
    const [ra, dec] = pair.split(', ')
    for (const table of Object.values(await inFormats(tableOf({ [ra]: [12.5], [dec]: [-3.25] })))) {
      expect(placeOf(table)).toEqual([12.5, -3.25])
    }
  })

  test.each(['SLON, SLAT', 'ra, sigma_dec', 'ELON, ELAT'])('%s are not taken', (pair) => {
    const [a, b] = pair.split(', ')
    expect(() => placeOf(tableOf({ [a]: [12.5], [b]: [-3] }))).toThrow(
      'a catalogue without positions',
    )
  })
})

describe('units', () => {
  test.each([
    [{ ra: 'deg', dec: 'deg' }, 12.5, -3, [12.5, -3]],
    [{ ra: 'hourangle', dec: 'deg' }, 0.5, -3, [7.5, -3]],
    [{ ra: 'h', dec: 'deg' }, 0.5, -3, [7.5, -3]],
    [{ ra: 'rad', dec: 'rad' }, Math.PI / 8, -Math.PI / 60, [22.5, -3]],
    [{ ra: 'arcsec', dec: 'arcsec' }, 45000, -10800, [12.5, -3]],
    [{ ra: 'arcmin', dec: 'arcmin' }, 750, -180, [12.5, -3]],
    [{ ra: 'mas', dec: 'mas' }, 45e6, -10.8e6, [12.5, -3]],
  ])('%j', async (units, ra, dec, place) => {
    const { ecsv, fits } = await inFormats(tableOf({ ra: [ra], dec: [dec] }, units))
    for (const table of [ecsv, fits]) {
      const [x, y] = placeOf(table)
      expect(x).toBeCloseTo(place[0], 9)
      expect(y).toBeCloseTo(place[1], 9)
    }
  })

  test('a unit that is no angle is refused by name, or left out where there are pixels', async () => {
    const { fits } = await inFormats(tableOf({ ra: [1], dec: [2] }, { ra: 'km', dec: 'km' }))
    expect(() => placeOf(fits)).toThrow('columns ra, dec do not hold sky positions')
    const both = tableOf({ x: [3], y: [4], ra: [1], dec: [2] }, { dec: 'h' })
    const set = candidatesOf(both, { wcs, origin: 0 })
    expect([set.ra, set.notes[0]]).toEqual([undefined, 'ra, dec are not taken: unit h, not angles'])
  })

  test.each(['arcsec', 'mm', 'deg', 'mas', 'um'])('x and y in %s are refused', async (unit) => {
    const { ecsv, fits } = await inFormats(tableOf({ x: [5], y: [6] }, { x: unit, y: unit }))
    for (const table of [ecsv, fits]) {
      expect(() => placeOf(table, { origin: 0 })).toThrow(
        `do not hold pixels: expected pixels: the unit pix, or none, got unit ${unit}`,
      )
      const asked = candidatesOf(table, { origin: 0, x: 'x', y: 'y' })
      expect(asked.x[0]).toBe(5)
      expect(asked.notes[0]).toContain(`have the unit ${unit}; they are taken as pixels, as asked`)
    }
  })

  test('x and y in another unit give way to the sky', () => {
    const table = tableOf({ x: [5], y: [6], ra: [12.5], dec: [-3] }, { x: 'arcsec', y: 'arcsec' })
    expect(placeOf(table)).toEqual([12.5, -3])
  })

  test.each(['pix', 'pixel', 'Pixels', 'px', ''])('x and y in %j are pixels', (unit) => {
    expect(placeOf(tableOf({ x: [5], y: [6] }, { x: unit, y: unit }), { origin: 0 })).toEqual([
      5, 6,
    ])
  })
})

describe('sexagesimal columns', () => {
  test.each([
    ['12:34:56.7', '-00:30:15'],
    ['12 34 56.7', '-00 30 15'],
    ['12h34m56.7s', '-00d30m15s'],
    ['12h34m56.7s', '\u221200°30′15″'],
  ])('%s %s', async (ra, dec) => {
    const table = tableOf({ ra: [ra], dec: [dec] })
    const isAscii = !/[^ -~]/.test(dec)
    for (const read of isAscii ? Object.values(await inFormats(table)) : [table]) {
      const [x, y] = placeOf(read)
      expect(x).toBeCloseTo(188.73625, 10)
      expect(y).toBeCloseTo(-0.504166666667, 10)
    }
  })

  test('right ascension of more than 24 is in degrees, with a doubt', () => {
    const set = candidatesOf(csv('ra,dec\n187:44:10.5,1:0:0\n188:00:00,1:0:0\n'), { wcs })
    expect(set.x[0]).toBeCloseTo(187.73625, 10)
    expect(set.notes[0]).toContain('taken as degrees, minutes and seconds')
  })

  test('one bad cell costs one row, a missing one too', () => {
    const set = candidatesOf(csv('ra,dec\n1:0:0,1:0:0\neast,1:0:0\n,2:0:0\n1:0:1,3:0:0\n'), { wcs })
    expect([...set.x].map(Number.isNaN)).toEqual([false, true, true, false])
    expect(set.notes).toContain('column ra: 1 of 4 rows (2) hold no angle: "east"')
    expect(set.notes).toContain('2 of 4 rows (2, 3) have no position')
  })

  test("VizieR's columns of hours, minutes and seconds; the sign stands alone", async () => {
    const cells = {
      ...{ RAh: ['12', '00'], RAm: ['34', '00'], RAs: ['56.70', '00.00'] },
      ...{ 'DE-': ['-', '+'], DEd: ['00', '12'], DEm: ['30', '34'], DEs: ['15.0', '56.0'] },
    }
    for (const table of Object.values(await inFormats(tableOf(cells)))) {
      const { x, y, notes } = candidatesOf(table, { wcs })
      expect(x[0]).toBeCloseTo(188.73625, 9)
      expect([...y].map((value) => Number(value.toFixed(9)))).toEqual([-0.504166667, 12.582222222])
      expect(notes[0]).toBe("positions: RAh, RAm, RAs, DE-, DEd, DEm, DEs through the image's WCS")
    }
  })

  test('positions that are written coarsely get a doubt', () => {
    const fine = candidatesOf(csv('ra,dec\n12.51,1.01\n'), { wcs })
    expect(fine.notes.join()).not.toContain('coarsely')
    const coarse = candidatesOf(csv('ra,dec\n12.51,1.01\n'), {
      wcs: { skyToPixel: (ra, dec) => ({ x: 1e5 * ra, y: 1e5 * dec }) },
    })
    expect(coarse.notes).toContain(
      'ra, dec are written so coarsely that positions are good to 5.0e+2 px only',
    )
  })
})

describe('columns by option', () => {
  const table = csv('ID2,name,a,b,c,d,x,y\n7,n,1.5,2.5,30,-4,8,9\n')

  test.each([
    [{ x: 'a', y: 'b', origin: 0 }, [1.5, 2.5]],
    [{ x: 'A', y: 'B', origin: 1 }, [0.5, 1.5]],
    [{ x: '3', y: '4', origin: 0 }, [1.5, 2.5]],
    [{ ra: 'c', dec: 'd' }, [30, -4]],
    [{ x: 'x', y: 'y', ra: 'c', dec: 'd', origin: 0 }, [8, 9]],
  ] as [CandidateOptions, number[]][])('%j', (asked, place) => {
    expect(placeOf(table, asked)).toEqual(place)
  })

  test('an option overrules what is known', () => {
    const known = csv('id,xcentroid,ycentroid,u,v,ra,dec\n1,1,2,3,4,5,6\n')
    expect(placeOf(known, { x: 'u', y: 'v', origin: 0 })).toEqual([3, 4])
    expect(placeOf(known, { ra: 'ra', dec: 'dec' })).toEqual([5, 6])
    expect(placeOf(known)).toEqual([1, 2])
    expect(candidatesOf(table, { origin: 0, id: 'ID2' }).id).toEqual(['7'])
    expect(candidatesOf(table, { origin: 0, id: '2' }).id).toEqual(['n'])
  })

  test('a table without names, of no known program', () => {
    const plain = new Table(
      [0, 1, 2].map((c) => ({
        name: `col${c + 1}`,
        values: Float64Array.of(7, 1.5, 2.5).slice(c, c + 1),
      })),
      { source: 'a.tab' },
    )
    expect(() => placeOf(plain)).toThrow('not a LEGUS catalogue known to starsift')
    expect(placeOf(plain, { x: '2', y: '3', origin: 0 })).toEqual([1.5, 2.5])
  })

  test.each([
    [
      { x: 'aa', y: 'b' },
      'a.csv: no column aa; did you mean a? its columns are ID2, name, a, b, c, d, x, y',
    ],
    [{ ra: 'c', dec: 'declin' }, 'a.csv: no column declin; its columns are ID2, name,'],
    [{ id: 'ID9' }, 'a.csv: no column ID9; did you mean ID2?'],
  ] as [CandidateOptions, string][])('%j is refused', (asked, message) => {
    expect(() => placeOf(table, { origin: 0, ...asked })).toThrow(InputError)
    expect(() => placeOf(table, { origin: 0, ...asked })).toThrow(message)
  })

  test.each([{ x: 'a' }, { y: 'a' }, { ra: 'c' }, { dec: 'd' }])(
    '%j alone is a wrong command',
    (asked) => {
      expect(() => placeOf(table, asked)).toThrow(CommandError)
    },
  )
})

describe('truth values', () => {
  test.each(['x', 'y', 'ra', 'dec'])('%s is refused by name', async (name) => {
    const cells: Record<string, (string | number)[]> = { x: [1], y: [2], ra: [3], dec: [4] }
    const bad = tableOf({ ...cells, [name]: ['True'] })
    for (const table of Object.values(await inFormats(bad))) {
      expect(() => placeOf(table, { origin: 0 })).toThrow(`column ${name} holds truth values`)
    }
  })

  test('ids and classes too', () => {
    const table = csv('id,x,y,class\nTrue,1,2,True\nFalse,2,3,False\n')
    expect(() => candidatesOf(table, { origin: 0 })).toThrow('column id holds truth values')
    const { notes } = candidatesOf(csv('x,y,class\n1,2,True\n'), { origin: 0 })
    expect(notes).toContain('no human classes: column class has truth values, not classes 0-4')
    expect(() =>
      candidatesOf(csv('x,y,class\n1,2,True\n'), { origin: 0, classColumn: 'class' }),
    ).toThrow('column class holds truth values')
  })
})
