/**
 * Pixel <-> sky: the chain of Greisen & Calabretta 2002 (A&A 395, 1061) and Calabretta & Greisen
 * 2002 (A&A 395, 1077).
 *
 *     pixel  ->  tables, SIP  ->  CD  ->  TPV, TNX  ->  projection  ->  native sphere  ->  sky
 *
 * FITS counts pixels from 1; here x and y are 0-based pixel centres, so that fitsX = x + 1.
 */
import { InputError } from '../errors.js'
import {
  atan2d,
  cosd,
  direction,
  type Pair,
  type Parameters,
  PROJECTIONS,
  type Projection,
  sind,
} from '../projections/index.js'
import { type Celestial, celestialOf, refuseParameters, refuseUnsupported } from './ctype.js'
import { type FrameTurn, frameNamed, frameTurn, type SkyFrame } from './frames.js'
import { headerNumber, headerText, type WcsHeader } from './keywords.js'
import { determinant, inverse, type Matrix, readLinear, times } from './linear.js'
import { type LookupTables, readLookups } from './lookup-table.js'
import { type PixelDistortion, pixelDistortion } from './pixel-distortion.js'
import type { PlaneDistortion } from './plane-distortion.js'
import { readReference } from './reference.js'
import { readSip } from './sip.js'
import { nativePole, type Reference, type Sky, type Sphere, sphere } from './sphere.js'
import { readWat, type WatDistortion } from './tnx.js'
import { readTpv } from './tpv.js'

/** A position in the image: 0-based, an integer is a pixel's centre. */
export interface Pixel {
  x: number
  y: number
}

/** The celestial coordinates of an image. */
export interface Wcs {
  /** The sky at a pixel, inside the image or not; NaN where the projection has no sky. */
  pixelToSky(x: number, y: number): Sky
  /** The pixel of a direction in degrees; NaN outside the projection, as behind TAN's plane. */
  skyToPixel(ra: number, dec: number): Pixel
  /**
   * Pixel scale, arcsec: the side of a square with a pixel's area at the reference point, without
   * SIP.
   */
  readonly scaleArcsec: number
  /**
   * Position angle of +y at the reference point, degrees from north to east in (-180, 180], without
   * SIP.
   */
  readonly rotation: number
  /** Whether a SIP distortion is applied. */
  readonly isSip: boolean
  /** RADESYS, e.g. `ICRS` or `FK5`, or the standard's default; `ICRS` where it is turned to it. */
  readonly frame: string
  /** The frame of the header's own numbers, where it is one that can be turned to ICRS. */
  readonly headerFrame?: SkyFrame | undefined
  /** Remarks for the user, e.g. SIP coefficients that CTYPE does not announce. */
  readonly notes: readonly string[]
}

/** What a WCS needs beside its header. */
export interface WcsOptions {
  /** The images D2IMARR and WCSDVARR of the file, which Hubble's headers name. */
  readonly tables?: LookupTables
  /**
   * Whether FK5 and FK4 are turned to ICRS; default: false, as in astropy's `wcs_pix2world`.
   * Galactic longitude and latitude always are.
   */
  readonly icrs?: boolean
}

/**
 * The WCS of an image header, or undefined if the first two axes are neither right ascension and
 * declination nor galactic longitude and latitude, which become ICRS.
 *
 * It reads all projections of Calabretta & Greisen (2002) and HPX; CD, PC with CDELT or CROTA with
 * CDELT; LONPOLE, LATPOLE and PV; SIP, TPV, TNX, ZPX and Hubble's tables. It does not read further
 * descriptions (keys A to Z). Without a keyword, CRPIX and CRVAL are 0 and CDELT is 1, as the
 * standard says.
 *
 * @param where the file and extension, for errors
 * @throws InputError for another projection, another distortion, a singular matrix
 * @example
 * const wcs = readWcs(hdu.header, 'a_drc.fits[SCI]')
 * wcs?.pixelToSky(0, 0) // { ra: 263.93..., dec: 4.83... } of the lower left pixel's centre
 */
