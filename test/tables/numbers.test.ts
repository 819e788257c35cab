import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { Notes } from '../../src/notes.js'
import {
  type Column,
  cellKind,
  fitsTableBytes,
  numbersOf,
  parseCsv,
  parseEcsv,
  readFitsTable,
  Table,
  typedColumn,
} from '../../src/tables/index.js'

/** Words of R, pandas, astropy, IRAF, TOPCAT, SQL, Julia, Excel, Fortran, CDS and people. */
const WORDS = [
  ...['', 'NA', 'N/A', 'None', 'null', 'NULL', 'nil', '<NA>', 'nan', 'NaN', 'masked', '--', '-'],
  ...[
    '---',
    '*****',
    'INDEF',
    'indef',
    '\\N',
    'missing',
    '#N/A',
    '1.#QNAN',
    '...',
    '?',
    '\\nodata',
  ],
]

test.each(WORDS)('"%s" among numbers is missing, and stays as it was in the file', (word) => {
  for (const numbers of [
    ['1', '2', '3'],
    ['1.5', '2.5', '3.5'],
  ]) {
    const text = [numbers[0], word, ...numbers.slice(1)]
    const column = typedColumn('x', text)
    expect(column.values instanceof Float64Array || column.values instanceof Int32Array).toBe(true)
    expect([...numbersOf(column)]).toEqual([+text[0], Number.NaN, +text[2], +text[3]])
    expect(column.text).toEqual(text)
  }
})

test.each(['None', '-', 'NA', 'missing'])('a name "%s" among names stays a name', (word) => {
  expect(typedColumn('name', ['M 51', word]).values).toEqual(['M 51', word])
  expect(typedColumn('name', [word, word]).values).toEqual([word, word])
})

const text = (...values: string[]): Column => ({ name: 'x', values })

test.each<[string, Column, string]>([
  ['integers', { name: 'x', values: Int32Array.of(1) }, 'numbers'],
  ['text that is numbers, as a FITS column may hold', text('4', ' 3 '), 'numbers'],
  ['most cells are numbers', text('1', 'abc', '2'), 'numbers'],
  ['half of the cells are numbers', text('1', 'abc'), 'text'],
  ['missing cells count for nothing', text('1', 'abc', '2', '', 'NA', '--'), 'numbers'],
  ['truth values', { name: 'x', values: [true, false] }, 'truth values'],
  ['truth values as text', text('True', 'FALSE', 'NA'), 'truth values'],
  ['no value', text('', 'NA'), 'nothing'],
  ['vectors', { name: 'x', values: new Float64Array(4), width: 2 }, 'vectors'],
])('%s', (_, column, kind) => {
  expect(cellKind(column)).toBe(kind)
})

test('one bad cell costs its row, and a note counts it', () => {
  const cells = Array.from({ length: 48 }, (_, row) => `${row + 0.5}`)
  for (const row of [3, 8, 16, 40]) cells[row] = `bad ${row}`
  const notes = new Notes()
  const numbers = numbersOf(typedColumn('x', cells), 'a.csv', notes)
  expect(numbers.filter(Number.isNaN)).toHaveLength(4)
  expect(numbers[4]).toBe(4.5)
  expect([...notes]).toEqual([
    'column x: 4 of 48 rows (4, 9, 17, ...) hold no number: "bad 3", "bad 8", "bad 16", ...',
  ])
  expect(notes.isDoubt(notes[0])).toBe(true)
  expect(() => numbersOf(typedColumn('x', cells), 'a.csv')).toThrow(
    'a.csv: column x does not hold numbers: got text such as "bad 3" in row 4',
  )
})

test('decimal commas are named', () => {
  const { columns } = parseCsv('id;x\n1;82,28\n2;96,5\n')
  expect(() => numbersOf(columns[1], 'a.csv', new Notes())).toThrow(
    'column x does not hold numbers: got text such as "82,28" in row 1; write numbers with a ' +
      'decimal point',
  )
})

const LOGICAL = new Table([{ name: 'class', values: [true, false, true] }])
const ecsv = '# %ECSV 1.0\n# ---\n# datatype:\n# - {name: class, datatype: bool}\nclass\nTrue\n'

test.each<[string, () => Table | Promise<Table>]>([
  ['CSV: True', () => parseCsv('class\nTrue\nFalse\n')],
  ['CSV: TRUE, as R writes it', () => parseCsv('class\nTRUE\nNA\n')],
  ['CSV: true', () => parseCsv('class\ntrue\n')],
  ['ECSV', () => parseEcsv(ecsv)],
  ['FITS L', () => readFitsTable(memorySource(fitsTableBytes(LOGICAL), 'a.fits'))],
  [
    'FITS text',
    () => {
      const table = new Table([{ name: 'class', values: ['True', 'False'] }])
      return readFitsTable(memorySource(fitsTableBytes(table), 'a.fits'))
    },
  ],
])('truth values are no numbers: %s', async (_, read) => {
  const table = await read()
  expect(() => numbersOf(table.column('class'), 'a', new Notes())).toThrow(
    'a: column class holds truth values',
  )
})
