/**
 * Finds the positions of a catalogue's rows, in pixels and on the sky, and converts them to 0-based
 * pixels.
 */
import { CommandError, InputError } from '../errors.js'
import { type Notes, rowsSaid, rowsWhere } from '../notes.js'
import type { Table } from '../tables/index.js'
import type { ClassScheme } from './classes.js'
import { findColumn, listedNames } from './known-columns.js'
import type { Pairs } from './no-place.js'
import { originBySky, type SkyToPixel, skyPixels } from './origin-by-sky.js'
import {
  notPixels,
  otherUnit,
  type PixelColumns,
  pixelColumns,
  pixelPlaces,
} from './pixel-columns.js'
import { type SkyPositions, type SkyStep, skyOf } from './sky-columns.js'

/** Columns that the user names, in place of those that the catalogue's layout has. */
export interface AskedColumns {
  /** Column of x, by its name or by its number from 1; so all others. */
  x?: string
  y?: string
  /** Column of right ascension. Without `x` and `y` the positions are those on the sky. */
  ra?: string
  dec?: string
  /** Column of the ids. */
  id?: string
  /**
   * The frame of `ra` and `dec`: `icrs`, `fk5`, `fk4`, `galactic`, `fk5:1975`; default: what the
   * file or the names of the columns say, else that of the mosaics.
   */
  frame?: string
}

/** What the catalogue does not say about its positions. */
export interface PositionOptions extends AskedColumns {
  /**
   * Number of the first pixel in x and y. It overrides the layout; a note says so if they differ.
   */
  origin?: 0 | 1
  /** This number if neither `origin` nor the catalogue gives it. */
  defaultOrigin?: 0 | 1
  wcs?: SkyToPixel
  /**
   * Where the image is a part of a larger one: x of the part is `scale` x + `shift`, FITS pixels.
   */
  part?: { readonly scale: readonly [number, number]; readonly shift: readonly [number, number] }
}

/** Positions of the rows: x, y 0-based, fitsX, fitsY 1-based. NaN means no position. */
export interface Place {
  x: Float64Array
  y: Float64Array
  fitsX: Float64Array
  fitsY: Float64Array
  ra?: Float64Array
  dec?: Float64Array
  /** How finely `ra` and `dec` are written. */
  halfStepDeg?: SkyStep
  /** Names of the columns of x and y; absent if the positions are those on the sky. */
  columns?: readonly [string, string]
  layout: string
  scheme: ClassScheme
}

/**
 * The positions of a catalogue's rows. Pixels go before sky, unless the user names columns of the
 * sky alone.
 *
 * @param notes gets lines on the columns that were taken, and on rows without a position
 * @throws InputError if there are no positions, or an option that they need is missing
 */
export function locate(table: Table, options: PositionOptions, notes: Notes): Place {
  const pair = askedPair(options, 'x', 'y')
  const onSky = askedPair(options, 'ra', 'dec')
  const pixels = !pair && onSky ? undefined : pixelColumns(table, pair, notes)
  const unit = pixels && !pair ? (otherUnit(pixels.x) ?? otherUnit(pixels.y)) : undefined
  const { frame, wcs } = options
  const ofMosaics = wcs?.headerFrame
  const said = {
    ...(onSky && { asked: onSky }),
    ...(frame && { frame }),
    ...(ofMosaics && { ofMosaics }),
  }
  const sky = skyOf(table, { needed: !pixels, ...said }, notes)
  if (!pixels && !sky) throw noPositions(table)
  if (pixels && unit) {
    if (!sky) throw notPixels(table, pixels, unit)
    notes.doubt(`${pixels.x.name}, ${pixels.y.name} are not taken: ${unit}, not pixels`)
  }
  const place =
    pixels && !unit
      ? fromPixels(table, pixels, sky, options, notes)
      : fromSky(table, sky!, options, notes)
  const isNowhere = (row: number) => !Number.isFinite(place.x[row] + place.y[row])
  const nowhere = rowsWhere(place.x.length, isNowhere)
  if (nowhere.length > 0) notes.doubt(`${rowsSaid(nowhere, table.nRows)} have no position`)
  return {
    ...place,
    ...(sky && { ra: sky.ra, dec: sky.dec, halfStepDeg: sky.halfStepDeg }),
  }
}

/**
 * Two columns of the user, or none.
 *
 * @throws CommandError if only one of the two is named
 * @example askedPair(options, 'x', 'y') // { x: 'XPIX', y: 'YPIX' }
 */
export function askedPair<A extends keyof AskedColumns, B extends keyof AskedColumns>(
  asked: AskedColumns,
  one: A,
  other: B,
): { [K in A | B]: string } | undefined {
  const [first, second] = [asked[one], asked[other]]
  if (first === undefined && second === undefined) return undefined
  if (first !== undefined && second !== undefined) {
    return { [one]: first, [other]: second } as { [K in A | B]: string }
  }
  const [given, missing] = first === undefined ? [other, one] : [one, other]
  throw new CommandError({ what: `--${given} without --${missing}`, expected: 'both, or none' })
}

