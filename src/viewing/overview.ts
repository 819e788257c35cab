/**
 * The far views of a mosaic: means over blocks of 2^level squared pixels, from a level at which the
 * whole mosaic has at most 2560 px to a side up to the level at which it is one tile. It is made in
 * one pass over the mosaic, a strip of rows in memory, and can be kept for the next time.
 */
import type { Mosaic } from '../cutouts/index.js'
import { TILE_PX } from './field-view.js'

/** Where overviews are kept from one day to the next; a browser has none. */
export interface OverviewStore {
  get(mosaic: Mosaic): Promise<Uint8Array | undefined>
  put(mosaic: Mosaic, bytes: Uint8Array): Promise<void>
}

/** A picture of means, `[y][x]`. */
export interface Means {
  readonly width: number
  readonly height: number
  readonly pixels: Float32Array
}

/** Longest side of the finest level, px. */
const MOST_PX = 2560
/** Rows are read in strips of at most so many bytes, unless one row is longer. */
const STRIP_BYTES = 4 * 2 ** 20

type Size = Pick<Mosaic, 'width' | 'height'>

/** The first level that an overview has; finer ones are read from the mosaic. */
export function firstLevelOf({ width, height }: Size): number {
  return Math.max(1, Math.ceil(Math.log2(Math.max(width, height) / MOST_PX)))
}

/** The level at which the whole mosaic is one tile. */
export function lastLevelOf({ width, height }: Size): number {
  return Math.max(
    firstLevelOf({ width, height }),
    Math.ceil(Math.log2(Math.max(width, height) / TILE_PX)),
  )
}

/** Size of a mosaic at a level, px. */
export function sizeAt({ width, height }: Size, level: number): Size {
  const block = 2 ** level
  return { width: Math.ceil(width / block), height: Math.ceil(height / block) }
}

/** Sums of blocks, and of how many pixels each. */
interface Sums extends Size {
  readonly sums: Float32Array
  readonly counts: Float32Array
}

/**
 * All levels of an overview, the finest first.
 *
 * @param onProgress gets the share of the work that is done, 0 to 1
 */
export async function makeOverview(
  mosaic: Mosaic,
  onProgress?: (share: number) => void,
): Promise<Means[]> {
  const { height } = mosaic
  const [first, last] = [firstLevelOf(mosaic), lastLevelOf(mosaic)]
  let sums = await blockSums(mosaic, first, 0, height, onProgress)
  const levels = [meansOf(sums)]
  for (let level = first + 1; level <= last; level++) {
    sums = halved(sums)
    levels.push(meansOf(sums))
  }
  return levels
}

/** Means of blocks over rows [y0, y1) of the mosaic; y0 is a multiple of the block. */
export async function blockMeans(
  mosaic: Mosaic,
  level: number,
  y0: number,
  y1: number,
): Promise<Means> {
  return meansOf(await blockSums(mosaic, level, y0, y1))
}

async function blockSums(
  mosaic: Mosaic,
  level: number,
  y0: number,
  y1: number,
  onProgress?: (share: number) => void,
): Promise<Sums> {
  const { width } = mosaic
  const size = sizeAt({ width, height: y1 - y0 }, level)
  const sums = new Float32Array(size.width * size.height)
  const into = { ...size, sums, counts: new Float32Array(sums.length) }
  const nRows = Math.max(1, Math.floor(STRIP_BYTES / (4 * width)))
  for (let from = y0; from < y1; from += nRows) {
    const to = Math.min(y1, from + nRows)
    const strip = await mosaic.readWindow(0, from, width, to)
    for (let y = from; y < to; y++) {
      addRow(
        strip.subarray((y - from) * width, (y - from + 1) * width),
        level,
        into,
        (y - y0) >> level,
      )
    }
    onProgress?.((to - y0) / (y1 - y0))
  }
  return into
}

/** Adds one row of the mosaic to the sums of its blocks. NaN and infinity do not count. */
function addRow(row: Float32Array, level: number, { width, sums, counts }: Sums, y: number): void {
  const at = y * width
  for (let x = 0; x < row.length; x++) {
    const value = row[x]
    // Infinity less itself is NaN, as is NaN: quicker than Number.isFinite.
    if (value - value !== 0) continue
    sums[at + (x >> level)] += value
    counts[at + (x >> level)] += 1
  }
}

/** The sums of blocks twice as wide. */
function halved({ width, height, sums, counts }: Sums): Sums {
  const size = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) }
  const into = {
    ...size,
    sums: new Float32Array(size.width * size.height),
    counts: new Float32Array(size.width * size.height),
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [from, to] = [y * width + x, (y >> 1) * size.width + (x >> 1)]
      into.sums[to] += sums[from]
      into.counts[to] += counts[from]
    }
  }
  return into
}

/** A block without a pixel is NaN: 0 / 0. */
function meansOf({ width, height, sums, counts }: Sums): Means {
  return { width, height, pixels: sums.map((sum, i) => sum / counts[i]) }
}

/** The levels in one piece, as they are kept. */
export function bytesOfLevels(levels: readonly Means[]): Uint8Array {
  const length = levels.reduce((n, { pixels }) => n + pixels.length, 0)
  const all = new Float32Array(length)
  let at = 0
  for (const { pixels } of levels) {
    all.set(pixels, at)
    at += pixels.length
  }
  return new Uint8Array(all.buffer)
}

/** The levels of a mosaic from such bytes; undefined where they are of another size. */
export function levelsOfBytes(mosaic: Mosaic, bytes: Uint8Array): Means[] | undefined {
  const sizes: Size[] = []
  for (let level = firstLevelOf(mosaic); level <= lastLevelOf(mosaic); level++) {
    sizes.push(sizeAt(mosaic, level))
  }
  const length = sizes.reduce((n, { width, height }) => n + width * height, 0)
  if (bytes.length !== 4 * length) return undefined
  const all = new Float32Array(bytes.slice().buffer)
  let at = 0
  return sizes.map(({ width, height }) => {
    at += width * height
    return { width, height, pixels: all.subarray(at - width * height, at) }
  })
}
