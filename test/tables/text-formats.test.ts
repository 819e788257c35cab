/** IPAC, CDS, DAOPHOT and fixed width: stored answers of astropy, and what goes wrong in files. */
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { candidatesOf } from '../../src/catalog/index.js'
import { readTable, Table, type TableFormat, tableBytes } from '../../src/tables/index.js'
import { storedAnswers } from '../setup/golden.js'
import { rowsOfTable } from './tables.js'
import { readCase, type SeenColumn, seenOf, TEXT_CASES, withoutUnits } from './text-cases.js'

const read = (text: string, name = 'a.dat') =>
  readTable(memorySource(new TextEncoder().encode(text), name))
const notesOf = (table: Table) => [...(table.meta.notes ?? [])]
const doubtsOf = (table: Table) => notesOf(table).filter((note) => table.meta.notes!.isDoubt(note))

const answers = storedAnswers<Record<string, SeenColumn[]>>('text-tables')

test.each(Object.entries(TEXT_CASES))('%s', async (name, asked) => {
  const table = await readCase(asked)
  expect(seenOf(table)).toEqual(withoutUnits(answers[name]))
  expect(doubtsOf(table)).toEqual([])
})

test.each(Object.entries(TEXT_CASES).filter(([, { readMe }]) => !readMe))(
  '%s, with other line ends and packed in UTF-16',
  async (_, { text }) => {
    const expected = rowsOfTable(await read(text))
    const wide = new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'))
    expect(rowsOfTable(await read(text.replaceAll('\n', '\r\n')))).toEqual(expected)
    expect(rowsOfTable(await read(text.replaceAll('\n', '\r').trimEnd()))).toEqual(expected)
    expect(rowsOfTable(await readTable(memorySource(wide, 'a.csv')))).toEqual(expected)
  },
)

describe('IPAC', () => {
  const ipac = (...rows: string[]) => ['| x   | t    |', '| i   | char |', ...rows].join('\n')

  test('letters under a bar go to the cell that they touch, or cost both cells', async () => {
    const table = await read(ipac('   12  ab   ', '    123cd   ', '   12345e   ', '   1234  z   '))
    expect(rowsOfTable(table)).toEqual({ x: [12, null, null, 1234], t: ['ab', null, null, 'z'] })
    expect(doubtsOf(table)).toEqual([
      '2 of 4 rows (2, 3) run under the bars: cells that touch are missing',
    ])
    const right = await read(['|  x   |  y   |', '1.25   -3.5   ', '2      4.5    '].join('\n'))
    expect(rowsOfTable(right)).toEqual({ x: [1.25, 2], y: [-3.5, 4.5] })
    expect(notesOf(right)).toHaveLength(1)
  })

  test('keywords, comments, descriptions and 64-bit integers', async () => {
    const text = [
      "\\long = 'one '",
      "\\long = 'two'",
      '\\n = 3',
      '\\ id',
      '\\ ___ its number',
      '\\ made up',
      '| id                 |',
      '| long               |',
      '  4611686018427387905',
    ].join('\n')
    const table = await read(text)
    expect(table.column('id')).toMatchObject({
      values: BigInt64Array.of(2n ** 62n + 1n),
      description: 'its number',
    })
    expect(table.meta).toMatchObject({
      attributes: { keywords: { long: 'one two', n: 3 } },
      comments: ['made up'],
    })
  })

  test('a type that IPAC has not, cells of another type, a header between the rows', async () => {
    const odd = await read(['| x   | y |', '| foo | i |', '  1.5   a', '  2     3'].join('\n'))
    expect(rowsOfTable(odd)).toEqual({ x: [1.5, 2], y: ['a', '3'] })
    expect(doubtsOf(odd)).toHaveLength(2)
    const twice = await read(ipac('  1    a', '| x   | t    |', '| i   | char |', '  2    b'))
    expect(rowsOfTable(twice).x).toEqual([1, 2])
    await expect(read(ipac('  1  a', '| other |', '  2  b'))).rejects.toThrow('a second header')
    await expect(read(['| a | b |', '| i |', '  1   2'].join('\n'))).rejects.toThrow('damaged')
  })
})

