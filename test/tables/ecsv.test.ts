import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ecsvText, parseEcsv, Table } from '../../src/tables/index.js'
import { column, rowsOfTable, tableOf } from './tables.js'

const withHeader = (datatype: string, data: string) =>
  `# %ECSV 1.0\n# ---\n# datatype:\n${datatype}\n# schema: astropy-2.0\n${data}`

test('types, units, descriptions, UCDs and comments come back', () => {
  const table = new Table(
    [
      {
        name: 'id, ra',
        values: BigInt64Array.of(2n ** 62n + 1n, 2n),
        unit: 'deg',
        ucd: 'pos.eq.ra',
      },
      { name: 'mag', values: Float32Array.of(22.76, NaN), description: 'V: "Vega", #1 \u2028é😀' },
      { name: 'v', values: Float64Array.of(1, NaN, -Infinity, 0.1), width: 2, format: '%.3f' },
      { name: 'w', values: ['a,b', '"', ']', 'x'], width: 2 },
      { name: 'u1', values: Uint8Array.of(0, 255), missing: Uint8Array.of(1, 0) },
    ],
    {
      comments: ['x: y', '- "z"'],
      attributes: { n: { a: [1, 2.5, null, true, 'yes'] }, big: 2n ** 70n },
    },
  )
  const again = parseEcsv(ecsvText(table))
  expect(rowsOfTable(again)).toEqual(rowsOfTable(table))
  expect(again.meta).toEqual({ ...table.meta, source: undefined })
  const labels = (t: Table) => t.columns.map(({ values: _, text: __, ...label }) => label)
  expect(labels(again)).toEqual(labels(table))
})

test('random tables come back, missing values, types and all', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((s) => s === s.trim())
  fc.assert(
    fc.property(tableOf({ text, odd: fc.constantFrom('a b', '"', '#', ',', 'x\ny') }), (table) => {
      const again = parseEcsv(ecsvText(table))
      expect(rowsOfTable(again)).toEqual(rowsOfTable(table))
      expect(again.columns.map(({ values }) => values.constructor)).toEqual(
        table.columns.map(({ values }) => values.constructor),
      )
    }),
  )
})

test('numbers keep their text where Python reads it alike', () => {
  const text = withHeader(
    '# - {name: a, datatype: float64}\n# - {name: b, datatype: int64}',
    'a b\n1.000e+06 007\n-24.500 -1\n"" 1\n',
  )
  const lines = ecsvText(parseEcsv(text)).split('\n').slice(-4)
  expect(lines).toEqual(['1.000e+06,007', '-24.500,-1', ',1', ''])
})

test('block style, and comments among the data', () => {
  const text = withHeader(
    "# -   name: a b\n#     unit: mag\n#     datatype: int16\n#     description: 'it''s\n#       long'",
    '"a b"\n# a comment\n5\n',
  )
  const [column] = parseEcsv(text).columns
  expect(column).toMatchObject({ name: 'a b', unit: 'mag', description: "it's long" })
  expect(column.values).toEqual(Int16Array.of(5))
})

const one = (datatype: string) => `# - {name: a, datatype: ${datatype}}`

test.each([
  [
    'a,b\n1,2\n',
    'a.ecsv: not an ECSV table: expected "# %ECSV 1.0" and "# ---" in the first two lines, got no header',
  ],
  [
    withHeader(one('int16'), 'a\n40000\n'),
    'a.ecsv, column a, row 1: a value that does not fit its type: expected int16, got "40000"',
  ],
  [
    withHeader(one('int64'), 'a\n1\n1.5\n'),
    'a.ecsv, column a, row 2: a value that does not fit its type: expected int64, got "1.5"',
  ],
  [
    withHeader(one('bool'), 'a\n1\n'),
    'a.ecsv, column a, row 1: a value that does not fit its type: expected bool, got "1"',
  ],
  [
    withHeader(one('float64'), 'a\nx\n'),
    'a.ecsv, column a, row 1: a value that does not fit its type: expected float64, got "x"',
  ],
  [
    withHeader(one('complex128'), 'a\n1\n'),
    'a.ecsv, column a, row 1: ECSV type complex128 is not supported',
  ],
  [
    withHeader(one('string, subtype: json'), 'a\n[1]\n'),
    'a.ecsv, column a: ECSV type json is not supported',
  ],
  [
    withHeader(one('string, subtype: "int64[2]"'), 'a\n[1]\n'),
    'a.ecsv, column a, row 1: a cell that is not a vector of its length: expected a list of 2, got [1]',
  ],
  [
    withHeader(one('string, subtype: "int64[2,2]"'), 'a\n"[[1,2],[3]]"\n'),
    'a.ecsv, column a, row 1: a cell that is not a vector of its length: expected a list of 2 x 2',
  ],
  [
    withHeader(one('constructor'), 'a\n5\n'),
    'a.ecsv, column a, row 1: ECSV type constructor is not supported',
  ],
  [
    withHeader(one('bool'), 'a\ntoString\n'),
    'a.ecsv, column a, row 1: a value that does not fit its type: expected bool, got "toString"',
  ],
  [
    withHeader(one('uint64'), 'a\n18446744073709551616\n'),
    'a.ecsv, column a, row 1: a value that does not fit its type: expected uint64',
  ],
  [
    withHeader(one('string, subtype: "float64[400000000]"'), 'a\n""\n'),
    'a.ecsv, column a: a vector column whose type is larger than its cells',
  ],
  [
    withHeader(one('string, subtype: "bool[30000,30000]"'), 'a\n""\n""\n'),
    'a.ecsv, column a: a vector column whose type is larger than its cells',
  ],
  [
    withHeader(one('int64'), 'b\n1\n'),
    'a.ecsv: the header and the line of names differ: expected a, got b',
  ],
  [
    withHeader(one('int64, color: red'), 'a\n1\n'),
    'a.ecsv, header, column 1 (a): unknown key color',
  ],
  [
    withHeader(one('int64'), 'a\n1 2\n'),
    'a.ecsv, line 7: a row of another length than the header: expected 1 fields, got 2',
  ],
])('refuses %j', (text, message) => {
  expect(() => parseEcsv(text, 'a.ecsv')).toThrow(message)
})

test('empty strings are not missing values, and astropy may write the table again', () => {
  const table = new Table([
    { name: 'i', values: Int32Array.of(1, 2, 3) },
    { name: 't', values: ['', '', ' a '], missing: Uint8Array.of(0, 1, 0) },
    { name: 'u', values: ['', 'b', 'c'], missing: Uint8Array.of(1, 0, 0) },
  ])
  const text = ecsvText(table)
  expect(text).toContain('\n1,"",\n')
  const again = parseEcsv(text)
  expect(column(again, 't')).toEqual(['', null, ' a '])
  expect(column(again, 'u')).toEqual([null, 'b', 'c'])
  expect(again.column('t').attributes).toBeUndefined()
  expect(ecsvText(again)).toBe(text)
  // Between blanks, astropy writes each missing value so.
  const meta = `{name: t, datatype: string, meta: {starsift_empty: '""'}}`
  const blanks = withHeader(`# - {name: i, datatype: int32}\n# - ${meta}`, 'i t\n1 ""\n2 b\n')
  expect(column(parseEcsv(blanks), 't')).toEqual([null, 'b'])
})
