/**
 * Pixel <-> sky: the chain of Greisen & Calabretta 2002 (A&A 395, 1061) and Calabretta & Greisen
 * 2002 (A&A 395, 1077).
 *
 *     pixel - CRPIX  ->  SIP  ->  CD  ->  plane of projection  ->  native sphere  ->  sky
 *
 * FITS counts pixels from 1; here x and y are 0-based pixel centres, so that fitsX = x + 1.
 */
import { InputError } from '../errors.js'
import { celestialOf, lonPoleOf, refuseUnsupported } from './ctype.js'
import { headerNumber, headerText, type WcsHeader } from './keywords.js'
import { determinant, inverse, type Matrix, readLinear, times } from './linear.js'
import {
  DEGREE,
  type Sky,
  type Sphere,
  sphere,
  toNative,
  toPlane,
  ZENITHAL,
  type Zenithal,
} from './projection.js'
import { readSip, type Sip } from './sip.js'

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
  /** RADESYS, e.g. `ICRS` or `FK5`, or the standard's default. Nothing is converted. */
  readonly frame: string
  /** Remarks for the user, e.g. SIP coefficients that CTYPE does not announce. */
  readonly notes: readonly string[]
}

/**
 * The WCS of an image header, or undefined if the first two axes are not right ascension and
 * declination.
 *
 * It reads TAN, SIN, STG, ARC and ZEA; CD, PC with CDELT or CROTA with CDELT; LONPOLE; SIP. It does
 * not read alternate descriptions (keys A to Z). Without a keyword, CRPIX and CRVAL are 0 and CDELT
 * is 1, as the standard says.
 *
 * @param where the file and extension, for errors
 * @throws InputError for another projection, a distortion other than SIP, a singular matrix
 * @example
 * const wcs = readWcs(hdu.header, 'a_drc.fits[SCI]')
 * wcs?.pixelToSky(0, 0) // { ra: 263.93..., dec: 4.83... } of the lower left pixel's centre
 */
export function readWcs(header: WcsHeader, where: string): Wcs | undefined {
  const celestial = celestialOf(header, where)
  if (celestial === undefined) return undefined
  const { axes, projection, saysSip } = celestial
  refuseUnsupported(header, where)
  const number = (keyword: string) => headerNumber(header, keyword, where)
  const sip = readSip(header, where)
  const matrix = readLinear(header, axes, where)
  const ra = number(`CRVAL${axes.lng}`) ?? 0
  const dec = declination(number(`CRVAL${axes.lat}`) ?? 0, where)
  const lonPole = lonPoleOf(header, axes, dec, where)
  const frame = frameOf(header, where)
  const crpix = [number('CRPIX1') ?? 0, number('CRPIX2') ?? 0] as const
  return {
    ...chain(crpix, sip, matrix, ZENITHAL[projection], sphere(ra, dec, lonPole)),
    scaleArcsec: Math.sqrt(Math.abs(determinant(matrix))) * 3600,
    rotation: positionAngle(matrix, lonPole),
    isSip: sip !== undefined,
    frame: frame.name,
    notes: [...sipNotes(sip !== undefined, saysSip), ...frameNotes(frame)].map(
      (note) => `${where}: ${note}`,
    ),
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

function chain(
  [crpix1, crpix2]: readonly [number, number],
  sip: Sip | undefined,
  matrix: Matrix,
  zenithal: Zenithal,
  onSky: Sphere,
): Pick<Wcs, 'pixelToSky' | 'skyToPixel'> {
  const back = inverse(matrix)
  return {
    pixelToSky(x, y) {
      const [u, v] = [x + 1 - crpix1, y + 1 - crpix2]
      const [px, py] = times(matrix, ...(sip ? sip.undistort(u, v) : ([u, v] as const)))
      return onSky.toSky(toNative(zenithal, px, py))
    },
    skyToPixel(ra, dec) {
      const [U, V] = times(back, ...toPlane(zenithal, onSky.toNative(ra, dec)))
      const [u, v] = sip ? sip.distort(U, V) : [U, V]
      return { x: u + crpix1 - 1, y: v + crpix2 - 1 }
    },
  }
}

/**
 * The plane's (x, y) is at native longitude atan2(x, -y). North has the native longitude LONPOLE,
 * east 90 degrees less.
 */
function positionAngle([[, x], [, y]]: Matrix, lonPole: number): number {
  const angle = lonPole - Math.atan2(x, -y) / DEGREE
  const turned = angle - 360 * Math.ceil((angle - 180) / 360)
  // Rounding may leave -180, or a hair above 180.
  return turned > -180 && turned <= 180 ? turned : 180
}

function declination(crval: number, where: string): number {
  if (Math.abs(crval) <= 90) return crval
  throw new InputError({
    what: 'invalid declination of the reference point',
    where,
    expected: '-90 to 90 degrees',
    got: String(crval),
    remedy: 'correct CRVAL in the header',
  })
}

interface Frame {
  readonly name: string
  readonly equinox: number | undefined
}

/** Without RADESYS the equinox decides (Calabretta & Greisen 2002, section 3.1). */
function frameOf(header: WcsHeader, where: string): Frame {
  const told = headerText(header, 'RADESYS') ?? headerText(header, 'RADECSYS')
  const equinox = headerNumber(header, 'EQUINOX', where) ?? headerNumber(header, 'EPOCH', where)
  if (told) return { name: told.toUpperCase(), equinox }
  if (equinox === undefined) return { name: 'ICRS', equinox }
  return { name: equinox < 1984 ? 'FK4' : 'FK5', equinox }
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
