/** Parquet: our own round trip, and an independent reader and writer (parquet-wasm, Arrow). */
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
import { parquetWriteBuffer } from 'hyparquet-writer'
import {
  Compression,
  readParquet as readWasm,
  Table as WasmTable,
  WriterPropertiesBuilder,
  writeParquet,
} from 'parquet-wasm'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readTable, Table, tableBytes } from '../../src/tables/index.js'
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
  ],
  { comments: ['one'], history: ['two'] },
)

test('values, types, masks, units and descriptions come back', async () => {
  const again = await read(tableBytes(example, 'parquet'))
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
  expect(again.meta).toMatchObject({ comments: ['one'], history: ['two'] })
})

test('random tables come back', async () => {
  await fc.assert(
    fc.asyncProperty(tableOf({ text: fc.string({ unit: 'grapheme' }) }), async (table) => {
      const again = await read(tableBytes(table, 'parquet'))
      expect(rowsOfTable(again)).toEqual(rowsOfTable(table))
    }),
    { numRuns: 50 },
  )
})

test('an independent reader finds the same', () => {
  const arrow = tableFromIPC(readWasm(tableBytes(example, 'parquet')).intoIPCStream())
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
      expect([...table.meta.notes!]).toContain('column day: dates are read as text')
    },
  )

  test('lists of different lengths', async () => {
    const buffer = parquetWriteBuffer({
      columnData: [{ name: 'l', data: [[1, 2], [], null, [3]] }],
      schema: [
        { name: 'schema', num_children: 1 },
        { name: 'l', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', repetition_type: 'OPTIONAL', type: 'INT32' },
      ],
    })
    const table = await read(new Uint8Array(buffer))
    expect(rowsOfTable(table)).toEqual({ l: [[1, 2], [0, 0], null, [3, 0]] })
    expect([...table.meta.notes!]).toEqual(['column l: lists of 0 to 2 values, filled up'])
  })
})

test('a cut file, and changed bytes, are errors with a name or the same numbers of rows', async () => {
  const bytes = tableBytes(example, 'parquet')
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
