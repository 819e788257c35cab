/**
 * Cuts stamps of several bands out of mosaics: one open file per band, every row read once, a fixed
 * amount of memory. Pixels beyond the edge are NaN, like blank ones, and so are all pixels of a
 * band that has no mosaic; what to put there is the caller's choice.
 *
 * Stamps come sorted by row. Each band keeps a strip of rows in memory that moves up the mosaic, so
 * most rows of a stamp are there already, and memory does not grow with the mosaic.
 */
import { flagValue } from '../catalog/index.js'
import type { RowStrip } from '../fits/index.js'
import type { FitsMosaic } from './fits-mosaic.js'
import { RowsOfFile } from './rows-of-file.js'
import type { StampWindow } from './stamp-window.js'

/** Largest strip of rows per band, bytes, unless the rows of one stamp take more. */
const STRIP_BYTES = 4 * 2 ** 20

/** So many stamps are cut together, unless they take more memory than this. */
const STAMPS_AT_A_TIME = 256
const STAMPS_BYTES = 32 * 2 ** 20

const NO_DATA = flagValue('no_data')
const MISSING_BANDS = flagValue('missing_bands')

/** A stamp with this share of exact zeros in a band, or more, is flagged `gap`. */
const GAP_SHARE = 0.1

export class StampCutter {
  private readonly mosaics: readonly FitsMosaic[]
  /** One strip per band; undefined where there is no mosaic. */
  private readonly strips: readonly (RowStrip | undefined)[]
  private readonly sizePx: number
  private readonly fewestBands: number

  /**
   * @param mosaics one per band, in the order in which stamps shall have them; undefined where
   *   there is none; at least one must be there
   * @param fewestBands a stamp with data in fewer bands is flagged `no_data`; default: all bands
   */
  constructor(
    mosaics: readonly (FitsMosaic | undefined)[],
    sizePx: number,
    fewestBands = mosaics.length,
  ) {
    this.mosaics = mosaics.filter((mosaic) => mosaic !== undefined)
    this.strips = mosaics.map(
      (mosaic) => mosaic && (mosaic.strip?.() ?? new RowsOfFile(mosaic, STRIP_BYTES)),
    )
    this.sizePx = sizePx
    this.fewestBands = fewestBands
  }

  /** Numbers in one stamp: bands x size x size. */
  get stampLength(): number {
    return this.strips.length * this.sizePx ** 2
  }

  /** How many stamps are best cut together: 256, fewer where those would take more than 32 MB. */
  get batch(): number {
    const most = Math.floor(STAMPS_BYTES / (4 * this.stampLength))
    return Math.max(1, Math.min(STAMPS_AT_A_TIME, most))
  }

  /**
   * Cuts the stamps of some windows. Windows should come sorted by `y0`, from call to call too; any
   * order is right, but reads rows again.
   *
   * @param out (windows, bands, size, size), filled here; NaN where there are no pixels
   * @returns the flags of each stamp: `edge`, `nan_pixels`, `gap`, `no_data`, `missing_bands`
   */
  async cut(windows: readonly StampWindow[], out: Float32Array): Promise<Uint32Array> {
    const noticed = new Uint32Array(windows.length * this.strips.length)
    for (const run of this.runsOf(windows)) {
      // All bands at once: the threads that read files then share the work.
      if (run.y1 > run.y0) {
        await Promise.all(this.strips.map((strip) => strip?.moveTo(run.y0, run.y1)))
        const nPixels = (run.end - run.first) * this.sizePx ** 2
        for (const strip of this.strips) strip?.expect?.(nPixels)
      }
      const order = fromTheLeft(windows, run)
      for (const [band, strip] of this.strips.entries()) {
        for (const i of order) {
          const at = i * this.stampLength + band * this.sizePx ** 2
          const stamp = out.subarray(at, at + this.sizePx ** 2)
          noticed[i * this.strips.length + band] = strip
            ? this.copyStamp(strip, windows[i], stamp)
            : withoutMosaic(stamp)
        }
      }
    }
    return Uint32Array.from(windows, (_, i) =>
      this.flagsOf(noticed.subarray(i * this.strips.length, (i + 1) * this.strips.length)),
    )
  }

  /** The flags of a stamp from the flags of its bands. */
  private flagsOf(bands: Uint32Array): number {
    const seen = bands.filter((bits) => !(bits & NO_DATA))
    const may = seen.length < bands.length && seen.length >= this.fewestBands
    return [...(may ? seen : bands)].reduce((all, bits) => all | bits, may ? MISSING_BANDS : 0)
  }

