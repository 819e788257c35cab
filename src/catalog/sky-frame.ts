/**
 * The frame of the sky positions of a catalogue, and how they become ICRS. The user goes before the
 * file, what the file says of the columns before what their names say, and these before what the
 * file says of the whole table. Where nothing says it, the frame is that of the mosaics.
 */
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import {
  type Column,
  type EcsvMeta,
  type EcsvMetaValue,
  type StatedFrame,
  type Table,
  Tagged,
} from '../tables/index.js'
import { degreesApart, frameNamed, frameSaid, frameTurn, type SkyFrame } from '../wcs/index.js'
import { askedFrame } from './asked-frame.js'
import type { SkyLayout } from './known-columns.js'

/** A frame, and who says it. */
export interface KnownFrame {
  readonly frame: SkyFrame
  readonly by: string
}

/** Names that say J2000 mean ICRS or FK5, which differ by 0.02 arcsec: then the mosaics tell. */
const J2000: SkyFrame = { system: 'FK5', equinox: 2000 }

/**
 * The frame of two columns.
 *
 * @param asked what the user says
 * @param ofMosaics the frame of the mosaics' own coordinates
 * @returns a text for a frame that is not turned here, such as an ecliptic one
 */
export function frameOfColumns(
  table: Table,
  pair: readonly Column[],
  { says }: SkyLayout,
  { asked, ofMosaics }: { asked?: string; ofMosaics?: SkyFrame },
  notes: Notes,
): KnownFrame | string {
  if (asked !== undefined) return { frame: askedFrame(asked), by: 'as asked' }
  const names = pair.map(({ name }) => name).join(', ')
  const stated = pair.map(ofColumn).find((one) => one) ?? serialized(table, pair[0])
  const named = says === 'B1950' ? frameNamed('FK4') : says && frameNamed(says)
  if (stated) {
    const frame = frameNamed(stated.system, stated.equinox)
    if (!frame) return `frame ${statedText(stated)}`
    if (named && says !== 'J2000' && frame.system !== named.system) {
      notes.doubt(`${names}: ${frameSaid(frame)} by the file, although the names say ${says}`)
    }
    return { frame, by: 'as the file says' }
  }
  if (named && says !== 'J2000') return { frame: named, by: 'by their names' }
  const whole = ofTable(table)
  if (whole) {
    const frame = frameNamed(whole.system, whole.equinox)
    if (frame && frame.system !== 'GALACTIC') return { frame, by: 'as the file says' }
    if (!frame) return `frame ${statedText(whole)}`
  }
  const own = ofMosaics ?? { system: 'ICRS' }
  const isOwn = own.system === 'ICRS' || (own.system === 'FK5' && own.equinox === J2000.equinox)
  if (says === 'J2000') return { frame: isOwn ? own : { system: 'ICRS' }, by: 'by their names' }
  if (own.system === 'GALACTIC')
    return { frame: { system: 'ICRS' }, by: 'since nothing else is said' }
  if (!isOwn) {
    notes.doubt(
      `nothing says the frame of ${names}: they are taken in that of the mosaics, ` +
        `${frameSaid(own)}; --frame icrs or another says it`,
    )
  }
  return { frame: own, by: 'as the mosaics are' }
}

/**
 * Turns places to ICRS where they stand.
 *
 * @param notes gets a line that says from which frame, and how far the farthest went
 */
export function turnToIcrs(
  { x, y }: { readonly x: Float64Array; readonly y: Float64Array },
  names: readonly string[],
  { frame, by }: KnownFrame,
  notes: Notes,
): void {
  if (frame.system === 'ICRS') return
  const { toIcrs } = frameTurn(frame)
  let farthest = 0
  for (const row of x.keys()) {
    const icrs = toIcrs(x[row], y[row])
    if (frame.system !== 'GALACTIC') {
      const far = degreesApart({ ra: x[row], dec: y[row] }, icrs)
      if (far > farthest) farthest = far
    }
    x[row] = icrs.ra
    y[row] = icrs.dec
  }
  const how = frame.system === 'GALACTIC' ? '' : ` (${by}), by up to ${angleSaid(farthest)}`
  notes.say(`${names.join(', ')}: ${frameSaid(frame)}, turned to ICRS${how}`)
}

/** For columns that are in a frame that is not turned here. */
export function otherFrame(table: Table, names: string, got: string): InputError {
  return new InputError({
    what: `columns ${names} are in a frame that is not read`,
    where: table.meta.source,
    expected: 'ICRS, FK5, FK4 or galactic',
    got,
    remedy: 'convert them to ICRS, or say with --frame what they are',
  })
}

/** @example angleSaid(0.64) // '0.64 deg' */
function angleSaid(degrees: number): string {
  const arcsec = degrees * 3600
  if (arcsec < 1) return `${Number((arcsec * 1000).toPrecision(2))} mas`
  return arcsec < 100 ? `${Number(arcsec.toPrecision(2))} arcsec` : `${degrees.toPrecision(2)} deg`
}

function statedText({ system, equinox }: StatedFrame): string {
  return equinox === undefined ? system : `${system} ${equinox}`
}

function ofColumn({ frame, attributes = {} }: Column): StatedFrame | undefined {
  return frame ?? statedIn(attributes, ['frame'], ['equinox'])
}

function ofTable({ meta: { frame, attributes = {} } }: Table): StatedFrame | undefined {
  return frame ?? statedIn(attributes, ['RADESYS', 'RADECSYS', 'frame'], ['EQUINOX', 'equinox'])
}

function statedIn(
  meta: EcsvMeta,
  systems: readonly string[],
  equinoxes: readonly string[],
): StatedFrame | undefined {
  const system = systems.map((key) => meta[key]).find((value) => typeof value === 'string')
  if (system === undefined) return undefined
  const equinox = equinoxes.map((key) => yearIn(meta[key])).find((year) => year !== undefined)
  return { system, ...(equinox !== undefined && { equinox }) }
}

/** A year, or a `Time` of astropy: a Julian day in two parts. */
function yearIn(value: EcsvMetaValue | undefined): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return `${value}`
  const { jd1, jd2 = 0 } = (value instanceof Tagged && mapIn(value.value)) || {}
  if (typeof jd1 !== 'number' || typeof jd2 !== 'number') return undefined
  return `J${(2000 + (jd1 - 2_451_545 + jd2) / 365.25).toFixed(9)}`
}

/** What astropy writes of a SkyCoord: `__serialized_columns__: {sky: {frame: fk5, ...}}`. */
function serialized({ meta }: Table, { name }: Column): StatedFrame | undefined {
  const all = meta.attributes?.__serialized_columns__
  const own = mapIn(all)?.[name.split('.')[0]]
  return mapIn(own) && statedIn(mapIn(own)!, ['frame'], ['equinox'])
}

function mapIn(value: unknown): EcsvMeta | undefined {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isMap ? (value as EcsvMeta) : undefined
}
