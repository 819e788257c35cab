import type { ByteSource } from '../bytes/index.js'
import type { Hdu } from './hdu.js'

/** Columns [x0, x1) and rows [y0, y1), 0-based. */
export interface ImageWindow {
  x0: number
  y0: number
  x1: number
  y1: number
  /** Which plane of an image with more than two axes, counted with NAXIS3 fastest; 0-based. */
  plane?: number
}

export function imageAxes(_hdu: Hdu): number[] {
  throw new Error('internal: not written yet')
}

export async function readImage(
  _source: ByteSource,
  _hdu: Hdu,
): Promise<{ axes: number[]; data: Float64Array }> {
  throw new Error('internal: not written yet')
}

export async function readImageWindow(
  _source: ByteSource,
  _hdu: Hdu,
  _window: ImageWindow,
): Promise<Float32Array> {
  throw new Error('internal: not written yet')
}
