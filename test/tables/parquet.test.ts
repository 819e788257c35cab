/**
 * Parquet: our own round trip, an independent reader and writer (parquet-wasm, Arrow), and files of
 * pyarrow, pandas and astropy.
 */

import { gunzipSync } from 'node:zlib'
import {
  Table as ArrowTable,
  DateDay,
  Int64,
  Timestamp,
  TimeUnit,
  tableFromIPC,
  tableToIPC,
  Uint32,
  Uint64,
  vectorFromArray,
} from 'apache-arrow'
import fc from 'fast-check'
import {
  Compression,
  readParquet as readWasm,
  Table as WasmTable,
  WriterPropertiesBuilder,
  writeParquet,
} from 'parquet-wasm'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { type Column, readTable, Table, tableBytes } from '../../src/tables/index.js'
import { storedAnswers } from '../setup/golden.js'
import { rowsOfTable, tableOf } from './tables.js'

const read = (bytes: Uint8Array) => readTable(memorySource(bytes, 'a.parquet'))

const example = new Table(
  [
    {
      name: 'id',
      values: BigInt64Array.of(2n ** 60n + 1n, 0n, -7n),
      missing: Uint8Array.of(0, 1, 0),
    },
    {
      name: 'x',
      values: Float64Array.of(1.5, Number.NaN, Number.NaN),
      missing: Uint8Array.of(0, 1, 0),
      unit: 'pix',
      description: 'a "place"',
      ucd: 'pos.x',
    },
    { name: 'f', values: Float32Array.of(1.5, -0, Number.POSITIVE_INFINITY) },
    { name: 's', values: Int16Array.of(1, -2, 3) },
    { name: 'u', values: Uint8Array.of(1, 255, 3) },
    { name: 't', values: ['a b ', '', 'é☆'], missing: Uint8Array.of(0, 0, 1) },
    { name: 'is', values: [true, false, true] },
    { name: 'v', values: Float64Array.of(1, 2, 3, 4, 5, 6), width: 2 },
    { name: 'm', values: Int32Array.from({ length: 12 }, (_, i) => i), width: 4, dim: [2, 2] },
    {
      name: 'gone',
      values: Float32Array.of(1, Number.NaN, Number.NaN, Number.NaN, 5, Number.NaN),
      width: 2,
      missing: Uint8Array.of(0, 1, 0),
      missingParts: Uint8Array.of(0, 1, 1, 1, 0, 0),
    },
    { name: 'c', values: Float64Array.of(1, 2, 3, 4, 5, 6), width: 2, complex: true },
    { name: 'bits', values: [true, false, true, true, false, false], width: 2, bits: true },
  ],
  { comments: ['one'], history: ['two'] },
)

test('values, types, masks, units and descriptions come back', async () => {
  const again = await read(await tableBytes(example, 'parquet'))
  expect(rowsOfTable(again)).toEqual(rowsOfTable(example))
  for (const { name, values, unit, description, ucd, dim } of example.columns) {
    const column = again.column(name)
    expect(column.values.constructor, name).toBe(values.constructor)
    expect([column.unit, column.description, column.ucd, column.dim]).toEqual([
      unit,
      description,
      ucd,
      dim,
    ])
  }
  expect(again.meta).toMatchObject({ comments: ['one'], attributes: { history: ['two'] } })
})

const lists = new Table([
  { name: 'l', values: BigInt64Array.of(1n, 2n, 3n), offsets: Int32Array.of(0, 2, 2, 2, 3) },
  {
    name: 't',
    values: ['a', '', 'b'],
    offsets: Int32Array.of(0, 1, 1, 3, 3),
    missing: Uint8Array.of(0, 1, 0, 0),
    missingParts: Uint8Array.of(0, 1, 0),
  },
  { name: 'one', values: Float64Array.of(1, 2, 3, 4), offsets: Int32Array.of(0, 1, 2, 3, 4) },
  { name: 'two', values: [true, false, true, true], offsets: Int32Array.of(0, 2, 2, 2, 4) },
  {
    name: 'c',
    values: Float32Array.of(1, 2, 3, 4),
    offsets: Int32Array.of(0, 2, 2, 2, 4),
    complex: true,
  },
  { name: 'equal', values: Int16Array.of(1, 2, 3, 4, 5, 6, 7, 8), offsets: evens(4) },
])