export function readWcs(
  header: WcsHeader,
  where: string,
  { tables, icrs = false }: WcsOptions = {},
): Wcs | undefined {
  const celestial = celestialOf(header, where)
  if (celestial === undefined) return undefined
  const { axes, saysSip, plane } = celestial
  const isTpv = plane === 'TPV'
  refuseUnsupported(header, where)
  refuseParameters(header, celestial, where)
  const number = (keyword: string) => headerNumber(header, keyword, where)
  const crpix = [number('CRPIX1') ?? 0, number('CRPIX2') ?? 0] as const
  const sip = readSip(header, where)
  const pixels = pixelDistortion(sip, readLookups(header, tables, where), crpix)
  const matrix = readLinear(header, axes, where)
  const wat = plane === 'TNX' || plane === 'ZPX' ? readWat(header, axes, where) : undefined
  const projection = projectionOf(header, celestial, wat, where)
  const reference = readReference(header, axes, { theta0: projection.theta0, isTpv }, where)
  const onSky = sphere(...nativePole(reference, where), reference.lonPole)
  const frame = frameOf(header, celestial, where)
  const isTurned = frame.known?.system === 'GALACTIC' || (icrs && frame.known !== undefined)
  const steps: Steps = {
    ...{ crpix, matrix, pixels, onSky },
    turn: isTurned && frame.known?.system !== 'ICRS' ? frameTurn(frame.known!) : undefined,
    plane: isTpv ? readTpv(header, axes, where) : wat?.distortion,
    projection: isTpv ? projection : movedTo(projection, reference, header, celestial, where),
  }
  const notes = [
    ...sipNotes(sip !== undefined, saysSip),
    ...(isTurned ? turnNotes(frame.known!) : frameNotes(frame)),
  ]
  return {
    ...chain(steps),
    scaleArcsec: Math.sqrt(Math.abs(determinant(matrix))) * 3600,
    rotation: positionAngle(steps, reference),
    isSip: sip !== undefined,
    frame: steps.turn ? 'ICRS' : frame.name,
    headerFrame: frame.known,
    notes: notes.map((note) => `${where}: ${note}`),
  }
}

function projectionOf(
  header: WcsHeader,
  { projection, axes, plane }: Celestial,
  wat: WatDistortion | undefined,
  where: string,
): Projection {
  const nameOf = (m: number) => (plane === 'ZPX' ? `projp${m}` : `PV${axes.lat}_${m}`)
  const value = (m: number) =>
    plane === 'ZPX' ? wat?.projp.get(m) : headerNumber(header, nameOf(m), where)
  const parameters: Parameters = Object.assign(value, { nameOf, where })
  return PROJECTIONS[projection](parameters)
}

/** Our places and those of wcslib differ there, and which are right is not known. */
function movedHealpix(axis: number, where: string): InputError {
  return new InputError({
    what: `a plane of HPX that is moved (PV${axis}_0)`,
    where,
    remedy: 'write the image with the reference point of the projection itself',
  })
}

/** PVi_0 of the axis of longitude moves the plane's origin to the reference point. */
function movedTo(
  projection: Projection,
  { native }: Reference,
  header: WcsHeader,
  { axes, projection: code }: Celestial,
  where: string,
): Projection {
  if (!headerNumber(header, `PV${axes.lng}_0`, where)) return projection
  if (code === 'HPX') throw movedHealpix(axes.lng, where)
  const [x0, y0] = projection.toPlane(direction(...native))
  return {
    ...projection,
    toNative: (x, y) => projection.toNative(x + x0, y + y0),
    toPlane: (at) => {
      const [x, y] = projection.toPlane(at)
      return [x - x0, y - y0]
    },
  }
}

function sipNotes(isSip: boolean, saysSip: boolean): string[] {
  if (isSip === saysSip) return []
  if (saysSip) return ['CTYPE ends in -SIP but there are no SIP coefficients; none are applied']
  return [
    'SIP coefficients are applied although CTYPE does not end in -SIP; ' +
      'remove them from the header if the image is drizzled',
  ]
}

/** All steps from pixels to the sky. */
interface Steps {
  readonly crpix: Pair
  readonly pixels: PixelDistortion | undefined
  readonly matrix: Matrix
  readonly plane: PlaneDistortion | undefined
  readonly projection: Projection
  readonly onSky: Sphere
  /** From the header's frame to ICRS, where it is turned. */
  readonly turn: FrameTurn | undefined
}

