/**
 * Takes crops out of the stamps of a data set file, some rows at a time, so that the file is never
 * held whole.
 */
import { totalmem } from 'node:os'
import type { ByteSource } from '../bytes/index.js'
import { type StampLayout, stampWindow } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { type Hdu, pixelDecoder } from '../fits/index.js'
import type { DatasetObjects } from './objects.js'

/** Stamps that are read at a time. */
const PIECE = 256
/** Share of the machine's memory that stamps may take. */
const LARGEST_SHARE = 0.5

/** How a crop is taken out of a stamp. */
export interface Cropping {
  readonly sizePx: number
  readonly nBands: number
  readonly stampPx: number
  /** First column and row of the crop in the stamp. */
  startOf(row: number): readonly [number, number]
}

/** Takes the pixels that would have been cut from the mosaics for stamps of this size. */
export function croppingTo(
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

/** The crops of these rows, one after another; rows with a band without pixels are left out. */
export async function readCrops(
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
    const bytes = await (hdu.data ?? source).slice(start, end)
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

/**
 * Whether every band has a pixel. Models that can do without a band learn it from bands that are
 * hidden at random, not from blank stamps.
 */
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

/** @throws InputError if so many bytes of stamps are more than half of this machine's memory */
export function refuseTooLarge(bytes: number, where: string): void {
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
