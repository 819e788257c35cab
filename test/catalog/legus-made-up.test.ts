/** Catalogues made up in the layouts of LEGUS: every cell is known, and every clone has them. */
import { expect, test } from 'vitest'
import { classCounts } from '../../src/catalog/classes.js'
import { type CandidateSet, candidatesOf, measured } from '../../src/catalog/index.js'
import { asciiText, csvText, parseAscii, parseCsv } from '../../src/tables/index.js'
import { legusText } from './made-up-legus.js'

const text = legusText([
  { id: 1, x: 3006.141, y: 5901, ra: 24.5, dec: 15.7, tail: [1, 1.333] },
  { id: 2, x: 10, y: 20, magnitudes: [99.999, 66.666, 23, 22.76, 22], tail: [4, 3.667] },
  { id: 3, x: 11, y: 21, magnitudes: [44.444, 22, 23, 24, 23], tail: [0, 0] },
  { id: 4, x: 12, y: 22, age: 0, mass: 0, nFilters: 0, tail: [2, 2] },
  { id: 5, x: 13, y: 23, age: 2e8, mass: 200, nFilters: 200, tail: [0, 0] },
])
const set = candidatesOf(parseAscii(text, 'hlsp_legus_hst_acs_ngc628-c_multiband_v1.tab'))
const values = (name: string, { table, layout }: CandidateSet = set) => [
  ...measured(table, layout, name),
]

test('layout, positions, ids and classes', () => {
  expect(set.layout).toBe('legus')
  expect([set.fitsX[0], set.fitsY[0], set.x[0], set.y[0]]).toEqual([3006.141, 5901, 3005.141, 5900])
  expect([set.ra![0], set.dec![0]]).toEqual([24.5, 15.7])
  expect(set.id).toEqual(['1', '2', '3', '4', '5'])
  expect([...set.humanClass!]).toEqual([1, 4, 0, 2, 0])
  expect(classCounts(set.humanClass!)).toEqual([2, 1, 1, 0, 1])
  expect([...set.classMean!]).toEqual([1.333, 3.667, NaN, 2, NaN])
})

test('marks for no value are NaN: not detected, outside the frame, no correction', () => {
  expect(values('mag_nuv')).toEqual([21, NaN, NaN, 21, 21])
  expect(values('mag_nuv_err')).toEqual([0.05, NaN, 0.05, 0.05, 0.05])
  expect(values('mag_u')).toEqual([21.5, NaN, 22, 21.5, 21.5])
  expect(values('mag_v')).toEqual([22.3, 22.76, 24, 22.3, 22.3])
})

test('rows without a fit have no age, mass or residual', () => {
  expect(values('n_filters')).toEqual([5, 5, 5, 0, NaN])
  expect(values('age_best')).toEqual([1e7, 1e7, 1e7, NaN, NaN])
  expect(values('mass_best')).toEqual([1e4, 1e4, 1e4, NaN, NaN])
  expect(values('residual_v')).toEqual([0, 0, 0, NaN, NaN])
})

test('words are written back as they were, and what we have named is recognised again', () => {
  const words = (lines: string) => lines.split('\n').map((line) => line.trim().split(/\s+/))
  expect(words(asciiText(set.table)).slice(1)).toEqual(words(text))
  const again = candidatesOf(parseCsv(csvText(set.table), 'out.csv'))
  expect([again.layout, again.fitsX, again.humanClass]).toEqual([
    ...['legus', set.fitsX, set.humanClass],
  ])
  expect(values('mag_nuv', again)).toEqual(values('mag_nuv'))
})

test('another column of classes, where the layout has several', () => {
  const row = { id: 1, x: 10, y: 20, ra: 65, dec: -54.9 }
  const rows = legusText([
    { ...row, tail: [1, 4, 2, 3, 1, 1] },
    { ...row, id: 2, tail: [2, 6, 3, 4, 1, 1] },
  ])
  const table = parseAscii(rows, 'ngc1566.tab')
  expect(candidatesOf(table).layout).toBe('legus/ngc1566')
  expect([...candidatesOf(table).humanClass!]).toEqual([2, 3])
  expect([...candidatesOf(table, { classColumn: 'class_machine' }).humanClass!]).toEqual([3, 4])
  expect(() => candidatesOf(table, { classColumn: 'class_method' })).toThrow(
    /column class_method, row 2: unknown class: expected classes 0-4, got 6/,
  )
})
