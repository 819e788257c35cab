/** Masks of null pixels in packed images (FITS 4.0, section 10.2.2): read, and damaged. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readHdus, readImage, readImageWindow } from '../../src/fits/index.js'
import { unpackFiles } from '../setup/golden.js'
import { temporaryFolder } from './files.js'
import { MASKED, maskedPixels, toleranceOf } from './null-masks.js'

const folder = temporaryFolder()
beforeAll(() => unpackFiles('null-masks', folder))
const bytesOf = (name: string) => new Uint8Array(readFileSync(join(folder, name)))

async function pixelsOf(bytes: Uint8Array) {
  const source = memorySource(bytes, 'a.fits')
  const image = (await readHdus(source))[1]
  return { source, image, ...(await readImage(source, image)) }
}

/** The file with another text in the place of one, of the same length. */
function replaced(name: string, text: string, other: string): Uint8Array {
  const bytes = bytesOf(name)
  const at = Buffer.from(bytes).toString('latin1').indexOf(text)
  expect(at, text).toBeGreaterThan(0)
  Buffer.from(other.padEnd(text.length)).copy(bytes, at)
  return bytes
}

describe.each(MASKED)('%s', (name) => {
  test('has no value where the mask names a pixel, and its values elsewhere', async () => {
    const { data } = await pixelsOf(bytesOf(name))
    for (const [i, pixel] of maskedPixels(name).entries()) {
      if (Number.isNaN(pixel)) expect(data[i], `pixel ${i}`).toBeNaN()
      else expect(Math.abs(data[i] - pixel), `pixel ${i}`).toBeLessThanOrEqual(toleranceOf(name))
    }
  })

  test('a window over four tiles too', async () => {
    const { source, image, data } = await pixelsOf(bytesOf(name))
    const window = { x0: 9, y0: 8, x1: 30, y1: 19 }
    const pixels = await readImageWindow(source, image, window)
    const rows = Array.from({ length: 11 }, (_, r) => 32 * (8 + r))
    const part = rows.flatMap((row) => [...data.subarray(row + 9, row + 30)])
    expect([...pixels]).toEqual([...Float32Array.from(part)])
  })
})

test('without its mask a file has values everywhere: the mask alone takes them', async () => {
  const { data } = await pixelsOf(replaced('mask_i16_PLIO_1.fits', 'NULL_PIXEL_MASK', 'SOMETHING'))
  expect([...data]).toEqual(Array.from({ length: 1024 }, (_, i) => i))
})

test("the column's name in nom.tam.fits 1.15", async () => {
  const card = "'NULL_PIXEL_MASK'       "
  const named = replaced('mask_i16_PLIO_1.fits', card, "'NULL_PIXEL_MASK_COLUMN'")
  expect((await pixelsOf(named)).data[3]).toBeNaN()
})

describe('refused by name', () => {
  const name = 'mask_i16_RICE_1.fits'
  test.each([
    ['ZMASKCMP', 'NOTHING', /no keyword ZMASKCMP: how the mask of null pixels is packed/],
    ["ZMASKCMP= 'RICE_1", "ZMASKCMP= 'RICE_7", /not read \(ZMASKCMP\).*got RICE_7/],
    ["ZMASKCMP= 'RICE_1", "ZMASKCMP= 'GZIP_1", /tile 1: .*gzip/],
    ["ZMASKCMP= 'RICE_1", "ZMASKCMP= 'PLIO_1", /tile 1: .*PLIO/],
    ['BLANK   =', 'NOBLANK =', /no keyword BLANK: a mask names pixels of an integer image/],
  ])('%s becomes %s', async (text, other, message) => {
    await expect(pixelsOf(replaced(name, text, other))).rejects.toThrow(message)
  })

  /** A number of the row of the table behind the first tile, counted from the row's end. */
  async function withCell(bytes: Uint8Array, fromEnd: number, value: (view: DataView) => number) {
    const { packed } = (await readHdus(memorySource(bytes, 'a.fits')))[1]
    const view = new DataView(bytes.buffer, bytes.byteOffset + packed!.dataStart)
    view.setInt32(packed!.header.number('NAXIS1') - fromEnd, value(view))
    return bytes
  }

  test('a mask outside the heap', async () => {
    const bytes = await withCell(bytesOf(name), 4, () => 2 ** 30)
    await expect(pixelsOf(bytes)).rejects.toThrow(/tile 1, column NULL_PIXEL_MASK: a tile outside/)
  })

  test('a mask with a third value: here it is the tile itself', async () => {
    const bytes = await withCell(bytesOf('mask_i16_PLIO_1.fits'), 4, (view) => view.getInt32(4))
    const length = await withCell(bytes, 8, (view) => view.getInt32(0))
    const text = Buffer.from(length).toString('latin1')
    Buffer.from("'RICE_1").copy(length, text.indexOf("'PLIO_1"))
    await expect(pixelsOf(length)).rejects.toThrow(
      /tile 1: a mask of null pixels with the values 0/,
    )
  })
})
