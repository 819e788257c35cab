import { expect, test } from 'vitest'
import { classCounts } from '../../src/catalog/classes.js'
import {
  CLASSES,
  classesOf,
  FIVE_IS_UNSEEN,
  flagNames,
  flagValue,
  isCluster,
  isUnclassified,
  PHANGS_SCHEME,
  PHANGS_SUBCODES,
  PLAIN_SCHEME,
  votesOf,
} from '../../src/catalog/index.js'
import { sentinelsOf } from '../../src/catalog/sentinels.js'
import { Notes } from '../../src/notes.js'
import { parseCsv } from '../../src/tables/index.js'

test('two classes of four', () => {
  expect(CLASSES.map(({ code }) => code)).toEqual([1, 2, 3, 4])
  for (const { code, isCluster: said } of CLASSES) expect(isCluster(code)).toBe(said)
  expect([0, 1, 2, 3, 4].map(isCluster)).toEqual([false, true, true, false, false])
})

test('every sub-code of PHANGS is class 4', () => {
  const codes = Object.keys(PHANGS_SUBCODES).map(Number)
  expect(codes).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19])
  expect(new Set(classesOf(codes, PHANGS_SCHEME, 'c'))).toEqual(new Set([4]))
})

test.each([
  [PLAIN_SCHEME, [0, 1, 2, 3, 4, NaN], [0, 1, 2, 3, 4, 0]],
  [FIVE_IS_UNSEEN, [5, 4], [0, 4]],
  [PHANGS_SCHEME, [-9999, 0, 1, 16], [0, 0, 1, 4]],
])('$name', (scheme, codes, classes) => {
  expect([...classesOf(codes, scheme, 'c')]).toEqual(classes)
})

test.each([
  [PLAIN_SCHEME, 5],
  [PLAIN_SCHEME, 1.5],
  [PLAIN_SCHEME, -1],
  [PHANGS_SCHEME, 18],
  [FIVE_IS_UNSEEN, 6],
])('$name has no %d', (scheme, code) => {
  expect(() => classesOf([1, code], scheme, 'a.csv, column class')).toThrow(
    `a.csv, column class, row 2: unknown class: expected ${scheme.name}, got ${code}`,
  )
})

test('counts of classes 0-4', () => {
  expect(classCounts([0, 4, 4, 1])).toEqual([1, 1, 0, 0, 2])
})

test('sentinels are those of the layout', () => {
  const values = (layout: string, column: string) =>
    sentinelsOf(layout, column).map(({ value }) => value)
  expect(values('legus/ngc1566', 'mag_v_err')).toEqual([99.999, 66.666, 44.444])
  expect(values('legus', 'ci')).toEqual([99.999, 66.666, 44.444])
  expect(values('legus', 'residual_b')).toEqual([200])
  expect(values('legus', 'mass_best')).toEqual([])
  expect(values('phangs', 'PHANGS_F555W_VEGA')).toEqual([-9999])
  expect(values('generic', 'mag_v')).toEqual([])
})

test('votes: mode, mean, share', () => {
  const table = parseCsv('a,b,c\n1,1,2\n1,3,0\n4,,\n0,0,0\n1,2,3\n')
  const votes = votesOf(table, ['a', 'b', 'c'])
  expect([...votes.mode]).toEqual([1, 3, 4, 0, 2])
  expect([...votes.mean]).toEqual([4 / 3, 2, 4, NaN, 2])
  expect([...votes.share]).toEqual([2 / 3, 1 / 2, 1, NaN, 1 / 3])
  expect([...votes.nVotes]).toEqual([3, 2, 1, 0, 3])
})

test('a tie goes to the class nearest the mean, then to the higher', () => {
  const table = parseCsv('a,b,c,d,e\n1,1,4,4,2\n1,1,4,4,3\n1,1,2,2,0\n')
  expect([...votesOf(table, ['a', 'b', 'c', 'd', 'e']).mode]).toEqual([1, 4, 2])
})

test('a vote that is no class is named', () => {
  const table = parseCsv('a,b\n1,1\n1,9\n', 'v.csv')
  expect(() => votesOf(table, ['a', 'b'])).toThrow('v.csv, column b, row 2: unknown class')
})

test('flags', () => {
  expect(flagNames(24)).toEqual(['edge', 'nan_pixels'])
  expect(isUnclassified(flagValue('outside') + flagValue('edge'))).toBe(true)
  expect(isUnclassified(flagValue('edge'))).toBe(false)
})

test('a few votes that are no classes cost themselves alone, and are counted', () => {
  const rows = Array.from({ length: 30 }, (_, i) => `2,2,${[4, 9].includes(i) ? 7 : 3}`)
  const notes = new Notes()
  const table = parseCsv(`a,b,c\n${rows.join('\n')}\n`, 'v.csv')
  const votes = votesOf(table, ['a', 'b', 'c'], undefined, notes)
  expect([votes.nVotes[4], votes.nVotes[5], votes.mode[4]]).toEqual([2, 3, 2])
  expect([...notes]).toEqual([
    'column c: 2 of 30 rows (5, 10) hold no class (7); they count as not inspected',
  ])
})
