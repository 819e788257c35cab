/**
 * Tables against astropy (test/reference/fits_tables.py): the conformance files, a table of all column
 * types, and tables of ours, which astropy must verify and read back.
 */

import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import {
  binaryTableHdu,
  type ColumnInput,
  type FitsColumn,
  imageHdu,
  readAsciiTable,
  readBinaryTable,
  readHdus,
  type TableInput,
} from '../../src/fits/index.js'
import { hasPython, hasShared, runPython, sharedPath } from '../setup/peers.js'
import { temporaryFolder, withFile } from './files.js'

type Dump = Record<string, { nRows: number; columns: DumpColumn[] }>
interface DumpColumn {
  name: string
  values?: unknown[]
  lists?: unknown[][]
}

const folder = temporaryFolder()
const astropy = hasPython('astropy')

function dumpOf(paths: string[]): Record<string, Dump> {
  return JSON.parse(runPython('fits_tables.py', 'dump', ...paths))
}

/** As the script says values: exact integers as text, NaN and infinities as words. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return value < 2n ** 53n && value > -(2n ** 53n) ? Number(value) : String(value)
  }
  if (Number.isNaN(value)) return 'nan'
  if (value === Number.POSITIVE_INFINITY) return 'inf'
  if (value === Number.NEGATIVE_INFINITY) return '-inf'
  return value
}

/** uint64 beyond int64 comes as text, small values too; astropy 5 gives bytes for lists of logicals. */
function same(ours: unknown, theirs: unknown): boolean {
  if (typeof ours === 'string') return ours === String(theirs)
  if (typeof ours === 'boolean' && typeof theirs === 'number') {
    return ours === (theirs === 'T'.charCodeAt(0) || theirs === 1)
  }
  return Object.is(plain(ours), theirs)
}

function expectSame(column: FitsColumn, expected: DumpColumn) {
  const pairs: [unknown, unknown][] = column.lists
    ? column.lists.flatMap((list, row) => {
        const theirs = expected.lists?.[row] ?? []
        expect([column.name, row, list.length]).toEqual([column.name, row, theirs.length])
        return Array.from(list as unknown[], (value, i): [unknown, unknown] => [value, theirs[i]])
      })
    : Array.from(column.values as unknown[], (v, i) => [v, expected.values?.[i]])
  if (!column.lists) expect(column.values.length).toBe(expected.values?.length)
  const wrong = pairs.filter(([a, b], i) => !column.missing?.[i] && !same(a, b)).slice(0, 3)
  expect([column.name, wrong]).toEqual([column.name, []])
}

async function compareFile(path: string, expected: Dump) {
  await withFile(path, async (source, hdus) => {
    for (const [i, { nRows, columns }] of Object.entries(expected)) {
      const hdu = hdus[Number(i)]
      const read = hdu.kind === 'ascii-table' ? readAsciiTable : readBinaryTable
      const table = await read(source, hdu)
      expect(table.nRows).toBe(nRows)
      expect(table.columns.map(({ name }) => name)).toEqual(columns.map(({ name }) => name))
      for (const [k, column] of table.columns.entries()) expectSame(column, columns[k])
    }
  })
}

const shared = hasShared('fits')
const paths = shared
  ? readdirSync(sharedPath('fits', 'files'))
      .filter((file) => file !== 'lzw.fits.Z')
      .map((file) => sharedPath('fits', 'files', file))
  : []

describe.skipIf(!astropy || !shared)('conformance files against astropy', () => {
  const dump = astropy && shared ? dumpOf(paths) : {}

  test.each(Object.keys(dump).filter((path) => Object.keys(dump[path]).length > 0))('%s', (path) =>
    compareFile(path, dump[path]),
  )
})

describe.skipIf(!shared)('null logicals are missing', () => {
  const read = (file: string) =>
    withFile(sharedPath('fits', 'files', file), async (source, hdus) => {
      const { columns } = await readBinaryTable(source, hdus[1])
      return columns[0]
    })

  test('in cells', async () => {
    const { values, missing } = await read('logical_null.fits')
    expect(values.length).toBe(3)
    expect(missing?.includes(1)).toBe(true)
  })

  test('in lists', async () => {
    const { lists, missingInLists } = await read('vla_logical_null.fits')
    expect(lists).toEqual([
      [true, false, true],
      [false, true],
    ])
    expect(missingInLists).toEqual([Uint8Array.of(0, 1, 0)])
  })

  test('a byte 1, as old astropy wrote it, is true', async () => {
    const { lists, missingInLists } = await read('vla_logical_pre_fix.fits')
    expect(lists?.[0]).toEqual([true, false, true])
    expect(missingInLists?.[0]).toEqual(Uint8Array.of(0, 1, 0))
  })
})

