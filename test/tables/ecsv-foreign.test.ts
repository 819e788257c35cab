/** ECSV as astropy, photutils and people write it: other versions, tags, masks, vectors, bad cells. */
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import {
  ecsvText,
  fitsTableBytes,
  numbersOf,
  parseEcsv,
  readFitsTable,
  Table,
} from '../../src/tables/index.js'
import { rowsOfTable } from './tables.js'

const table = (columns: string[], data: string, meta: string[] = [], version = '1.0') =>
  [
    `%ECSV ${version}`,
    '---',
    'datatype:',
    ...columns.map((column) => `- {${column}}`),
    ...(meta.length > 0 ? ['meta:', ...meta.map((line) => `  ${line}`)] : []),
    'schema: astropy-2.0',
  ]
    .map((line) => `# ${line}\n`)
    .join('') + data

const notesOf = ({ meta }: Table) => [...(meta.notes ?? [])]

test.each(['0.9', '1.0', '1.7'])('version %s', (version) => {
  const read = parseEcsv(table(['name: a, datatype: int64'], 'a\n1\n', [], version))
  expect([rowsOfTable(read), notesOf(read)]).toEqual([{ a: [1n] }, []])
})

test('a later version is read, with a doubt', () => {
  const read = parseEcsv(table(['name: a, datatype: int64'], 'a\n1\n', [], '2.0'))
  expect(notesOf(read)).toEqual(['ECSV 2.0 is read as ECSV 1.0'])
})

describe("what is not understood in a table's meta is carried along", () => {
  const PHOTUTILS = [
    '__serialized_columns__:',
    '  area:',
    '    __class__: astropy.units.quantity.Quantity',
    '    unit: &id001 !astropy.units.Unit {unit: pix2}',
    '    value: !astropy.table.SerializedColumn {name: area}',
    '  other: {unit: *id001}',
    'date: 2026-11-28 19:02:25 UTC',
    'kron_params: !numpy.ndarray',
    '  buffer: !!binary |',
    '    QUFBQUFBQUFCRUJtWm1abVptYjJQd0FBQUFBQUFBQUE=',
    '  shape: !!python/tuple [3]',
    'text: "\\e[2J"',
  ]
  const columns = ['name: label, datatype: int64', 'name: area, unit: pix2, datatype: float64']

  test('photutils', () => {
    const read = parseEcsv(table(columns, 'label area\n1 9.0\n2 11.5\n', PHOTUTILS))
    expect(rowsOfTable(read)).toEqual({ label: [1n, 2n], area: [9, 11.5] })
    const text = ecsvText(read)
    for (const kept of [
      '"unit": !astropy.units.Unit {"unit": "pix2"}',
      '"value": !astropy.table.SerializedColumn {"name": "area"}',
      '"other": {"unit": !astropy.units.Unit {"unit": "pix2"}}',
      '"date": "2026-11-28 19:02:25 UTC"',
      '"buffer": !!binary "QUFB',
      '"shape": !!python/tuple [3]',
    ]) {
      expect(text).toContain(kept)
    }
    expect(parseEcsv(text).meta).toEqual({ ...read.meta, source: undefined })
    expect(ecsvText(parseEcsv(text))).toBe(text)
  })

  test.each([
    ['a column of times', ['t:', '  __class__: astropy.time.core.Time', '  scale: utc']],
    ['a tag in angle brackets', ['x: !<tag:me,2026:a%20b> 5']],
    ['a text on several lines', ['x: |', '  one', '  two']],
    ['tags without a value', ['x: !nothing', 'y: !!null ~']],
    ['an ordered map', ['x: !!omap', '- {b: !t 1}', '- {a: 2}']],
  ])('%s', (_, meta) => {
    const read = parseEcsv(table(columns, 'label area\n1 9.0\n', meta))
    const again = parseEcsv(ecsvText(read))
    expect(again.meta).toEqual(read.meta)
    expect(Object.keys(again.meta.attributes ?? {}).length).toBeGreaterThan(0)
  })
})

test('a mask in a column of its own hides values', () => {
  const meta = [
    '__serialized_columns__:',
    '  x:',
    '    __class__: astropy.table.column.MaskedColumn',
    '    data: !astropy.table.SerializedColumn {name: x}',
    '    mask: !astropy.table.SerializedColumn {name: x.mask}',
  ]
  const columns = ['name: x, datatype: float64', 'name: x.mask, datatype: bool']
  const read = parseEcsv(table(columns, 'x x.mask\n1.5 False\n2.5 True\n', meta))
  expect(rowsOfTable(read)).toEqual({ x: [1.5, null], 'x.mask': [false, true] })
  expect([...numbersOf(read.columns[0])]).toEqual([1.5, Number.NaN])
})

describe('integers beyond 64 bits', () => {
  const ids = ['18446744073709551615', '9223372036854775808', '7']
  test('stay texts, as in CSV and FITS', () => {
    const read = parseEcsv(table(['name: id, datatype: uint64'], `id\n${ids.join('\n')}\n`))
    expect(read.columns[0].values).toEqual(ids)
    expect(ecsvText(read).split('\n').slice(-5, -1)).toEqual(['id', ...ids])
  })

  test('that fit are integers', () => {
    const read = parseEcsv(table(['name: id, datatype: uint64'], 'id\n9223372036854775807\n'))
    expect(read.columns[0].values).toEqual(BigInt64Array.of(2n ** 63n - 1n))
  })
})

