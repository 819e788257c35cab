/** Galactic longitude and latitude in catalogues. */
import { expect, test } from 'vitest'
import { skyOf } from '../../src/catalog/index.js'
import { Notes } from '../../src/notes.js'
import { Table } from '../../src/tables/index.js'

const columns = (x: string, y: string, unit?: string) => [
  { name: x, values: Float64Array.of(0, 123.5, Number.NaN), ...(unit && { unit }) },
  { name: y, values: Float64Array.of(0, -45.25, 3), ...(unit && { unit }) },
]

/** SkyCoord(l, b, frame='galactic').icrs of astropy 5.2.1 */
const EXPECTED = [
  [266.4049882865447, -28.936177761791473],
  [13.279093932309324, 17.619896224417612],
]

test.each([
  ['GLON', 'GLAT', undefined],
  ['_Glon', '_Glat', 'deg'],
  ['l', 'b', 'deg'],
])('%s, %s are turned to ICRS', (x, y, unit) => {
  const notes = new Notes()
  const sky = skyOf(new Table(columns(x, y, unit)), { needed: true }, notes)
  for (const [row, [ra, dec]] of EXPECTED.entries()) {
    expect(sky?.ra[row]).toBeCloseTo(ra, 9)
    expect(sky?.dec[row]).toBeCloseTo(dec, 9)
  }
  expect(sky?.ra[2]).toBeNaN()
  expect([...notes].join()).toContain('galactic longitude and latitude, turned to ICRS')
})

test('l and b without a unit are no positions', () => {
  expect(skyOf(new Table(columns('l', 'b')), { needed: false }, new Notes())).toBeUndefined()
})
