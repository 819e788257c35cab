/** What a format cannot hold is refused when the table becomes bytes, with the column's name. */
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { type Column, readTable, Table, tableBytes } from '../../src/tables/index.js'
import { rowsOfTable } from './tables.js'

const numbered = (...names: string[]): Column[] =>
  names.map((name) => ({ name, values: Float64Array.of(1, 2) }))
const many = (n: number) => numbered(...Array.from({ length: n }, (_, i) => `c${i}`))

describe('FITS', () => {
  test.each<[string, Column[], string]>([
    ['a name of 69 letters', numbered('n'.repeat(69)), 'a name of more than 68 characters'],
    ['a name of 75 letters', numbered('x', 'c'.repeat(75)), `column ${'c'.repeat(75)}: a name of`],
    ['quotes, which are doubled', numbered("'".repeat(35)), 'a name of more than 68 characters'],
    ['1000 columns', many(1000), 'more columns than a FITS table can have: expected at most 999'],
    ['x and X', numbered('x', 'y', 'X'), 'column X: two names that differ only in case'],
    ['Mag and MAG', numbered('Mag', 'MAG'), 'which are one in FITS: got Mag, MAG; rename'],
    ['a name in Greek', numbered('α'), 'column α: FITS holds only ASCII text: got "α"'],
    ['a blank at the end', numbered('x '), 'a name that is empty or has blanks at its ends'],
    ['a control character', numbered('x\u001b[2J'), 'FITS holds only ASCII text'],
    ['a unit in Greek', [{ ...numbered('x')[0], unit: 'µm' }], 'column x: FITS holds only ASCII'],
    [
      'a description in French',
      [{ ...numbered('x')[0], description: 'époque' }],
      'column x: FITS holds only ASCII text: got "époque"',
    ],
    ['a text in French', [{ name: 's', values: ['a', 'é'] }], 'FITS holds only ASCII text'],
  ])('%s', (_, columns, message) => {
    expect(() => tableBytes(new Table(columns), 'fits')).toThrow(message)
  })

  test.each<[string, Column[]]>([
    ['a name of 68 letters', numbered('n'.repeat(68))],
    ['34 quotes', numbered("'".repeat(34))],
    ['999 columns', many(999)],
    ['blanks within a name', numbered('a b', 'a/b')],
  ])('%s is read as it was', async (_, columns) => {
    const content = tableBytes(new Table(columns), 'fits')
    const again = await readTable(memorySource(content, 'a.fits'))
    expect(again.names).toEqual(columns.map(({ name }) => name))
  })
})

describe('text formats', () => {
  const vector: Column = { name: 'v', values: Float64Array.of(1, 2, 3, 4), width: 2 }
  test.each<['csv' | 'tab', Column, string]>([
    ['csv', vector, 'column v: CSV cannot hold vectors'],
    ['tab', vector, 'column v: a white-space table cannot hold vectors'],
    ['tab', { name: 's', values: ['a\nb', 'c'] }, 'cannot hold a text of several lines'],
    ['tab', { name: 'a\rb', values: ['x', 'c'] }, 'cannot hold a text of several lines'],
  ])('%s: %#', (format, column, message) => {
    expect(() => tableBytes(new Table([column]), format)).toThrow(message)
  })

  test.each(['csv', 'tab', 'ecsv'] as const)('.%s holds what FITS does not', async (format) => {
    const long = 'c'.repeat(75)
    const table = new Table([
      ...numbered('x', 'X', long, 'α β'),
      { name: '#s', values: ['two words', '#3'] },
      { name: 'odd', values: ['say "x"', "it's\t;,"] },
      { name: 'ends', values: [' a ', '--'] },
    ])
    const again = await readTable(memorySource(tableBytes(table, format), `a.${format}`))
    expect(rowsOfTable(again)).toEqual(rowsOfTable(table))
    expect(again.meta.notes).toBeUndefined()
  })

  test.each(['csv', 'tab', 'ecsv'] as const)('.%s keeps control characters', async (format) => {
    const table = new Table([{ name: 's', values: ['\u001b[2J', 'a\u0007b', 'c\u009bd'] }])
    const again = await readTable(memorySource(tableBytes(table, format), `a.${format}`))
    expect(again.columns[0].values).toEqual(table.columns[0].values)
  })
})
