/**
 * One pass over the mosaics gives the stamps that window after window gives, in any order and
 * batch.
 */
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { type FitsMosaic, openMosaic, StampCutter } from '../../src/cutouts/index.js'
import { openFile } from '../../src/files/index.js'
import { Random } from '../../src/random.js'
import { temporaryFolder } from '../fits/files.js'
import { writeMosaic } from './mosaic-files.js'
import { expectSameBits, stampByReading, type Window } from './oracle.js'

const folder = temporaryFolder()
const opened = new Map<string, Promise<FitsMosaic[]>>()
afterAll(async () => {
  for (const mosaics of opened.values()) for (const mosaic of await mosaics) await mosaic.close()
})

function mosaicsOf(width: number, height: number, nBands: number): Promise<FitsMosaic[]> {
  const key = [width, height, nBands].join()
  const mosaics = opened.get(key) ?? writtenAndOpened(width, height, nBands)
  opened.set(key, mosaics)
  return mosaics
}

function writtenAndOpened(width: number, height: number, nBands: number): Promise<FitsMosaic[]> {
  const filters = ['F275W', 'F336W', 'F438W'].slice(0, nBands)
  const mosaics = filters.map(async (filter, band) => {
    const path = join(folder, `${width}x${height}x${nBands}-${filter}.fits`)
    // Bands of different types have rows of different lengths in their files.
    const pixels = new (band === 1 ? Float64Array : Float32Array)(width * height)
    for (let i = 0; i < pixels.length; i++) pixels[i] = (band + 1) * 4e6 + i
    const source = await openFile(writeMosaic(path, { width, height, filter, pixels }))
    return openMosaic(source)
  })
  return Promise.all(mosaics)
}

async function cut(
  mosaics: readonly FitsMosaic[],
  windows: Window[],
  batch: number,
  sizePx: number,
) {
  const cutter = new StampCutter(mosaics, sizePx)
  const stamps: Float32Array[] = []
  for (let start = 0; start < windows.length; start += batch) {
    const part = windows.slice(start, start + batch)
    const out = new Float32Array(part.length * cutter.stampLength).fill(-1)
    await cutter.cut(part, out)
    part.forEach((_, i) => {
      stamps.push(out.slice(i * cutter.stampLength, (i + 1) * cutter.stampLength))
    })
  }
  return stamps
}

const byRow = (windows: Window[]) => [...windows].sort((a, b) => a.y0 - b.y0)

describe('any order, any batch', async () => {
  const mosaics = await mosaicsOf(90, 120, 3)
  const window = fc.record({
    x0: fc.integer({ min: -20, max: 100 }),
    y0: fc.integer({ min: -20, max: 130 }),
  })
  const windows = fc.array(window, { minLength: 1, maxLength: 30 })

  test('as read window by window', async () => {
    const batch = fc.constantFrom(1, 7, 64, 1000)
    const size = fc.constantFrom(1, 2, 9, 16)
    await fc.assert(
      fc.asyncProperty(windows, batch, size, fc.boolean(), async (given, batch, size, isSorted) => {
        const order = isSorted ? byRow(given) : given
        const stamps = await cut(mosaics, order, batch, size)
        for (const [i, window] of order.entries()) {
          expectSameBits(stamps[i], await stampByReading(mosaics, window, size))
        }
      }),
      { numRuns: 60 },
    )
  })

  test.each([1, 7, 64, 300])('300 stamps in batches of %i', async (batch) => {
    const random = new Random(1)
    const place = () => ({ x0: random.integer(90) - 8, y0: random.integer(120) - 8 })
    const given = Array.from({ length: 300 }, place)
    const whole = await cut(mosaics, byRow(given), 300, 16)
    const sorted = await cut(mosaics, byRow(given), batch, 16)
    sorted.forEach((stamp, i) => {
      expectSameBits(stamp, whole[i])
    })
    const unsorted = await cut(mosaics, given, batch, 16)
    const rank = new Map(byRow(given).map((window, i) => [window, i]))
    given.forEach((window, i) => {
      expectSameBits(unsorted[i], whole[rank.get(window)!])
    })
  })
})

describe('rows are read once', () => {
  /** Mosaics that count the rows that are read from them, and the most at once. */
  function counting(mosaics: readonly FitsMosaic[]) {
    const read = mosaics.map(({ height }) => new Uint32Array(height))
    const most = mosaics.map(() => 0)
    const counted = mosaics.map((mosaic, band) => ({
      ...mosaic,
      readRows(y0: number, bytes: Uint8Array) {
        const n = bytes.length / (mosaic.width * mosaic.pixels.bytesPerPixel)
        for (let y = y0; y < y0 + n; y++) read[band][y]++
        most[band] = Math.max(most[band], n)
        return mosaic.readRows(y0, bytes)
      },
    }))
    return { counted, read, most }
  }

  const dense = (width: number, height: number, n: number, sizePx: number) => {
    const random = new Random(2)
    const place = () => ({
      x0: random.integer(width - sizePx),
      y0: random.integer(height - sizePx + 1),
    })
    const windows = Array.from({ length: n }, place)
    return byRow([...windows, { x0: 0, y0: 0 }, { x0: 0, y0: height - sizePx }])
  }

  test.each([1, 8, 64, 5000])('dense, in batches of %i', async (batch) => {
    const { counted, read } = counting(await mosaicsOf(90, 400, 2))
    await cut(counted, dense(90, 400, 500, 16), batch, 16)
    for (const rows of read) expect([...new Set(rows)]).toEqual([1])
  })

  test.each([1, 64, 5000])('a mosaic wider than a strip, in batches of %i', async (batch) => {
    // 240 kB a row of float64: 17 rows fill the strip of 4 MiB, fewer than a stamp's 32 need.
    const { counted, read, most } = counting(await mosaicsOf(30_000, 100, 2))
    const windows = dense(30_000, 100, 300, 32)
    const stamps = await cut(counted, windows, batch, 32)
    for (const rows of read) expect([...new Set(rows)]).toEqual([1])
    expect(Math.max(...most)).toBeLessThanOrEqual(32)
    for (const i of [0, 57, 150, 301]) {
      expectSameBits(stamps[i], await stampByReading(counted, windows[i], 32))
    }
  })

  test('a strip of many stamps, whose end is crossed', async () => {
    // 12 kB a row of float32: 349 rows a strip, 1000 rows in all.
    const { counted, read, most } = counting(await mosaicsOf(3000, 1000, 1))
    const windows = dense(3000, 1000, 1000, 32)
    const stamps = await cut(counted, windows, 5000, 32)
    for (const rows of read) expect([...new Set(rows)]).toEqual([1])
    expect(most[0]).toBeGreaterThan(300)
    expect(most[0] * 3000 * 4).toBeLessThanOrEqual(4 * 2 ** 20)
    for (let i = 0; i < windows.length; i += 50) {
      expectSameBits(stamps[i], await stampByReading(counted, windows[i], 32))
    }
  })

  test('rows between stamps that are far apart are not read', async () => {
    const { counted, read } = counting(await mosaicsOf(90, 400, 1))
    await cut(counted, byRow([50, 51, 200, 399, -40].map((y0) => ({ x0: 3, y0 }))), 64, 16)
    const nRead = read[0].reduce((sum, n) => sum + n, 0)
    expect(nRead).toBe(17 + 16 + 1)
  })
})

test('large stamps are cut fewer at a time', async () => {
  const mosaics = await mosaicsOf(20, 10, 2)
  const batches = [32, 224, 5000].map((sizePx) => new StampCutter(mosaics, sizePx).batch)
  expect(batches).toEqual([256, 83, 1])
})