function evens(n: number): Int32Array {
  return Int32Array.from({ length: n + 1 }, (_, i) => 2 * i)
}

test('lists come back as lists, also those that are all as long', async () => {
  const again = await read(await tableBytes(lists, 'parquet'))
  for (const column of lists.columns) {
    const { text: _, ...read } = again.column(column.name)
    expect(read).toEqual(column)
  }
})

test('random tables come back', async () => {
  await fc.assert(
    fc.asyncProperty(tableOf({ text: fc.string({ unit: 'grapheme' }) }), async (table) => {
      const again = await read(await tableBytes(table, 'parquet'))
      expect(rowsOfTable(again)).toEqual(rowsOfTable(table))
    }),
    { numRuns: 50 },
  )
})

test('an independent reader finds the same', async () => {
  const bytes = await tableBytes(example, 'parquet')
  const arrow = tableFromIPC(readWasm(bytes).intoIPCStream())
  const column = (name: string) =>
    [...arrow.getChild(name)!].map((cell) => (cell?.toArray ? [...cell.toArray()] : cell))
  expect(column('id')).toEqual([2n ** 60n + 1n, null, -7n])
  expect(column('x')).toEqual([1.5, null, Number.NaN])
  expect(column('f')).toEqual([1.5, -0, Number.POSITIVE_INFINITY])
  expect(column('s')).toEqual([1, -2, 3])
  expect(column('u')).toEqual([1, 255, 3])
  expect(column('t')).toEqual(['a b ', '', null])
  expect(column('is')).toEqual([true, false, true])
  expect(column('v')).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
  ])
  expect(String(arrow.schema.fields.find(({ name }) => name === 's')!.type)).toBe('Int16')
})

describe('what an independent writer writes', () => {
  const arrow = new ArrowTable({
    id: vectorFromArray([2n ** 62n, null, -1n], new Int64()),
    big: vectorFromArray([2n ** 63n, 1n, 2n], new Uint64()),
    whole: vectorFromArray([1n, 2n, null], new Uint64()),
    u32: vectorFromArray([2 ** 32 - 1, 1, 2], new Uint32()),
    x: vectorFromArray([0.1, null, Number.NaN]),
    t: vectorFromArray(['a', null, 'a']),
    when: vectorFromArray([0, 1, null], new Timestamp(TimeUnit.MILLISECOND)),
    day: vectorFromArray([new Date('2020-02-03'), null, null], new DateDay()),
  })
  test.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD', 'LZ4_RAW', 'BROTLI'] as const)(
    '%s',
    async (codec) => {
      const properties = new WriterPropertiesBuilder().setCompression(Compression[codec]).build()
      const wasm = WasmTable.fromIPCStream(tableToIPC(arrow, 'stream'))
      const table = await read(writeParquet(wasm, properties))
      expect(rowsOfTable(table)).toEqual({
        id: [2n ** 62n, null, -1n],
        big: [String(2n ** 63n), '1', '2'],
        whole: [1n, 2n, null],
        u32: [2n ** 32n - 1n, 1n, 2n],
        x: [0.1, null, Number.NaN],
        t: ['a', null, 'a'],
        when: ['1970-01-01T00:00:00.000', '1970-01-01T00:00:00.001', null],
        day: ['2020-02-03', null, null],
      })
      expect([...table.meta.notes!]).toContain('column day: dates and times are read as text')
    },
  )
})

