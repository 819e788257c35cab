/** Where on the mosaics the candidates of a catalogue lie. */
import { type CandidateSet, flagValue } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { median } from '../statistics/index.js'
import type { Wcs } from '../wcs/index.js'
import type { MosaicSet } from './mosaic.js'
import { type StampWindow, stampWindow, type WindowRule } from './stamp-layout.js'

type Field = Pick<MosaicSet, 'width' | 'height'>
type Positions = Pick<CandidateSet, 'x' | 'y' | 'fitsX' | 'fitsY'>

export interface PlacedWindows {
  /** By row, sorted by `y0`: the order in which they are best cut. */
  readonly windows: ReadonlyMap<number, StampWindow>
  /** `no_position` or `outside` for the rows that have no window. */
  readonly flags: Uint32Array
}

/** The window of every candidate that has a position on the mosaics. */
export function placeWindows(
  { x, y, fitsX, fitsY }: Positions,
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
  }
  windows.sort(([rowA, a], [rowB, b]) => a.y0 - b.y0 || rowA - rowB)
  return { windows: new Map(windows), flags }
}

/** More positions outside than this share mean that catalogue and mosaics do not belong together. */
const LARGEST_SHARE_OUTSIDE = 0.5

/**
 * Refuses a catalogue that is not of this field. Single rows outside are no error: they are flagged.
 *
 * @throws InputError if more than half of the positions lie outside the mosaics, or no row has a
 *   position, as with the sky of another hemisphere
 */
export function checkPositions(
  { x, y, table }: Pick<CandidateSet, 'x' | 'y' | 'table'>,
  field: Field,
): void {
  const placed = [...x.keys()].filter((row) => isPosition(x[row], y[row]))
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

/*
 * A catalogue that has both x, y and right ascension, declination says each place twice, and the mosaics' coordinates tell whether
 * it is one place. A wrong origin, a trimmed mosaic and the catalogue of another field are found out so.
 */

/** A wrong origin shifts by 1 px along both axes. */
const NOTED_PX = 0.7
/** Hubble's coordinates before they were tied to Gaia's are off by up to about 1 arcsec. */
const LARGEST_ARCSEC = 2
/** How near to 1 px a shift is that an origin explains. */
const NEAR_PX = 0.2

interface Shift {
  readonly dx: number
  readonly dy: number
}

/**
 * @returns a note, if x, y and the sky lie 0.7 px apart or more (median)
 * @throws InputError if they lie 2 arcsec apart or more: it is another field
 */
export function skyNotes(
  { x, y, ra, dec, table }: Pick<CandidateSet, 'x' | 'y' | 'ra' | 'dec' | 'table'>,
  { wcs }: { readonly wcs: Wcs | undefined },
): string[] {
  if (!wcs || !ra || !dec) return []
  const rows = [...x.keys()].filter((row) => Number.isFinite(x[row] + y[row] + ra[row] + dec[row]))
  const shifts = rows.map((row): Shift => {
    const sky = wcs.skyToPixel(ra[row], dec[row])
    return { dx: x[row] - sky.x, dy: y[row] - sky.y }
  })
  if (shifts.length === 0) return []
  const known = shifts.filter(({ dx, dy }) => Number.isFinite(dx + dy))
  const isElsewhere = known.length < shifts.length / 2
  const [dx, dy] = [median(known.map((one) => one.dx)), median(known.map((one) => one.dy))]
  const apart = median(known.map((one) => Math.hypot(one.dx, one.dy)))
  const arcsec = apart * wcs.scaleArcsec
  if (isElsewhere || arcsec > LARGEST_ARCSEC)
    throw elsewhere(table.meta.source, arcsec, isElsewhere)
  if (apart < NOTED_PX) return []
  return [
    `x, y of the catalogue lie ${apart.toFixed(2)} px from its right ascension and declination (median; ` +
      `${signed(dx)} in x, ${signed(dy)} in y, by the mosaics' coordinates): ${guess({ dx, dy })}; x, y are taken`,
  ]
}

function elsewhere(where: string | undefined, arcsec: number, isElsewhere: boolean): InputError {
  return new InputError({
    what: 'x, y of the catalogue are other places than its right ascension and declination',
    where,
    expected: `within ${LARGEST_ARCSEC} arcsec by the mosaics' coordinates`,
    got: isElsewhere ? 'another part of the sky' : `a median of ${arcsec.toFixed(1)} arcsec`,
    remedy:
      'give the catalogue of this field; if x, y are right, leave right ascension and declination out',
  })
}

/** 0-based x, y that are too large by 1 were counted from 1. */
function guess({ dx, dy }: Shift): string {
  const isBy = (shift: number) => Math.hypot(dx - shift, dy - shift) < NEAR_PX
  if (isBy(1)) return '--origin 1 would put them there'
  return isBy(-1) ? '--origin 0 would put them there' : 'a trimmed mosaic, or one of another frame'
}

function signed(px: number): string {
  return `${px < 0 ? '' : '+'}${px.toFixed(2)}`
}
