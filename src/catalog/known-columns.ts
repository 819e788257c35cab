/** Names of the columns in which known programs and surveys keep positions, ids and classes. */
import { closest } from '../closest.js'
import { InputError } from '../errors.js'
import { listed } from '../listed.js'
import type { Column, Table } from '../tables/index.js'
import { type ClassScheme, FIVE_IS_UNSEEN, PHANGS_SCHEME, PLAIN_SCHEME } from './classes.js'

/** Names of the columns of pixel positions. Names are compared as {@link positionColumn} does. */
export interface PositionLayout {
  /** Its name in {@link CandidateSet}. */
  readonly id: string
  /** Who writes such catalogues, for notes. */
  readonly of: string
  readonly x: string
  readonly y: string
  /** Number of the centre of the first pixel; absent if the names do not tell. */
  readonly origin?: 0 | 1
  /** Whether they are the pixels of the whole that the image is a part of (IRAF's LTV, LTM). */
  readonly isPhysical?: boolean
  /** More columns that a catalogue of this layout must have. */
  readonly also?: readonly (string | RegExp)[]
  readonly scheme: ClassScheme
}

const LEGUS_MARKS = ['mag_nuv', 'mag_nuv_err', 'mag_i', 'ci', 'residual_nuv', 'n_filters']
/** What photutils' aperture photometry writes beside its positions. */
const APERTURE_SUMS = [/^aperture_sum/i]
/** What IRAF's DAOPHOT writes beside XCENTER and YCENTER. */
const DAOPHOT_MARKS = [/^(msky|merr|cerror|niter|ifilter|xinit|stdev)$/i]

/**
 * Layouts of pixel positions; the first that fits is taken. photutils counts from 0, as numpy does
 * (its documentation, "Pixel coordinate conventions"). So do the Hubble Advanced Products, which
 * it makes (drizzlepac, catalog_utils.py). Source Extractor and IRAF count from 1, as FITS does.
 */
export const POSITION_LAYOUTS: readonly PositionLayout[] = [
  {
    id: 'phangs',
    of: 'PHANGS-HST',
    x: 'PHANGS_X',
    y: 'PHANGS_Y',
    origin: 0,
    scheme: PHANGS_SCHEME,
  },
  {
    id: 'legus',
    of: 'LEGUS',
    x: 'x',
    y: 'y',
    origin: 1,
    also: LEGUS_MARKS,
    scheme: FIVE_IS_UNSEEN,
  },
  program('sextractor', 'Source Extractor', 'X_IMAGE', 'Y_IMAGE', 1),
  program('sextractor', 'Source Extractor', 'XWIN_IMAGE', 'YWIN_IMAGE', 1),
  program('photutils', 'photutils', 'xcentroid', 'ycentroid', 0),
  program('photutils', 'photutils', 'x_centroid', 'y_centroid', 0),
  program('generic', 'an unknown program', 'x', 'y'),
  ...['PSF', 'MODEL', 'PEAK'].map((kind) =>
    program('sextractor', 'Source Extractor', `X${kind}_IMAGE`, `Y${kind}_IMAGE`, 1),
  ),
  ...['x_fit, y_fit', 'x_0, y_0', 'x_peak, y_peak', 'x_init, y_init'].map((pair) =>
    program('photutils', 'photutils', ...pairOf(pair), 0),
  ),
  program('photutils', 'photutils', 'xcentroid_win', 'ycentroid_win', 0),
  program('photutils', 'photutils', 'xcenter', 'ycenter', 0, APERTURE_SUMS),
  program('photutils', 'photutils', 'x_center', 'y_center', 0, APERTURE_SUMS),
  program('iraf', 'IRAF', 'XCENTER', 'YCENTER', 1, DAOPHOT_MARKS),
  program('hap', 'the Hubble Advanced Products', 'X-Center', 'Y-Center', 0, [/^X-Center$/i]),
  ...[
    ...['xcenter, ycenter', 'x_center, y_center', 'xcen, ycen', 'x_cen, y_cen', 'xc, yc'],
    ...['xpos, ypos', 'x_pos, y_pos', 'xpix, ypix', 'x_pix, y_pix', 'x_px, y_px'],
    ...['xpixel, ypixel', 'x_pixel, y_pixel', 'pixel_x, pixel_y', 'pix_x, pix_y'],
    ...['xcoord, ycoord', 'x_coord, y_coord', 'pos_x, pos_y', 'x_1, y_1'],
  ].map((pair) => program('generic', 'an unknown program', ...pairOf(pair))),
  { ...program('ds9', 'DS9', 'x_physical', 'y_physical', 1), isPhysical: true },
]

/** Names of the columns of right ascension and declination. */
export interface SkyLayout {
  readonly id: string
  readonly ra: string
  readonly dec: string
  readonly scheme: ClassScheme
  /** What the names say of the frame. */
  readonly says?: 'ICRS' | 'J2000' | 'B1950' | 'GALACTIC'
  /** Whether the names are so short that both columns must say that they are degrees. */
  readonly needsUnit?: boolean
}

