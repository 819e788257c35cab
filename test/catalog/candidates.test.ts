import { describe, expect, test } from 'vitest'
import { candidatesOf, measured } from '../../src/catalog/index.js'
import { InputError } from '../../src/errors.js'
import { csvText, parseAscii, parseCsv, Table } from '../../src/tables/index.js'

const csv = (text: string) => parseCsv(text, 'a.csv')

describe('layouts', () => {
  test('PHANGS-HST: 0-based, sub-codes are class 4, -9999 is NaN', () => {
    const text =
      'ID_PHANGS_CLUSTERS_V1P2,PHANGS_X,PHANGS_Y,PHANGS_RA,PHANGS_DEC,PHANGS_CLUSTER_CLASS_HUMAN,PHANGS_CI\n' +
      '7,10.5,20,65.1,-54.9,1,1.4\n8,-9999,-9999,-9999,-9999,19,-9999\n9,0,0,65.2,-54.8,-9999,1.2\n'
    const set = candidatesOf(csv(text))
    expect(set).toMatchObject({ layout: 'phangs', id: ['7', '8', '9'] })
    expect(set.x).toEqual(Float64Array.of(10.5, NaN, 0))
    expect(set.fitsX).toEqual(Float64Array.of(11.5, NaN, 1))
    expect(set.ra).toEqual(Float64Array.of(65.1, NaN, 65.2))
    expect(set.humanClass).toEqual(Uint8Array.of(1, 4, 0))
    expect(measured(set.table, set.layout, 'PHANGS_CI')).toEqual(Float64Array.of(1.4, NaN, 1.2))
    expect(csvText(set.table)).toBe(text)
    expect(set.notes).toEqual([
      'positions: PHANGS_X, PHANGS_Y (0-based, as PHANGS-HST writes them)',
      '1 of 3 rows (2) have no position',
      'human classes: PHANGS_CLUSTER_CLASS_HUMAN, 1/0/0/1 of 1-4, 1 not inspected',
      'ids: ID_PHANGS_CLUSTERS_V1P2',
    ])
  })

  test('Source Extractor: 1-based; 99 is no magnitude', () => {
    const head = '#   1 NUMBER\n#   2 X_IMAGE along x [pixel]\n#   3 Y_IMAGE\n#   4 MAG_AUTO\n'
    const set = candidatesOf(parseAscii(`${head} 5 1.0 2.5 99.0\n`, 'a.cat'))
    expect(set).toMatchObject({ layout: 'sextractor', id: ['5'] })
    expect([set.x[0], set.y[0], set.fitsX[0], set.fitsY[0]]).toEqual([0, 1.5, 1, 2.5])
    expect(measured(set.table, set.layout, 'MAG_AUTO')).toEqual(Float64Array.of(NaN))
    expect(set.humanClass).toBeUndefined()
  })

  test.each([
    ['id,xcentroid,ycentroid\n1,5,6\n', 'photutils'],
    ['label,x_centroid,y_centroid\n1,5,6\n', 'photutils'],
  ])('photutils: 0-based: %j', (text, layout) => {
    const set = candidatesOf(csv(text))
    expect([set.layout, set.x[0], set.y[0], set.fitsX[0]]).toEqual([layout, 5, 6, 6])
  })

  test('columns x, y of any case, with the origin that is asked for', () => {
    const table = csv('X,Y,Class\n5,6,2\n,nan,\n')
    const zero = candidatesOf(table, { origin: 0 })
    const one = candidatesOf(table, { origin: 1 })
    expect([zero.x, zero.fitsX]).toEqual([Float64Array.of(5, NaN), Float64Array.of(6, NaN)])
    expect([one.x, one.fitsX]).toEqual([Float64Array.of(4, NaN), Float64Array.of(5, NaN)])
    expect(zero.humanClass).toEqual(Uint8Array.of(2, 0))
    expect(zero.notes).toEqual([
      'positions: X, Y (0-based, as asked)',
      '1 of 2 rows (2) have no position',
      'human classes: Class, 0/1/0/0 of 1-4, 1 not inspected',
      'ids: row numbers from 1, since there is no id column',
    ])
  })

  test('an origin against the habit of the program is taken, with a note', () => {
    const set = candidatesOf(csv('xcentroid,ycentroid\n5,6\n'), { origin: 1 })
    expect([set.x[0], set.fitsX[0]]).toEqual([4, 5])
    expect(set.notes[0]).toBe(
      'positions: xcentroid, ycentroid (1-based, as asked, although photutils counts from 0)',
    )
  })

  test('an origin for those that do not say leaves the others alone', () => {
    const [known, other] = ['xcentroid,ycentroid', 'x,y'].map((names) =>
      candidatesOf(csv(`${names}\n5,6\n`), { defaultOrigin: 1 }),
    )
    expect([known.x[0], other.x[0]]).toEqual([5, 4])
    expect([known.notes[0], other.notes[0]]).toEqual([
      'positions: xcentroid, ycentroid (0-based, as photutils writes them)',
      'positions: x, y (1-based, as asked)',
    ])
  })

  test('only sky positions, through a WCS', () => {
    const wcs = { skyToPixel: (ra: number, dec: number) => ({ x: ra * 10, y: dec * 10 }) }
    const set = candidatesOf(csv('name,RA,Dec\na,1,2\nb,,3\n'), { wcs })
    expect(set).toMatchObject({ layout: 'sky', id: ['a', 'b'] })
    expect([set.x, set.y]).toEqual([Float64Array.of(10, NaN), Float64Array.of(20, NaN)])
    expect(set.fitsX).toEqual(Float64Array.of(11, NaN))
    expect(set.notes).toContain("positions: RA, Dec through the image's WCS")
  })

  test('sky positions that cannot be read do not matter where there are pixels', () => {
    const set = candidatesOf(csv('x,y,ra,dec\n1,2,east,-54:56:00\n'), { origin: 0 })
    expect(set.ra).toBeUndefined()
    expect(set.notes).toContain('ra, dec are not taken: text such as "east" in row 1, not angles')
  })

  test('infinite positions are no positions', () => {
    const set = candidatesOf(csv('x,y\ninf,2\n3,4\n'), { origin: 0 })
    expect(set.x).toEqual(Float64Array.of(NaN, 3))
    expect(set.notes).toContain('1 of 2 rows (1) have no position')
  })

  test('ids keep their leading zeros; repeated ones are noted', () => {
    const set = candidatesOf(csv('id,x,y\n007,1,1\n7,2,2\n007,3,3\n'), { origin: 0 })
    expect(set.id).toEqual(['007', '7', '007'])
    expect(set.notes).toContain(
      '1 of 3 rows (3) repeat the id of an earlier row, the first is id 007',
    )
  })

  test('classes with one that is missing', () => {
    const columns = [
      { name: 'x', values: Float64Array.of(1, 2) },
      { name: 'y', values: Float64Array.of(1, 2) },
      { name: 'human_class', values: Int16Array.of(3, -32768), missing: Uint8Array.of(0, 1) },
    ]
    const set = candidatesOf(new Table(columns), { origin: 0 })
    expect(set.humanClass).toEqual(Uint8Array.of(3, 0))
  })

  test('a column class that means something else is not taken', () => {
    const stars = candidatesOf(csv('x,y,class\n1,2,star\n'), { origin: 0 })
    expect(stars.humanClass).toBeUndefined()
    expect(stars.notes).toContain('no human classes: column class has "star", not classes 0-4')
    const seven = candidatesOf(csv('x,y,class\n1,2,1\n1,2,7\n'), { origin: 0 })
    expect(seven.notes).toContain('no human classes: column class has "7", not classes 0-4')
  })

  test('a table without rows', () => {
    expect(candidatesOf(csv('id,x,y\n'), { origin: 0 }).id).toEqual([])
  })
})