  /** Neighbouring windows whose rows fit into one strip. */
  private runsOf(windows: readonly StampWindow[]): Run[] {
    const { width, height } = this.mosaics[0]
    const bytesPerPixel = Math.max(...this.mosaics.map((mosaic) => mosaic.pixels.bytesPerPixel))
    const mostRows = Math.max(this.sizePx, Math.floor(STRIP_BYTES / (width * bytesPerPixel)))
    const inside = (row: number) => Math.min(height, Math.max(0, row))
    const runs: Run[] = []
    for (const [i, window] of windows.entries()) {
      const y0 = inside(window.y0)
      const y1 = inside(window.y0 + this.sizePx)
      const run = runs.at(-1)
      const joins = run && y0 >= run.y0 && y0 <= run.y1 && y1 - run.y0 <= mostRows
      if (joins) {
        run.end = i + 1
        run.y1 = Math.max(run.y1, y1)
      } else runs.push({ first: i, end: i + 1, y0, y1 })
    }
    return runs
  }

  private copyStamp(strip: RowStrip, { x0, y0 }: StampWindow, stamp: Float32Array): number {
    const { width, height } = this.mosaics[0]
    const n = this.sizePx
    const from = Math.max(0, x0)
    const to = Math.min(width, x0 + n)
    const bottom = Math.max(0, y0)
    const top = Math.min(height, y0 + n)
    const nInside = Math.max(0, to - from) * Math.max(0, top - bottom)
    if (nInside === stamp.length) {
      const isPlain = strip.cutSquare?.(x0, y0, n, stamp)
      if (isPlain !== undefined) return isPlain ? 0 : pixelFlags(stamp, nInside)
    } else stamp.fill(Number.NaN)
    if (from < to) {
      for (let row = bottom; row < top; row++) {
        strip.decode(row, from, to, stamp, (row - y0) * n + from - x0)
      }
    }
    return pixelFlags(stamp, nInside)
  }
}

/** @returns the flags of the stamp */
function withoutMosaic(stamp: Float32Array): number {
  stamp.fill(Number.NaN)
  return NO_DATA
}

/** The windows of a run in the order in which the processor's caches hold their pixels longest. */
function fromTheLeft(windows: readonly StampWindow[], { first, end }: Run): number[] {
  const order = Array.from({ length: end - first }, (_, i) => first + i)
  return order.sort((i, j) => windows[i].x0 - windows[j].x0)
}

/** Windows `first` to `end`, exclusive, whose rows [y0, y1) are in memory together. */
interface Run {
  first: number
  end: number
  y0: number
  y1: number
}

/**
 * Whether no pixel is 0, NaN or infinite, as in nearly all stamps. 0 x is NaN where x is NaN or
 * infinite. The product of four float32 is 0 in float64 only where one of them is. No branch for
 * each pixel, and four sums, since each has to wait for its last one.
 */
function isPlain(stamp: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0]
  let hasZero = false
  const end = stamp.length - (stamp.length % 4)
  for (let i = 0; i < end; i += 4) {
    const p = stamp[i]
    const q = stamp[i + 1]
    const r = stamp[i + 2]
    const s = stamp[i + 3]
    a += 0 * p
    b += 0 * q
    c += 0 * r
    d += 0 * s
    if (p * q * r * s === 0) hasZero = true
  }
  for (let i = end; i < stamp.length; i++) {
    a += 0 * stamp[i]
    if (stamp[i] === 0) hasZero = true
  }
  return !hasZero && a + b + c + d === 0
}

/** @param nInside how many pixels of the stamp lie on the mosaic; the others are NaN */
function pixelFlags(stamp: Float32Array, nInside: number): number {
  if (isPlain(stamp)) return 0
  let nData = 0
  let nZero = 0
  for (let i = 0; i < stamp.length; i++) {
    const value = stamp[i]
    if (value === 0) nZero++
    // True of finite numbers alone: Inf - Inf is NaN.
    if (value - value === 0) nData++
  }
  const nNan = stamp.length - nData
  const nBeyond = stamp.length - nInside
  return (
    (nBeyond > 0 ? flagValue('edge') : 0) |
    (nNan > nBeyond ? flagValue('nan_pixels') : 0) |
    (nZero >= GAP_SHARE * stamp.length ? flagValue('gap') : 0) |
    (nNan + nZero === stamp.length ? NO_DATA : 0)
  )
}