describe('CDS', () => {
  test('sexagesimal columns are the positions', async () => {
    const table = await readCase(TEXT_CASES['machine-readable table'])
    const wcs = { skyToPixel: (ra: number, dec: number) => ({ x: ra, y: dec }) }
    const { x: ra, y: dec } = candidatesOf(table, { wcs } as never)
    expect(ra[0]).toBeCloseTo(15 * (1 + 2 / 60 + 3.4 / 3600), 10)
    expect(dec[0]).toBeCloseTo(-(30 / 60 + 15 / 3600), 10)
    expect(dec[2]).toBeCloseTo(-0.1 / 3600, 12)
    expect(table.column('Vmag')).toMatchObject({
      unit: 'mag',
      description: 'V magnitude, or -99 where there is none',
    })
  })

  test('a null in another spelling, blanks behind a sign, rows beside the columns', async () => {
    const { text } = TEXT_CASES['machine-readable table']
    const shifted = text.replace('x       00 00 00.00', 'x      900 00 00.00')
    const loose = shifted.replace('-99.00', '-99.0 ').replace(' -5.25', '- 5.25')
    const table = await read(loose)
    expect(rowsOfTable(table).Vmag).toEqual([21.5, null, -5.25])
    expect(doubtsOf(table)).toEqual([
      '1 of 3 rows (3) have letters outside of the described columns',
    ])
  })

  test('a ReadMe alone has no table', async () => {
    const { readMe } = TEXT_CASES['table of the CDS beside its ReadMe']
    await expect(read(readMe!, 'ReadMe')).rejects.toThrow('a description of tables without a table')
  })

  test('a ReadMe that does not describe the file is not taken', async () => {
    const readMe = {
      text: TEXT_CASES['table of the CDS beside its ReadMe'].readMe!,
      name: 'ReadMe',
    }
    const source = (name: string) => memorySource(new TextEncoder().encode('x y\n1 2\n'), name)
    expect((await readTable(source('a.dat'), { readMe })).names).toEqual(['x', 'y'])
    expect((await readTable(source('more-2.dat'), { readMe })).names).toEqual([
      'No',
      'Wave',
      'Name',
    ])
  })
})

