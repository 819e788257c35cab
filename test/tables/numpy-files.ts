/** What is read of tables that NumPy wrote (test/reference/table_numpy.py), stored or new. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readTable, type Table } from '../../src/tables/index.js'
import { rowsOfTable } from './tables.js'

const READ = [
  ...['little.npy', 'big.npy', 'aligned.npy', 'grid.npy', 'fortran.npy', 'big-integers.npy'],
  ...['one-axis.npy', 'beyond.npy', 'columns.npz', 'packed.npz', 'records.npz'],
]

/** Cells as the script prints them; a vector of axes is one list of lists. */
function seenOf(table: Table): Record<string, unknown> {
  const rows = rowsOfTable(table)
  return Object.fromEntries(
    table.columns.map(({ name, values, dim, complex }) => [
      name,
      rows[name].map((cell) => {
        const parts = [cell]
          .flat()
          .map((value) =>
            plain(value, values instanceof Float64Array || values instanceof Float32Array),
          )
        if (complex || !Array.isArray(cell)) return complex ? parts : parts[0]
        return dim ? [parts.slice(0, dim[0]), parts.slice(dim[0])] : parts
      }),
    ]),
  )
}

function plain(value: unknown, isFloat: boolean): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'number') return value
  if (!isFloat) return String(value)
  return Number.isFinite(value) ? value : String(value).toLowerCase().replace('inity', '')
}

export function testNumpyFiles(folder: string): void {
  const read = (name: string, hdu?: string) =>
    readTable(memorySource(new Uint8Array(readFileSync(join(folder, name))), name), { hdu })
  const expected = () => JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))

  test.each(READ)('%s', async (name) => {
    const table = await read(name)
    expect(seenOf(table)).toEqual(expected()[name])
    if (name === 'packed.npz' || name === 'records.npz') {
      expect([...table.meta.notes!].join()).toMatch(/^arrays of other shapes are left out: \w+ \(/)
    } else expect(table.meta.notes).toBeUndefined()
  })

  test('types are kept or become the next wider', async () => {
    const { columns } = await read('big.npy')
    const types = columns.map(({ values }) => values.constructor.name.replace('Array', ''))
    expect(types.join(' ')).toBe(
      'BigInt64 BigInt64 BigInt64 Int32 Int16 Int16 Uint8  Float64 Float32 Float32   Float64 ' +
        'Float32 Int16',
    )
  })

  test.each([
    ['refused-objects.npy', 'Python objects (a pickle: not read)'],
    ['refused-dates.npy', 'got dates, <M8[D]'],
    ['refused-long.npy', 'got <f16'],
    ['refused-cube.npy', 'an array that is no table'],
    ['refused-scalar.npy', 'an array that is no table'],
    ['refused-nested.npy', 'records within records'],
    ['several.npz', 'arrays that do not make one table'],
  ])('%s is refused', async (name, message) => {
    await expect(read(name)).rejects.toThrow(message)
  })

  test('one array of several, by its name', async () => {
    expect((await read('several.npz', 'b')).nRows).toBe(4)
    await expect(read('several.npz', 'c')).rejects.toThrow('no such array in the archive')
  })

  test('a cut file, bytes behind it, and a shape that lies', async () => {
    const whole = new Uint8Array(readFileSync(join(folder, 'grid.npy')))
    const open = (bytes: Uint8Array) => readTable(memorySource(bytes, 'a.npy'))
    await expect(open(whole.subarray(0, whole.length - 1))).rejects.toThrow('truncated')
    await expect(open(new Uint8Array([...whole, 0]))).rejects.toThrow('bytes after the array')
    const text = Buffer.from(whole).toString('latin1').replace('(3, 2), }    ', '(3000000, 2), }')
    await expect(open(new Uint8Array(Buffer.from(text, 'latin1')))).rejects.toThrow()
  })
}
