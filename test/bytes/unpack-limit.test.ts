/** How much may come out of a packed file: what FITS headers declare, and little else. */
import { describe, expect, test } from 'vitest'
import { UnpackLimit } from '../../src/bytes/index.js'
import { binaryTableHdu, imageHdu, imageHeader } from '../../src/fits/index.js'

const MB = 2 ** 20

/** Feeds bytes in pieces, as a stream gives them. */
function feed(limit: UnpackLimit, bytes: Uint8Array, piece = bytes.length): void {
  for (let at = 0; at < bytes.length; at += piece) limit.add(bytes.subarray(at, at + piece))
}

function zeros(limit: UnpackLimit, bytes: number): void {
  const chunk = new Uint8Array(MB)
  for (let n = 0; n < bytes; n += MB) limit.add(chunk.subarray(0, Math.min(MB, bytes - n)))
}

const blank = imageHeader({ axes: [20_000, 20_000], bitpix: -32, primary: true }).toBytes()
const data = 4 * 20_000 ** 2

test('a blank mosaic of 1.6 GB in a megabyte is honest', () => {
  const limit = new UnpackLimit(MB, 'a.fits.gz')
  feed(limit, blank)
  expect(limit.declared).toBe(blank.length + Math.ceil(data / 2880) * 2880)
  expect(() => zeros(limit, data)).not.toThrow()
})

test.each([1, 79, 80, 2880, 4096, 100_000])('HDUs in pieces of %i bytes', (piece) => {
  const values = new Float32Array(3000)
  const hdus = [
    imageHdu({ axes: [], values: new Uint8Array(0), primary: true }),
    imageHdu({ axes: [50, 60], values, primary: false, name: 'SCI' }),
    binaryTableHdu({ columns: [{ name: 'x', values: new Float64Array(1000) }] }),
  ]
  const bytes = new Uint8Array(Buffer.concat(hdus))
  const limit = new UnpackLimit(10, 'a.fits.gz')
  feed(limit, bytes, piece)
  expect(limit.declared).toBe(bytes.length)
  feed(limit, new Uint8Array(5 * MB), Math.max(piece, 2880))
  expect(limit.declared).toBe(bytes.length)
})

describe('refused', () => {
  const small = imageHdu({ axes: [10], values: new Uint8Array(10), primary: true })
  test('a FITS file with more behind it than it declares', () => {
    const limit = new UnpackLimit(MB, 'a.fits.gz')
    feed(limit, small)
    expect(() => zeros(limit, 20 * MB)).toThrow(
      'a.fits.gz: a packed file that grows without bound: expected 5760 by its headers, got more',
    )
  })

  test('a header that never ends', () => {
    const limit = new UnpackLimit(MB, 'a.fits.gz')
    feed(limit, new TextEncoder().encode('SIMPLE  =                    T'.padEnd(80)))
    const blanks = new Uint8Array(MB).fill(32)
    expect(() => {
      for (let n = 0; n < 64; n++) limit.add(blanks)
    }).toThrow('grows without bound')
  })

  test.each([
    ['half a megabyte that becomes 70', MB / 2, 70],
    ['a kilobyte that becomes 65 MB', 1024, 65],
    ['20 MB that become 2.1 GB', 20 * MB, 2100],
  ])('text: %s', (_, packed, megabytes) => {
    const limit = new UnpackLimit(packed, 'a.csv.gz')
    expect(() => zeros(limit, megabytes * MB)).toThrow('a.csv.gz: a packed file that grows')
  })

  test.each([
    ['a megabyte that becomes 60', MB, 60],
    ['20 MB that become 1 GB', 20 * MB, 1000],
  ])('but not %s', (_, packed, megabytes) => {
    expect(() => zeros(new UnpackLimit(packed, 'a.csv.gz'), megabytes * MB)).not.toThrow()
  })
})
