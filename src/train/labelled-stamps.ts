/** Stamps with their classes, in memory: what a network is trained on and tested with. */

import type { ByteSource } from '../bytes/index.js'
import { classesOf, NOT_INSPECTED, PLAIN_SCHEME } from '../catalog/index.js'
import { fillWithMedian } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { withFile } from '../files/index.js'
import { findHdu, type Hdu, imageAxes, pixelDecoder, readHdus } from '../fits/index.js'
import { numbersOf, readFitsTable } from '../tables/index.js'

export interface LabelledStamps {
  /** (n, bands, height, width), without NaN. */
  readonly stamps: Float32Array
  readonly shape: readonly [n: number, bands: number, height: number, width: number]
  /** The class of each stamp, counted from 0. */
  readonly labels: Uint8Array
  /** Probabilities of the classes, (n, classes), where these are known rather than one class. */
  readonly softLabels?: Float32Array
}

export interface DatasetStamps {
  readonly data: LabelledStamps
  /** Filters of the planes. */
  readonly bands: readonly string[]
  /** Rows left out because nobody has classified them, and because they have no pixels at all. */
  readonly nNotInspected: number
  readonly nBlank: number
}

/** Stamps read at a time. */
const PIECE = 256

/**
 * The classified objects of a data set file (`starsift cutouts`), in its order. Class c becomes label
 * c - 1; pixels that are NaN become the median of their plane, as `classify` does it.
 *
 * @param column of CATALOG that holds the classes 0-4; default `class`
 * @throws InputError if it is no data set file, or holds no classified object
 * @example const { data } = await readDataset('ngc628.fits')
 */
export async function readDataset(path: string, column = 'class'): Promise<DatasetStamps> {
  return withFile(path, async (source) => {
    const hdu = findHdu(await readHdus(source), 'CUTOUTS')
    const [width, height, nBands, nRows] = axesOf(hdu)
    const table = await readFitsTable(source, 'CATALOG')
    if (table.nRows !== nRows) {
      throw new InputError({
        what: 'CATALOG and CUTOUTS differ in length',
        where: path,
        expected: `${nRows} rows`,
        got: `${table.nRows}`,
      })
    }
    const where = `${path}, column ${column}`
    const classes = classesOf(numbersOf(table.column(column), where), PLAIN_SCHEME, where)
    const rows = [...classes.keys()].filter((row) => classes[row] !== NOT_INSPECTED)
    const length = width * height * nBands
    const { stamps, kept } = await readStamps(source, hdu, rows, length, width * height)
    if (kept.length === 0) throw new InputError({ what: 'no classified object', where })
    const data: LabelledStamps = {
      stamps: stamps.subarray(0, kept.length * length),
      shape: [kept.length, nBands, height, width],
      labels: Uint8Array.from(kept, (row) => classes[row] - 1),
    }
    const bands = Array.from(
      { length: nBands },
      (_, i) => `${hdu.header.get(`BAND${i + 1}`) ?? ''}`,
    )
    const nNotInspected = nRows - rows.length
    return { data, bands, nNotInspected, nBlank: rows.length - kept.length }
  })
}

function axesOf(hdu: Hdu): number[] {
  const axes = imageAxes(hdu)
  if (axes.length === 4) return axes
  throw new InputError({
    what: 'CUTOUTS is not a stack of stamps',
    where: hdu.header.where,
    expected: '4 axes: x, y, band, object',
    got: `${axes.length}`,
    remedy: 'make the file with `starsift cutouts`',
  })
}

/** The stamps of these rows, one after another, without those that have no pixel. */
async function readStamps(
  source: ByteSource,
  hdu: Hdu,
  rows: readonly number[],
  length: number,
  planeLength: number,
): Promise<{ stamps: Float32Array; kept: number[] }> {
  const { bytesPerPixel, decode } = pixelDecoder(hdu.header)
  const nBytes = length * bytesPerPixel
  const stamps = new Float32Array(rows.length * length)
  const kept: number[] = []
  for (let done = 0; done < rows.length; ) {
    const first = rows[done]
    const part = rows.slice(done, done + PIECE).filter((row) => row < first + PIECE)
    const start = hdu.dataStart + first * nBytes
    const bytes = await source.slice(start, start + (part[part.length - 1] - first + 1) * nBytes)
    for (const row of part) {
      const stamp = stamps.subarray(kept.length * length, (kept.length + 1) * length)
      decode(bytes, (row - first) * nBytes, length, stamp, 0)
      if (!stamp.some(Number.isFinite)) continue
      for (let at = 0; at < length; at += planeLength) {
        fillWithMedian(stamp.subarray(at, at + planeLength))
      }
      kept.push(row)
    }
    done += part.length
  }
  return { stamps, kept }
}
