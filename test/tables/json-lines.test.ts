import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readTable, Table, tableBytes } from '../../src/tables/index.js'
import { rowsOfTable, tableOf } from './tables.js'

const read = (text: string | Uint8Array) =>
  readTable(
    memorySource(typeof text === 'string' ? new TextEncoder().encode(text) : text, 'a.jsonl'),
  )

test('types come from the values; null and a key that a line lacks are missing', async () => {
  const table = await read(
    [
      '{"id": 9223372036854775807, "n": 1, "x": 2.5, "t": "1", "ok": true, "v": [1, 2], "NaN": NaN}',
      '',
      '{"id": -5, "x": -Infinity, "t": "é 12345678901234567890 \\"NaN", "ok": null, "v": [3, null]}',
    ].join('\n'),
  )
  expect(rowsOfTable(table)).toEqual({
    id: [2n ** 63n - 1n, -5n],
    n: [1, null],
    x: [2.5, Number.NEGATIVE_INFINITY],
    t: ['1', 'é 12345678901234567890 "NaN'],
    ok: [true, null],
    v: [
      [1, 2],
      [3, 0],
    ],
    NaN: [Number.NaN, null],
  })
  expect(table.column('n').values).toBeInstanceOf(Int32Array)
  const floats = await read('{"x": 5.0, "y": 0.1234567890123456}\n{"x": 1e3, "y": 2}\n')
  expect(rowsOfTable(floats)).toEqual({ x: [5, 1000], y: [0.1234567890123456, 2] })
  expect(floats.column('x').values).toBeInstanceOf(Float64Array)
  expect(table.column('v').missingParts).toEqual(Uint8Array.of(0, 0, 0, 1))
})

test('integers beyond int64 stay text, and mixed types are a doubt', async () => {
  const table = await read('{"id": 18446744073709551615, "m": 1}\n{"id": 7, "m": "a"}\n')
  expect(rowsOfTable(table)).toEqual({ id: ['18446744073709551615', '7'], m: ['1', 'a'] })
  expect([...table.meta.notes!]).toEqual([
    'column m has values of different types: it is read as text',
  ])
})

test('random tables come back', async () => {
  await fc.assert(
    fc.asyncProperty(tableOf({ text: fc.string() }), async (table) => {
      const rows = rowsOfTable(table)
      const again = rowsOfTable(await read(tableBytes(table, 'jsonl')))
      const { int64, float32, ...others } = rows
      const { int64: int64Again, float32: float32Again, ...othersAgain } = again
      expect(othersAgain).toEqual(others)
      const single = (cell: unknown) => (cell === null ? null : Math.fround(cell as number))
      expect(float32Again.map(single)).toEqual(float32)
      // JSON has one type of integers: small ones come back as such.
      expect(int64Again.map(String)).toEqual(int64.map(String))
    }),
    { numRuns: 50 },
  )
})

test.each([
  ['{"a": 1}\n{"a": 2\n', 'a.jsonl, line 2: not a line of JSON lines'],
  ['{"a": 1}\n[1]\n', 'a.jsonl, line 2: not a line of JSON lines'],
  ['{"a": {"b": 1}}\n', 'column a: an object or a list of lists in a cell'],
  ['{"a": "\\u0001number:5"}\n', 'a control character'],
])('%j is refused', async (text, message) => {
  await expect(read(text)).rejects.toThrow(message)
})

test('vectors and missing parts', async () => {
  const table = new Table([
    { name: 'v', values: Float32Array.of(0.1, 2, 3, 4), width: 2, missing: Uint8Array.of(0, 1) },
  ])
  expect(new TextDecoder().decode(tableBytes(table, 'jsonl'))).toBe('{"v":[0.1,2.0]}\n{"v":null}\n')
})
