/** A table goes through every pair of formats, and its values are what they were. */
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import {
  type Column,
  formatOf,
  lostByFormat,
  readTable,
  rowsOf,
  Table,
  tableBytes,
  writtenEndings,
} from '../../src/tables/index.js'

const table = new Table(
  [
    { name: 'id', values: BigInt64Array.of(9007199254740993n, -5n, 0n), unit: 'pix' },
    { name: 'n', values: Int16Array.of(1, -2, 3), missing: Uint8Array.of(0, 1, 0) },
    { name: 'x', values: Float64Array.of(0.1, Number.NaN, -1e-300), unit: 'deg', ucd: 'pos.eq.ra' },
    { name: 'f', values: Float32Array.of(0.1, 2, 1e10).map(Math.fround), description: 'a flux' },
    { name: 'name', values: ['NGC 1566', 'it\'s, "so"', 'c'] },
    { name: 'is', values: [true, false, true] },
  ],
  { comments: ['made for a test'], history: ['two steps'] },
)

const formats = writtenEndings().map((ending) => formatOf(`a${ending}`))
const pairs = formats.flatMap((from) => formats.map((to) => [from, to] as const))

async function through(given: Table, format: (typeof formats)[number]): Promise<Table> {
  return readTable(memorySource(await tableBytes(given, format), `a.${format}`), { format })
}

/** The values in one form for all types; text formats do not tell float32 from float64. */
function cellsOf({ values, missing, name }: Column): (string | undefined)[] {
  return Array.from(values as ArrayLike<unknown>, (value, row) => {
    if (missing?.[row] || Number.isNaN(value)) return undefined
    if (name === 'f') return String(Math.fround(Number(value)))
    return typeof value === 'boolean' || /^(true|false)$/i.test(String(value))
      ? String(value).toLowerCase()
      : String(value)
  })
}

test.each(pairs)('%s to %s', async (from, to) => {
  const again = await through(await through(table, from), to)
  expect(again.names).toEqual(table.names)
  for (const [c, column] of again.columns.entries()) {
    expect(rowsOf(column)).toBe(3)
    expect([column.name, ...cellsOf(column)]).toEqual([column.name, ...cellsOf(table.columns[c])])
  }
})

test('what a format does not hold is told', async () => {
  expect(await lostByFormat(table, 'csv')).toEqual([
    'csv does not hold the units of id, x',
    'csv does not hold the UCDs of x',
    'csv does not hold the descriptions of f',
    'csv does not hold the types of n, f (n: int16 is read as int32)',
    'csv does not hold the line of comments',
    'csv does not hold the line of history',
  ])
  expect(await lostByFormat(table, 'votable')).toEqual([])
  const bare = new Table(table.columns.map(({ name, values }) => ({ name, values })))
  expect(await lostByFormat(bare, 'fits')).toEqual([])
})

const id = { name: 'id', values: Int32Array.of(1, 2, 3) }
const v = { name: 'v', values: Float64Array.of(1, Number.NaN, 3, 4, 5, 6), width: 2, unit: 'mag' }
const l = { name: 'l', values: Int32Array.of(7, 8, 9), offsets: Int32Array.of(0, 2, 2, 3) }

/** What holds vectors of one length, and lists of any; the others name the column in an error. */
const VECTORS: readonly string[] = ['ecsv', 'fits', 'votable', 'jsonl', 'parquet']
const LISTS: readonly string[] = ['fits', 'parquet']

test.each([
  ['vectors', v, VECTORS],
  ['lists', l, LISTS],
] as const)('%s', async (_, column: Column, held) => {
  const given = new Table([id, column])
  for (const [from, to] of pairs.filter((pair) => pair.every((one) => held.includes(one)))) {
    const [, again] = (await through(await through(given, from), to)).columns
    const { width, offsets } = column
    expect([from, to, again.width, again.offsets]).toEqual([from, to, width, offsets])
    expect(Array.from(again.values, Number)).toEqual(Array.from(column.values, Number))
  }
  for (const format of formats.filter((one) => !held.includes(one))) {
    await expect(through(given, format), format).rejects.toThrow(`column ${column.name}`)
  }
})
