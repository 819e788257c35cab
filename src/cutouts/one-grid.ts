/** All mosaics of a field lie on one pixel grid: the same size, the same sky at the corners. */
import { fileNameOf } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { asInHeader, frameSaid, gridDifferencePx } from '../wcs/index.js'
import type { FitsMosaic } from './fits-mosaic.js'

/** If corners lie further apart, the grids differ: a stamp would show other sky in each band. */
const LARGEST_SHIFT_PX = 0.5
/** If corners lie further apart, a note says so. */
const NOTED_SHIFT_PX = 0.1

/** Whether two mosaics lie on one grid, as far as their headers tell. */
export function areOnOneGrid(a: FitsMosaic, b: FitsMosaic): boolean {
  if (a.width !== b.width || a.height !== b.height) return false
  return !a.wcs || !b.wcs || shiftOf(a, b) <= LARGEST_SHIFT_PX
}

/**
 * How far corners lie apart, px. Bands of one field may name FK5 and ICRS by old habit, while their
 * numbers are the same.
 */
function shiftOf(a: FitsMosaic, b: FitsMosaic): number {
  const [first, other] = [a.wcs!, b.wcs!]
  const shiftPx = gridDifferencePx(first, other, a.width, a.height)
  if (!areNamedOtherwise(a, b)) return shiftPx
  const own = gridDifferencePx(asInHeader(first), asInHeader(other), a.width, a.height)
  return Math.min(shiftPx, own)
}

/** Whether one is in ICRS and the other in FK5 of J2000, 0.02 arcsec apart. */
function areNamedOtherwise(a: FitsMosaic, b: FitsMosaic): boolean {
  const frames = [a.wcs?.headerFrame, b.wcs?.headerFrame]
  const isIcrs = frames.some((frame) => frame?.system === 'ICRS')
  return isIcrs && frames.some((frame) => frame?.system === 'FK5' && frame.equinox === 2000)
}

/** Refuses mosaics of another size or another sky; notes by how many pixels corners differ. */
export function checkGrid(first: FitsMosaic, mosaics: readonly FitsMosaic[]): string[] {
  const notes = mosaics.flatMap(({ wcs }) => wcs?.notes ?? [])
  if (!first.wcs && mosaics.length > 1) {
    notes.push('no mosaic has sky coordinates: only their sizes could be compared')
  }
  for (const mosaic of mosaics) {
    if (mosaic === first) continue
    const where = `${first.file}, ${mosaic.file}`
    if (mosaic.width !== first.width || mosaic.height !== first.height) {
      throw new InputError({
        what: 'the mosaics have different sizes',
        where,
        expected: `${first.width} x ${first.height} px`,
        got: `${mosaic.width} x ${mosaic.height} px`,
        remedy: 'drizzle all bands to one grid',
      })
    }
    const note = checkSky(first, mosaic, where)
    if (note) notes.push(note)
  }
  return notes
}

function checkSky(first: FitsMosaic, other: FitsMosaic, where: string): string | undefined {
  if (!first.wcs) return undefined
  if (!other.wcs) {
    return `${fileNameOf(other.file)} has no sky coordinates: its grid could not be compared`
  }
  const shiftPx = shiftOf(first, other)
  if (shiftPx <= NOTED_SHIFT_PX) {
    if (!areNamedOtherwise(first, other)) return undefined
    const [own, others] = [first, other].map(({ wcs }) => frameSaid(wcs!.headerFrame!))
    const both = `${first.band} is in ${own} and ${other.band} in ${others}`
    return `${both}, with one grid: ${own} is taken`
  }
  if (shiftPx <= LARGEST_SHIFT_PX) {
    return `${first.band} and ${other.band} differ by ${shiftPx.toFixed(2)} px at a corner`
  }
  throw new InputError({
    what: 'the mosaics lie on different grids',
    where,
    expected: `the same sky at every corner, to ${LARGEST_SHIFT_PX} px`,
    got: Number.isFinite(shiftPx)
      ? `corners that differ by ${shiftPx.toFixed(1)} px`
      : 'another part of the sky',
    remedy: 'drizzle all bands to one grid',
  })
}
