/** Numbers that mean no position, cells without a number, and ids that are none. */
import { describe, expect, test } from 'vitest'
import { candidatesOf, idTexts, rowsById } from '../../src/catalog/index.js'
import { checkPositions } from '../../src/cutouts/placement.js'
import { parseCsv } from '../../src/tables/index.js'
import { inFormats, tableOf } from './formats.js'

/** Ten rows; the first six have `mark` in both coordinates. */
function marked(names: readonly [string, string], mark: string) {
  const cells = (step: number) =>
    Array.from({ length: 10 }, (_, row) => (row < 6 ? mark : (40 + step * row).toFixed(2)))
  return tableOf({ [names[0]]: cells(1.25), [names[1]]: cells(2.5) })
}

const field = { width: 100, height: 100 }
const nowhere = (values: Float64Array) => [...values].filter(Number.isNaN).length

describe('sentinels in x and y', () => {
  test.each([
    '-99',
    '-99.99',
    '-999',
    '-999.9',
    '-9999',
    '99.999',
    '66.666',
    '999',
    '9999',
    '0',
    '-1',
  ])('%s', async (mark) => {
    for (const table of Object.values(await inFormats(marked(['x', 'y'], mark)))) {
      const set = candidatesOf(table, { origin: 0 })
      expect([nowhere(set.x), nowhere(set.y)]).toEqual([6, 6])
      expect(set.notes[0]).toBe(
        `x, y: ${Number(mark)} in 6 of 10 rows (1, 2, 3, ...) is taken for no position`,
      )
      expect(set.notes).toContain('6 of 10 rows (1, 2, 3, ...) have no position')
      expect(() => checkPositions(set, field)).not.toThrow()
    }
  })

  test.each([
    ['0,0', 'one row at a whole number'],
    ['99,99', 'one row at a whole number'],
    ['99.999,12', 'in one coordinate alone'],
    ['0,7', 'in one coordinate alone'],
  ])('%s is a place: %s', (place) => {
    const set = candidatesOf(parseCsv(`x,y\n${place}\n3.5,4\n5,6\n`), { origin: 0 })
    expect(nowhere(set.x)).toBe(0)
  })

  test('rows that share any place are no mark', () => {
    const set = candidatesOf(parseCsv('x,y\n0,0\n0,0\n5,6\n5,6\n'), { origin: 0 })
    expect(nowhere(set.x)).toBe(0)
  })
})

describe('sky positions that are none', () => {
  const wcs = { skyToPixel: (ra: number, dec: number) => ({ x: ra, y: dec }) }

  test.each(['-99', '-999', '-9999', '999', '99.999', '400', '0', '1e10'])('%s', async (mark) => {
    for (const table of Object.values(await inFormats(marked(['ra', 'dec'], mark)))) {
      const set = candidatesOf(table, { wcs })
      expect(nowhere(set.x)).toBe(6)
      expect(set.notes[0]).toMatch(
        /6 of 10 rows \(1, 2, 3, \.\.\.\) (is taken for no position|are no)/,
      )
    }
  })

  test('right ascensions to both sides of 0 are places', () => {
    const set = candidatesOf(parseCsv('ra,dec\n-0.25,5\n359.75,5\n360,5\n'), { wcs })
    expect(nowhere(set.x)).toBe(0)
  })
})

test.each([
  'NA',
  'None',
  '<NA>',
  'masked',
  '-',
  '*****',
  'N/A',
  'null',
  'INDEF',
  '',
  '1.2.3',
  '2a',
])('a cell %j costs its row', (cell) => {
  const set = candidatesOf(parseCsv(`id,x,y\n1,5,6\n2,${cell},7\n3,8,9\n`), { origin: 0 })
  expect([...set.x]).toEqual([5, Number.NaN, 8])
  expect(set.notes.join('\n')).toContain('1 of 3 rows (2) have no position')
})

describe('ids that are none', () => {
  test.each(['', 'NA', 'null', 'None', '<NA>', 'nan', '-999'])('%j', (id) => {
    const table = parseCsv(`id,x,y\n7,1,2\n${id},3,4\n9,5,6\n${id},7,8\n`, 'a.csv')
    const set = candidatesOf(table, { origin: 0 })
    expect(set.id).toEqual(['7', '', '9', ''])
    expect(set.notes).toContain('column id: 2 of 4 rows (2, 4) have no id')
    expect([...rowsById(idTexts(table.column('id')), 'a.csv')]).toEqual([
      ['7', 0],
      ['9', 2],
    ])
  })

  test('a missing integer of a FITS table', () => {
    const column = {
      name: 'id',
      values: Int32Array.of(3, -2147483648),
      missing: Uint8Array.of(0, 1),
    }
    expect(idTexts(column)).toEqual(['3', ''])
  })
})
