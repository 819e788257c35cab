/** Tables one below another. */
import { expect, test } from 'vitest'
import { type Column, stackedTables, Table } from '../../src/tables/index.js'

function table(source: string, ...columns: Column[]): Table {
  return new Table(columns, { source })
}

test('all columns of all tables; what a table has not is missing', () => {
  const stacked = stackedTables([
    table(
      'a',
      { name: 'id', values: Int16Array.of(1, 2) },
      { name: 'mag', values: Float64Array.of(20.5, 21), unit: 'mag' },
      { name: 'note', values: ['x', ''], missing: Uint8Array.of(0, 1) },
    ),
    table(
      'b',
      { name: 'id', values: Int32Array.of(70000) },
      { name: 'class', values: Uint8Array.of(3) },
      { name: 'star', values: [true] },
    ),
  ])
  expect(stacked.names).toEqual(['id', 'mag', 'note', 'class', 'star'])
  expect(stacked.nRows).toBe(3)
  expect(stacked.column('id').values).toEqual(Int32Array.of(1, 2, 70000))
  expect(stacked.column('mag')).toMatchObject({
    values: Float64Array.of(20.5, 21, Number.NaN),
    unit: 'mag',
  })
  expect(stacked.column('note')).toMatchObject({ values: ['x', '', ''] })
  expect([...stacked.column('note').missing!]).toEqual([0, 1, 1])
  expect(stacked.column('class').values).toEqual(Uint8Array.of(0, 0, 3))
  expect([...stacked.column('class').missing!]).toEqual([1, 1, 0])
  expect(stacked.column('star').values).toEqual([false, false, true])
})

test('integers and floats become float64, missing integers NaN', () => {
  const stacked = stackedTables([
    table('a', { name: 'v', values: Int16Array.of(1, 2), missing: Uint8Array.of(0, 1) }),
    table('b', { name: 'v', values: Float32Array.of(0.5) }),
  ])
  expect(stacked.column('v')).toEqual({ name: 'v', values: Float64Array.of(1, Number.NaN, 0.5) })
})

test('64-bit integers stay whole', () => {
  const id = 2n ** 60n + 1n
  const stacked = stackedTables([
    table('a', { name: 'id', values: BigInt64Array.of(id) }),
    table('b', { name: 'id', values: Int16Array.of(7) }),
  ])
  expect(stacked.column('id').values).toEqual(BigInt64Array.of(id, 7n))
})

test('vectors, row by row', () => {
  const stacked = stackedTables([
    table('a', { name: 'p', values: Float32Array.of(1, 2, 3, 4), width: 2 }),
    table('b', { name: 'q', values: Int16Array.of(9) }),
  ])
  expect(stacked.nRows).toBe(3)
  expect(stacked.column('p')).toMatchObject({
    values: Float32Array.of(1, 2, 3, 4, Number.NaN, Number.NaN),
    width: 2,
  })
})

test('a column without any value has no type of its own', () => {
  const stacked = stackedTables([
    table('a', { name: 'v', values: ['', ''], missing: Uint8Array.of(1, 1) }),
    table('b', { name: 'v', values: Float64Array.of(2) }),
  ])
  expect(stacked.column('v').values).toEqual(Float64Array.of(Number.NaN, Number.NaN, 2))
})

test('text here and numbers there is an error that names both', () => {
  const tables = [
    table('a.csv', { name: 'id', values: ['x'] }),
    table('b.csv', { name: 'id', values: Int16Array.of(1) }),
  ]
  expect(() => stackedTables(tables)).toThrow(
    'b.csv: column id differs from table to table: expected text, 1 per row (a.csv), got numbers, 1 per row; ' +
      'rename the column in one of the tables',
  )
})

test('one table is itself', () => {
  const one = table('a', { name: 'v', values: Float64Array.of(1), text: ['1.000'] })
  expect(stackedTables([one])).toBe(one)
})

test('names that differ in case only are one column; two of them in one table are refused', () => {
  const [a, b] = [
    table('a', { name: 'RA', values: Float64Array.of(1) }),
    table('b', { name: 'ra', values: Float64Array.of(2) }),
  ]
  expect(stackedTables([a, b]).columns).toMatchObject([
    { name: 'RA', values: Float64Array.of(1, 2) },
  ])
  expect(() =>
    stackedTables([new Table([...a.columns, ...b.columns], { source: 'c' }), a]),
  ).toThrow('c: two columns whose names differ only in case: ra; rename one of them')
})

test('vectors that lack parts lack them in the stack too', () => {
  const one = new Table([
    {
      name: 'v',
      values: Int32Array.of(1, 0, 3, 4),
      width: 2,
      missingParts: Uint8Array.of(0, 1, 0, 0),
    },
  ])
  const two = new Table([{ name: 'v', values: Int32Array.of(5, 6), width: 2 }])
  for (const tables of [
    [one, two],
    [two, one],
  ]) {
    const { values, missingParts } = stackedTables(tables).columns[0]
    const cells = [...values].map((value, i) => (missingParts?.[i] ? null : value))
    expect(cells).toEqual(tables[0] === one ? [1, null, 3, 4, 5, 6] : [5, 6, 1, null, 3, 4])
  }
})
