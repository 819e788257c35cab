/** Names of the columns in which known programs and surveys keep positions, ids and classes. */
import type { Column, Table } from '../tables/index.js'
import { type ClassScheme, FIVE_IS_UNSEEN, PHANGS_SCHEME, PLAIN_SCHEME } from './classes.js'

/** Names of the columns of pixel positions. Names are compared without case. */
export interface PositionLayout {
  /** Its name in {@link CandidateSet}. */
  readonly id: string
  /** Who writes such catalogues, for notes. */
  readonly of: string
  readonly x: string
  readonly y: string
  /** Number of the centre of the first pixel; absent if the names do not tell. */
  readonly origin?: 0 | 1
  /** More columns that a catalogue of this layout must have. */
  readonly also?: readonly string[]
  readonly scheme: ClassScheme
}

const LEGUS_MARKS = ['mag_nuv', 'mag_nuv_err', 'mag_i', 'ci', 'residual_nuv', 'n_filters']

/** Layouts of pixel positions; the first that fits is taken. */
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
]

/** Names of the columns of right ascension and declination in degrees. */
export interface SkyLayout {
  readonly id: string
  readonly ra: string
  readonly dec: string
  readonly scheme: ClassScheme
}

/** Layouts of sky positions; the first pair that a catalogue has is taken. */
export const SKY_LAYOUTS: readonly SkyLayout[] = [
  { id: 'phangs', ra: 'PHANGS_RA', dec: 'PHANGS_DEC', scheme: PHANGS_SCHEME },
  { id: 'sextractor', ra: 'ALPHA_J2000', dec: 'DELTA_J2000', scheme: PLAIN_SCHEME },
  { id: 'sextractor', ra: 'ALPHAWIN_J2000', dec: 'DELTAWIN_J2000', scheme: PLAIN_SCHEME },
  { id: 'sky', ra: 'ra', dec: 'dec', scheme: PLAIN_SCHEME },
  { id: 'sky', ra: 'RAJ2000', dec: 'DEJ2000', scheme: PLAIN_SCHEME },
  { id: 'sky', ra: '_RAJ2000', dec: '_DEJ2000', scheme: PLAIN_SCHEME },
  { id: 'sky', ra: 'ra_deg', dec: 'dec_deg', scheme: PLAIN_SCHEME },
]

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

function program(id: string, of: string, x: string, y: string, origin?: 0 | 1): PositionLayout {
  return { id, of, x, y, origin, scheme: PLAIN_SCHEME }
}

/** Whether columns of these names hold positions in pixels or on the sky. */
export function holdsPositions(names: readonly string[]): boolean {
  const there = new Set(names.map((name) => name.toLowerCase()))
  const both = (a: string, b: string) => there.has(a.toLowerCase()) && there.has(b.toLowerCase())
  return (
    POSITION_LAYOUTS.some(({ x, y }) => both(x, y)) ||
    SKY_LAYOUTS.some(({ ra, dec }) => both(ra, dec))
  )
}

/** The column of this name; if there is none, the column whose name differs only in case. */
export function columnOf(table: Table, name: string): Column | undefined {
  const lower = name.toLowerCase()
  return (
    table.columns.find((column) => column.name === name) ??
    table.columns.find((column) => column.name.toLowerCase() === lower)
  )
}

/**
 * The column that a user names: by its name ({@link columnOf}) or by its number from 1, as papers
 * count the columns of LEGUS catalogues.
 *
 * @throws InputError if there is none; it suggests the most similar name
 * @example askedColumn(table, '36').name // 'class', in the catalogue of NGC 1566
 */
export function askedColumn(table: Table, asked: string): Column {
  const byNumber = /^\d+$/.test(asked) ? table.columns[Number(asked) - 1] : undefined
  return columnOf(table, asked) ?? byNumber ?? table.column(asked)
}
