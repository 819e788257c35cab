/**
 * Finds the positions of a catalogue's rows, in pixels and on the sky, and converts them to 0-based
 * pixels.
 */
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import { type Column, type Table, textIn } from '../tables/index.js'
import type { ClassScheme } from './classes.js'
import {
  columnOf,
  POSITION_LAYOUTS,
  type PositionLayout,
  SKY_LAYOUTS,
  type SkyLayout,
} from './known-columns.js'
import { measured } from './sentinels.js'

/** Most names of columns that a message lists. */
const MOST_NAMES = 40

/** What turns sky positions (degrees) into 0-based pixels: a `Wcs` of starsift/wcs. */
export interface SkyToPixel {
  skyToPixel(ra: number, dec: number): { x: number; y: number }
}

/** What the catalogue does not say about its positions. */
export interface PositionOptions {
  /**
   * Number of the first pixel in x and y. It overrides the layout; a note says so if they differ.
   */
  origin?: 0 | 1
  /** This number if neither `origin` nor the layout gives it. */
  defaultOrigin?: 0 | 1
  wcs?: SkyToPixel
}

/** Positions of the rows: x, y 0-based, fitsX, fitsY 1-based. NaN means no position. */
export interface Place {
  x: Float64Array
  y: Float64Array
  fitsX: Float64Array
  fitsY: Float64Array
  ra?: Float64Array
  dec?: Float64Array
  layout: string
  scheme: ClassScheme
}

/**
 * The positions of a catalogue's rows.
 *
 * @param notes gets lines on the columns that were taken, and on rows without a position
 * @throws InputError if there are no positions, or an option that they need is missing
 */
export function locate(table: Table, options: PositionOptions, notes: Notes): Place {
  const layout = POSITION_LAYOUTS.find((layout) => fits(table, layout))
  const sky = skyOf(table, !layout, notes)
  if (!layout && !sky) throw noPositions(table)
  const place = layout
    ? fromPixels(table, layout, options, notes)
    : fromSky(table, sky!, options, notes)
  const nowhere = place.x.reduce(
    (n, x, row) => n + (Number.isFinite(x) && Number.isFinite(place.y[row]) ? 0 : 1),
    0,
  )
  if (nowhere > 0) notes.doubt(`${nowhere} of ${table.nRows} rows have no position`)
  return { ...place, ...(sky && { ra: sky.ra, dec: sky.dec }) }
}

function fits(table: Table, { x, y, also = [] }: PositionLayout): boolean {
  return [x, y, ...also].every((name) => columnOf(table, name))
}

function fromPixels(
  table: Table,
  layout: PositionLayout,
  { origin: asked, defaultOrigin }: PositionOptions,
  notes: Notes,
): Place {
  const origin = asked ?? layout.origin ?? defaultOrigin
  const [nameX, nameY] = [layout.x, layout.y].map((name) => columnOf(table, name)!.name)
  if (origin === undefined) {
    throw new InputError({
      what: `whether columns ${nameX}, ${nameY} count pixels from 0 or from 1 is not known`,
      where: table.meta.source,
      remedy:
        'say --origin 0 (the first pixel is 0: numpy, photutils, PHANGS-HST) or --origin 1 ' +
        '(FITS, DS9, Source Extractor, LEGUS)',
    })
  }
  const against = layout.origin !== undefined && layout.origin !== origin
  const isKnown = asked === undefined && layout.origin !== undefined
  const why = isKnown ? `as ${layout.of} writes them` : 'as asked'
  const warning = against ? `, although ${layout.of} counts from ${layout.origin}` : ''
  const note = `positions: ${nameX}, ${nameY} (${origin}-based, ${why}${warning})`
  against ? notes.doubt(note) : notes.say(note)
  const [own, ownY] = [nameX, nameY].map((name) => finite(measured(table, layout.id, name)))
  const { id, scheme } = layout
  if (origin === 0) {
    return { x: own, y: ownY, fitsX: shifted(own, 1), fitsY: shifted(ownY, 1), layout: id, scheme }
  }
  return { x: shifted(own, -1), y: shifted(ownY, -1), fitsX: own, fitsY: ownY, layout: id, scheme }
}

