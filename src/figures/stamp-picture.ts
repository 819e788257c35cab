/** The colour picture of one candidate's surroundings, from windowed reads; NaN outside the mosaics. */
import type { Mosaic } from '../cutouts/mosaic.js'
import type { StampWindow } from '../cutouts/window.js'
import { automaticStretch, type RgbPicture, rgbPicture } from './rgb.js'
import { quantile, type SkyLevel } from './stretch.js'

/**
 * A square window, in the noise of the whole field and above the 25th percentile of its own
 * pixels, so that stamps on a bright disc and on dark sky look alike. White is its brightest pixel, at
 * least 60 sigma.
 *
 * @param mosaics one to three, from blue to red
 * @param levels sky and noise of each mosaic
 * @param window its first column and row; it may reach over the edges
 * @param sizePx its side
 */
export async function stampPicture(
  mosaics: readonly Mosaic[],
  levels: readonly SkyLevel[],
  { x0, y0 }: StampWindow,
  sizePx: number,
): Promise<RgbPicture> {
  const bands = await Promise.all(mosaics.map((mosaic) => paddedWindow(mosaic, x0, y0, sizePx)))
  const local = bands.map((pixels, band): SkyLevel => {
    const { sky, noise } = levels[band]
    const floor = quantile(pixels, 0.25)
    return { sky: Number.isNaN(floor) ? sky : floor, noise }
  })
  return rgbPicture(bands, sizePx, sizePx, local, automaticStretch(bands, local, 1, 60))
}

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