describe('DAOPHOT', () => {
  test('keywords; its positions are IRAF’s; a cut file', async () => {
    const { text } = TEXT_CASES['daophot, two lines a row']
    const table = await read(text)
    expect(table.meta.attributes).toEqual({
      keywords: { IRAF: 'NOAO/IRAFV2.16', IMAGE: 'a b.fits', GAIN: 'INDEF' },
    })
    const { notes } = candidatesOf(table, {})
    expect([...notes]).toContain('positions: XCENTER, YCENTER (1-based, as IRAF writes them)')
    const cut = text.slice(0, text.lastIndexOf('18 ') + 80)
    await expect(read(cut)).rejects.toThrow('a row of another length than the first')
    await expect(read(text.replace(/^#U .*ID.*$/m, '').replace(/^#F .*\n/m, ''))).rejects.toThrow(
      'the header of a DAOPHOT table is damaged',
    )
  })
})

test('a small file of very many cells is refused', async () => {
  const names = Array.from({ length: 1000 }, (_, c) => `a${c}`)
  const rows = ' 1\n'.repeat(30_000)
  await expect(read(`|${names.join('|')}|\n${rows}`)).rejects.toThrow('far more cells than letters')
  const ruled = names.map((name) => name.padEnd(5))
  const ruler = names.map(() => '-----').join(' ')
  const text = `${ruled.join(' ')}\n${ruler}\n${rows}`
  await expect(read(text)).rejects.toThrow('far more cells than letters')
})

describe('fixed width', () => {
  test.each([
    ['| id | t |\n|----|:--|\n| 1 | a |\n| 22 | b c |\n', { id: [1, 22], t: ['a', 'b c'] }],
    [' id |  t\n----+-----\n  1 | a\n 22 | b c\n(2 rows)\n', { id: [1, 22], t: ['a', 'b c'] }],
    ['id|t\n1|a\n22|\n', { id: [1, 22], t: ['a', null] }],
    ['1|a\n22|""\n', { col1: [1, 22], col2: ['a', ''] }],
    [
      'id  t    \n--- -----\n  1 "a"  \n  2 " b" \n  3 ""   \n',
      { id: [1, 2, 3], t: ['a', ' b', ''] },
    ],
  ])('%j', async (text, expected) => {
    expect(rowsOfTable(await read(text))).toEqual(expected)
  })

  test('a bar in a text', async () => {
    const table = await read('| id | t     |\n|  1 | a | b |\n| 22 | c     |\n')
    expect(rowsOfTable(table)).toEqual({ id: [1, 22], t: ['a | b', 'c'] })
    const ragged = `| id | t |\n${'| 3  | c |\n'.repeat(1001)}| 4 |\n`
    await expect(read(ragged)).rejects.toThrow('have other bars than the names')
  })

  test('rows that do not keep to the ruler are between blanks, as before', async () => {
    const table = await read('x y\n--- ---\n1 2\n10 20\n')
    expect(rowsOfTable(table)).toEqual({ x: [1, 10], y: [2, 20] })
    expect(notesOf(table)).toEqual(['the line below the names is a ruler, and no row'])
  })
})

describe.each<[TableFormat, boolean]>([
  ['ipac', false],
  ['fixed', true],
])('%s that we write', (format, keepsEmpty) => {
  const table = new Table(
    [
      {
        name: 'id',
        values: BigInt64Array.of(2n ** 62n + 1n, 0n, -7n),
        missing: Uint8Array.of(0, 1, 0),
        description: 'a number',
      },
      { name: 'i', values: Int32Array.of(1, -2, 3) },
      { name: 'x y', values: Float64Array.of(0.1, NaN, 1e-300), unit: 'mag' },
      { name: 'none', values: Float64Array.of(1, NaN, 3), missing: Uint8Array.of(0, 1, 0) },
      { name: 't', values: ['a  b', '', '# "c" null'], missing: Uint8Array.of(0, 1, 0) },
      { name: 'e', values: ['null', keepsEmpty ? '' : 'x', keepsEmpty ? ' "' : 'é|'] },
    ],
    { comments: ['made up'], attributes: { keywords: { a: 'b '.repeat(50).trim(), n: 7 } } },
  )

  test('reads back as it was', async () => {
    const bytes = await tableBytes(table, format)
    const again = await readTable(memorySource(bytes, 'a.b'))
    expect(rowsOfTable(again)).toEqual(rowsOfTable(table))
    const types = (of: Table) => of.columns.map(({ values }) => values.constructor)
    expect(types(again)).toEqual(types(table))
    expect(again.column('x y').unit).toBe('mag')
    expect(doubtsOf(again)).toEqual([])
    expect(await tableBytes(again, format)).toEqual(bytes)
    if (format === 'fixed') return
    expect(again.column('id').description).toBe('a number')
    expect(again.meta.attributes).toEqual(table.meta.attributes)
  })

  test('what it cannot hold is refused', () => {
    const bytes = (column: object) => () =>
      tableBytes(new Table([{ name: 'a', ...column } as never]), format)
    expect(bytes({ values: new Float64Array(4), width: 2 })).toThrow('cannot hold vectors')
    expect(bytes({ values: ['a'], name: 'a\nb' })).toThrow('cannot hold the name')
    expect(bytes({ values: ['a'], name: '' })).toThrow('cannot hold the name')
  })
})
