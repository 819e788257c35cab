/** Tables made by hand, byte by byte: ASCII tables, and lists in the heap, right and wrong. */
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import {
  type Card,
  Header,
  imageHdu,
  padding,
  readAsciiTable,
  readBinaryTable,
  readHdus,
} from '../../src/fits/index.js'

interface Made {
  type: 'TABLE' | 'BINTABLE'
  rowBytes: number
  nRows: number
  data: Uint8Array
  heapBytes?: number
  cards: [string, Card['value']][]
}

async function open({ type, rowBytes, nRows, data, heapBytes = 0, cards }: Made) {
  const structure: [string, Card['value']][] = [
    ['XTENSION', type],
    ['BITPIX', 8],
    ['NAXIS', 2],
    ['NAXIS1', rowBytes],
    ['NAXIS2', nRows],
    ['PCOUNT', heapBytes],
    ['GCOUNT', 1],
  ]
  const header = Header.fromCards(
    [...structure, ...cards].map(([keyword, value]) => ({ keyword, value })),
  )
  const primary = imageHdu({ axes: [], values: new Uint8Array(0), primary: true })
  const bytes = Buffer.concat([primary, header.toBytes(), data, padding(data.length)])
  const source = memorySource(bytes, 't.fits')
  return { source, hdu: (await readHdus(source))[1] }
}

describe('ASCII tables', () => {
  async function ascii(format: string, rows: string[], more: [string, Card['value']][] = []) {
    const rowBytes = rows[0].length
    const data = new TextEncoder().encode(rows.join(''))
    const cards: Made['cards'] = [
      ['TFIELDS', 1],
      ['TTYPE1', 'v'],
      ['TBCOL1', 1],
      ['TFORM1', format],
      ...more,
    ]
    const made = await open({ type: 'TABLE', rowBytes, nRows: rows.length, data, cards })
    return (await readAsciiTable(made.source, made.hdu)).columns[0]
  }

  test.each<[string, string[], unknown]>([
    ['A4', ["it's", ' ab '], ["it's", ' ab']],
    ['I4', ['  -3', '+12 ', '    '], Int32Array.of(-3, 12, 0)],
    ['I10', ['2147483648', '        -1'], BigInt64Array.of(2147483648n, -1n)],
    ['F6.2', [' -1.25', '   125', ' +3.5 '], Float64Array.of(-1.25, 1.25, 3.5)],
    ['E8.1', [' 1.5E+03', '   15E02', '  -2.5d1'], Float64Array.of(1500, 150, -25)],
    ['D10.3', ['  1.5D-003', '.5        '], Float64Array.of(0.0015, 0.5)],
  ])('%s', async (format, rows, expected) => {
    expect((await ascii(format, rows)).values).toEqual(expected)
  })

  test('TNULL marks rows, in reals as NaN too', async () => {
    const { values, missing } = await ascii('F4.1', ['-9.9', ' 1.0'], [['TNULL1', '-9.9']])
    expect([values, missing]).toEqual([Float64Array.of(Number.NaN, 1), Uint8Array.of(1, 0)])
  })

  test('TSCAL and TZERO', async () => {
    const cards: Made['cards'] = [
      ['TSCAL1', 0.5],
      ['TZERO1', 10],
    ]
    expect((await ascii('I3', ['  4', ' -2'], cards)).values).toEqual(Float64Array.of(12, 9))
  })

  test.each([
    ['I4', '1.5 '],
    ['F4.1', 'abcd'],
    ['I12', '1E5         '],
  ])('%s of "%s" is an error that says where', async (format, text) => {
    await expect(ascii(format, [text.replace(/./g, ' '), text])).rejects.toThrow(
      `column v, row 1: text that is not a number: expected ${format}, got "${text.trim()}"`,
    )
  })

  test('a format that is none', async () => {
    await expect(ascii('Z4', ['abcd'])).rejects.toThrow(
      /expected a format such as A20, I6 or F8.3, got "Z4"/,
    )
  })
})