function fromSky(
  table: Table,
  { layout, names, ra, dec }: SkyPositions,
  { wcs, origin }: PositionOptions,
  notes: Notes,
): Place {
  if (!wcs) {
    throw new InputError({
      what: `only sky positions (${names.join(', ')}) and no image to place them in`,
      where: table.meta.source,
      remedy: 'give an image with a celestial WCS, or add columns x and y',
    })
  }
  const x = new Float64Array(table.nRows)
  const y = new Float64Array(table.nRows)
  for (let row = 0; row < table.nRows; row++) {
    const known = Number.isFinite(ra[row]) && Number.isFinite(dec[row])
    const pixel = known ? wcs.skyToPixel(ra[row], dec[row]) : { x: Number.NaN, y: Number.NaN }
    x[row] = pixel.x
    y[row] = pixel.y
  }
  notes.say(`positions: ${names.join(', ')} through the image's WCS`)
  if (origin !== undefined) notes.doubt(`origin ${origin} has no meaning for sky positions`)
  const [fitsX, fitsY] = [shifted(x, 1), shifted(y, 1)]
  return { x, y, fitsX, fitsY, layout: layout.id, scheme: layout.scheme }
}

function finite(values: Float64Array): Float64Array {
  return values.map((value) => (Number.isFinite(value) ? value : Number.NaN))
}

function shifted(values: Float64Array, by: number): Float64Array {
  return values.map((value) => value + by)
}

/** Names for a message. A FITS table that is not a catalogue may have hundreds. */
function listed(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return names.join(', ') || '(none)'
  return `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`
}

function noPositions(table: Table): InputError {
  const pixels = POSITION_LAYOUTS.map(({ x, y }) => `${x}, ${y}`)
  const sky = SKY_LAYOUTS.map(({ ra, dec }) => `${ra}, ${dec}`)
  return new InputError({
    what: 'a catalogue without positions',
    where: table.meta.source,
    expected: `one of the pairs ${[...new Set([...pixels, ...sky])].join('; ')}`,
    got: `columns ${listed(table.names)}`,
    remedy: 'rename the columns of the positions',
  })
}

/** Right ascension and declination of the rows. */
export interface SkyPositions {
  layout: SkyLayout
  /** Names of the columns in the table. */
  names: readonly [string, string]
  /** Degrees, NaN where the row has none. */
  ra: Float64Array
  dec: Float64Array
}

/**
 * Sky positions of a catalogue, if it has them in decimal degrees.
 *
 * @param needed whether there are no other positions. If there are, columns that do not hold
 *   degrees are left out with a note
 * @throws InputError if the columns are needed and hold text (sexagesimal) or another unit
 */
export function skyOf(table: Table, needed: boolean, notes: Notes): SkyPositions | undefined {
  for (const layout of SKY_LAYOUTS) {
    const pair = [columnOf(table, layout.ra), columnOf(table, layout.dec)]
    const [ra, dec] = pair
    if (!ra || !dec) continue
    const obstacle = obstacleIn(ra) ?? obstacleIn(dec)
    if (obstacle && needed) throw notDegrees(table, `${ra.name}, ${dec.name}`, obstacle)
    if (obstacle) {
      notes.doubt(`${ra.name}, ${dec.name} are not taken: ${obstacle}, not decimal degrees`)
      return undefined
    }
    const [raDeg, decDeg] = [ra, dec].map(({ name }) => measured(table, layout.id, name))
    return { layout, names: [ra.name, dec.name], ra: raDeg, dec: decDeg }
  }
  return undefined
}

function obstacleIn({ values, unit }: Column): string | undefined {
  if (typeof values[0] === 'string') return textIn(values as string[])
  return unit && !/^deg/i.test(unit) ? `unit ${unit}` : undefined
}

function notDegrees(table: Table, names: string, obstacle: string): InputError {
  return new InputError({
    what: `columns ${names} do not hold sky positions in degrees`,
    where: table.meta.source,
    expected: 'decimal degrees',
    got: obstacle,
    remedy: 'convert right ascension and declination to decimal degrees',
  })
}
