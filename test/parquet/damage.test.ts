/** What lies about its size, and what a codec or a run of numbers must not do with it. */
import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { Budget, Damage } from '../../src/parquet/damage.js'
import { deltaInt32, deltaInt64, deltaTexts } from '../../src/parquet/delta.js'
import { readParquetFile } from '../../src/parquet/index.js'
import { bitsAt, readRuns } from '../../src/parquet/runs.js'
import { ThriftReader } from '../../src/parquet/thrift.js'
import { unpacked } from '../../src/parquet/unpack.js'

const [SNAPPY, GZIP, LZO, LZ4, ZSTD, LZ4_RAW] = [1, 2, 3, 5, 6, 7]
const bytes = (...list: number[]) => Uint8Array.from(list)

describe('runs', () => {
  const runs = (width: number, n: number, ...list: number[]) => {
    const into = new Int32Array(n)
    readRuns(bytes(...list), width, into)
    return [...into]
  }

  test('equal numbers, and packed ones (the example of the specification)', () => {
    expect(runs(3, 3, 6, 5)).toEqual([5, 5, 5])
    expect(runs(3, 8, 3, 0x88, 0xc6, 0xfa)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(runs(32, 1, 2, 0xff, 0xff, 0xff, 0x7f)).toEqual([2 ** 31 - 1])
  })

  test('a run of billions takes what is asked for', () => {
    expect(runs(1, 4, 0xfe, 0xff, 0xff, 0xff, 0x0f, 1)).toEqual([1, 1, 1, 1])
    expect(runs(0, 4, 0xff, 0xff, 0xff, 0xff, 0x0f)).toEqual([0, 0, 0, 0])
  })

  test.each([
    [1, 4, []],
    [1, 4, [0, 0, 0]],
    [8, 4, [3]],
    [40, 4, [2, 1]],
    [1, 4, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]],
  ])('bits %i, %i numbers from %j are damage', (width, n, list) => {
    expect(() => runs(width, n, ...list)).toThrow(Damage)
  })
})

test('32 bits across five bytes', () => {
  expect(bitsAt(bytes(0xf0, 0xff, 0xff, 0xff, 0x0f), 4, 32)).toBe(2 ** 32 - 1)
})

describe('differences', () => {
  test('they wrap, also at 64 bits', () => {
    // Blocks of 128 in 4 parts, 2 numbers, the first 2^31 - 1; differences of at least 1, no bits.
    const head = [0x80, 1, 4, 2]
    const first32 = [0xfe, 0xff, 0xff, 0xff, 0x0f]
    const tail = [2, 0, 0, 0, 0]
    expect([...deltaInt32(bytes(...head, ...first32, ...tail), 2).values]).toEqual([
      2 ** 31 - 1,
      -(2 ** 31),
    ])
    const first64 = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]
    expect([...deltaInt64(bytes(...head, ...first64, ...tail), 2).values]).toEqual([
      2n ** 63n - 1n,
      -(2n ** 63n),
    ])
  })

  test.each([
    ['no parts', [0x80, 1, 0, 2, 0, 2]],
    ['blocks of none', [0, 4, 2, 0, 2, 0, 0, 0, 0]],
    ['other numbers', [0x80, 1, 4, 9, 0]],
    ['65 bits', [0x80, 1, 4, 2, 0, 0, 65, 0, 0, 0]],
    ['cut', [0x80, 1, 4, 2, 0, 0, 8, 0, 0, 0]],
  ])('%s', (_, list) => {
    expect(() => deltaInt64(bytes(...list), 2)).toThrow(Damage)
  })

  test('texts that grow from each other are counted', () => {
    const n = 3
    const lengths = (...list: number[]) => [
      0x80,
      1,
      4,
      n,
      2 * list[0],
      0,
      8,
      0,
      0,
      0,
      ...list.slice(1),
    ]
    const pad = (list: number[]) => [...list, ...new Array(10 + 32 - list.length).fill(0)]
    const equal = pad(lengths(0, 1, 1))
    const rest = pad(lengths(1, 0, 0))
    const page = bytes(...equal, ...rest, 97, 98, 99)
    const budget = new Budget(0)
    const texts = Array.from(deltaTexts(page, n, budget), (text) => String.fromCharCode(...text))
    expect(texts).toEqual(['a', 'ab', 'abc'])
    const spent = new Budget(0)
    spent.take(2 ** 28 - 1)
    expect(() => [...deltaTexts(page, n, spent)]).toThrow('too many for its size')
  })
})

