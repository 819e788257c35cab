/** DS9 regions as candidates. */
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { candidatesOf, classRegions } from '../../src/catalog/index.js'
import { Notes } from '../../src/notes.js'
import {
  cellText,
  parseRegions,
  readTable,
  type Table,
  writableFormatOf,
} from '../../src/tables/index.js'
import { readWcs } from '../../src/wcs/index.js'
import { texts } from './region-cases.js'

function read(text: string): { table: Table; notes: Notes } {
  const notes = new Notes()
  return { table: parseRegions(text, 'a.reg', notes), notes }
}

const numbers = (table: Table, name: string) => [...(table.column(name).values as Float64Array)]
const words = (table: Table, name: string) =>
  Array.from({ length: table.nRows }, (_, row) => cellText(table.column(name), row))

test('pixels, ids, shapes and colours', () => {
  const { table, notes } = read(texts.pixels)
  expect(table.names).toEqual(['id', 'x', 'y', 'shape', 'color'])
  expect(numbers(table, 'x')).toEqual([20.5, 41, 10, 30, 30])
  expect(numbers(table, 'y')).toEqual([10, 42.25, 0, 20, 21])
  expect(words(table, 'id')).toEqual(['default system', 'a;b#c', '', '7', ''])
  expect(words(table, 'shape')).toEqual(['circle', 'point', 'box', 'ellipse', 'annulus'])
  expect(words(table, 'color')).toEqual(['#56B4E9', '#CC79A7', 'green', 'green', 'green'])
  expect([...notes]).toEqual(['regions that are no candidates are left out: 1 excluded by "-"'])
  const { x, y, layout } = candidatesOf(table)
  expect([x[0], y[0], layout]).toEqual([19.5, 9, 'generic'])
})

test('what DS9 saved of a file in several systems, in its own words', () => {
  // ds9 8.4 -regions load ... -regions system wcs -regions sky icrs -regions save
  const { table, notes } = read(`# Region file format: DS9 version 4.1
global color=green dashlist=8 3 width=1 font="helvetica 10 normal roman" select=1
icrs
circle(150.1001101,2.1998900,0.119") # color=#E69F00 text={a;b#c} tag={ml_class=1} tag={two}
polygon(150.1004403,2.1995600,150.1003302,2.1995600,150.1003853,2.1996700) # color=#00B386
-circle(150.1000000,2.2000000,0.079")
# text(150.1006605,2.1992300) text={hello}
# vector(150.1,2.2,3",45) vector=1
# composite(150.1,2.2,0) || composite=1
circle(150.1004104,2.2002827,3.000") ||
circle(150.1009938,2.2010049,3.000") # background
`)
  expect(table.names).toEqual(['id', 'ra', 'dec', 'shape', 'color', 'tag', 'ml_class'])
  expect(numbers(table, 'ra')).toEqual([150.1001101, expect.closeTo(150.1003853, 7), 150.1004104])
  expect(numbers(table, 'dec')[1]).toBeCloseTo((2 * 2.19956 + 2.19967) / 3, 7)
  expect(words(table, 'ml_class')).toEqual(['1', '', ''])
  expect(words(table, 'tag')).toEqual(['two', '', ''])
  expect([...notes]).toEqual([
    'regions that are no candidates are left out: 1 excluded by "-", 1 text, 1 vector, ' +
      '1 background',
    'polygons: 1, of which the centre of the area is the position',
  ])
})

test('without a system, pixels are physical, as in DS9', () => {
  const { table } = read('circle(40,41,3)\ncircle 50 51 3')
  expect(table.names).toEqual(['x_physical', 'y_physical', 'shape'])
  const part = { scale: [1, 1], shift: [-20, -30] } as const
  const { x, y, notes } = candidatesOf(table, { part })
  expect([...x, ...y]).toEqual([19, 29, 10, 20])
  expect(notes.join()).toContain('LTV -20, -30')
  expect([...candidatesOf(table).x]).toEqual([39, 49])
})

test.each([
  ['circle(10i,20i,3i)', 'x', 10],
  ['image;box point 3 4', 'x', 3],
  ['fk5;circle(10p,20p,3p)', 'x_physical', 10],
  ['icrs;circle(1r,0.5r,3")', 'ra', 180 / Math.PI],
  ['icrs;circle(10:00:24,+2:12:01,3")', 'ra', 150.1],
  ['galactic;circle(0:30:00,-0:15:00,3")', 'dec', -28.6386],
  ['image;panda(7,8,0,360,4,0,10,2)', 'x', 7],
  ['image;+circle(9,8,2) # text="a}b" tag=plain', 'x', 9],
])('%s', (text, column, value) => {
  const { table } = read(text)
  expect(numbers(table, column)[0]).toBeCloseTo(value, text.startsWith('galactic') ? 3 : 12)
})

