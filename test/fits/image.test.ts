/** Pixels: every BITPIX there and back, scaling and blanks, windows against the whole image. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ByteSource, memorySource } from '../../src/bytes/index.js'
import {
  type Card,
  encodePixels,
  Header,
  imageAxes,
  imageHdu,
  imageHeader,
  type PixelValues,
  padding,
  pixelDecoder,
  readHdus,
  readImage,
  readImageWindow,
} from '../../src/fits/index.js'
import { temporaryFolder, withFile } from './files.js'

const folder = temporaryFolder()

async function open(bytes: Uint8Array, name = 'a.fits') {
  const source = memorySource(bytes, name)
  return { source, hdu: (await readHdus(source))[0] }
}

const image = (axes: number[], values: PixelValues, cards: Card[] = []) =>
  imageHdu({ axes, values, cards, primary: true })

async function pixels(values: PixelValues, cards: Card[] = []) {
  const { source, hdu } = await open(image([values.length], values, cards))
  return (await readImage(source, hdu)).data
}

const scaled = (zero: number, scale = 1): Card[] => [
  { keyword: 'BZERO', value: zero },
  { keyword: 'BSCALE', value: scale },
]

describe('every BITPIX there and back', () => {
  const arrays: [number, fc.Arbitrary<PixelValues>][] = [
    [8, fc.uint8Array({ minLength: 1 })],
    [16, fc.int16Array({ minLength: 1 })],
    [32, fc.int32Array({ minLength: 1 })],
    [64, fc.bigInt64Array({ minLength: 1 })],
    [-32, fc.float32Array({ minLength: 1 })],
    [-64, fc.float64Array({ minLength: 1 })],
  ]

  test.each(arrays)('BITPIX %i', (bitpix, arbitrary) => {
    const header = Header.fromCards([{ keyword: 'BITPIX', value: bitpix }])
    const { decode, bytesPerPixel } = pixelDecoder(header)
    fc.assert(
      fc.property(arbitrary, fc.nat(9), fc.nat(9), (values, byteOffset, outStart) => {
        const encoded = encodePixels(values)
        expect(encoded.length).toBe(values.length * bytesPerPixel)
        const bytes = new Uint8Array(byteOffset + encoded.length)
        bytes.set(encoded, byteOffset)
        const out = new Float64Array(outStart + values.length).fill(-7)
        decode(bytes, byteOffset, values.length, out, outStart)
        expect(out.subarray(outStart)).toEqual(Float64Array.from(values as Int16Array, Number))
        expect(out.subarray(0, outStart).every((value) => value === -7)).toBe(true)
      }),
    )
  })

  test('int64 rounds once, as Number does', async () => {
    const values = BigInt64Array.of(
      2n ** 53n + 1n,
      -(2n ** 63n),
      2n ** 63n - 1n,
      -1n,
      2n ** 62n + 257n,
    )
    expect(await pixels(values)).toEqual(Float64Array.from(values, Number))
  })

  test('into float32', () => {
    const { decode } = pixelDecoder(Header.fromCards([{ keyword: 'BITPIX', value: -64 }]))
    const out = new Float32Array(2)
    decode(encodePixels(Float64Array.of(1.1, Number.NaN)), 0, 2, out, 0)
    expect(out).toEqual(Float32Array.of(1.1, Number.NaN))
  })

  test('an unknown BITPIX', () => {
    const header = Header.fromCards([{ keyword: 'BITPIX', value: 12 }], 'x.fits')
    expect(() => pixelDecoder(header)).toThrow(/x\.fits: keyword BITPIX: expected 8, .*got 12/)
  })
})

describe('physical values', () => {
  const min = -(2n ** 63n)

  test.each<[string, PixelValues, Card[], number[]]>([
    ['unsigned 16', Int16Array.of(-32768, 0, 32767), scaled(2 ** 15), [0, 32768, 65535]],
    ['unsigned 32', Int32Array.of(-(2 ** 31), 2 ** 31 - 1), scaled(2 ** 31), [0, 2 ** 32 - 1]],
    ['unsigned 64', BigInt64Array.of(min, min + 1n, 0n), scaled(2 ** 63), [0, 1, 2 ** 63]],
    ['signed 8', Uint8Array.of(0, 128, 255), scaled(-128), [-128, 0, 127]],
    ['scaled', Int16Array.of(-2, 3), scaled(10, 0.5), [9, 11.5]],
    ['scaled floats', Float32Array.of(-2, Number.NaN), scaled(1, 2), [-3, Number.NaN]],
    ['minus zero', Float32Array.of(-0), scaled(0), [-0]],
  ])('%s', async (_, values, cards, expected) => {
    expect(await pixels(values, cards)).toEqual(Float64Array.from(expected))
  })

  test.each<[string, PixelValues, bigint, number[]]>([
    ['8', Uint8Array.of(0, 255), 255n, [100, Number.NaN]],
    ['16', Int16Array.of(0, -32768), -32768n, [100, Number.NaN]],
    ['32', Int32Array.of(0, -(2 ** 31)), -(2n ** 31n), [100, Number.NaN]],
    ['64', BigInt64Array.of(0n, min, min + 1n), min, [100, Number.NaN, Number(min)]],
  ])('BLANK is compared before BZERO, BITPIX %s', async (_, values, blank, expected) => {
    const cards = [...scaled(100), { keyword: 'BLANK', value: blank }]
    expect(await pixels(values, cards)).toEqual(Float64Array.from(expected))
  })

  test('BLANK means nothing for floats', async () => {
    const cards = [{ keyword: 'BLANK', value: 1 }]
    expect(await pixels(Float32Array.of(1, 2), cards)).toEqual(Float64Array.of(1, 2))
  })

  test('BLANK must be an integer', async () => {
    const cards = [{ keyword: 'BLANK', value: 1.5 }]
    await expect(pixels(Int16Array.of(1), cards)).rejects.toThrow(
      /BLANK: expected an integer, got 1.5/,
    )
  })

  test('more pixels than a block of the decoder', async () => {
    const values = Int16Array.from({ length: 5000 }, (_, i) => i)
    const cards = [...scaled(1, 2), { keyword: 'BLANK', value: 4999 }]
    const data = await pixels(values, cards)
    expect(data.subarray(0, 4999)).toEqual(Float64Array.from({ length: 4999 }, (_, i) => 1 + 2 * i))
    expect(data[4999]).toBeNaN()
  })
})

describe('windows', () => {
  /** The slow, obvious way. */
  function cut(
    data: Float64Array,
    [w, h]: number[],
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    p: number,
  ) {
    const out: number[] = []
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) out.push(data[(p * h + y) * w + x])
    return Float32Array.from(out)
  }

  test('equal the same part of the whole image', async () => {
    const side = fc.integer({ min: 1, max: 12 })
    const ends = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.integer({ min: 1, max: 3 }),
        ends,
        ends,
        async (w, h, n, xs, ys) => {
          const values = Float32Array.from({ length: w * h * n }, (_, i) => i + 0.5)
          const { source, hdu } = await open(image([w, h, n], values))
          const [x0, x1] = xs.map((x) => Math.round(x * w)).sort((a, b) => a - b)
          const [y0, y1] = ys.map((y) => Math.round(y * h)).sort((a, b) => a - b)
          const { data } = await readImage(source, hdu)
          const window = await readImageWindow(source, hdu, { x0, y0, x1, y1, plane: n - 1 })
          expect(window).toEqual(cut(data, [w, h], x0, y0, x1, y1, n - 1))
        },
      ),
    )
  })

  test('a stamp of a wide mosaic is one read, a tall one a few', async () => {
    const values = new Float32Array(8000 * 300)
    const { source, hdu } = await open(image([8000, 300], values))
    let reads = 0
    const counted: ByteSource = {
      ...source,
      slice: (start, end) => {
        reads++
        return source.slice(start, end)
      },
    }
    await readImageWindow(counted, hdu, { x0: 100, y0: 100, x1: 132, y1: 132 })
    expect(reads).toBe(1)
    await readImageWindow(counted, hdu, { x0: 0, y0: 0, x1: 8000, y1: 300 })
    expect(reads).toBe(1 + 3)
  })

  test.each([
    [
      { x0: -1, y0: 0, x1: 1, y1: 1 },
      /outside the image: expected columns within 0:4, rows within 0:3, got -1:1, 0:1/,
    ],
    [{ x0: 0, y0: 0, x1: 5, y1: 1 }, /outside/],
    [{ x0: 0, y0: 2, x1: 1, y1: 4 }, /outside/],
    [
      { x0: 0, y0: 0, x1: 1, y1: 1 },
      /a plane that the image does not have.*expected 0 to 1, got none/,
    ],
    [{ x0: 0, y0: 0, x1: 1, y1: 1, plane: 2 }, /expected 0 to 1, got 2/],
    [{ x0: 0.5, y0: 0, x1: 1, y1: 1, plane: 1 }, /internal/],
  ])('refused: %o', async (window, message) => {
    const { source, hdu } = await open(image([4, 3, 2], new Uint8Array(24)))
    await expect(readImageWindow(source, hdu, window)).rejects.toThrow(message)
  })

  test('an image without pixels', async () => {
    const { source, hdu } = await open(image([], new Uint8Array(0)))
    expect(imageAxes(hdu)).toEqual([])
    expect((await readImage(source, hdu)).data.length).toBe(0)
    const window = { x0: 0, y0: 0, x1: 0, y1: 0 }
    await expect(readImageWindow(source, hdu, window)).rejects.toThrow(/without pixels/)
  })

  test('a source that shrinks while it is read', async () => {
    const { source, hdu } = await open(image([10], new Float32Array(10)))
    const shrunk: ByteSource = { ...source, slice: async () => new Uint8Array(3) }
    await expect(readImage(shrunk, hdu)).rejects.toThrow(
      /a\.fits.*ended early: expected 40 bytes.*got 3/,
    )
  })
})

