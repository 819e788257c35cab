/** Reads the classified objects of data set files (`starsift cutouts`) into memory. */
import { totalmem } from 'node:os'
import type { ByteSource } from '../bytes/index.js'
import { NOT_INSPECTED } from '../catalog/index.js'
import {
  checkLayout,
  type DatasetObjects,
  layoutOfDataset,
  objectsOf,
  type StampLayout,
  stampWindow,
} from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { withFile } from '../files/index.js'
import { findHdu, type Hdu, imageAxes, pixelDecoder, readHdus } from '../fits/index.js'
import { readFitsTable, type Table } from '../tables/index.js'
import { type LabelSource, tableLabels } from './label-source.js'

/** Classified objects with pixels in every band, in the order of the files. */
export interface Dataset {
  /** (n, bands, cropPx, cropPx) as they were cut, NaN where there is no pixel. */
  readonly crops: Float32Array
  readonly layout: StampLayout
  /** Side of the crops here: the stamps' own, or of their central part. */
  readonly cropPx: number
  /** 1-4. */
  readonly classes: Uint8Array
  /** Shares of the votes, (n, 4). */
  readonly shares?: Float32Array
  readonly objects: DatasetObjects
  /** Which of the files each is from, counted from 0. */
  readonly file: Uint32Array
  /** Rows left out because nobody has classified them, and because a band of theirs has no pixel. */
  readonly nNotInspected: number
  readonly nBlank: number
}

export interface DatasetOptions {
  readonly labels: LabelSource
  /** Side of the central part that is taken of the stamps; default: all of them. */
  readonly cropPx?: number
}

/** Stamps read at a time. */
const PIECE = 256
/** Of the machine's memory, that stamps may take. */
const LARGEST_SHARE = 0.5

/**
 * The objects of several files as one set.
 *
 * @throws InputError if a file is no data set, holds other stamps than the first, has labels outside 1-4 or no
 *   classified object, or if all of them are too much for this machine's memory
 * @example const { crops, classes } = await readDatasets(['ngc628.fits'], { labels: { from: 'column', columns: ['class'] } })
 */
export async function readDatasets(
  paths: readonly string[],
  options: DatasetOptions,
): Promise<Dataset> {
  const parts: Dataset[] = []
  for (const path of paths) {
    const part = await withFile(path, (source) => readOne(source, path, options))
    if (parts.length > 0) checkLayout(parts[0].layout, part.layout, path, paths[0])
    parts.push(part)
  }
  return parts.length === 1 ? parts[0] : joined(parts)
}

async function readOne(
  source: ByteSource,
  path: string,
  { labels, cropPx }: DatasetOptions,
): Promise<Dataset> {
  const hdu = findHdu(await readHdus(source), 'CUTOUTS')
  const axes = imageAxes(hdu)
  const layout = layoutOfDataset(hdu.header, axes)
  const table = await readFitsTable(source, 'CATALOG')
  refuseOtherLength(table, axes[3], path)
  const { classes, shares } = tableLabels(table, labels)
  const objects = objectsOf(table)
  const rows = [...classes.keys()].filter((row) => classes[row] !== NOT_INSPECTED)
  const cutter = croppingTo(cropPx ?? layout.sizePx, layout, objects, path)
  const { crops, kept } = await readCrops(source, hdu, rows, cutter, path)
  if (kept.length === 0) {
    const where = `${path}, ${labels.columns.join(', ')}`
    throw new InputError({ what: 'no classified object', where })
  }
  return {
    ...{ crops, layout, cropPx: cutter.sizePx, objects: pickedObjects(objects, kept) },
    classes: Uint8Array.from(kept, (row) => classes[row]),
    file: new Uint32Array(kept.length),
    ...(shares && { shares: pickedRows(shares, kept, shares.length / classes.length) }),
    nNotInspected: classes.length - rows.length,
    nBlank: rows.length - kept.length,
  }
}

function refuseOtherLength({ nRows }: Table, expected: number, where: string): void {
  if (nRows === expected) return
  throw new InputError({
    what: 'CATALOG and CUTOUTS differ in length',
    where,
    expected: `${expected} rows`,
    got: `${nRows}`,
  })
}

/** How a crop is taken out of a stamp. */
interface Cropping {
  readonly sizePx: number
  readonly nBands: number
  readonly stampPx: number
  /** First column and row of the crop in the stamp. */
  startOf(row: number): readonly [number, number]
}

/** The pixels that would have been cut from the mosaics for stamps of this size. */
function croppingTo(
  sizePx: number,
  { sizePx: stampPx, bands, resampling, window }: StampLayout,
  { x, y }: DatasetObjects,
  where: string,
): Cropping {
  if (sizePx > stampPx || (sizePx < stampPx && resampling)) {
    throw new InputError({
      what: resampling ? 'a crop of stamps that were resampled' : 'a crop larger than the stamps',
      where,
      expected: resampling ? `${stampPx} px` : `at most ${stampPx} px`,
      got: `${sizePx} px`,
      remedy: `cut the stamps again with --size ${sizePx}`,
    })
  }
  const windowOf = (row: number, side: number) => {
    const at = { x: x[row], y: y[row], fitsX: x[row] + 1, fitsY: y[row] + 1 }
    return stampWindow(window, at, side)
  }
  return {
    ...{ sizePx, stampPx, nBands: bands.length },
    startOf(row) {
      const [crop, stamp] = [windowOf(row, sizePx), windowOf(row, stampPx)]
      return [crop.x0 - stamp.x0, crop.y0 - stamp.y0]
    },
  }
}

