/**
 * Rows of one band, as detection reads them: from the first to the last, some at a time, so that
 * memory does not grow with the height of a mosaic.
 */

import { withGaps } from '../cutouts/index.js'

/** An image that gives its rows; a mosaic of `cutouts/` is one. */
export interface PixelRows {
  readonly width: number
  readonly height: number
  /** Pixels of columns [x0, x1) and rows [y0, y1), row by row; blank pixels are NaN. */
  readWindow(x0: number, y0: number, x1: number, y1: number): Promise<Float32Array>
}

/** So many pixels are read at once, unless one row is longer: 8 MB. */
const PIXELS_PER_READ = 2 ** 21

/**
 * The rows of an image in order.
 *
 * Pixels that have no value are NaN, see `withGaps`.
 *
 * @example for await (const { y, row } of rowsOf(mosaic)) sums[y] = sumOf(row)
 */
export async function* rowsOf(image: PixelRows): AsyncGenerator<{ y: number; row: Float32Array }> {
  const { width, height } = image
  const step = Math.max(1, Math.floor(PIXELS_PER_READ / width))
  for (let y0 = 0; y0 < height; y0 += step) {
    const y1 = Math.min(height, y0 + step)
    const pixels = withGaps(await image.readWindow(0, y0, width, y1))
    for (let y = y0; y < y1; y++) {
      yield { y, row: pixels.subarray((y - y0) * width, (y - y0 + 1) * width) }
    }
  }
}

/** An image in memory, as rows. */
export function rowsInMemory(width: number, height: number, pixels: Float32Array): PixelRows {
  return {
    width,
    height,
    readWindow: async (x0, y0, x1, y1) => {
      const out = new Float32Array((x1 - x0) * (y1 - y0))
      for (let y = y0; y < y1; y++) {
        out.set(pixels.subarray(y * width + x0, y * width + x1), (y - y0) * (x1 - x0))
      }
      return out
    },
  }
}