describe('cells that do not fit the type', () => {
  const rows = (cell: string) => `x\n1.5\n2.5\n${cell}\n4.5\n`
  test.each(['NA', '--', 'None', 'INDEF', '***', 'masked', '<NA>'])('%s is missing', (word) => {
    const read = parseEcsv(table(['name: x, datatype: float64'], rows(`"${word}"`)))
    expect(rowsOfTable(read)).toEqual({ x: [1.5, 2.5, null, 4.5] })
    expect(notesOf(read)).toEqual([])
  })

  test.each(['float64', 'float32'])('one bad cell of %s: text, which is mostly numbers', (type) => {
    const read = parseEcsv(table([`name: x, datatype: ${type}`], rows('abc')))
    expect(rowsOfTable(read)).toEqual({ x: ['1.5', '2.5', 'abc', '4.5'] })
    expect(notesOf(read)).toEqual([
      `column x is read as text: 1 of 4 rows (3) hold no ${type}: "abc"`,
    ])
    expect([...numbersOf(read.columns[0], 'a', read.meta.notes)]).toEqual([1.5, 2.5, NaN, 4.5])
  })

  test.each([
    ['int16', ['1', '2', '40000']],
    ['int64', ['1', '2', '1.5']],
    ['uint8', ['1', '2', '-1']],
    ['bool', ['True', 'False', '7']],
  ])('%s: %j', (type, cells) => {
    const read = parseEcsv(table([`name: x, datatype: ${type}`], `x\n${cells.join('\n')}\n`))
    expect(read.columns[0].values).toEqual(cells)
    expect(read.meta.notes?.isDoubt(notesOf(read)[0])).toBe(true)
  })
})

describe('vectors of several axes, and with missing parts', () => {
  const columns = [
    "name: m, datatype: string, subtype: 'int64[2,3]'",
    "name: v, datatype: string, subtype: 'float64[3]'",
    "name: s, datatype: string, subtype: 'string[2]'",
    "name: b, datatype: string, subtype: 'bool[2,1]'",
  ]
  const data = [
    'm,v,s,b',
    '"[[1,2,3],[4,null,6]]","[0.5,null,NaN]","[""a,b"",null]","[[true],[false]]"',
    ',"[null, null, null]","[""]"",""""]","[[false],[null]]"',
  ].join('\n')
  const text = table(columns, `${data}\n`).replace('datatype:\n', 'delimiter: ","\n# datatype:\n')

  test('are read with their axes', () => {
    const read = parseEcsv(text)
    expect(read.columns.map(({ width, dim }) => [width, dim])).toEqual([
      [6, [3, 2]],
      [3, undefined],
      [2, undefined],
      [2, [1, 2]],
    ])
    expect(read.columns[0].missing).toEqual(Uint8Array.of(0, 1))
    expect([...read.columns[0].missingParts!].slice(0, 6)).toEqual([0, 0, 0, 0, 1, 0])
    expect(read.columns[1].missing).toEqual(Uint8Array.of(0, 1))
    expect([...read.columns[1].missingParts!]).toEqual([0, 1, 0, 1, 1, 1])
  })

  test('are written as they were', () => {
    const again = ecsvText(parseEcsv(text)).split('\n').slice(-4, -1)
    expect(again).toEqual([
      'm,v,s,b',
      '"[[1,2,3],[4,null,6]]","[0.5,null,NaN]","[""a,b"",null]","[[true],[false]]"',
      ',,"[""]"",""""]","[[false],[null]]"',
    ])
  })

  test('pass through FITS; of floats and texts, only what is missing there is another', async () => {
    const read = parseEcsv(text)
    const source = memorySource(fitsTableBytes(read), 'a.fits')
    const again = await readFitsTable(source)
    expect(again.columns.map(({ width, dim }) => [width, dim])).toEqual(
      read.columns.map(({ width, dim }) => [width, dim]),
    )
    expect(again.column('m')).toEqual(expect.objectContaining({ missing: Uint8Array.of(0, 1) }))
    expect(again.column('m').missingParts?.[4]).toBe(1)
    expect(again.column('b').missingParts).toEqual(Uint8Array.of(0, 0, 0, 1))
    expect([...again.column('v').values].slice(0, 3)).toEqual([0.5, NaN, NaN])
    expect(again.column('s').values).toEqual(['a,b', '', ']', ''])
    const first = ecsvText(again).split('\n').at(-3)
    expect(first).toContain('"[[1,2,3],[4,null,6]]","[0.5,NaN,NaN]"')
  })

  test('follow their rows', () => {
    const picked = parseEcsv(text).rows([1, 0])
    expect([...picked.columns[0].missingParts!].slice(6)).toEqual([0, 0, 0, 0, 1, 0])
    expect(picked.columns[1].missingParts).toEqual(Uint8Array.of(1, 1, 1, 0, 1, 0))
  })
})

test('one axis of FITS text and a matrix of it', async () => {
  const made = new Table([
    { name: 's', values: ['a', 'bc', 'd', ''], width: 2 },
    { name: 'm', values: ['a', 'b', 'c', 'd', 'e', 'f', 'gh', 'i'], width: 4, dim: [2, 2] },
  ])
  const again = await readFitsTable(memorySource(fitsTableBytes(made), 'a.fits'))
  expect(again.columns.map(({ width, dim }) => [width, dim])).toEqual([
    [2, undefined],
    [4, [2, 2]],
  ])
  expect(again.columns.map(({ values }) => values)).toEqual(made.columns.map((c) => c.values))
})
