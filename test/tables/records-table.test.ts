/** Tables of results: whole numbers whole, others to six digits, nothing where there is nothing. */
import { expect, test } from 'vitest'
import { csvText, tableOfRecords } from '../../src/tables/index.js'

test('digits, texts and empty cells', () => {
  const table = tableOfRecords([
    { name: 'a, b', n: 1_234_567_890, p: 1.23456789e-28, share: 2 / 3 },
    { name: 'c', n: 0, p: Number.NaN, share: undefined },
  ])
  expect(csvText(table)).toBe('name,n,p,share\n"a, b",1234567890,1.23457e-28,0.666667\nc,0,,\n')
})

test('no records, no columns', () => {
  expect(tableOfRecords([]).nRows).toBe(0)
})
