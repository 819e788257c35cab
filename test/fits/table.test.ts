/** Tables of our own, which are read back; what is refused. */
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import {
  binaryTableHdu,
  readAsciiTable,
  readBinaryTable,
  readHdus,
  type TableInput,
} from '../../src/fits/index.js'
import { hasShared, sharedPath } from '../setup/peers.js'
import { withFile } from './files.js'
import { last, primary, written } from './written-table.js'

describe.skipIf(!hasShared('fits'))('null logicals are missing', () => {
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