test('a cut file, and changed bytes, are errors with a name or the same numbers of rows', async () => {
  const bytes = await tableBytes(example, 'parquet')
  await expect(read(bytes.subarray(0, 200))).rejects.toThrow('a damaged Parquet file')
  await fc.assert(
    fc.asyncProperty(
      fc.nat(bytes.length - 1),
      fc.integer({ min: 0, max: 255 }),
      async (at, byte) => {
        const changed = bytes.slice()
        changed[at] = byte
        const answer = await read(changed).catch((error: Error) => error)
        if (answer instanceof Error) expect(answer.name).toBe('InputError')
      },
    ),
    { numRuns: 150 },
  )
})

interface Said {
  readonly tables: Readonly<Record<string, Readonly<Record<string, readonly Cell[]>>>>
  /** Which of the tables each file holds. */
  readonly files: Readonly<Record<string, string>>
}
type Cell = null | boolean | string | readonly Cell[]

describe('what pyarrow, pandas and astropy write', () => {
  const files = storedAnswers<Record<string, string>>('parquet')
  const said: Said = JSON.parse(files['said.json'])
  const readStored = (name: string) =>
    read(new Uint8Array(gunzipSync(Buffer.from(files[`${name}.parquet`], 'base64'))))

  test.each(Object.entries(said.files))('%s', async (name, holds) => {
    const table = await readStored(name)
    const seen = Object.fromEntries(table.columns.map((column) => [column.name, seenCells(column)]))
    expect(seen).toEqual(said.tables[holds])
  })

  test('each type becomes the narrowest that holds it', async () => {
    const { columns } = await readStored('odd')
    const types = columns.map(({ name, values }) => [name, values.constructor.name])
    expect(Object.fromEntries(types)).toMatchObject({
      ...{ i1: 'Int16Array', u1: 'Uint8Array', u2: 'Int32Array', u4: 'BigInt64Array' },
      ...{ u8: 'Array', u8s: 'BigInt64Array', h: 'Float32Array', dec: 'Float64Array' },
      ...{ long: 'Array', whole: 'BigInt64Array' },
    })
  })

  test("astropy's units, descriptions, masks, shapes and comments", async () => {
    const table = await readStored('astropy')
    expect(rowsOfTable(table)).toMatchObject({
      id: [2n ** 60n + 1n, null, 7n],
      d: [0.1, null, Number.NaN],
      t: ['a b ', 'x', 'é☆'],
    })
    expect(table.column('v')).toMatchObject({ values: Float64Array.of(0, 1, 2, 3, 4, 5), width: 2 })
    expect([table.column('d').unit, table.column('v').unit]).toEqual(['mag', 'pix'])
    expect(table.column('id').description).toBe('an <id> & more')
    expect(table.meta).toMatchObject({ comments: ['one', 'two'], attributes: { origin: 1 } })
  })

  test('what was chosen is said', async () => {
    const { meta } = await readStored('odd')
    expect([...meta.notes!]).toEqual(
      expect.arrayContaining([
        'column dec: decimal numbers are read as float64',
        'column long: decimal numbers of many digits are read as text',
        'column raw: bytes are read as hexadecimal digits',
        'column us: dates and times are read as text',
      ]),
    )
  })
})

/** Cells as table_parquet.py prints them. */
function seenCells({ values, width = 1, offsets, missing, missingParts }: Column): Cell[] {
  const isFloat = values instanceof Float64Array || values instanceof Float32Array
  const one = (i: number, gone?: Uint8Array): Cell => {
    const value = values[i]
    if (gone?.[i]) return null
    if (typeof value === 'boolean' || typeof value === 'string') return value
    return isFloat ? pythonFloat(value as number) : String(value)
  }
  const nRows = offsets ? offsets.length - 1 : values.length / width
  return Array.from({ length: nRows }, (_, row) => {
    if (missing?.[row]) return null
    if (!offsets && width === 1) return one(row)
    const [from, to] = offsets ? [offsets[row], offsets[row + 1]] : [row * width, (row + 1) * width]
    return Array.from({ length: to - from }, (_, k) => one(from + k, missingParts))
  })
}

function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace('Infinity', 'inf').replace('NaN', 'nan')
  return Number.isInteger(value) ? `${Object.is(value, -0) ? '-0' : value}.0` : String(value)
}
