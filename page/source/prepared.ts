/** A source that is ready to be painted: its pixels, and all that is measured on them. */
import {
  centreOf,
  concentrationIndex,
  PROFILE_RADII_PX,
  radialProfile,
} from '../../src/photometry/index.js'
import {
  type FieldDescription,
  type FieldRows,
  type FieldView,
  type SourceStamp,
  shareValue,
  skyLevel,
} from '../../src/viewing/index.js'
import { leisure } from '../leisure.js'
import type { Levels } from './stretch.js'
import { zscaleLimits } from './zscale.js'

/** The wide pictures show so many times the model's window. */
const CONTEXT = 4
const MOST_STAMP_PX = 512
const PEAK_SHARE = 0.999

/** A square of a stamp. */
export interface Window {
  /** Its first pixel in the stamp. */
  readonly offset: number
  readonly sizePx: number
}

export interface Neighbour {
  readonly row: number
  readonly x: number
  readonly y: number
}

export interface Prepared {
  readonly row: number
  readonly stamp: SourceStamp
  /** All of the stamp. */
  readonly context: Window
  /** The model's window in it. */
  readonly window: Window
  /** One for each band. */
  readonly levels: readonly Levels[]
  /** Surface brightness at PROFILE_RADII_PX, 1 at the centre, for each band. */
  readonly profiles: readonly Float64Array[]
  /** Concentration index of each band, mag. */
  readonly concentration: readonly number[]
  /** Other rows of the catalogue in the stamp. */
  readonly neighbours: readonly Neighbour[]
  /** Whether every pixel is without data. */
  readonly isBlank: boolean
}

/**
 * The side of the stamp for a model's window, px: odd for an odd one and even for an even one, so
 * that both have one centre under each of the window rules.
 *
 * @example contextPx(32) // 128
 */
export function contextPx(sizePx: number): number {
  const wide = CONTEXT * sizePx + (sizePx % 2)
  const most = MOST_STAMP_PX - (sizePx % 2)
  return Math.min(wide, most)
}

export async function prepare(
  field: FieldView,
  { sizePx }: Pick<FieldDescription, 'sizePx'>,
  rows: FieldRows,
  row: number,
): Promise<Prepared> {
  const stamp = await field.stamp(row, contextPx(sizePx))
  const window = { offset: (stamp.sizePx - sizePx) / 2, sizePx }
  const isBlank = stamp.bands.every((pixels) => !pixels.some(Number.isFinite))
  const levels: Levels[] = []
  const looks: Measured[] = []
  for (const pixels of stamp.bands) {
    await leisure()
    levels.push(levelsOf(pixels, stamp.sizePx, window))
    await leisure()
    looks.push(measured(stamp, pixels, rows.x[row], rows.y[row]))
  }
  return {
    ...{ row, stamp, window, isBlank, levels, context: { offset: 0, sizePx: stamp.sizePx } },
    profiles: looks.map(({ profile }) => profile),
    concentration: looks.map(({ ci }) => ci),
    neighbours: neighboursIn(stamp, rows, row),
  }
}

function levelsOf(pixels: Float32Array, side: number, window: Window): Levels {
  const [zLow, zHigh] = zscaleLimits(pixels)
  const peak = shareValue(windowPixels(pixels, side, window), PEAK_SHARE)
  return { ...skyLevel(pixels), peak, zLow, zHigh }
}

/** The pixels of a window, row by row. */
export function windowPixels(pixels: Float32Array, side: number, window: Window): Float32Array {
  const { offset, sizePx } = window
  const inner = new Float32Array(sizePx * sizePx)
  for (let y = 0; y < sizePx; y++) {
    const from = (y + offset) * side + offset
    inner.set(pixels.subarray(from, from + sizePx), y * sizePx)
  }
  return inner
}

interface Measured {
  readonly profile: Float64Array
  readonly ci: number
}

/** Profile and CI about the centre of light, as those of the field's stars are measured. */
function measured(
  { sizePx, x0, y0 }: SourceStamp,
  pixels: Float32Array,
  x: number,
  y: number,
): Measured {
  const tile = { x0, y0, width: sizePx, height: sizePx, pixels }
  const centre = centreOf(tile, x, y)
  return { profile: radialProfile(tile, ...centre), ci: concentrationIndex(tile, ...centre).ci }
}

export { PROFILE_RADII_PX }

function neighboursIn(stamp: SourceStamp, { x, y }: FieldRows, row: number): Neighbour[] {
  const { x0, y0, sizePx } = stamp
  const found: Neighbour[] = []
  for (let i = 0; i < x.length; i++) {
    const isIn = x[i] > x0 && x[i] < x0 + sizePx && y[i] > y0 && y[i] < y0 + sizePx
    if (isIn && i !== row) found.push({ row: i, x: x[i], y: y[i] })
  }
  return found
}