/** Those of the asked columns that a table has; of x and y, and of ra and dec, both or none. */
export function askedIn(table: Table, { x, y, ra, dec, id, frame }: AskedColumns): AskedColumns {
  const has = (name: string | undefined) => name !== undefined && findColumn(table, name)
  return {
    ...(has(x) && has(y) && { x, y }),
    ...(has(ra) && has(dec) && { ra, dec }),
    ...(has(id) && { id }),
    ...(frame && { frame }),
  }
}

/** The columns that the user names. */
export function askedNames({ x, y, ra, dec, id }: AskedColumns): (string | undefined)[] {
  return [x, y, ra, dec, id]
}

function fromPixels(
  table: Table,
  pixels: PixelColumns,
  sky: SkyPositions | undefined,
  { origin: asked, defaultOrigin, wcs, part }: PositionOptions,
  notes: Notes,
): Place {
  const { x: columnX, y: columnY, layout, origin: known } = pixels
  const read = pixelPlaces(table, pixels, notes)
  const own = layout.isPhysical && part ? onPart(read, part, notes) : read
  const told = asked ?? known?.value ?? defaultOrigin
  const bySky = told === undefined && sky && wcs ? originBySky(own, sky, wcs) : undefined
  const origin = told ?? bySky?.origin
  const columns = [columnX.name, columnY.name] as const
  if (origin === undefined) throw unknownOrigin(table, columns, bySky?.why)
  const against = known !== undefined && known.value !== origin
  const isKnown = asked === undefined && known !== undefined
  const of = known?.by === 'the file itself' ? 'the file itself says' : `${known?.by} writes them`
  const why = bySky ? bySky.why : isKnown ? `as ${of}` : 'as asked'
  const warning = against ? `, although ${known.by} counts from ${known.value}` : ''
  const note = `positions: ${columns.join(', ')} (${origin}-based, ${why}${warning})`
  against ? notes.doubt(note) : notes.say(note)
  const { id, scheme } = layout
  const by = origin === 0 ? 1 : -1
  const [otherX, otherY] = [shifted(own.x, by), shifted(own.y, by)]
  if (origin === 0) {
    return { ...own, fitsX: otherX, fitsY: otherY, layout: id, scheme, columns }
  }
  return { x: otherX, y: otherY, fitsX: own.x, fitsY: own.y, layout: id, scheme, columns }
}

function onPart(
  { x, y }: Pairs,
  { scale, shift }: NonNullable<PositionOptions['part']>,
  notes: Notes,
): Pairs {
  const said = `LTM ${scale.join(', ')}, LTV ${shift.join(', ')}`
  notes.say(`physical pixels are turned to those of the mosaics (${said})`)
  return {
    x: x.map((value) => scale[0] * value + shift[0]),
    y: y.map((value) => scale[1] * value + shift[1]),
  }
}

function fromSky(
  table: Table,
  sky: SkyPositions,
  { wcs, origin }: PositionOptions,
  notes: Notes,
): Place {
  const { layout, names } = sky
  if (!wcs) {
    throw new InputError({
      what: `only sky positions (${names.join(', ')}) and no image to place them in`,
      where: table.meta.source,
      remedy: 'give an image with a celestial WCS, or add columns x and y',
    })
  }
  const { x, y, halfStepPx } = skyPixels(sky, wcs)
  notes.say(`positions: ${names.join(', ')} through the image's WCS`)
  if (halfStepPx > COARSE_PX) {
    notes.doubt(
      `${names.join(', ')} are written so coarsely that positions are good to ` +
        `${halfStepPx.toPrecision(2)} px only`,
    )
  }
  if (origin !== undefined) notes.doubt(`origin ${origin} has no meaning for sky positions`)
  const [fitsX, fitsY] = [shifted(x, 1), shifted(y, 1)]
  return { x, y, fitsX, fitsY, layout: layout.id, scheme: layout.scheme }
}

/** A step that moves a position by more than this along an axis is worth a doubt. */
const COARSE_PX = 0.5

function shifted(values: Float64Array, by: number): Float64Array {
  return values.map((value) => value + by)
}

function unknownOrigin(
  table: Table,
  columns: readonly [string, string],
  why: string | undefined,
): InputError {
  return new InputError({
    what: `whether columns ${columns.join(', ')} count pixels from 0 or from 1 is not known`,
    where: table.meta.source,
    ...(why && { got: why }),
    remedy:
      'say --origin 0 (the first pixel is 0: numpy, photutils, PHANGS-HST) or --origin 1 ' +
      '(FITS, DS9, Source Extractor, LEGUS)',
  })
}

function noPositions(table: Table): InputError {
  return new InputError({
    what: 'a catalogue without positions',
    where: table.meta.source,
    expected:
      'columns such as x, y; X_IMAGE, Y_IMAGE; xcentroid, ycentroid; PHANGS_X, PHANGS_Y; ' +
      'ra, dec; RAJ2000, DEJ2000; ALPHA_J2000, DELTA_J2000',
    got: `columns ${listedNames(table.names)}`,
    remedy: 'name the columns with --x and --y, or with --ra and --dec',
  })
}
