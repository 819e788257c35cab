/**
 * Reads images (FITS 4.0, sections 3.3.2 and 7.1): whole, or a window of one plane. A stamp does
 * not need the whole mosaic in memory: a window takes a few reads, each of many rows, from a file
 * or web server.
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
  /** Plane of an image with more than two axes, 0-based, counted with NAXIS3 fastest. */
  plane?: number
}

/** The largest read, in bytes, unless one row is longer. */
const READ_BYTES = 2 ** 22

/**
 * Lengths of the axes, px: NAXIS1, NAXIS2, ...; empty if the HDU has no data.
 *
 * @throws InputError if the HDU is not an image, or could not be unpacked
 */
export function imageAxes(hdu: Hdu): number[] {
  if (hdu.kind === 'image') {
    refuseParameters(hdu)
    return axesOf(hdu.header)
  }
  if (hdu.refused) throw hdu.refused
  throw new InputError({
    what: 'not an image',
    where: hdu.header.where,
    expected: 'an image',
    got: hdu.kind,
  })
}

/** Pixels of an extension begin where its data begin only if it has no parameters (section 7.1). */
function refuseParameters({ index, header }: Hdu): void {
  const nParameters = index === 0 ? 0 : header.number('PCOUNT', 0)
  if (nParameters === 0) return
  throw new InputError({
    what: 'keyword PCOUNT',
    where: header.where,
    expected: '0 for an image',
    got: `${nParameters}`,
    remedy: 'correct the header',
  })
}

/**
 * All pixels as physical values.
 *
 * @returns `axes` as from {@link imageAxes}; `data` with NAXIS1 fastest, NaN where blank
 * @throws InputError if the HDU is not an image, or the source ends early
 * @example const { axes, data } = await readImage(source, sci)
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
 * Pixels of a window, row by row, as physical values in float32.
 *
 * @param window inside the image; `plane` is required if the image has several planes
 * @param pixels the decoder of the HDU, where its values shall be scaled; default: as they stand
 * @returns (y1 - y0) x (x1 - x0) values, NaN where blank
 * @throws InputError if the window is not inside the image, or the HDU is not an image
 * @example await readImageWindow(source, sci, { x0: 0, y0: 0, x1: 32, y1: 32 })
 */
export async function readImageWindow(
  source: ByteSource,
  hdu: Hdu,
  window: ImageWindow,
  pixels = pixelDecoder(hdu.header),
): Promise<Float32Array> {
  const [width, height, nPlanes] = planesOf(hdu)
  const plane = checkWindow(hdu, window, width, height, nPlanes)
  const { bytesPerPixel, decode } = pixels
  const { x0, y0, x1, y1 } = window
  const [columns, rows] = [x1 - x0, y1 - y0]
  const out = new Float32Array(columns * rows)
  if (out.length === 0) return out
  const rowBytes = width * bytesPerPixel
  // Of a packed image only the tiles of the window are unpacked, row by row.
  const rowsPerRead = hdu.data ? 1 : Math.max(1, Math.floor(READ_BYTES / rowBytes))
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
    what: 'a plane that the image does not have',
    where,
    expected: `0 to ${nPlanes - 1}`,
    got: Number.isNaN(plane) ? 'none' : `${plane}`,
  })
}

/**
 * `length` bytes of the data of an HDU, from `offset` on.
 *
 * @throws InputError if they are not all in the HDU, or the source ends before
 */
export async function readBytes(
  source: ByteSource,
  hdu: Hdu,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  if (offset < 0 || offset + length > hdu.dataLength) {
    throw new InputError({
      what: 'bytes outside the HDU',
      where: hdu.header.where,
      expected: `within its ${hdu.dataLength} bytes of data`,
      got: `${offset} to ${offset + length}`,
    })
  }
  const start = hdu.dataStart + offset
  const bytes = await (hdu.data ?? source).slice(start, start + length)
  if (bytes.length === length) return bytes
  throw new InputError({
    what: 'the data ended early',
    where: hdu.header.where,
    expected: `${length} bytes at ${start}`,
    got: `${bytes.length}`,
    remedy: 'get the file again: it changed or is not complete',
  })
}
