/**
 * Images and headers that we write, and real HST mosaics, against astropy
 * (test/reference/fits_images.py).
 */
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeAtomically } from '../../src/files/index.js'
import {
  type Card,
  encodePixels,
  imageAxes,
  imageHdu,
  imageHeader,
  type PixelValues,
  padding,
  readImage,
} from '../../src/fits/index.js'
import { hasPython, hasShared, runPython, sharedPath, withPython } from '../setup/peers.js'
import { temporaryFolder, withFile } from './files.js'

interface Seen {
  name: string
  header: Record<string, [value: unknown, comment: string]>
  shape?: number[]
  sha256?: string
}

const folder = temporaryFolder()
const astropy = hasPython('astropy')
const seenBy = (...paths: string[]): Record<string, Seen[]> =>
  JSON.parse(runPython('fits_images.py', ...paths))
const sha256 = (values: Float64Array) =>
  createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex')

const cards: Card[] = [
  { keyword: 'FILTER', value: "O'HARA", comment: 'a quote' },
  { keyword: 'LONG', value: `${"it's long; ".repeat(20)}end`, comment: 'goes on' },
  { keyword: 'NOTE', value: 'x'.repeat(60), comment: 'word '.repeat(20).trim() },
  { keyword: 'EXPTIME', value: 1.1e-7, comment: 's' },
  { keyword: 'HUGE', value: 1e25 },
  { keyword: 'COUNT', value: 12345678901 },
  { keyword: 'SOURCEID', value: 2n ** 62n + 1n },
  { keyword: 'FLAG', value: true },
  { keyword: 'ESO DET CHIP1 ID', value: 'ESO-Virgo', comment: 'long keyword' },
  { keyword: 'COMMENT', comment: 'text '.repeat(30).trim() },
]
const kinds: PixelValues[] = [
  Uint8Array.of(0, 1, 255, 7, 8, 9),
  Int16Array.of(0, -1, 32767, -32768, 8, 9),
  Int32Array.of(0, -1, 2 ** 31 - 1, -(2 ** 31), 8, 9),
  BigInt64Array.of(0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 8n, 9n),
  Float32Array.of(0, 1.5, Number.POSITIVE_INFINITY, -0, 1e-45, 9),
  Float64Array.of(0, 1.1, Number.NEGATIVE_INFINITY, -0, 5e-324, 9),
]

withPython('astropy', 'astropy verifies and reads', () => {
  test('every BITPIX, streamed and whole, with all kinds of cards', async () => {
    const path = join(folder, 'written.fits')
    await writeAtomically(path, async (file) => {
      const values = encodePixels(kinds[4])
      await file.write(imageHeader({ axes: [3, 2], bitpix: -32, primary: true, cards }).toBytes())
      await file.write(values)
      await file.write(padding(values.length))
      for (const [i, values] of kinds.entries()) {
        await file.write(imageHdu({ axes: [3, 2], values, primary: false, name: `K${i}`, cards }))
      }
    })
    const seen = seenBy(path)[path]
    const expected = [kinds[4], ...kinds].map((values) =>
      Float64Array.from(values as Int16Array, Number),
    )
    expect(seen.map(({ sha256 }) => sha256)).toEqual(expected.map(sha256))
    expect(seen.map(({ name }) => name)).toEqual(['PRIMARY', 'K0', 'K1', 'K2', 'K3', 'K4', 'K5'])
    for (const { header, shape } of seen) {
      expect(shape).toEqual([2, 3])
      for (const { keyword, value, comment } of cards.slice(0, -1)) {
        const said = typeof value === 'bigint' ? String(value) : value
        expect([keyword, header[keyword]]).toEqual([keyword, [said, comment ?? '']])
      }
    }
  })

  test('an empty primary HDU', async () => {
    const path = join(folder, 'written-empty.fits')
    const bytes = imageHdu({ axes: [], values: new Uint8Array(0), primary: true })
    await writeAtomically(path, (file) => file.write(bytes))
    expect(seenBy(path)[path][0].header.NAXIS[0]).toBe(0)
  })
})

const hst = hasShared('hst')
const mosaics =
  hst && astropy ? readdirSync(sharedPath('hst')).map((f) => sharedPath('hst', f)) : []

describe.skipIf(mosaics.length === 0)('real mosaics', () => {
  test('pixels and headers are those of astropy', async () => {
    const seen = seenBy(...mosaics)
    for (const path of mosaics) {
      await withFile(path, async (source, hdus) => {
        expect(hdus.map(({ name }) => name)).toEqual(seen[path].map(({ name }) => name))
        for (const [i, hdu] of hdus.entries()) {
          for (const [keyword, [value]] of Object.entries(seen[path][i].header)) {
            if (['COMMENT', 'HISTORY', ''].includes(keyword)) continue
            const ours = hdu.header.get(keyword)
            expect([keyword, typeof ours === 'bigint' ? String(ours) : ours]).toEqual([
              keyword,
              value,
            ])
          }
          if (hdu.kind !== 'image' || imageAxes(hdu).length === 0) continue
          expect(sha256((await readImage(source, hdu)).data)).toBe(seen[path][i].sha256)
        }
      })
    }
  })
})
