/** The slow, obvious way to a stamp: its pixels, one window of one mosaic at a time. */
import { expect } from 'vitest'
import type { Mosaic } from '../../src/cutouts/index.js'

export interface Window {
  x0: number
  y0: number
}

/** (bands, size, size); NaN beyond the edge. */
export async function stampByReading(
  mosaics: readonly Mosaic[],
  { x0, y0 }: Window,
  sizePx: number,
): Promise<Float32Array> {
  const stamp = new Float32Array(mosaics.length * sizePx ** 2).fill(Number.NaN)
  for (const [band, mosaic] of mosaics.entries()) {
    const [left, right] = [Math.max(0, x0), Math.min(mosaic.width, x0 + sizePx)]
    const [bottom, top] = [Math.max(0, y0), Math.min(mosaic.height, y0 + sizePx)]
    if (left >= right || bottom >= top) continue
    const pixels = await mosaic.readWindow(left, bottom, right, top)
    for (let y = bottom; y < top; y++) {
      for (let x = left; x < right; x++) {
        stamp[(band * sizePx + y - y0) * sizePx + x - x0] =
          pixels[(y - bottom) * (right - left) + x - left]
      }
    }
  }
  return stamp
}

/** Equal to the last bit; NaN is one value, whatever its payload. */
export function expectSameBits(got: Float32Array, expected: Float32Array): void {
  expect(got.length).toBe(expected.length)
  const bad = got.findIndex((value, i) => !Object.is(value, expected[i]))
  if (bad >= 0) expect.fail(`${got[bad]} instead of ${expected[bad]} at ${bad}`)
}