/** Layouts of sky positions; the first pair that a catalogue has is taken. */
export const SKY_LAYOUTS: readonly SkyLayout[] = [
  { id: 'phangs', ra: 'PHANGS_RA', dec: 'PHANGS_DEC', scheme: PHANGS_SCHEME },
  sky('ALPHA_J2000', 'DELTA_J2000', 'sextractor'),
  sky('ALPHAWIN_J2000', 'DELTAWIN_J2000', 'sextractor'),
  sky('ra', 'dec'),
  sky('RAJ2000', 'DEJ2000'),
  sky('_RAJ2000', '_DEJ2000'),
  sky('ra_deg', 'dec_deg'),
  ...['PSF', 'MODEL', 'PEAK'].map((kind) =>
    sky(`ALPHA${kind}_J2000`, `DELTA${kind}_J2000`, 'sextractor'),
  ),
  ...['', 'WIN', 'PSF', 'MODEL', 'PEAK'].flatMap((kind) => [
    sky(`ALPHA${kind}_SKY`, `DELTA${kind}_SKY`, 'sextractor'),
    sky(`X${kind}_WORLD`, `Y${kind}_WORLD`, 'sextractor'),
  ]),
  ...[
    ...['RA_ICRS, DE_ICRS', 'RA_ICRS, DEC_ICRS', '_RA.icrs, _DE.icrs', '_RA_icrs, _DE_icrs'],
    ...['_RA, _DE', 'RAdeg, DEdeg', 'RAICRS, DEICRS', 'RA_J2000, DEC_J2000', 'RA_J2000, DE_J2000'],
    ...['RAJ2000, DECJ2000', 'RA2000, DE2000', 'RA2000, DEC2000', 'ra, de', 'ra, decl'],
    ...['ra, declination', 'right_ascension, declination', 'rightascension, declination'],
    ...['sky_centroid.ra, sky_centroid.dec', 'sky_centroid_icrs.ra, sky_centroid_icrs.dec'],
    ...['sky_centroid_win.ra, sky_centroid_win.dec', 'skycoord.ra, skycoord.dec'],
    ...['sky.ra, sky.dec', 'coord.ra, coord.dec', 'coord_ra, coord_dec', 's_ra, s_dec'],
    ...['MatchRA, MatchDec', 'SourceRA, SourceDec', 'raMean, decMean', 'RA_degrees, DEC_degrees'],
    ...['ra_d, dec_d', 'radeg, decdeg', 'alpha, delta', 'alpha_j2000.0, delta_j2000.0'],
    ...['ra_1, dec_1', 'RAJ2000_1, DEJ2000_1', 'RA_ICRS_1, DE_ICRS_1'],
  ].map((pair) => sky(...pairOf(pair))),
  ...[
    ...['RAB1950, DEB1950', '_RAB1950, _DEB1950', 'ALPHA_B1950, DELTA_B1950'],
    ...['RA_B1950, DEC_B1950', 'RA1950, DE1950', 'RA1950, DEC1950', 'RAB1950, DECB1950'],
  ].map((pair) => sky(...pairOf(pair))),
  ...['GLON, GLAT', '_GLON, _GLAT', 'gal_lon, gal_lat', 'l, b'].map((pair) => ({
    ...sky(...pairOf(pair)),
    says: 'GALACTIC' as const,
    needsUnit: pair === 'l, b',
  })),
]

/** @example pairOf('x, y') // ['x', 'y'] */
function pairOf(pair: string): [string, string] {
  const [one, other] = pair.split(', ')
  return [one, other]
}

function sky(ra: string, dec: string, id = 'sky'): SkyLayout {
  const says = /icrs/i.test(ra) ? 'ICRS' : /2000/.test(ra) ? 'J2000' : undefined
  const told = /1950/.test(ra) ? 'B1950' : says
  return { id, ra, dec, scheme: PLAIN_SCHEME, ...(told && { says: told }) }
}

/**
 * Patterns for the column of ids; the first that matches is taken. PHANGS-HST's names end in a
 * version.
 */
export const ID_COLUMNS: readonly RegExp[] = [
  /^ID_PHANGS_(CLUSTER|CANDIDATE)/i,
  /^ID_PHANGS/i,
  /^id$/i,
  /^number$/i,
  /^label$/i,
  /^source_id$/i,
  /^name$/i,
]

/** Columns of human classes; the first that a catalogue has is taken. */
export const CLASS_COLUMNS: readonly string[] = [
  'PHANGS_CLUSTER_CLASS_HUMAN',
  'class',
  'class_human',
  'human_class',
]

function program(
  id: string,
  of: string,
  x: string,
  y: string,
  origin?: 0 | 1,
  also?: readonly RegExp[],
): PositionLayout {
  return {
    id,
    of,
    x,
    y,
    ...(origin !== undefined && { origin }),
    ...(also && { also }),
    scheme: PLAIN_SCHEME,
  }
}