test('coordinates that cannot be read cost their row', () => {
  const { table, notes } = read('image\ncircle(1,2,3)\ncircle(a,2,3)\npolygon(1,2,3)\ncircle()')
  expect(numbers(table, 'x')).toEqual([1, Number.NaN, Number.NaN, Number.NaN])
  expect([...notes][0]).toBe('the coordinates of 3 of 4 rows (2, 3, 4) cannot be read')
  expect(notes.isDoubt(notes[0])).toBe(true)
})

test.each([
  ['image\nblob(1,2,3)', /a\.reg, line 2: a region that is not read: .*got "blob\(1,2,3\)"/],
  ['linear\ncircle(1,2,3)', /line 1: .*got the system linear/],
  ['wcsb;circle(1,2,3)', /the system wcsb/],
  ['tile 2', /got "tile 2"/],
  ['image;circle(1,2,3)\nicrs;circle(1,2,3")', /several systems of coordinates/],
])('%s is refused by name', (text, message) => {
  expect(() => read(text)).toThrow(message)
})

test('comments that look like regions are counted', () => {
  expect([...read('image\n# circle(1,2,3)\n# note; circle(1,2,3)\nbox(1,2,3,3)').notes]).toEqual([
    '1 of the comments look like regions; they are left out',
  ])
})

describe('by their content', () => {
  const table = (text: string, name = 'a.reg') =>
    readTable(memorySource(new TextEncoder().encode(text), name))

  test.each([...Object.values(texts), '\ufeff# by hand\r\nfk5\r\n# more\r\npoint(1,2)\r\n'])(
    '%#',
    async (text) => {
      expect((await table(text, 'a.txt')).has('shape')).toBe(true)
    },
  )

  test.each(['image;x;y\n1;2;3', 'circle x y\n1 2 3', 'point,x,y\n1,2,3', 'global x y\n1 2 3'])(
    '%s is none',
    async (text) => {
      expect((await table(text, 'a.csv')).names).toContain('x')
    },
  )

  test('only lines that are no candidates', async () => {
    await expect(table('image\nline(1,2,3,4)')).rejects.toThrow(/without rows.*1 line/)
    const columns = await table('1 2\n3 4\n')
    expect(columns.isUnnamed).toBe(true)
  })

  test('no table is written as regions', () => {
    expect(() => writableFormatOf('a.reg')).toThrow(/--regions/)
  })
})

describe('classes as regions', () => {
  const wcs = readWcs(
    new Map(
      Object.entries({
        ...{ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 150, CRVAL2: 2, CRPIX1: 50 },
        ...{ CRPIX2: 50, CD1_1: -1.1e-5, CD2_2: 1.1e-5, RADESYS: 'ICRS' },
      }),
    ),
    'a.fits',
  )
  const given = {
    ids: ['1', 'a}b', '', 'x "y"', '5', '6', 'gone'],
    x: Float64Array.of(10, 20.25, 30, 40, 50, 60, Number.NaN),
    y: Float64Array.of(1, 2, 3, 4, 5, 6, 7),
    classes: Uint8Array.of(1, 2, 3, 4, 0, 6, 0),
    kinds: [1, 2, 3, 4, 6].map((value) => ({ value, name: `kind ${value}` })),
    ...{ column: 'ml_class', by: 'classes by a test' },
  }

  test('are read as candidates again', () => {
    for (const on of [undefined, wcs]) {
      const { text, nNowhere } = classRegions({ ...given, wcs: on })
      expect(nNowhere).toBe(1)
      const { table } = read(text)
      const { x, y, id } = candidatesOf(table, on && { wcs: on })
      for (let row = 0; row < 6; row++) {
        expect(Math.hypot(x[row] - given.x[row], y[row] - given.y[row])).toBeLessThan(1e-4)
      }
      expect(id).toEqual(given.ids.slice(0, 6))
      expect(words(table, 'ml_class')).toEqual(['1', '2', '3', '4', '', '6'])
    }
  })

  test('as they are written', () => {
    const { text } = classRegions({ ...given, wcs: undefined })
    expect(text.split('\n').slice(0, 14)).toEqual([
      '# Region file format: DS9 version 4.1',
      '# classes by a test; show them with: ds9 mosaic.fits -region FILE',
      '# 1 kind 1: 1, circle',
      '# 2 kind 2: 1, square',
      '# 3 kind 3: 1, triangle',
      '# 4 kind 4: 1, cross',
      '# 6 kind 6: 1, hexagon',
      '# 0 not classified: 2, plus',
      '# without a position: 1',
      'global color=white width=2',
      'image',
      'point(11.0000,2.0000) # point=circle 12 color=#56B4E9 text={1} tag={ml_class=1}',
      'point(21.2500,3.0000) # point=box 12 color=#E69F00 text="a}b" tag={ml_class=2}',
      'polygon(31.0000,10.8400,25.3000,0.5800,36.7000,0.5800) # color=#00B386 tag={ml_class=3}',
    ])
  })
})