describe('files beyond 2 and 4 GiB', () => {
  test('a window near the end of 5 GiB, and the HDU after it', async () => {
    const path = join(folder, 'large.fits')
    const [width, height] = [40_000, 33_000]
    const header = imageHeader({ axes: [width, height], bitpix: -32, primary: true }).toBytes()
    const length = width * height * 4
    const file = openSync(path, 'w')
    writeSync(file, header)
    const row = encodePixels(Float32Array.from({ length: width }, (_, i) => i))
    writeSync(file, row, 0, row.length, header.length + (height - 1) * width * 4)
    const after = header.length + length + padding(length).length
    const extension = imageHdu({ axes: [1], values: Int16Array.of(7), primary: false, name: 'DQ' })
    writeSync(file, extension, 0, extension.length, after)
    ftruncateSync(file, after + extension.length)
    closeSync(file)
    await withFile(path, async (source, hdus) => {
      expect(source.byteLength).toBeGreaterThan(2 ** 32)
      expect(hdus.map(({ name }) => name)).toEqual(['PRIMARY', 'DQ'])
      const window = { x0: width - 3, y0: height - 2, x1: width, y1: height }
      const pixels = await readImageWindow(source, hdus[0], window)
      expect(pixels).toEqual(Float32Array.of(0, 0, 0, width - 3, width - 2, width - 1))
      expect((await readImage(source, hdus[1])).data).toEqual(Float64Array.of(7))
    })
  })
})

describe('writing', () => {
  test('the header says the layout, then the name, then the cards', () => {
    const cards = [{ keyword: 'FILTER', value: 'F555W' }]
    const header = imageHeader({ axes: [3, 2], bitpix: 16, primary: false, name: 'SCI', cards })
    expect(header.cards.map(({ keyword }) => keyword)).toEqual(
      'XTENSION BITPIX NAXIS NAXIS1 NAXIS2 PCOUNT GCOUNT EXTNAME FILTER'.split(' '),
    )
  })

  test('axes that do not fit', () => {
    expect(() => image([3, 2], new Float32Array(5))).toThrow(/expected 3 x 2 pixels, got 5/)
  })

  test('structural cards are refused', () => {
    const cards = [{ keyword: 'NAXIS1', value: 3 }]
    expect(() => image([1], new Float32Array(1), cards)).toThrow(/keyword NAXIS1 describes/)
  })

  test('padding fills the block', () => {
    expect([0, 1, 2880, 2881].map((n) => padding(n).length)).toEqual([0, 2879, 0, 2879])
  })
})
