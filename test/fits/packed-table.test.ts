/** Compressed tables that fpack wrote, and damaged ones. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { gzipped, riceEncoded } from '../../src/codecs/index.js'
import { InputError } from '../../src/errors.js'
import {
  binaryTableHdu,
  type Card,
  imageHdu,
  readBinaryTable,
  readHdus,
} from '../../src/fits/index.js'
import { Random } from '../../src/random.js'
import { readTable } from '../../src/tables/index.js'
import { describeFile } from '../../src/verbs/index.js'
import { unpackFiles } from '../setup/golden.js'
import { temporaryFolder } from './files.js'
import { rewritten } from './memory-sink.js'
import { PACKED_LISTS, PACKED_TABLES, PACKED_VALUES } from './small-packed-tables.js'

const folder = temporaryFolder()
beforeAll(() => unpackFiles('packed-tables', folder))
const bytesOf = (name: string) => new Uint8Array(readFileSync(join(folder, name)))

async function tableOf(bytes: Uint8Array) {
  const source = memorySource(bytes, 'a.fits')
  const [, hdu] = await readHdus(source)
  return { hdu, ...(await readBinaryTable(source, hdu)) }
}

describe.each(PACKED_TABLES)('%s', (name) => {
  test('has the values that were packed', async () => {
    const { columns, hdu } = await tableOf(bytesOf(name))
    for (const [i, [key, values]] of Object.entries(PACKED_VALUES).entries()) {
      expect(columns[i].name).toBe(key)
      expect([...columns[i].values], key).toEqual(values)
    }
    expect(columns.at(-1)?.lists?.map((list) => [...list])).toEqual(PACKED_LISTS)
    expect(columns[0].unit).toBe('adu')
    expect(hdu.header.get('COMMENT')).toBeUndefined()
    expect(hdu.header.cards.some(({ keyword }) => /^Z/.test(keyword))).toBe(false)
  })

  test('any bytes of it are a part of the whole', async () => {
    const { data, dataLength } = (await tableOf(bytesOf(name))).hdu
    const whole = await data!.slice(0, dataLength)
    for (const [start, end] of [
      ...[
        [0, 1],
        [100, 5000],
        [dataLength - 900, dataLength - 7],
      ],
      ...[
        [dataLength - 1, dataLength + 50],
        [5, 5],
      ],
    ]) {
      expect(await data!.slice(start, end)).toEqual(whole.slice(start, end))
    }
  })

  test('it is a table for every reader, and unpacked when it is written again', async () => {
    const table = await readTable(memorySource(bytesOf(name), 'a.fits'))
    expect([table.nRows, table.names.at(-1)]).toEqual([240, 'list'])
    const { hdus } = await describeFile(join(folder, name))
    expect(hdus?.[1]).toMatchObject({ nRows: 240, checksum: 'holds', datasum: 'holds' })
    const plain = await rewritten(bytesOf(name))
    expect(plain.hdus[1].packed).toBeUndefined()
    expect((await tableOf(plain.bytes)).columns).toEqual((await tableOf(bytesOf(name))).columns)
    const packed = await rewritten(bytesOf(name), { packing: 'rice' })
    expect([packed.changed[0].why, packed.hdus[1].packed?.kind]).toEqual([
      ...['it is packed already', 'binary-table'],
    ])
  })
})

/** A table of one column `x` of four integers in two tiles, with its tiles as they are given. */
async function byHand(tiles: readonly Uint8Array[], cards: readonly Card[]) {
  const values = Uint8Array.from(tiles.flatMap((tile) => [...tile]))
  const offsets = Int32Array.of(0, tiles[0].length, values.length)
  const layout = { ZTABLE: true, ZTILELEN: 3, ZNAXIS1: 2, ZNAXIS2: 4, ZPCOUNT: 0, ZFORM1: 'I' }
  const all = Object.entries(layout).map(([keyword, value]) => ({ keyword, value }))
  const table = binaryTableHdu({
    columns: [{ name: 'x', values, offsets }],
    cards: [...all, ...cards],
  })
  const empty = imageHdu({ axes: [], values: new Uint8Array(0), primary: true })
  return [...(await tableOf(Uint8Array.from([...empty, ...table]))).columns[0].values]
}

