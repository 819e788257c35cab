/**
 * Hubble's distortions as tables: what D2IMDIS and CPDIS with DP name (Calabretta et al. 2004,
 * "Representations of distortions in FITS world coordinate systems", section 3.4; Hack et al. 2012,
 * "FITS conventions for distortions of HST"). The tables are images D2IMARR and WCSDVARR of the
 * same file; a value is a shift in pixels.
 *
 *     x' = x + D2IM(x)        u = x' - CRPIX + SIP(x' - CRPIX) + CPDIS(x')
 */
import { InputError } from '../errors.js'
import type { Pair } from '../projections/index.js'
import { headerNumber, headerText, type WcsHeader } from './keywords.js'

/** A table of shifts. Its header says on which pixels of the image its own pixels lie. */
export interface LookupTable {
  readonly header: WcsHeader
  readonly width: number
  readonly height: number
  /** Rows of x, pixels. */
  readonly values: ArrayLike<number>
}

/** The table of an extension name (D2IMARR or WCSDVARR) and version; undefined if there is none. */
export type LookupTables = (name: string, version: number) => LookupTable | undefined

/** Shift in pixels at a FITS pixel position. */
export type Shift = (fitsX: number, fitsY: number) => Pair

/** A kind of table: the keyword that announces it, its details, its extension. */
interface Kind {
  readonly keyword: string
  readonly details: string
  readonly extension: string
}

const CPDIS: Kind = { keyword: 'CPDIS', details: 'DP', extension: 'WCSDVARR' }
const D2IM: Kind = { keyword: 'D2IMDIS', details: 'D2IM', extension: 'D2IMARR' }

/** The extensions whose images are such tables. */
export const LOOKUP_EXTENSIONS = [CPDIS.extension, D2IM.extension]

/** Whether a header names tables. */
export function namesTables(header: WcsHeader): boolean {
  return [CPDIS, D2IM].some(({ keyword }) =>
    [1, 2].some((axis) => headerText(header, `${keyword}${axis}`) !== undefined),
  )
}

/** The tables that a header names. */
export interface Lookups {
  /** D2IM: of the detector, before all else. */
  readonly detector: Shift | undefined
  /** CPDIS: beside SIP. */
  readonly prior: Shift | undefined
}

/** @throws InputError for a table that is missing or does not fit, and for another kind */
export function readLookups(
  header: WcsHeader,
  tables: LookupTables | undefined,
  where: string,
): Lookups {
  const shiftOf = (kind: Kind): Shift | undefined => {
    const axes = ([1, 2] as const).map((axis) => axisShift(header, kind, axis, tables, where))
    if (!axes[0] && !axes[1]) return undefined
    return (x, y) => [axes[0]?.(x, y) ?? 0, axes[1]?.(x, y) ?? 0]
  }
  return { detector: shiftOf(D2IM), prior: shiftOf(CPDIS) }
}

function axisShift(
  header: WcsHeader,
  { keyword, details, extension }: Kind,
  axis: 1 | 2,
  tables: LookupTables | undefined,
  where: string,
) {
  const kind = headerText(header, `${keyword}${axis}`)
  if (kind === undefined) return undefined
  const said = `${kind} of ${keyword}${axis}`
  if (kind.toUpperCase() !== 'LOOKUP') throw unread(said, where, 'LOOKUP')
  const record = records(header, `${details}${axis}`, where)
  const version = record('EXTVER', 1)
  const table = tables?.(extension, version)
  if (!table) throw unread(said, where, `an image ${extension}, EXTVER ${version}, in the file`)
  const axisOf = [record('AXIS.1', 1), record('AXIS.2', 2)]
  const isSwapped = axisOf[0] === 2 && axisOf[1] === 1
  if (record('NAXES', 2) !== 2 || (!isSwapped && (axisOf[0] !== 1 || axisOf[1] !== 2))) {
    throw unread(said, where, `${details}${axis} to say AXIS.1: 1 and AXIS.2: 2`)
  }
  const at = interpolated(table, `${where}, ${extension} ${version}`)
  return isSwapped ? (x: number, y: number) => at(y, x) : at
}

/** Numbers of records such as `DP1 = 'EXTVER: 1.0'`, of which a header has several. */
function records(header: WcsHeader, keyword: string, where: string) {
  const texts = header.valuesOf?.(keyword) ?? [header.get(keyword)]
  const told = new Map<string, number>()
  for (const text of texts) {
    const parts = typeof text === 'string' ? /^\s*([\w.]+)\s*:\s*(\S+)\s*$/.exec(text) : null
    if (parts) told.set(parts[1].toUpperCase(), Number(parts[2]))
  }
  return (field: string, otherwise: number): number => {
    const value = told.get(field) ?? headerNumber(header, `${keyword}.${field}`, where) ?? otherwise
    if (Number.isInteger(value) && value >= 0) return value
    throw unread(`${keyword} ${field}`, where, 'a whole number', `${value}`)
  }
}

/** The table between its pixels, linearly; beyond its edge the value of the edge. */
function interpolated({ header, width, height, values }: LookupTable, where: string) {
  if (!(width >= 1 && height >= 1) || values.length !== width * height) {
    throw unread('the table', where, `${width} x ${height} values`, `${values.length}`)
  }
  const axes = [width, height].map((length, i) => {
    const number = (name: string) => headerNumber(header, `${name}${i + 1}`, where)
    const [crpix, crval] = [number('CRPIX') ?? 0, number('CRVAL') ?? 0]
    const cdelt = number('CDELT') ?? 1
    if (cdelt === 0) throw unread(`CDELT${i + 1}`, where, 'another number than 0')
    return (at: number) => Math.min(length - 1, Math.max(0, (at - crval) / cdelt + crpix - 1))
  })
  return (fitsX: number, fitsY: number): number => {
    const [u, v] = [axes[0](fitsX), axes[1](fitsY)]
    if (Number.isNaN(u + v)) return Number.NaN
    const [i, j] = [Math.floor(u), Math.floor(v)]
    const [right, up] = [Math.min(i + 1, width - 1), Math.min(j + 1, height - 1)]
    const [a, b] = [u - i, v - j]
    const row = (y: number) => (1 - a) * values[y * width + i] + a * values[y * width + right]
    return (1 - b) * row(j) + b * row(up)
  }
}

function unread(what: string, where: string, expected: string, got?: string): InputError {
  return new InputError({
    what: `distortion ${what} cannot be read`,
    where,
    expected,
    ...(got !== undefined && { got }),
    remedy: 'use a drizzled mosaic (_drz or _drc), which has none',
  })
}
