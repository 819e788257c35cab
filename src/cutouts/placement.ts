/** Where on the mosaics the candidates of a catalogue lie, and which pixels their stamps take. */

import { type CandidateSet, flagValue } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { rowsWhere } from '../notes.js'
import type { MosaicSet } from './mosaic.js'
import { type StampWindow, stampWindow, type WindowRule } from './stamp-window.js'

type Field = Pick<MosaicSet, 'width' | 'height'>
/** All that cutting needs to know of candidates. */
export type Positions = Pick<CandidateSet, 'x' | 'y' | 'fitsX' | 'fitsY' | 'mismatch'>

export interface PlacedWindows {
  /** The window of each row that has one, sorted by `y0`: the order in which they are best cut. */
  readonly windows: ReadonlyMap<number, StampWindow>
  /**
   * One per row: `no_position` or `outside` for the rows that have no window, `position_mismatch`
   * where right ascension and declination are another place.
   */
  readonly flags: Uint32Array
}

/** The window of every candidate that has a position on the mosaics. */
export function placeWindows(
  { x, y, fitsX, fitsY, mismatch }: Positions,
  field: Field,
  rule: WindowRule,
  sizePx: number,
): PlacedWindows {
  const flags = new Uint32Array(x.length)
  const windows: [number, StampWindow][] = []
  for (let row = 0; row < x.length; row++) {
    if (!isPosition(x[row], y[row])) flags[row] = flagValue('no_position')
    else if (!isOn(field, x[row], y[row])) flags[row] = flagValue('outside')
    else {
      const position = { x: x[row], y: y[row], fitsX: fitsX[row], fitsY: fitsY[row] }
      windows.push([row, stampWindow(rule, position, sizePx)])
    }
    if (mismatch?.[row]) flags[row] |= flagValue('position_mismatch')
  }
  windows.sort(([rowA, a], [rowB, b]) => a.y0 - b.y0 || rowA - rowB)
  return { windows: new Map(windows), flags }
}

/** If more than this share lies outside, the catalogue is not of this field. */
const LARGEST_SHARE_OUTSIDE = 0.5

/**
 * Refuses a catalogue that is not of this field. Single rows outside are no error: they get a flag.
 *
 * @throws InputError if more than half of the positions lie outside the mosaics, or no row has a
 *   position, as when right ascension and declination are of another part of the sky
 */
export function checkPositions(
  { x, y, table }: Pick<CandidateSet, 'x' | 'y' | 'table'>,
  field: Field,
): void {
  const placed = rowsWhere(x.length, (row) => isPosition(x[row], y[row]))
  if (placed.length === 0 && x.length > 0) throw nowhere(table.meta.source)
  const outside = placed.filter((row) => !isOn(field, x[row], y[row]))
  if (outside.length <= LARGEST_SHARE_OUTSIDE * placed.length) return
  const [first] = outside
  throw new InputError({
    what: `${outside.length} of ${placed.length} positions lie outside the mosaics`,
    where: table.meta.source,
    expected: `x within 0 to ${field.width - 1}, y within 0 to ${field.height - 1} (0-based)`,
    got: `x ${rounded(x[first])}, y ${rounded(y[first])} in row ${first + 1}`,
    remedy: 'give the catalogue of this field',
  })
}

function nowhere(where: string | undefined): InputError {
  return new InputError({
    what: 'no row has a position',
    where,
    expected: "pixels, or sky that the mosaics' projection reaches",
    remedy: 'give the catalogue of this field',
  })
}

function rounded(px: number): number {
  return Math.round(px * 100) / 100
}

function isPosition(x: number, y: number): boolean {
  return Number.isFinite(x) && Number.isFinite(y)
}

/** A pixel reaches half a pixel to each side of its centre. */
function isOn({ width, height }: Field, x: number, y: number): boolean {
  return x >= -0.5 && x < width - 0.5 && y >= -0.5 && y < height - 0.5
}
