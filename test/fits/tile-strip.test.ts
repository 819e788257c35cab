/** Strips of packed images: their pixels are those of the whole, whatever is asked for first. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type ByteSource, memorySource } from '../../src/bytes/index.js'
import { InputError } from '../../src/errors.js'
import {
  type Card,
  type Hdu,
  imageHdu,
  pixelDecoder,
  readHdus,
  readImage,
  readImageWindow,
} from '../../src/fits/index.js'
import { Random } from '../../src/random.js'
import { unpackFiles } from '../setup/golden.js'
import { temporaryFolder } from './files.js'
import { rewritten } from './memory-sink.js'
import { MASKED } from './null-masks.js'
import { PACKED } from './packed.js'

const folder = temporaryFolder()
beforeAll(() => {
  unpackFiles('tile-compressed', folder)
  unpackFiles('null-masks', folder)
})

/** An image as `starsift convert --compress rice` writes it. */
async function riceImage(width: number, height: number, type: '-32' | '-64', cards: Card[] = []) {
  const random = new Random(8)
  const sky = Float64Array.from({ length: width * height }, (_, i) =>
    // Gaps of zeros, and a row that stays as it is because it has a NaN.
    i % 97 < 5 ? 0 : i === 2 * width + 3 ? Number.NaN : 100 + 4 * random.normal(),
  )
  const values = type === '-32' ? new Float32Array(sky) : sky
  const file = imageHdu({ axes: [width, height], values, primary: true, cards })
  const { source, hdus } = await rewritten(file, { packing: 'rice' })
  return { source, hdu: hdus[1] }
}

/** Windows in any order, as stamps: each in a strip that moves to its rows. */
async function compareWindows(source: ByteSource, hdu: Hdu, n: number) {
  const { axes, data } = await readImage(source, hdu)
  const [width, height] = axes
  const random = new Random(3)
  const strip = hdu.strip!(pixelDecoder(hdu.header))
  for (let i = 0; i < n; i++) {
    const [y0, x0] = [random.integer(height), random.integer(width)]
    const [y1, x1] = [y0 + 1 + random.integer(height - y0), x0 + 1 + random.integer(width - x0)]
    await strip.moveTo(y0, y1)
    for (let row = y1 - 1; row >= y0; row--) {
      const pixels = new Float32Array(x1 - x0 + 2).fill(-7)
      strip.decode(row, x0, x1, pixels, 1)
      const expected = new Float32Array(data.subarray(row * width + x0, row * width + x1))
      const around = Float32Array.of(-7, ...expected, -7)
      expect(pixels.join(), `row ${row} of ${[x0, y0, x1, y1]}`).toBe(around.join())
    }
  }
}

describe('any window is a part of the whole', () => {
  test.each([...Object.keys(PACKED), 'packed.fits', ...MASKED])('%s', async (name) => {
    const source = memorySource(new Uint8Array(readFileSync(join(folder, name))), name)
    await compareWindows(source, (await readHdus(source))[1], 20)
  })

  // A tile of more pixels than there are random numbers, from which the next numbers begin anew.
  test.each(['-32', '-64'] as const)('rounded floats, BITPIX %s', async (type) => {
    const { source, hdu } = await riceImage(12_500, 4, type)
    expect(hdu.packed!.header.get('ZCMPTYPE')).toBe('RICE_1')
    await compareWindows(source, hdu, 6)
  })

  test('scaled ones, in another unit', async () => {
    const cards = [
      { keyword: 'BSCALE', value: 2 },
      { keyword: 'BZERO', value: -1 },
    ]
    const { source, hdu } = await riceImage(300, 6, '-32', cards)
    const decoder = pixelDecoder(hdu.header, 0.1)
    const strip = hdu.strip!(decoder)
    await strip.moveTo(0, 6)
    const row = new Float32Array(300)
    strip.decode(4, 0, 300, row, 0)
    const window = { x0: 0, y0: 4, x1: 300, y1: 5 }
    expect(row).toEqual(await readImageWindow(source, hdu, window, decoder))
  })

  test('bytes that begin and end within a pixel', async () => {
    const { hdu } = await riceImage(300, 6, '-64')
    const whole = await hdu.data!.slice(0, hdu.dataLength)
    for (const [start, end] of [
      [1, 3],
      [5, 16],
      [8, 21],
      [2399, 4801],
      [3, hdu.dataLength - 1],
    ]) {
      expect(await hdu.data!.slice(start, end)).toEqual(whole.subarray(start, end))
    }
  })
})

test('only tiles that are asked for are unpacked: a damaged one costs whoever asks for it', async () => {
  const { source, hdu } = await riceImage(400, 8, '-32')
  const { dataStart, header } = hdu.packed!
  const bytes = await source.slice(0, source.byteLength)
  const descriptor = new DataView(bytes.buffer).getInt32(
    dataStart + 5 * header.number('NAXIS1') + 4,
  )
  const tile = dataStart + 8 * header.number('NAXIS1') + descriptor
  const damaged = bytes.slice().fill(0, tile + 5, tile + 300)
  const [, image] = await readHdus(memorySource(damaged, 'a.fits'))
  const strip = image.strip!(pixelDecoder(image.header))
  await strip.moveTo(0, 8)
  const pixels = new Float32Array(40)
  for (const row of [4, 6, 7]) strip.decode(row, 0, 40, pixels, 0)
  const asked = () => strip.decode(5, 0, 40, pixels, 0)
  expect(asked).toThrow(InputError)
  expect(asked).toThrow(/tile 6: Rice codes end in pixel/)
})

// The first read is that of the table of tiles, the second that of the tiles.
test.each([1, 2])('read %i, that failed once, is tried again', async (failing) => {
  const { source } = await riceImage(400, 8, '-32')
  let reads = Number.NaN
  const flaky: ByteSource = {
    ...source,
    slice: (start, end) =>
      ++reads === failing
        ? Promise.reject(new InputError({ what: 'the network' }))
        : source.slice(start, end),
  }
  const [, image] = await readHdus(flaky)
  const strip = image.strip!(pixelDecoder(image.header))
  reads = 0
  await expect(strip.moveTo(0, 8)).rejects.toThrow('the network')
  await strip.moveTo(0, 8)
  const pixels = new Float32Array(400)
  strip.decode(7, 0, 400, pixels, 0)
  const { data } = await readImage(source, (await readHdus(source))[1])
  expect(pixels).toEqual(new Float32Array(data.subarray(7 * 400)))
})