/** Whether a table has the columns of a layout of pixel positions. */
export function hasLayout(table: Table, { x, y, also = [] }: PositionLayout): boolean {
  return (
    [x, y].every((name) => positionColumn(table, name)) &&
    also.every((mark) =>
      typeof mark === 'string'
        ? columnOf(table, mark)
        : table.names.some((name) => mark.test(name)),
    )
  )
}

/** The layout of a table by the names of its columns, and the codes of its classes. */
export function layoutOfNames(table: Table): { layout: string; scheme: ClassScheme } {
  const found =
    POSITION_LAYOUTS.find((layout) => hasLayout(table, layout)) ??
    SKY_LAYOUTS.find((layout) => skyPair(table, layout))
  return { layout: found?.id ?? 'generic', scheme: found?.scheme ?? PLAIN_SCHEME }
}

/** Whether columns of these names hold positions in pixels or on the sky. */
export function holdsPositions(names: readonly string[]): boolean {
  const there = new Set(names.map(plainName))
  const both = (a: string, b: string) => there.has(plainName(a)) && there.has(plainName(b))
  return (
    POSITION_LAYOUTS.some(({ x, y }) => both(x, y)) ||
    SKY_LAYOUTS.some(({ ra, dec, needsUnit }) => !needsUnit && both(ra, dec)) ||
    both('RAh', 'DEd')
  )
}

/** The column of this name; if there is none, the column whose name differs only in case. */
export function columnOf(table: Table, name: string): Column | undefined {
  const { exact, anyCase } = indexOf(table)
  return exact.get(name) ?? anyCase.get(name.toLowerCase())
}

/** The first column of each name, as it is written, in any case, and without units. */
interface NameIndex {
  readonly exact: ReadonlyMap<string, Column>
  readonly anyCase: ReadonlyMap<string, Column>
  readonly plain: ReadonlyMap<string, Column>
}

/** Some fifty names are looked up in each table, and a table may have many thousand columns. */
const indexes = new WeakMap<Table, NameIndex>()

function indexOf(table: Table): NameIndex {
  const known = indexes.get(table)
  if (known) return known
  const firstBy = (keyOf: (name: string) => string) =>
    new Map(table.columns.toReversed().map((column) => [keyOf(column.name), column]))
  const index = {
    exact: firstBy((name) => name),
    anyCase: firstBy((name) => name.toLowerCase()),
    plain: firstBy(plainName),
  }
  indexes.set(table, index)
  return index
}

/**
 * The column of a coordinate: as {@link columnOf}, else one whose name has a unit behind it, or
 * blanks and hyphens for underscores.
 *
 * @example positionColumn(table, 'ra') // also finds `RA (deg)` and `ra[deg]`
 */
export function positionColumn(table: Table, name: string): Column | undefined {
  return columnOf(table, name) ?? indexOf(table).plain.get(plainName(name))
}

/** The two columns of a layout of sky positions, if a table has them. */
export function skyPair(
  table: Table,
  { ra, dec, needsUnit }: SkyLayout,
): readonly [Column, Column] | undefined {
  const pair = [positionColumn(table, ra), positionColumn(table, dec)] as const
  if (!pair[0] || !pair[1]) return undefined
  const isSaid = pair.every((column) => /^deg(ree)?s?$/i.test(unitOf(column!)))
  return needsUnit && !isSaid ? undefined : [pair[0], pair[1]]
}

function plainName(name: string): string {
  return name
    .replace(BRACKETS, '')
    .trim()
    .toLowerCase()
    .replace(/[\s-]+(?=.)/g, '_')
}

const BRACKETS = /\s*[([]([^)\]]*)[)\]]\s*$/

/**
 * The unit of a column: what the file says, else what stands in brackets behind its name.
 *
 * @example unitOf({ name: 'RA (deg)', values }) // 'deg'
 */
export function unitOf({ name, unit }: Column): string {
  return (unit?.trim() || BRACKETS.exec(name)?.[1] || '').trim()
}

/**
 * The column that a user names: by its name ({@link columnOf}) or by its number from 1, as papers
 * count the columns of LEGUS catalogues.
 *
 * @throws InputError if there is none; it lists the columns and suggests the most similar name
 * @example askedColumn(table, '36').name // 'class', in the catalogue of NGC 1566
 */
export function askedColumn(table: Table, asked: string): Column {
  const found = findColumn(table, asked)
  if (found) return found
  const nearest = closest(asked, table.names)
  const listed = `its columns are ${listedNames(table.names)}`
  throw new InputError({
    what: `no column ${asked}`,
    where: table.meta.source,
    remedy: nearest ? `did you mean ${nearest}? ${listed}` : listed,
  })
}

/** As {@link askedColumn}; undefined if there is none. */
export function findColumn(table: Table, asked: string): Column | undefined {
  const byNumber = /^\d+$/.test(asked) ? table.columns[Number(asked) - 1] : undefined
  return columnOf(table, asked) ?? byNumber
}

/** Most names of columns that a message lists. */
const MOST_NAMES = 40

/** Names for a message. A FITS table that is not a catalogue may have hundreds. */
export function listedNames(names: readonly string[]): string {
  return listed(names, MOST_NAMES) || '(none)'
}