describe.skipIf(!astropy)('against astropy', () => {
  test('every column type', async () => {
    const path = join(folder, 'all.fits')
    runPython('fits_tables.py', 'make', path)
    await compareFile(path, dumpOf([path])[path])
    await withFile(path, async (source, hdus) => {
      const { columns } = await readBinaryTable(source, hdus[1])
      const of = (name: string) => columns.find((column) => column.name === name) as FitsColumn
      expect(of('i').missing).toEqual(Uint8Array.of(1, 0, 0))
      expect(of('k').missing).toEqual(Uint8Array.of(0, 0, 1))
      expect(of('u2').values).toBeInstanceOf(Int32Array)
      expect(of('u4').values).toBeInstanceOf(Float64Array)
      expect(of('u8').values).toEqual(BigInt64Array.of(0n, 2n ** 53n + 1n, 2n ** 63n - 1n))
      expect(of('u8big').values).toEqual(['0', `${2n ** 63n}`, `${2n ** 64n - 1n}`])
      expect(of('e').unit).toBe('mag')
      expect([of('dd').dim, of('dd').repeat]).toEqual([[3, 2], 6])
      expect([of('aa').dim, of('aa').repeat]).toEqual([[3, 2], 2])
    })
  })

  test('what we write is verified and read back by astropy and by us', async () => {
    const path = join(folder, 'written.fits')
    writeFileSync(path, Buffer.concat([primary(), binaryTableHdu({ name: 'T', columns: written })]))
    const dump = dumpOf([path])[path]
    await compareFile(path, dump)
    const named = Object.fromEntries(dump[1].columns.map((c) => [c.name, c.values]))
    expect(named).toMatchObject({
      b: [1, 2, 255],
      i: [-5, 7, -32768],
      k: [1, '9223372036854775807', '-9223372036854775808'],
      d: [1.1, 'nan', 'nan'],
      text: ["it's", '', 'NGC 1566'],
      vector: [1, 2, 3, 4, 5, 6],
      words: ['a', 'bcd', '', 'x', 'yy', 'z'],
    })
  })
})

const primary = () => imageHdu({ axes: [], values: new Uint8Array(0), primary: true })
const last = Uint8Array.of(0, 0, 1)
const written: ColumnInput[] = [
  { name: 'l', values: [true, false, true], missing: last },
  { name: 'b', values: Uint8Array.of(1, 2, 3), missing: last },
  { name: 'i', values: Int16Array.of(-5, 7, 0), missing: last, unit: 'pix' },
  { name: 'j', values: Int32Array.of(-(2 ** 31), 5, 2 ** 31 - 1), missing: last },
  { name: 'k', values: BigInt64Array.of(1n, 2n ** 63n - 1n, 0n), missing: last },
  { name: 'e', values: Float32Array.of(1.5, -0, Number.POSITIVE_INFINITY) },
  { name: 'd', values: Float64Array.of(1.1, Number.NaN, 2), missing: last, unit: 'mag' },
  { name: 'text', values: ["it's", '', 'NGC 1566'], description: 'a name', ucd: 'meta.id' },
  { name: 'vector', values: Float64Array.of(1, 2, 3, 4, 5, 6), repeat: 2, dim: [1, 2] },
  { name: 'words', values: ['a', 'bcd', '', 'x', 'yy', 'z'], repeat: 2 },
]

async function reread(table: TableInput) {
  const source = memorySource(Buffer.concat([primary(), binaryTableHdu(table)]))
  return readBinaryTable(source, (await readHdus(source))[1])
}