describe('codecs', () => {
  const text = new TextEncoder().encode('abcabcabcabcabcabc')

  test('LZ4 as Hadoop frames it, and without the frame', async () => {
    const block = [0x3f, 97, 98, 99, 3, 0, 0]
    const packed = bytes(...block.slice(0, 1), 97, 98, 99, 3, 0, 0)
    // 15 - 4 - 15: three letters, and 19 more of them.
    const plain = new TextEncoder().encode('abc'.repeat(8).slice(0, 22))
    expect(await unpacked(packed, LZ4_RAW, 22)).toEqual(plain)
    expect(await unpacked(packed, LZ4, 22)).toEqual(plain)
    const framed = bytes(0, 0, 0, 22, 0, 0, 0, packed.length, ...packed)
    expect(await unpacked(framed, LZ4, 22)).toEqual(plain)
  })

  test.each([
    // hyparquet-compressors goes round for ever: a block of -8 bytes leads back to itself.
    ['LZ4', LZ4, bytes(0, 0, 0, 0, 0xff, 0xff, 0xff, 0xf8, 0, 0, 0, 0, 0, 0, 0, 0, 0), 18],
    ['LZ4_RAW', LZ4_RAW, bytes(0x10, 97, 9, 0), 18],
    ['ZSTD', ZSTD, bytes(0x28, 0xb5, 0x2f, 0xfd, 0, 0xff, 1, 0, 0), 18],
    ['GZIP of fewer bytes', GZIP, new Uint8Array(gzipSync(text)), 19],
    ['GZIP of more bytes', GZIP, new Uint8Array(gzipSync(text)), 17],
    ['SNAPPY of fewer bytes', SNAPPY, bytes(2, 4, 97, 98), 3],
    ['SNAPPY that says more', SNAPPY, bytes(0xff, 0xff, 0xff, 0xff, 7, 0, 97), 1],
    ['no codec', 0, bytes(1, 2), 3],
  ])('%s is damage', async (_, codec, packed, length) => {
    await expect(unpacked(packed, codec, length)).rejects.toThrow(Damage)
  })

  test('LZO is named', async () => {
    await expect(unpacked(bytes(1), LZO, 1)).rejects.toThrow('packed with LZO')
  })
})

describe('headers', () => {
  test.each([
    ['a number that does not end', [0x16, ...Array(20).fill(0x80)]],
    ['a list of billions', [0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['a text of billions', [0x18, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['levels without end', Array(1000).fill(0x1c)],
    ['lists without end', [0x19, ...Array(1000).fill(0x19)]],
  ])('%s', (_, list) => {
    expect(() => new ThriftReader(bytes(...list)).struct()).toThrow(Damage)
  })
})

test('rows and sizes that a footer claims are refused by name', async () => {
  const values = Int32Array.from({ length: 300 }, (_, i) => i)
  const buffer = parquetWriteBuffer({
    columnData: [{ name: 'x', data: values }],
    schema: [
      { name: 'schema', num_children: 1 },
      { name: 'x', type: 'INT32', repetition_type: 'REQUIRED' },
    ],
    codec: 'UNCOMPRESSED',
  })
  const file = new Uint8Array(buffer)
  // 300 as a number of 64 bits: wherever it stands, it becomes another of as many bytes.
  let nRefused = 0
  for (let at = 0; at + 1 < file.length; at++) {
    if (file[at] !== 0xd8 || file[at + 1] !== 4) continue
    const changed = file.slice()
    changed[at + 1] = 0x7f
    const answer = await readParquetFile(memorySource(changed, 'a.parquet')).catch(String)
    if (typeof answer === 'string') {
      expect(answer).toMatch(/a\.parquet(, column x)?: a damaged Parquet file: got/)
      nRefused++
    } else expect(answer.columns[0].values).toEqual(values)
  }
  // Of the rows: all, of the group; of the values: of the chunk, of the page.
  expect(nRefused).toBeGreaterThanOrEqual(4)
})
