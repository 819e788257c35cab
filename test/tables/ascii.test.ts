import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asciiText, numbersOf, parseAscii, Table } from '../../src/tables/index.js'
import { rowsOfTable, tableOf } from './tables.js'

test.each([
  ['no names', '  1   2.50\n  2 -1e3\n', { col1: [1, 2], col2: [2.5, -1000] }],
  ['names behind #', '# id x\n1 2.5\n', { id: [1], x: [2.5] }],
  ['names in the first line', 'id x\n1 2.5\n', { id: [1], x: [2.5] }],
  ['names in quotes', '# id "x pos"\n1 2.5\n', { id: [1], 'x pos': [2.5] }],
  [
    'tabs, and blanks within',
    '1\t[0.1 - 0.2]\n2\t[0.3 - 0.4]\n',
    { col1: [1, 2], col2: ['[0.1 - 0.2]', '[0.3 - 0.4]'] },
  ],
  [
    'quotes',
    '1 "a b" "say ""x"""\n2 "" c\n',
    { col1: [1, 2], col2: ['a b', null], col3: ['say "x"', 'c'] },
  ],
  [
    'tabs and quotes, as R writes them',
    '"id"\t"x"\n"a ""1"""\t2.5\n"a\tb"\t\n5"\t-1\n',
    { id: ['a "1"', 'a\tb', '5"'], x: [2.5, null, -1] },
  ],
  [
    'a comment that begins like a header of Source Extractor',
    '# 1 pixel = 0.04 arcsec\n# id x\n1 2.5\n',
    { id: [1], x: [2.5] },
  ],
  ['CRLF and blank lines', '# id x\r\n\r\n1 2.5\r\n', { id: [1], x: [2.5] }],
  ['no rows', '# id x\n', { id: [], x: [] }],
  ['a comment whose quotes never end', '# "raw magnitudes\n1 2.5\n', { col1: [1], col2: [2.5] }],
  ['blanks of Unicode', '# id x\n\u00a01\u2003 2.5\u00a0\n', { id: [1], x: [2.5] }],
])('%s', (_, text, rows) => {
  expect(rowsOfTable(parseAscii(text))).toEqual(rows)
})

test('comments that are no names stay comments', () => {
  const table = parseAscii('# NGC 1566, made by me\n# id x\n1 2\n# half way\n3 4\n')
  expect(table.names).toEqual(['id', 'x'])
  expect(table.meta.comments).toEqual(['NGC 1566, made by me', 'half way'])
  expect(asciiText(table)).toBe('# NGC 1566, made by me\n# half way\n# id x\n   1 2\n   3 4\n')
})

test("Source Extractor's header gives names, units, descriptions and the columns of vectors", () => {
  const text = [
    '#   1 NUMBER                 Running object number',
    '#   2 X_IMAGE                Object position along x                                    [pixel]',
    '#   3 FLUX_APER              Flux vector within fixed circular aperture(s)              [count]',
    '#   5 ALPHA_J2000            Right ascension of barycenter (J2000)                      [deg]',
    '1 10.5 100. 200. 65.1',
    '2 11.5 101. 201. 65.2',
  ].join('\n')
  const table = parseAscii(text)
  expect(table.names).toEqual(['NUMBER', 'X_IMAGE', 'FLUX_APER', 'FLUX_APER_1', 'ALPHA_J2000'])
  expect(table.columns.map(({ unit }) => unit)).toEqual([undefined, 'pix', 'count', 'count', 'deg'])
  expect(table.column('NUMBER').description).toBe('Running object number')
  expect(table.meta.comments).toBeUndefined()
})

test('text is written back unchanged', () => {
  const table = parseAscii('007 1.000e+06 N/A é\n+8 99.99900 -- b\n9 nan 12 c\n')
  const words = asciiText(table)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
  expect(words).toEqual([
    ['007', '1.000e+06', 'N/A', 'é'],
    ['+8', '99.99900', '--', 'b'],
    ['9', 'nan', '12', 'c'],
  ])
})

test('random tables come back; a missing float is NaN', () => {
  const text = fc.string({ unit: 'grapheme' }).map((tail) => `t${tail.replace(/[\r\n]/g, '')}`)
  fc.assert(
    fc.property(tableOf({ text, odd: fc.constantFrom('a b', '"', '#', 'x\ty') }), (table) => {
      const again = parseAscii(asciiText(table))
      for (const name of ['float64', 'float32', 'int32']) {
        const expected = numbersOf(table.column(name))
        expect(numbersOf(again.column(name)).map(Math.fround)).toEqual(expected.map(Math.fround))
      }
      for (const name of ['text', 'odd']) {
        const allMissing = rowsOfTable(table)[name].every((cell) => cell === null)
        if (!allMissing) expect(rowsOfTable(again)[name]).toEqual(rowsOfTable(table)[name])
      }
    }),
  )
})

test.each([
  [
    '1 2\n1 2 3\n',
    'a.tab, line 2: a row of another length than the others: expected 2 fields, got 3',
  ],
  ['1 "a\n', 'a.tab, line 1: a quote that never ends, or text after a closing quote: got "a'],
])('refuses %j', (text, message) => {
  expect(() => parseAscii(text, 'a.tab')).toThrow(message)
})

test('refuses to write line ends', () => {
  const table = new Table([{ name: 's', values: ['a\nb'] }])
  expect(() => asciiText(table)).toThrow(
    'cannot hold a text of several lines: got "a\\nb"; write .csv or .fits',
  )
})

test('a number is no name: the line of names would be a row', () => {
  const table = new Table([{ name: '7', values: Int32Array.of(1) }])
  expect(() => asciiText(table)).toThrow('cannot hold the name of a column')
})
