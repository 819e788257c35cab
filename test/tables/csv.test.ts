import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvText, parseCsv, Table, typedColumn } from '../../src/tables/index.js'
import { rowsOfTable, tableOf } from './tables.js'

test('quotes, delimiters and line ends inside fields', () => {
  const table = parseCsv('a,"b ""x"""\r\n"1,2","line 1\nline 2"\r\n"3",plain "quote"\r\n')
  expect(rowsOfTable(table)).toEqual({
    a: ['1,2', '3'],
    'b "x"': ['line 1\nline 2', 'plain "quote"'],
  })
})

test.each([
  ['comma', 'id,x\n1,2.5\n'],
  ['semicolon', 'id;x\n1;2.5\n'],
  ['tab', 'id\tx\n1\t2.5\n'],
  ['a byte-order mark', '\uFEFFid,x\n1,2.5\n'],
  ['no line end at the end', 'id,x\n1,2.5'],
  ['blank lines', '\nid,x\n\n1,2.5\n\n'],
  ['blanks around names and numbers', ' id , x\n 1 , 2.5\n'],
  ['names behind #', '#id,x\n1,2.5\n'],
])('%s', (_, text) => {
  expect(rowsOfTable(parseCsv(text))).toEqual({ id: [1], x: [2.5] })
})

test('a delimiter inside a quoted name is none', () => {
  expect(parseCsv('"a;b;c",d\n1,2\n').names).toEqual(['a;b;c', 'd'])
})

test('comments at the top are kept, and written again', () => {
  const text = '# made by hand\n#\n# x, y: 1-based\nid,x\n1,2\n'
  const table = parseCsv(text)
  expect(table.meta.comments).toEqual(['made by hand', '', 'x, y: 1-based'])
  expect(csvText(table)).toBe(text)
})

test('an empty field is missing, "" is an empty string', () => {
  const table = parseCsv('a,n\n,\n"",""\nx,1\n')
  expect(rowsOfTable(table)).toEqual({ a: [null, '', 'x'], n: [null, null, 1] })
  expect(csvText(table)).toBe('a,n\n,\n"",\nx,1\n')
})

test('text is written back unchanged', () => {
  const text = 'id,age,s,m\n007,1.000e+06, a ,N/A\n+8,1D3,é😀,--\n9,nan,"q""",12\n'
  expect(csvText(parseCsv(text))).toBe(text.replace(' a ', '" a "'))
})

test('values without a text read back as the same type', () => {
  const table = new Table([
    { name: 'f', values: Float64Array.of(5, 0.1, -0, NaN) },
    { name: 's', values: Float32Array.of(0.1, 16777216, 1e-20, Infinity) },
    { name: 'i', values: Int32Array.of(1, 2, 3, 4), missing: Uint8Array.of(0, 1, 0, 0) },
  ])
  expect(csvText(table)).toBe('f,s,i\n5.0,0.1,1\n0.1,16777216.0,\n-0.0,1e-20,3\nnan,inf,4\n')
})

test('random tables come back, missing values and all', () => {
  // One letter first, so that the text is not a number, and no \r alone, which spreadsheets end
  // lines with.
  const text = fc.string({ unit: 'grapheme' }).map((tail) => `t${tail}`)
  fc.assert(
    fc.property(tableOf({ text, plain: fc.constantFrom('a b', '"', ',', '#', '') }), (table) => {
      const again = parseCsv(csvText(table))
      for (const { name, values } of table.columns.filter(({ missing }) => !missing)) {
        const numbers = again.column(name).values
        if (name === 'float32') expect(Float32Array.from(numbers as never)).toEqual(values)
        else if (name !== 'int64') expect(rowsOfTable(again)[name]).toEqual([...values])
      }
      expect(mask(again)).toEqual(mask(table))
    }),
  )
})

/** Where every row is missing nothing says of which type the column was. */
function mask(table: Table) {
  return table.columns.map(({ missing }) => [...(missing ?? new Uint8Array(table.nRows))])
}

test('a table of one column and missing values', () => {
  const table = new Table([typedColumn('id', ['1', '', '3'])])
  expect(csvText(table)).toBe('id\n1\n""\n3\n')
  expect(rowsOfTable(parseCsv(csvText(table)))).toEqual({ id: [1, null, 3] })
})

test.each([
  [
    'id,x\n1,2\n3\n',
    'a.csv, line 3: a row of another length than the header: expected 2 fields, got 1; quote fields that hold the delimiter, and see that the row is complete',
  ],
  [
    '# c\nid,x\n"a\nb",2\n1,2,3\n',
    'a.csv, line 5: a row of another length than the header: expected 2 fields, got 3; quote fields that hold the delimiter, and see that the row is complete',
  ],
  ['id,x\n1,"2\n', 'a.csv, line 2: a quote that never ends'],
  [
    'id,x\n1,"2"3\n',
    'a.csv, line 2: text after a closing quote: got "2"3; double the quotes inside a quoted field',
  ],
  [
    '1,2.5\n3,4.5\n',
    'a.csv: a CSV file without a header row: expected column names in the first line, got 1,2.5; add a first line such as id,x,y',
  ],
  [
    '',
    'a.csv: a CSV file without a header row: expected column names in the first line, got nothing; add a first line such as id,x,y',
  ],
  ['id,id\n1,2\n', 'a.csv, column id: a column name repeats'],
])('refuses %j', (text, message) => {
  expect(() => parseCsv(text, 'a.csv')).toThrow(message)
})

test('refuses vectors', () => {
  const table = new Table([{ name: 'v', values: new Float64Array(4), width: 2 }])
  expect(() => csvText(table)).toThrow(
    'table, column v: CSV cannot hold vectors: expected one value a row, got vectors of 2; write .fits or .ecsv, or leave the column out',
  )
})

test('a row or a header of a million commas is refused without a million fields', () => {
  const many = ','.repeat(1_000_000)
  expect(() => parseCsv(`x,y\n${many}\n`, 'a.csv')).toThrow(
    'a.csv, line 2: a row of another length than the header: expected 2 fields, got 1000001',
  )
  expect(() => parseCsv(`x${many}\n1${many}\n`, 'a.csv')).toThrow(
    'a.csv: a table of too many columns: expected at most 100000, got 1000001',
  )
})
