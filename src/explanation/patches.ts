/**
 * A grey patch that slides over a stamp (Zeiler & Fergus 2014, ECCV, arXiv:1311.2901): where the
 * answer changes, the network looked. Grey is the background about the source: in each band the
 * median of the stamp's outer pixels.
 */
import { median } from '../statistics/index.js'

/** Where the patches lie: n by n of them, in the middle of the stamp. */
export interface PatchGrid {
  /** Side of a patch, px of the mosaics. */
  readonly patchPx: number
  /** From patch to patch, px. */
  readonly stepPx: number
  /** Patches along a side. */
  readonly n: number
  /** First pixel of the first step, from the stamp's first pixel on; not above 0. */
  readonly first: number
}

/** Pixels of a stamp: [x0, x1) and [y0, y1). */
export interface Box {
  readonly x0: number
  readonly x1: number
  readonly y0: number
  readonly y1: number
}

/** A patch is about a tenth of a stamp: 5 px of 48, twice the width of Hubble's image of a star. */
const PATCHES_ACROSS = 10

/**
 * Patches of a side that is even or odd as their step is, so that each lies about its step: half as
 * long as the patch, or the next length above that.
 *
 * @param sizePx side of the stamp, px
 * @param patchPx default: the odd number nearest to a tenth of the stamp
 * @example patchGrid(48) // { patchPx: 5, stepPx: 3, n: 16, first: 0 }
 */
export function patchGrid(sizePx: number, patchPx = defaultPatch(sizePx)): PatchGrid {
  const half = Math.ceil(patchPx / 2)
  const stepPx = (patchPx - half) % 2 === 0 ? half : Math.min(patchPx, half + 1)
  const n = Math.ceil(sizePx / stepPx)
  return { patchPx, stepPx, n, first: 0 - Math.floor((n * stepPx - sizePx) / 2) }
}

function defaultPatch(sizePx: number): number {
  return 2 * Math.round((sizePx / PATCHES_ACROSS - 1) / 2) + 1
}

/** The pixels under a patch, cut at the edges of the stamp. */
export function patchBox(grid: PatchGrid, column: number, row: number, sizePx: number): Box {
  const margin = (grid.patchPx - grid.stepPx) / 2
  const start = (k: number) => Math.max(0, grid.first + k * grid.stepPx - margin)
  const end = (k: number) => Math.min(sizePx, grid.first + k * grid.stepPx - margin + grid.patchPx)
  return { x0: start(column), x1: end(column), y0: start(row), y1: end(row) }
}

/** Centre of a patch, px from the centre of the stamp's first pixel. */
export function patchCentre({ first, stepPx }: PatchGrid, k: number): number {
  return first + (k + 0.5) * stepPx - 0.5
}

/**
 * The background of one band of a stamp: the median of the finite pixels outside of its central
 * half; of all finite pixels where those have none.
 *
 * @returns NaN where no pixel is finite
 */
export function backgroundOf(plane: Float32Array, sizePx: number): number {
  const quarter = sizePx / 4
  const isInner = (k: number) => k >= quarter && k < sizePx - quarter
  const outer = plane.filter(
    (value, i) =>
      Number.isFinite(value) && !(isInner(i % sizePx) && isInner(Math.floor(i / sizePx))),
  )
  return median(outer.length > 0 ? outer : plane.filter(Number.isFinite))
}

/** Gives the pixels of a box one value, in place. */
export function fillBox(
  plane: Float32Array,
  sizePx: number,
  { x0, x1, y0, y1 }: Box,
  value: number,
): void {
  for (let y = y0; y < y1; y++) plane.fill(value, y * sizePx + x0, y * sizePx + x1)
}
