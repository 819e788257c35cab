/** Tables against astropy (test/reference/fits_tables.py): the conformance files, a table of all column
 * types, and tables of ours, which astropy must verify and read back. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  binaryTableHdu,
  type FitsColumn,
  readAsciiTable,
  readBinaryTable,
} from '../../src/fits/index.js'
import { hasPython, hasShared, runPython, sharedPath, withPython } from '../setup/peers.js'
import { temporaryFolder, withFile } from './files.js'
import { primary, written } from './written-table.js'

type Dump = Record<string, { nRows: number; columns: DumpColumn[] }>
interface DumpColumn {
  name: string
  values?: unknown[]
  lists?: unknown[][]
}

const folder = temporaryFolder()
const astropy = hasPython('astropy')
const shared = hasShared('fits')

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

/**
 * uint64 beyond int64 comes as text, small values too; astropy 5 gives bytes for lists of logicals.
 */
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

withPython('astropy', 'against astropy', () => {
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