/** The crops of these rows, one after another, without those of which a band has no pixel. */
async function readCrops(
  source: ByteSource,
  hdu: Hdu,
  rows: readonly number[],
  cropping: Cropping,
  where: string,
): Promise<{ crops: Float32Array; kept: number[] }> {
  const { bytesPerPixel, decode } = pixelDecoder(hdu.header)
  const { nBands, stampPx, sizePx } = cropping
  const [length, cropLength] = [nBands * stampPx ** 2, nBands * sizePx ** 2]
  refuseTooLarge(rows.length * cropLength * Float32Array.BYTES_PER_ELEMENT, where)
  const crops = new Float32Array(rows.length * cropLength)
  const stamp = new Float32Array(length)
  const kept: number[] = []
  for (let done = 0; done < rows.length; ) {
    const first = rows[done]
    const part = rows.slice(done, done + PIECE).filter((row) => row < first + PIECE)
    const start = hdu.dataStart + first * length * bytesPerPixel
    const end = start + (part[part.length - 1] - first + 1) * length * bytesPerPixel
    const bytes = await source.slice(start, end)
    for (const row of part) {
      decode(bytes, (row - first) * length * bytesPerPixel, length, stamp, 0)
      const crop = crops.subarray(kept.length * cropLength, (kept.length + 1) * cropLength)
      if (stamp.some(Number.isFinite)) takeCrop(stamp, cropping, row, crop)
      else crop.fill(Number.NaN)
      if (hasData(crop, nBands)) kept.push(row)
    }
    done += part.length
  }
  return { crops: crops.subarray(0, kept.length * cropLength), kept }
}

/** Whether no band is without a pixel: `classify` gives the others no class. */
function hasData(crop: Float32Array, nBands: number): boolean {
  const nPixels = crop.length / nBands
  return Array.from({ length: nBands }, (_, band) => band * nPixels).every((start) =>
    crop.subarray(start, start + nPixels).some((value) => Number.isFinite(value) && value !== 0),
  )
}

function takeCrop(
  stamp: Float32Array,
  { nBands, stampPx, sizePx, startOf }: Cropping,
  row: number,
  crop: Float32Array,
): void {
  const [x0, y0] = startOf(row)
  for (let band = 0; band < nBands; band++) {
    for (let y = 0; y < sizePx; y++) {
      const from = (band * stampPx + y0 + y) * stampPx + x0
      crop.set(stamp.subarray(from, from + sizePx), (band * sizePx + y) * sizePx)
    }
  }
}

function refuseTooLarge(bytes: number, where: string): void {
  const most = LARGEST_SHARE * totalmem()
  if (bytes <= most) return
  throw new InputError({
    what: 'stamps too large for the memory of this machine',
    where,
    expected: `at most ${(most / 1e9).toFixed(1)} GB`,
    got: `${(bytes / 1e9).toFixed(1)} GB`,
    remedy: 'cut smaller stamps, and let the recipe enlarge them (input.sizePx)',
  })
}

function pickedObjects(objects: DatasetObjects, rows: readonly number[]): DatasetObjects {
  const numbers = (values: Float64Array) => Float64Array.from(rows, (row) => values[row])
  return {
    field: rows.map((row) => objects.field[row]),
    id: rows.map((row) => objects.id[row]),
    x: numbers(objects.x),
    y: numbers(objects.y),
    ra: numbers(objects.ra),
    dec: numbers(objects.dec),
  }
}

/** Rows of a matrix of `length` columns. */
export function pickedRows<T extends Float32Array>(
  values: T,
  rows: ArrayLike<number>,
  length: number,
): Float32Array {
  const picked = new Float32Array(rows.length * length)
  for (let i = 0; i < rows.length; i++) {
    picked.set(values.subarray(rows[i] * length, (rows[i] + 1) * length), i * length)
  }
  return picked
}

function joined(parts: readonly Dataset[]): Dataset {
  const { layout, cropPx, shares } = parts[0]
  refuseTooLarge(
    parts.reduce((n, { crops }) => n + crops.byteLength, 0),
    'all data sets together',
  )
  const numbers = (key: 'x' | 'y' | 'ra' | 'dec') =>
    Float64Array.from(parts.flatMap(({ objects }) => [...objects[key]]))
  return {
    ...{ layout, cropPx },
    crops: joinedFloats(parts.map(({ crops }) => crops)),
    classes: Uint8Array.from(parts.flatMap(({ classes }) => [...classes])),
    file: Uint32Array.from(parts.flatMap(({ file }, i) => [...file].map(() => i))),
    ...(shares && { shares: joinedFloats(parts.map((part) => part.shares!)) }),
    objects: {
      field: parts.flatMap(({ objects }) => objects.field),
      id: parts.flatMap(({ objects }) => objects.id),
      ...{ x: numbers('x'), y: numbers('y'), ra: numbers('ra'), dec: numbers('dec') },
    },
    nNotInspected: parts.reduce((n, part) => n + part.nNotInspected, 0),
    nBlank: parts.reduce((n, part) => n + part.nBlank, 0),
  }
}

function joinedFloats(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((n, part) => n + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
