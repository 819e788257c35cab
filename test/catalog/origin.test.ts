/** Whether pixels count from 0 or from 1: as the file says, or as its sky positions do. */
import { describe, expect, test } from 'vitest'
import { candidatesOf } from '../../src/catalog/index.js'
import { originIn } from '../../src/catalog/stated-origin.js'
import { Random } from '../../src/random.js'
import { parseCsv, Table } from '../../src/tables/index.js'
import { inFormats } from './formats.js'

describe('what a line says', () => {
  test.each([
    ['first pixel is 1', 1],
    ['The first pixel has 0', 0],
    ['centre of the first pixel is (1, 1)', 1],
    ['x position, 0-based', 0],
    ['pixel coordinate (one-based)', 1],
    ['NOTE: The X and Y coordinates in this table are 0-indexed (i.e. the origin is (0,0)).', 0],
    ['pixel_origin: 1', 1],
    ['zero_based: false', 1],
    ['x, y start at 1', 1],
    ['positions count from 0', 0],
    ['x in FITS convention', 1],
    ['numpy indices', 0],
    ['first pixel is 10', undefined],
    ['0-based; in FITS convention one more', undefined],
    ['origin: HST', undefined],
    ['x position', undefined],
  ])('%s: %s', (line, origin) => expect(originIn(line)).toBe(origin))
})

describe('the file says it', () => {
  const column = (name: string, description?: string) => ({
    ...{ name, values: Float64Array.of(5.5) },
    ...(description && { description }),
  })

  test.each([
    ['first pixel is 1', 4.5],
    ['0-based', 5.5],
  ])('descriptions of the columns: %s', async (words, x) => {
    const table = new Table([column('x', words), column('y', words)])
    const { ecsv, fits } = await inFormats(table)
    for (const read of [ecsv, fits]) {
      const set = candidatesOf(read)
      expect(set.x[0]).toBe(x)
      expect(set.notes[0]).toMatch(/^positions: x, y \([01]-based, as the file itself says\)$/)
    }
  })

  test.each([
    [{ origin: 1 }, 4.5],
    [{ pixel: { origin: 0 } }, 5.5],
    [{ XY_indexing: '1-based' }, 4.5],
  ])('metadata of ECSV: %j', async (attributes, x) => {
    const table = new Table([column('x'), column('y')], { attributes })
    expect(candidatesOf((await inFormats(table)).ecsv).x[0]).toBe(x)
  })

  test('comments of a CSV file', () => {
    expect(candidatesOf(parseCsv('# x, y: first pixel is 1\nx,y\n5.5,6\n')).x[0]).toBe(4.5)
    expect(() => candidatesOf(parseCsv('# ids are 1-based\nx,y\n5.5,6\n'))).toThrow('is not known')
  })

  test('it goes before the habit of the program, and an option before it', () => {
    const table = new Table([column('xcentroid', '1-based'), column('ycentroid', '1-based')])
    expect(candidatesOf(table).x[0]).toBe(4.5)
    const asked = candidatesOf(table, { origin: 0 })
    expect([asked.x[0], asked.notes.isDoubt(asked.notes[0])]).toEqual([5.5, true])
  })

  test('two columns that contradict each other say nothing', () => {
    const table = new Table([column('x', '1-based'), column('y', '0-based')])
    expect(() => candidatesOf(table)).toThrow('is not known')
  })
})

describe('the sky says it', () => {
  const wcs = { skyToPixel: (ra: number, dec: number) => ({ x: 1000 * ra, y: 1000 * dec }) }
  const random = new Random(5)
  const places = Array.from({ length: 30 }, () => [0.4 * random.uniform(), 0.3 * random.uniform()])

  /** x, y count from `origin`; the rows for which `isOdd` lie elsewhere. */
  function catalogue(origin: number, isOdd = (_row: number) => false, decimals = 9): Table {
    const px = (degrees: number, row: number) => 1000 * degrees + origin + (isOdd(row) ? 20 : 0)
    const lines = places.map(([ra, dec], row) =>
      [row, px(ra, row), px(dec, row), ra.toFixed(decimals), dec.toFixed(decimals)].join(),
    )
    return parseCsv(`id,x,y,ra,dec\n${lines.join('\n')}\n`, 'a.csv')
  }

  test.each([0, 1])('origin %i, of which nobody is asked', async (origin) => {
    for (const table of Object.values(await inFormats(catalogue(origin)))) {
      const set = candidatesOf(table, { wcs })
      expect(set.x[0]).toBeCloseTo(1000 * places[0][0], 9)
      expect(set.notes[0]).toBe(`positions: x, y (${origin}-based, as ra, dec say)`)
    }
  })

  test.each([0, 1])('origin %i by most rows, although others lie elsewhere', (origin) => {
    const set = candidatesOf(
      catalogue(origin, (row) => row % 5 < 2),
      { wcs },
    )
    expect(set.notes[0]).toBe(`positions: x, y (${origin}-based, as ra, dec say in 18 of 30 rows)`)
  })

  test('from sky positions that are rounded to a third of a pixel', () => {
    const set = candidatesOf(catalogue(1, undefined, 3), { wcs })
    expect(set.notes[0]).toContain('1-based')
  })

  test.each([
    ['most rows elsewhere', catalogue(1, (row) => row % 5 > 1)],
    ['half a pixel', catalogue(0.5)],
  ])('not told by %s: the origin is asked for', (_, table) => {
    expect(() => candidatesOf(table, { wcs })).toThrow(
      /is not known: got by ra, dec .* fit origin 0/,
    )
    expect(candidatesOf(table, { wcs, origin: 1 }).notes[0]).toContain('as asked')
  })

  test('nor without an image', () => {
    expect(() => candidatesOf(catalogue(1))).toThrow('is not known; say --origin 0')
  })
})