describe('the heap', () => {
  /**
   * Two rows of `PI`, one descriptor each: counts and offsets, then a heap of int16 10, 11, 12, ...
   */
  async function lists(descriptors: number[], more: Made['cards'] = [], format = 'PI(3)') {
    const heap = Int16Array.from({ length: 6 }, (_, i) => 10 + i)
    const data = new Uint8Array(16 + 12)
    const view = new DataView(data.buffer)
    descriptors.forEach((value, i) => {
      view.setInt32(4 * i, value)
    })
    heap.forEach((value, i) => {
      view.setInt16(16 + 2 * i, value)
    })
    const cards: Made['cards'] = [['TFIELDS', 1], ['TFORM1', format], ...more]
    const made = await open({ type: 'BINTABLE', rowBytes: 8, nRows: 2, data, heapBytes: 12, cards })
    return (await readBinaryTable(made.source, made.hdu)).columns[0]
  }

  test('lists in any order, shared, and empty', async () => {
    expect((await lists([2, 8, 3, 0])).lists).toEqual([
      Int16Array.of(14, 15),
      Int16Array.of(10, 11, 12),
    ])
    expect((await lists([2, 2, 2, 4])).lists).toEqual([
      Int16Array.of(11, 12),
      Int16Array.of(12, 13),
    ])
    expect((await lists([0, 0, 1, 0])).lists).toEqual([new Int16Array(0), Int16Array.of(10)])
  })

  test('a column without a name, and none of its own values', async () => {
    const { name, repeat, values } = await lists([1, 0, 1, 0])
    expect([name, repeat, values.length]).toEqual(['col1', 0, 0])
  })

  test('THEAP leaves a gap', async () => {
    expect((await lists([1, 0, 1, 2], [['THEAP', 20]])).lists).toEqual([
      Int16Array.of(12),
      Int16Array.of(13),
    ])
  })

  test('TNULL, scaling and unsigned integers hold in lists', async () => {
    const marked = await lists([2, 0, 1, 4], [['TNULL1', 11]])
    expect(marked.missingInLists).toEqual([Uint8Array.of(0, 1)])
    const scaled = await lists([2, 0, 1, 4], [['TSCAL1', 0.5]])
    expect(scaled.lists).toEqual([Float64Array.of(5, 5.5), Float64Array.of(6)])
    const unsigned = await lists([1, 0, 1, 4], [['TZERO1', 32768]])
    expect(unsigned.lists).toEqual([Int32Array.of(32778), Int32Array.of(32780)])
  })

  test('logicals: T, F, and none; in lists a byte 1, as old astropy wrote it, is true', async () => {
    const data = Uint8Array.from([...'TF\0\x01'].map((letter) => letter.charCodeAt(0)))
    const cards: Made['cards'] = [
      ['TFIELDS', 1],
      ['TFORM1', 'L'],
    ]
    const cells = await open({ type: 'BINTABLE', rowBytes: 1, nRows: 4, data, cards })
    const [column] = (await readBinaryTable(cells.source, cells.hdu)).columns
    expect([column.values[0], column.values[1]]).toEqual([true, false])
    expect(column.missing).toEqual(Uint8Array.of(0, 0, 1, 1))

    // Two rows of `PL`: T, none and 1; F.
    const lists = new Uint8Array(16 + 4)
    const view = new DataView(lists.buffer)
    for (const [i, value] of [3, 0, 1, 3].entries()) view.setInt32(4 * i, value)
    lists.set(Uint8Array.from([...'T\0\x01F'].map((letter) => letter.charCodeAt(0))), 16)
    const heap: Made['cards'] = [
      ['TFIELDS', 1],
      ['TFORM1', 'PL(3)'],
    ]
    const made = { type: 'BINTABLE', rowBytes: 8, nRows: 2, data: lists, heapBytes: 4 } as const
    const ofLists = await open({ ...made, cards: heap })
    const [inLists] = (await readBinaryTable(ofLists.source, ofLists.hdu)).columns
    expect(inLists.lists).toEqual([[true, false, true], [false]])
    expect(inLists.missingInLists?.[0]).toEqual(Uint8Array.of(0, 1, 0))
    expect(inLists.missingInLists?.[1]).toBeUndefined()
  })

  test('text and bits', async () => {
    expect((await lists([2, 0, 0, 0], [], 'PA(2)')).lists).toEqual([[''], ['']])
    expect((await lists([9, 1, 0, 0], [], 'PX(9)')).lists?.[0]).toEqual(
      [0, 0, 0, 0, 1, 0, 1, 0, 0].map(Boolean),
    )
  })

  test.each([
    [[4, 6, 0, 0], /col1, row 0: a list outside the heap: expected bytes within 0 to 28, got 30/],
    [[0, 0, -1, 0], /row 1: a list outside the heap/],
    [[1, -4, 0, 0], /row 0: a list outside the heap.*got -4/],
  ])('descriptors %o', async (descriptors, message) => {
    await expect(lists(descriptors)).rejects.toThrow(message)
  })
})