describe('refusals', () => {
  test.each([
    [
      'id,x,y\n1,2,3\n',
      {},
      'a.csv: whether columns x, y count pixels from 0 or from 1 is not known; say --origin 0 (the first pixel is 0: numpy, photutils, PHANGS-HST) or --origin 1 (FITS, DS9, Source Extractor, LEGUS)',
    ],
    [
      'id,ra,dec\n1,2,3\n',
      {},
      'a.csv: only sky positions (ra, dec) and no image to place them in; give an image with a celestial WCS, or add columns x and y',
    ],
    [
      'id,mag\n1,2\n',
      {},
      'a.csv: a catalogue without positions: expected columns such as x, y; X_IMAGE, Y_IMAGE; xcentroid, ycentroid; PHANGS_X, PHANGS_Y; ra, dec; RAJ2000, DEJ2000; ALPHA_J2000, DELTA_J2000, got columns id, mag; name the columns with --x and --y, or with --ra and --dec',
    ],
    [
      'ra,dec\neast,-54:56:00\n',
      {},
      'a.csv: columns ra, dec do not hold sky positions: expected degrees, another unit of angle, or sexagesimal text such as 12:34:56.7, got text such as "east" in row 1; name other columns with --ra and --dec, or convert these to decimal degrees',
    ],
    [
      'x,y\n12.5,2\n,3\n2a,2\n',
      { origin: 0 },
      'a.csv: column x does not hold numbers: got text such as "2a" in row 3',
    ],
    [
      'x,y\n1,2\n',
      { origin: 0, classColumn: 'klass' },
      'a.csv: no column klass; its columns are x, y',
    ],
    [
      'PHANGS_X,PHANGS_Y,PHANGS_CLUSTER_CLASS_HUMAN\n1,2,18\n',
      {},
      'a.csv, column PHANGS_CLUSTER_CLASS_HUMAN, row 1: unknown class: expected PHANGS-HST codes, got 18; change it to 1-4, or to 0 for not inspected',
    ],
  ] as const)('%j', (text, options, message) => {
    expect(() => candidatesOf(csv(text), options)).toThrow(InputError)
    expect(() => candidatesOf(csv(text), options)).toThrow(message)
  })
})
