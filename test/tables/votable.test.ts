import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readTable, Table, tableBytes } from '../../src/tables/index.js'
import { rowsOfTable, tableOf } from './tables.js'

const votable = (inner: string, prolog = '<?xml version="1.0"?>') =>
  `${prolog}<VOTABLE version="1.3"><RESOURCE>${inner}</RESOURCE></VOTABLE>`
const rows = (fields: string, cells: string) =>
  `<TABLE ID="t" name="one">${fields}<DATA><TABLEDATA>${cells}</TABLEDATA></DATA></TABLE>`
const read = (text: string | Uint8Array, options = {}) => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  return readTable(memorySource(bytes, 'a.vot'), options)
}
const X = '<FIELD name="x" datatype="double"/>'
const one = rows(X, '<TR><TD>1.5</TD></TR>')

test('random tables come back with values, types, and what is missing', async () => {
  const text = fc.string()
  await fc.assert(
    fc.asyncProperty(tableOf({ text }), async (table) => {
      const again = await read(tableBytes(table, 'votable'))
      expect(rowsOfTable(again)).toEqual(rowsOfTable(table))
      for (const { name, values } of table.columns) {
        expect(again.column(name).values.constructor).toBe(values.constructor)
      }
    }),
    { numRuns: 50 },
  )
})

test('units, UCDs, descriptions, comments, history and vectors come back', async () => {
  const table = new Table(
    [
      { name: 'a "b" <c>', values: Float32Array.of(1, 2), unit: 'deg', ucd: 'pos.eq.ra' },
      { name: 'v', values: Int16Array.of(1, 2, 3, 4), width: 2, missing: Uint8Array.of(0, 1) },
      {
        name: 'p',
        values: Int32Array.of(1, 2, 3, 4),
        width: 2,
        missingParts: Uint8Array.of(0, 1, 0, 0),
      },
      { name: 's', values: ['a', 'bc', 'é', ''], width: 2, description: 'two & words' },
    ],
    { comments: ['first', 'second'], history: ['made <here>'] },
  )
  const again = await read(tableBytes(table, 'votable'))
  const plain = again.columns.map(({ values, ...rest }) => ({ ...rest, values: [...values] }))
  const [a, v, p, s] = plain
  expect(a).toEqual({ name: 'a "b" <c>', values: [1, 2], unit: 'deg', ucd: 'pos.eq.ra' })
  expect(v).toMatchObject({ width: 2, missing: Uint8Array.of(0, 1) })
  expect(p).toMatchObject({ width: 2, missingParts: Uint8Array.of(0, 1, 0, 0) })
  expect(s).toMatchObject({ values: ['a', 'bc', 'é', ''], description: 'two & words' })
  expect(again.meta).toMatchObject({ comments: ['first', 'second'], history: ['made <here>'] })
})

describe('cells', () => {
  const cell = async (attributes: string, ...cells: string[]) => {
    const all = cells.map((text) => `<TR><TD>${text}</TD></TR>`).join('')
    const table = await read(votable(rows(`<FIELD name="x" ${attributes}</FIELD>`, all)))
    return { cells: rowsOfTable(table).x, notes: [...(table.meta.notes ?? [])] }
  }
  test.each<[string, string[], unknown[]]>([
    ['datatype="int"><VALUES null="-99"/>', ['7', '-99', '', '0x1F'], [7, null, null, 31]],
    ['datatype="long">', ['9223372036854775807', '-5'], [2n ** 63n - 1n, -5n]],
    ['datatype="float">', ['NaN', '-Inf', '', '1e3'], [NaN, -Infinity, null, 1000]],
    ['datatype="boolean">', ['T', 'false', '?', '0'], [true, false, null, false]],
    ['datatype="bit" arraysize="3">', ['101'], [[true, false, true]]],
    [
      'datatype="char" arraysize="*">',
      [' a&amp;b ', '', '<![CDATA[<c>]]>'],
      [' a&b ', null, '<c>'],
    ],
    ['datatype="double" arraysize="2">', ['1 2', '', '3 NaN'], [[1, 2], null, [3, NaN]]],
    ['datatype="char" arraysize="2x2">', ['abc'], [['ab', 'c']]],
    ['datatype="floatComplex">', ['1 2'], [[1, 2]]],
  ])('%s', async (attributes, given, expected) => {
    expect((await cell(attributes, ...given)).cells).toEqual(expected)
  })

  test('lists of different lengths are filled up', async () => {
    const { cells, notes } = await cell('datatype="int" arraysize="*">', '1 2 3', '4', '')
    expect(cells).toEqual([[1, 2, 3], [4, 0, 0], null])
    expect(notes).toEqual(['column x: lists of 1 to 3 values, filled up'])
  })

  test('a bad cell costs its row, and is counted', async () => {
    const { cells, notes } = await cell('datatype="short">', '1', '70000', 'x')
    expect(cells).toEqual([1, null, null])
    expect(notes).toEqual(['column x: 2 of 3 rows (2, 3) hold no short: "70000"'])
  })
})

