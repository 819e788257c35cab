/** Lists of variable length, complex numbers and bits in FITS tables: read, written, damaged. */
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { candidatesOf } from '../../src/catalog/index.js'
import { type Column, readTable, Table, tableBytes } from '../../src/tables/index.js'

const table = new Table([
  { name: 'id', values: Int32Array.of(1, 2, 3, 4) },
  {
    name: 'floats',
    values: Float32Array.of(1.5, Number.NaN, 3, 4, 5),
    offsets: Int32Array.of(0, 2, 2, 3, 5),
    unit: 'mag',
    description: 'light curve',
  },
  {
    name: 'ids',
    values: BigInt64Array.of(2n ** 62n + 1n, 0n, -7n),
    offsets: Int32Array.of(0, 0, 0, 1, 3),
    missingParts: Uint8Array.of(0, 1, 0),
  },
  { name: 'truths', values: [true, false], offsets: Int32Array.of(0, 0, 1, 2, 2) },
  {
    name: 'phases',
    values: Float64Array.of(1, 2, 3, 4, 5, 6),
    offsets: Int32Array.of(0, 4, 4, 6, 6),
    complex: true,
  },
  { name: 'phase', values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), width: 2, complex: true },
  {
    name: 'matrix',
    values: Float64Array.from({ length: 48 }, (_, i) => i),
    width: 12,
    dim: [2, 3, 2],
    complex: true,
  },
  {
    name: 'bits',
    values: Array.from({ length: 44 }, (_, i) => i % 3 === 0),
    width: 11,
    bits: true,
  },
])

/** What a user sees of a row's list, without values that are missing. */
function listsOf({ values, offsets, missingParts }: Column): unknown[] {
  return Array.from({ length: offsets!.length - 1 }, (_, row) =>
    Array.from({ length: offsets![row + 1] - offsets![row] }, (_, k) =>
      missingParts?.[offsets![row] + k] ? null : values[offsets![row] + k],
    ),
  )
}

const again = async (bytes: Uint8Array) => readTable(memorySource(bytes, 'a.fits'))

test('are written and read back: values, types, masks, units, descriptions, axes', async () => {
  const read = await again(tableBytes(table, 'fits'))
  expect(read.names).toEqual(table.names)
  for (const column of table.columns) {
    const { values: given, missingParts, ...labels } = column
    const { values, ...found } = read.column(column.name)
    expect(found).toMatchObject(labels)
    expect(found.missingParts).toEqual(missingParts)
    expect(values.constructor).toBe(given.constructor)
    if (column.offsets) expect(listsOf(read.column(column.name))).toEqual(listsOf(column))
    else expect(values).toEqual(given)
  }
})

test('rows of lists are taken in any order', () => {
  const picked = table.rows([3, 0, 0])
  expect(listsOf(picked.column('floats'))).toEqual([
    [4, 5],
    [1.5, Number.NaN],
    [1.5, Number.NaN],
  ])
  expect(listsOf(picked.column('ids'))[0]).toEqual([null, -7n])
})

/** The table with the descriptor of one row of column `floats` changed. */
function damaged(row: number, count: number, offset: number): Uint8Array {
  const bytes = tableBytes(new Table(table.columns.slice(0, 2)), 'fits')
  const end = new TextDecoder('latin1').decode(bytes).lastIndexOf('END  ')
  const start = Math.ceil(end / 2880) * 2880
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  view.setInt32(start + row * 12 + 4, count)
  view.setInt32(start + row * 12 + 8, offset)
  return bytes
}

test.each([
  ['outside the heap', 2, 1_000_000],
  ['of a negative length', -1, 0],
  ['before the heap', 1, -8],
  ['longer than the heap', 2 ** 31 - 1, 0],
])('a descriptor %s costs its row, and is said', async (_, count, offset) => {
  const read = await again(damaged(2, count, offset))
  expect(listsOf(read.column('floats'))).toEqual([[1.5, Number.NaN], [], [], [4, 5]])
  expect([...read.column('floats').missing!]).toEqual([0, 0, 1, 0])
  const [note] = read.meta.notes ?? []
  expect(note).toBe('column floats: the lists of 1 of 4 rows (3) lie outside the heap')
  expect(read.meta.notes?.isDoubt(note)).toBe(true)
})

test.each(['ecsv', 'csv', 'votable', 'jsonl'] as const)('%s refuses lists by name', (format) => {
  expect(() => tableBytes(table, format)).toThrow(/column floats: .* cannot hold (lists|vectors)/)
})

test('where it is one number a row that is wanted, the column is named', () => {
  const x = { ...table.column('floats'), name: 'x', unit: 'pix' }
  const y = { name: 'y', values: Float64Array.of(1, 2, 3, 4) }
  expect(() => candidatesOf(new Table([x, y]), { origin: 0 })).toThrow(
    'column x does not hold numbers: got lists of different lengths',
  )
})