describe('by hand', () => {
  const codec = (value: string): Card[] => [{ keyword: 'ZCTYP1', value }]

  test('NOCOMPRESS: the bytes as they are', async () => {
    const tiles = [Uint8Array.of(0, 1, 0, 2, 255, 255), Uint8Array.of(1, 0)]
    expect(await byHand(tiles, codec('NOCOMPRESS'))).toEqual([1, 2, -1, 256])
  })

  test('without ZCTYP1: GZIP_2, first bytes first', async () => {
    const tiles = [Uint8Array.of(0, 0, 255, 1, 2, 255), Uint8Array.of(1, 0)].map(gzipped)
    expect(await byHand(tiles, [])).toEqual([1, 2, -1, 256])
  })

  test('RICE_1', async () => {
    const tiles = [
      riceEncoded(Int32Array.of(1, 2, -1), 2, 32),
      riceEncoded(Int32Array.of(256), 2, 32),
    ]
    expect(await byHand(tiles, codec('RICE_1'))).toEqual([1, 2, -1, 256])
  })
})

/** The file with another value of a keyword. */
function withKeyword(keyword: string, value: string): Uint8Array {
  const bytes = bytesOf('small_RICE_1.fz')
  const at = Buffer.from(bytes)
    .toString('latin1')
    .indexOf(`${keyword.padEnd(8)}= `)
  expect(at, keyword).toBeGreaterThan(0)
  Buffer.from(value.padEnd(70)).copy(bytes, at + 10)
  return bytes
}

describe('damaged', () => {
  test.each([
    ['ZTILELEN', '0', /keyword ZTILELEN: expected an integer of at least 1, got 0/],
    ['ZTILELEN', '63', /column id, rows 1 on: gzip of 512 bytes, expected 504/],
    ['ZNAXIS2', '24000', /tiles do not cover it: expected 375 tiles of 64 rows/],
    ['ZNAXIS1', '50', /spare bytes/],
    ['ZPCOUNT', '99999999999', /keyword ZPCOUNT: expected 0 to 1073741824 bytes/],
    ['ZPCOUNT', '8', /a list outside the heap/],
    ['ZCTYP3', "'RICE_9'", /ZCTYP3.*expected RICE_1, GZIP_1, GZIP_2, NOCOMPRESS, got RICE_9/],
    ['ZCTYP5', "'RICE_1'", /ZCTYP5.*another codec for the elements A, got RICE_1/],
    ['ZCTYP2', "'GZIP_1'", /column n, rows 1 on: .*gzip/],
    ['ZFORM2', "'J'", /wider than the row/],
  ])('%s = %s', async (keyword, value, message) => {
    const read = tableOf(withKeyword(keyword, value))
    await expect(read).rejects.toThrow(message)
    await expect(read).rejects.toBeInstanceOf(InputError)
  })

  test('a table that cannot be unpacked leaves the rest of the file alone', async () => {
    const hdus = await readHdus(memorySource(withKeyword('ZTILELEN', '0'), 'a.fits'))
    expect(hdus.map(({ kind }) => kind)).toEqual(['image', 'binary-table'])
  })

  test('any byte may be another: values, or a named error', async () => {
    const random = new Random(5)
    let nNamed = 0
    for (let i = 0; i < 200; i++) {
      const bytes = bytesOf(PACKED_TABLES[i % 3])
      const { packed } = (await readHdus(memorySource(bytes, 'a.fits')))[1]
      for (let k = 0; k < 3; k++) {
        const at = Math.floor(random.uniform() * packed!.dataLength)
        bytes[packed!.dataStart + at] ^= 1 << (i % 8)
      }
      try {
        expect((await tableOf(bytes)).nRows).toBe(240)
      } catch (error) {
        expect(error).toBeInstanceOf(InputError)
        nNamed++
      }
    }
    expect(nNamed).toBeGreaterThan(10)
  })
})
