/**
 * Images (FITS 4.0, sections 3.3.2 and 7.1): whole, or a window of one plane. A mosaic is never loaded
 * whole for a stamp: a window is read in pieces of rows, few of them, for files and web servers alike.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { axesOf, type Hdu } from './hdu.js'
import { pixelDecoder } from './pixels.js'

/** Columns [x0, x1) and rows [y0, y1), 0-based. */
export interface ImageWindow {
  x0: number
  y0: number
  x1: number
  y1: number
  /** Which plane of an image with more than two axes, counted with NAXIS3 fastest; 0-based. */
  plane?: number
}

/** What one read asks for at most, in bytes, unless a single row is longer. */
const READ_BYTES = 2 ** 22

/**
 * NAXIS1, NAXIS2, ...; empty where the HDU has no data.
 *
 * @throws InputError if the HDU is no image, or a tile-compressed one
 */
export function imageAxes(hdu: Hdu): number[] {
  if (hdu.kind === 'image') return axesOf(hdu.header)
  const compressed = hdu.kind === 'compressed-image'
  throw new InputError({
    what: compressed ? 'tile-compressed images are not supported yet' : 'not an image',
    where: hdu.header.where,
    ...(!compressed && { expected: 'an image', got: hdu.kind }),
    ...(compressed && { remedy: 'unpack it with funpack' }),
  })
}

/**
 * All pixels as physical values.
 *
 * @returns `axes` as {@link imageAxes}; `data` with NAXIS1 fastest, NaN where blank
 * @throws InputError if the HDU is no image or the source ends early
 */
export async function readImage(
  source: ByteSource,
  hdu: Hdu,
): Promise<{ axes: number[]; data: Float64Array }> {
  const axes = imageAxes(hdu)
  const { bytesPerPixel, decode } = pixelDecoder(hdu.header)
  const nPixels = axes.length === 0 ? 0 : axes.reduce((n, axis) => n * axis, 1)
  const data = new Float64Array(nPixels)
  const step = READ_BYTES / bytesPerPixel
  for (let done = 0; done < nPixels; done += step) {
    const n = Math.min(step, nPixels - done)
    const bytes = await readBytes(source, hdu, done * bytesPerPixel, n * bytesPerPixel)
    decode(bytes, 0, n, data, done)
  }
  return { axes, data }
}

/**
 * Pixels of a window, row by row, as physical values.
 *
 * @param window inside the image; `plane` is needed where there are several
 * @returns float32, (y1 - y0) x (x1 - x0), NaN where blank
 * @throws InputError if the window leaves the image, or the HDU is no image
 * @example await readImageWindow(source, sci, { x0: 0, y0: 0, x1: 32, y1: 32 })
 */
export async function readImageWindow(
  source: ByteSource,
  hdu: Hdu,
  window: ImageWindow,
): Promise<Float32Array> {
  const [width, height, nPlanes] = planesOf(hdu)
  const plane = checkWindow(hdu, window, width, height, nPlanes)
  const { bytesPerPixel, decode } = pixelDecoder(hdu.header)
  const { x0, y0, x1, y1 } = window
  const [columns, rows] = [x1 - x0, y1 - y0]
  const out = new Float32Array(columns * rows)
  if (out.length === 0) return out
  const rowBytes = width * bytesPerPixel
  const rowsPerRead = Math.max(1, Math.floor(READ_BYTES / rowBytes))
  for (let row = 0; row < rows; row += rowsPerRead) {
    const n = Math.min(rowsPerRead, rows - row)
    const start = ((plane * height + y0 + row) * width + x0) * bytesPerPixel
    const bytes = await readBytes(source, hdu, start, (n - 1) * rowBytes + columns * bytesPerPixel)
    for (let i = 0; i < n; i++) decode(bytes, i * rowBytes, columns, out, (row + i) * columns)
  }
  return out
}

function planesOf(hdu: Hdu): [width: number, height: number, nPlanes: number] {
  const axes = imageAxes(hdu)
  if (axes.length === 0) {
    throw new InputError({ what: 'an HDU without pixels', where: hdu.header.where })
  }
  const [width, height = 1, ...others] = axes
  return [width, height, others.reduce((n, axis) => n * axis, 1)]
}

function checkWindow(
  hdu: Hdu,
  window: ImageWindow,
  width: number,
  height: number,
  nPlanes: number,
): number {
  const { x0, y0, x1, y1, plane = nPlanes === 1 ? 0 : Number.NaN } = window
  const where = hdu.header.where
  if (![x0, y0, x1, y1].every(Number.isInteger)) {
    throw new Error(`internal: a window of ${x0}:${x1}, ${y0}:${y1} pixels`)
  }
  if (x0 < 0 || y0 < 0 || x1 > width || y1 > height || x1 < x0 || y1 < y0) {
    throw new InputError({
      what: 'a window outside the image',
      where,
      expected: `columns within 0:${width}, rows within 0:${height}`,
      got: `${x0}:${x1}, ${y0}:${y1}`,
    })
  }
  if (Number.isInteger(plane) && plane >= 0 && plane < nPlanes) return plane
  throw new InputError({
    what: 'which plane of the image',
    where,
    expected: `0 to ${nPlanes - 1}`,
    got: Number.isNaN(plane) ? 'none' : `${plane}`,
  })
}

/** Bytes of the data of an HDU, all of them. */
export async function readBytes(
  source: ByteSource,
  hdu: Hdu,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const start = hdu.dataStart + offset
  const bytes = await source.slice(start, start + length)
  if (bytes.length === length) return bytes
  throw new InputError({
    what: 'the data ended early',
    where: hdu.header.where,
    expected: `${length} bytes at ${start}`,
    got: `${bytes.length}`,
    remedy: 'the file changed or is cut short; get it again',
  })
}