describe('tables of our own', () => {
  test('columns come back as they were', async () => {
    const { columns, nRows } = await reread({ columns: written })
    expect(nRows).toBe(3)
    for (const [i, column] of columns.entries()) {
      const { name, values, missing, repeat = 1, unit, description, ucd } = written[i]
      const isFloat = values instanceof Float64Array
      expect(column).toMatchObject({ name, repeat })
      expect([column.unit, column.description, column.ucd]).toEqual([unit, description, ucd])
      expect(column.missing).toEqual(isFloat ? undefined : missing)
      for (let k = 0; k < values.length; k++) {
        if (missing?.[k]) continue
        expect(column.values[k]).toBe(values[k])
      }
    }
  })

  test('TNULL is a value the column does not hold', async () => {
    const values = Int16Array.of(-32768, -32767, 0)
    const { columns } = await reread({ columns: [{ name: 'i', values, missing: last }] })
    expect([columns[0].values, columns[0].missing]).toEqual([
      Int16Array.of(-32768, -32767, -32766),
      last,
    ])
  })

  test('no value is left for TNULL', () => {
    const values = Uint8Array.from({ length: 257 }, (_, i) => i)
    const missing = new Uint8Array(257)
    missing[256] = 1
    expect(() => binaryTableHdu({ columns: [{ name: 'b', values, missing }] })).toThrow(/wider/)
  })

  test('int8 and scaled columns', async () => {
    const { columns } = await reread({
      columns: [
        { name: 'sb', values: Uint8Array.of(0, 128, 255) },
        { name: 's', values: Int16Array.of(1, -2, 4) },
        { name: 'odd', values: BigInt64Array.of(0n, 2n ** 60n, -1n) },
      ],
      cards: [
        { keyword: 'TZERO1', value: -128 },
        { keyword: 'TSCAL2', value: 0.5 },
        { keyword: 'TZERO2', value: 10 },
        { keyword: 'TZERO3', value: 5 },
      ],
    })
    expect(columns.map(({ values }) => values)).toEqual([
      Int16Array.of(-128, 0, 127),
      Float64Array.of(10.5, 9, 12),
      BigInt64Array.of(5n, 2n ** 60n + 5n, 4n),
    ])
  })

  test('more rows than one read', async () => {
    const values = Float64Array.from({ length: 600_001 }, (_, i) => i * 1.5)
    const { columns } = await reread({ columns: [{ name: 'd', values }] })
    expect(columns[0].values).toEqual(values)
  })

  test('a table without rows', async () => {
    const { columns, nRows } = await reread({
      columns: [{ name: 'd', values: new Float32Array(0) }],
    })
    expect([nRows, columns[0].values]).toEqual([0, new Float32Array(0)])
  })

  test.each<[string, TableInput]>([
    [
      'column b: columns of different lengths: expected 2 rows of 1, got 3 values',
      {
        columns: [
          { name: 'a', values: new Float64Array(2) },
          { name: 'b', values: new Float64Array(3) },
        ],
      },
    ],
    [
      'column a, value 1: FITS holds only ASCII text',
      { columns: [{ name: 'a', values: ['x', 'é'] }] },
    ],
    ['table T, column a: lists', { name: 'T', columns: [{ name: 'a', values: [], lists: [] }] }],
    ['keyword NAXIS2 describes', { columns: [], cards: [{ keyword: 'NAXIS2', value: 3 }] }],
  ])('refused: %s', (message, table) => {
    expect(() => binaryTableHdu(table)).toThrow(message)
  })
})

describe('wrong tables', () => {
  async function edited(from: string, to: string) {
    const bytes = Buffer.from(
      binaryTableHdu({ name: 'T', columns: [{ name: 'a', values: new Int16Array(2) }] }),
    )
    const text = bytes.toString('latin1').replace(from.padEnd(80), to.padEnd(80))
    const source = memorySource(Buffer.concat([primary(), Buffer.from(text, 'latin1')]), 't.fits')
    return readBinaryTable(source, (await readHdus(source))[1])
  }

  test.each([
    ['2Z', /t\.fits, HDU 1 \(T\), column a: a column format that is not FITS.*"2Z"/],
    ['PZ()', /not FITS/],
    ['9J', /wider than the row: expected NAXIS1 = 2 bytes, got 36/],
  ])('TFORM %s', async (format, message) => {
    await expect(edited("TFORM1  = 'I       '", `TFORM1  = '${format}'`)).rejects.toThrow(message)
  })

  test('an image is no table', async () => {
    const source = memorySource(primary())
    const [hdu] = await readHdus(source)
    await expect(readBinaryTable(source, hdu)).rejects.toThrow(/not a binary table: got image/)
    await expect(readAsciiTable(source, hdu)).rejects.toThrow(/not an ASCII table/)
  })
})
