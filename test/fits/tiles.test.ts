/** Tile-compressed images: those that astropy wrote, and damaged ones. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { InputError } from '../../src/errors.js'
import { readHdus, readImage, readImageWindow } from '../../src/fits/index.js'
import { Random } from '../../src/random.js'
import { unpackFiles } from '../setup/golden.js'
import { temporaryFolder } from './files.js'
import { PACKED, packedPixels } from './packed.js'

const folder = temporaryFolder()
beforeAll(() => unpackFiles('tile-compressed', folder))
const bytesOf = (name: string) => new Uint8Array(readFileSync(join(folder, name)))

async function pixelsOf(bytes: Uint8Array) {
  const source = memorySource(bytes, 'a.fits')
  const image = (await readHdus(source))[1]
  return { source, image, ...(await readImage(source, image)) }
}

describe.each(Object.keys(PACKED))('%s', (name) => {
  test('has the pixels that were packed', async () => {
    const { image, axes, data } = await pixelsOf(bytesOf(name))
    expect(axes).toEqual([30, 20])
    expect(image.header.get('BITPIX')).toBe(PACKED[name].bitpix)
    expect([...data]).toEqual(packedPixels(name))
  })

  test('any window is a part of the whole', async () => {
    const { source, image } = await pixelsOf(bytesOf(name))
    const whole = packedPixels(name)
    for (const [x0, y0, x1, y1] of [
      [0, 0, 1, 1],
      [5, 7, 23, 11],
      [0, 19, 30, 20],
      [6, 8, 8, 10],
    ]) {
      const pixels = await readImageWindow(source, image, { x0, y0, x1, y1 })
      const rows = Array.from({ length: y1 - y0 }, (_, r) => 30 * (y0 + r))
      expect([...pixels]).toEqual(rows.flatMap((row) => whole.slice(row + x0, row + x1)))
    }
  })
})

test('quantised floats are as near as their scale', async () => {
  const { image, data } = await pixelsOf(bytesOf('packed.fits'))
  expect(image.header.get('BITPIX')).toBe(-64)
  expect(Math.max(...data.map((value, i) => Math.abs(value - i)))).toBeLessThan(0.5)
})

/** The file with another value of a keyword of its packed image. */
function withKeyword(name: string, keyword: string, value: string): Uint8Array {
  const bytes = bytesOf(name)
  const text = Buffer.from(bytes).toString('latin1')
  const at = text.indexOf(`${keyword.padEnd(8)}= `)
  expect(at, keyword).toBeGreaterThan(0)
  Buffer.from(value.padEnd(70)).copy(bytes, at + 10)
  return bytes
}

describe('damaged', () => {
  test.each([
    ['ZTILE1', '0', /keyword ZTILE1: expected an integer of at least 1, got 0/],
    ['ZTILE1', '13', /tiles do not cover it: expected 60 tiles of 13 x 1 px.*got 20 rows/],
    ['ZNAXIS1', '31', /Rice codes end|gzip|tile/],
    ['ZNAXIS2', '2000', /tiles do not cover it: expected 2000 tiles/],
    ['ZNAXIS', '0', /keyword ZNAXIS: expected 1 to 999, got 0/],
    ['ZNAXIS1', '99999999999', /tiles do not cover it/],
    ['ZCMPTYPE', "'RICE_9'", /a tile compression that is not read \(ZCMPTYPE\).*got RICE_9/],
    ['ZBITPIX', '17', /keyword BITPIX: expected 8, 16, 32, 64, -32 or -64, got 17/],
    ['ZVAL2', '3', /Rice codes of 3 bytes \(BYTEPIX\)/],
    ['THEAP', '0', /THEAP/],
  ])('%s = %s', async (keyword, value, message) => {
    const name = 'rice_i16.fits'
    if (keyword === 'THEAP') {
      // Its place is taken by a keyword that says nothing here.
      const bytes = withKeyword(name, 'GCOUNT', '1')
      const text = Buffer.from(bytes).toString('latin1')
      Buffer.from('THEAP   =                    1'.padEnd(80)).copy(bytes, text.indexOf('EXTNAME'))
      await expect(pixelsOf(bytes)).rejects.toThrow(message)
      return
    }
    const damaged = pixelsOf(withKeyword(name, keyword, value))
    await expect(damaged).rejects.toThrow(message)
    await expect(damaged).rejects.toBeInstanceOf(InputError)
  })

  test('a tile outside the heap, and one without bytes', async () => {
    const { image } = await pixelsOf(bytesOf('rice_i16.fits'))
    const rows = image.packed!.dataStart
    const change = (at: number, value: number) => {
      const bytes = bytesOf('rice_i16.fits')
      new DataView(bytes.buffer, bytes.byteOffset).setInt32(rows + at, value)
      return pixelsOf(bytes)
    }
    await expect(change(8, 2 ** 30)).rejects.toThrow(/tile 2, column COMPRESSED_DATA: a tile out/)
    await expect(change(12, -5)).rejects.toThrow(/a tile outside the heap/)
    await expect(change(0, 0)).rejects.toThrow(/a tile without bytes/)
  })

  test('codes of zeros without end, and gzip that lies about its length', async () => {
    const rice = bytesOf('rice_i16.fits')
    const { image } = await pixelsOf(rice)
    rice.fill(0, image.packed!.dataStart + 8 * 20 + 3)
    rice[image.packed!.dataStart + 8 * 20 + 2] = 0x20
    await expect(pixelsOf(rice)).rejects.toThrow(/Rice codes end in pixel/)
  })

  // The seed is fixed: what fails here is to fail everywhere. test/fits/hdu.test.ts damages headers.
  test('any byte may be another: values, or a named error, in bounded time', async () => {
    const random = new Random(5)
    let nNamed = 0
    const names = [...Object.keys(PACKED), 'packed.fits']
    for (let i = 0; i < 400; i++) {
      const bytes = bytesOf(names[i % names.length])
      const [, { packed }] = await readHdus(memorySource(bytes, 'a.fits'))
      for (let k = 0; k < 3; k++) {
        const at = Math.floor(random.uniform() * packed!.dataLength)
        bytes[packed!.dataStart + at] ^= 1 << (i % 8)
      }
      try {
        expect((await pixelsOf(bytes)).data.length).toBe(600)
      } catch (error) {
        expect(error).toBeInstanceOf(InputError)
        nNamed++
      }
    }
    expect(nNamed).toBeGreaterThan(10)
  })
})