describe('of several tables', () => {
  const two =
    one + rows('<FIELD name="y" datatype="int"/>', '<TR><TD>7</TD></TR>').replace('"t"', '"u"')
  test.each([
    [undefined, 'x'],
    [2, 'y'],
    ['u', 'y'],
    ['t', 'x'],
  ])('%s', async (hdu, name) => {
    const table = await read(votable(two), { hdu })
    expect(table.names).toEqual([name])
    expect([...table.meta.notes!][0]).toMatch(/^the table is \d one; others: \d one$/)
  })
  test('the one that is sought by its columns', async () => {
    const wanted = [(names: readonly string[]) => names.includes('y')]
    expect((await read(votable(two), { wanted })).names).toEqual(['y'])
    await expect(read(votable(two), { hdu: 3 })).rejects.toThrow('no table 3 with data')
  })
})

describe('refused by name', () => {
  const lies = '<FIELD name="x" datatype="double" arraysize="1000000000"/>'
  const stream = (text: string, field = X) =>
    votable(
      `<TABLE>${field}<DATA><BINARY><STREAM encoding="base64">${text}</STREAM></BINARY></DATA></TABLE>`,
    )
  const list = '<FIELD name="x" datatype="double" arraysize="*"/>'
  const bomb = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
  test.each([
    ['cut', votable(one).slice(0, 150), 'a VOTable whose XML is damaged'],
    ['entities', votable(one.replace('1.5', '&b;'), bomb), 'XML is damaged: got 1:'],
    [
      'outer entities',
      votable(one.replace('1.5', '&x;'), '<!DOCTYPE a [<!ENTITY x SYSTEM "/etc/passwd">]>'),
      'XML is damaged',
    ],
    ['depth', votable('<GROUP>'.repeat(1000)), 'more than 100 elements within each other'],
    [
      'an error',
      votable('<INFO name="QUERY_STATUS" value="ERROR">no table gaia</INFO>'),
      'the error of a service: got no table gaia',
    ],
    [
      'a type',
      votable(rows('<FIELD name="x" datatype="int64"/>', '')),
      'a datatype that VOTable does not have',
    ],
    [
      'an arraysize',
      votable(rows('<FIELD name="x" datatype="int" arraysize="-1"/>', '')),
      'an arraysize',
    ],
    [
      'a long row',
      votable(one.replace('<TD>', '<TD>2</TD><TD>')),
      'a row of another length than the fields',
    ],
    ['a lie', votable(rows(lies, '<TR><TD></TD></TR>'.repeat(100))), 'far longer'],
    ['a cut stream', stream('AAAA'), 'the stream ends within a row: expected 8 bytes, got 3'],
    ['a long list', stream('f////w==', list), 'the stream ends within a row'],
    ['no base64', stream('!!!!'), 'the stream is not base64: got "!"'],
    [
      'FITS',
      votable(`<TABLE>${X}<DATA><FITS><STREAM>AA</STREAM></FITS></DATA></TABLE>`),
      'FITS within a VOTable is not read',
    ],
    [
      'another file',
      stream('').replace('<STREAM', '<STREAM href="http://a/b"'),
      'data in another file',
    ],
    ['no VOTable', '<?xml version="1.0"?><svg/>', 'not a VOTable'],
  ])('%s', async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message)
  })

  test('a table that was cut off by the service is a doubt', async () => {
    const table = await read(votable(`${one}<INFO name="QUERY_STATUS" value="OVERFLOW"/>`))
    const [note] = table.meta.notes!
    expect(table.meta.notes!.isDoubt(note)).toBe(true)
  })
})
