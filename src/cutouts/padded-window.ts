/** A window of a mosaic that may reach over its edges. */
import type { Mosaic } from './mosaic.js'

/**
 * The pixels of a square window that may reach over the edges, NaN beyond them.
 *
 * @returns `sizePx * sizePx` values, row by row
 */
export async function paddedWindow(
  mosaic: Mosaic,
  x0: number,
  y0: number,
  sizePx: number,
): Promise<Float32Array> {
  const out = new Float32Array(sizePx * sizePx).fill(Number.NaN)
  const [left, right] = [Math.max(0, x0), Math.min(mosaic.width, x0 + sizePx)]
  const [bottom, top] = [Math.max(0, y0), Math.min(mosaic.height, y0 + sizePx)]
  if (left >= right || bottom >= top) return out
  const inside = await mosaic.readWindow(left, bottom, right, top)
  const n = right - left
  for (let row = bottom; row < top; row++) {
    const from = (row - bottom) * n
    out.set(inside.subarray(from, from + n), (row - y0) * sizePx + left - x0)
  }
  return out
}