function chain(steps: Steps): Pick<Wcs, 'pixelToSky' | 'skyToPixel'> {
  const { crpix, pixels, matrix, plane, projection, onSky, turn } = steps
  const [crpix1, crpix2] = crpix
  const back = inverse(matrix)
  return {
    pixelToSky(x, y) {
      const [u, v] = [x + 1 - crpix1, y + 1 - crpix2]
      const linear = times(matrix, ...(pixels ? pixels.undistort(u, v) : ([u, v] as const)))
      const sky = onSky.toSky(projection.toNative(...(plane ? plane.undistort(...linear) : linear)))
      return turn ? turn.toIcrs(sky.ra, sky.dec) : sky
    },
    skyToPixel(ra, dec) {
      const at = turn ? turn.fromIcrs(ra, dec) : { ra, dec }
      const point = projection.toPlane(onSky.toNative(at.ra, at.dec))
      const [U, V] = times(back, ...(plane ? plane.distort(...point) : point))
      const [u, v] = pixels ? pixels.distort(U, V) : [U, V]
      return { x: u + crpix1 - 1, y: v + crpix2 - 1 }
    },
  }
}

/**
 * At the native pole the plane's (x, y) is at native longitude atan2(x, -y). North has the native
 * longitude LONPOLE, east 90 degrees less. Elsewhere it is measured along a short step of +y.
 */
function positionAngle(steps: Steps, { native, lonPole }: Reference): number {
  const [[, x], [, y]] = steps.matrix
  if (native[1] === 90 && !steps.turn) return halfTurn(lonPole - Math.atan2(x, -y) * DEGREES)
  const { pixelToSky } = chain({ ...steps, crpix: [1, 1], pixels: undefined, plane: undefined })
  const from = pixelToSky(0, 0)
  const to = pixelToSky(0, STEP_DEGREES / Math.hypot(x, y))
  const a = to.ra - from.ra
  const east = cosd(to.dec) * sind(a)
  const north = sind(to.dec) * cosd(from.dec) - cosd(to.dec) * sind(from.dec) * cosd(a)
  return halfTurn(atan2d(east, north))
}

/** Degrees per radian. */
const DEGREES = 180 / Math.PI
/** So far on the sky a position angle is measured. */
const STEP_DEGREES = 1e-5

/** An angle in (-180, 180]. */
function halfTurn(angle: number): number {
  const turned = angle - 360 * Math.ceil((angle - 180) / 360)
  // Rounding may leave -180, or a hair above 180.
  return turned > -180 && turned <= 180 ? turned : 180
}

interface Frame {
  readonly name: string
  readonly equinox: number | undefined
  /** The frame, if it is one that can be turned. */
  readonly known: SkyFrame | undefined
}

/** Without RADESYS the equinox decides (Calabretta & Greisen 2002, section 3.1). */
function frameOf(header: WcsHeader, { isGalactic }: Celestial, where: string): Frame {
  if (isGalactic) return { name: 'ICRS', equinox: undefined, known: { system: 'GALACTIC' } }
  const told = headerText(header, 'RADESYS') ?? headerText(header, 'RADECSYS')
  const equinox = headerNumber(header, 'EQUINOX', where) ?? headerNumber(header, 'EPOCH', where)
  const usual = equinox === undefined ? 'ICRS' : equinox < 1984 ? 'FK4' : 'FK5'
  const name = told?.toUpperCase() ?? usual
  return { name, equinox, known: frameNamed(name, equinox) }
}

/** Whoever asks for ICRS says himself what was turned, once for all of his images. */
function turnNotes({ system }: SkyFrame): string[] {
  return system === 'GALACTIC' ? ['galactic longitude and latitude are turned to ICRS'] : []
}

/** ICRS and FK5 of 2000 differ by about 0.02 arcsec; others by up to half a degree and more. */
function frameNotes({ name, equinox = name.startsWith('FK4') ? 1950 : 2000 }: Frame): string[] {
  if (name === 'ICRS' || (name === 'FK5' && equinox === 2000)) return []
  const frame = name === 'FK5' || name.startsWith('FK4') ? `${name}, equinox ${equinox}` : name
  return [
    `the sky coordinates are ${frame}, and nothing is converted: ` +
      'right ascension and declination of a catalogue must be of this frame too',
  ]
}
