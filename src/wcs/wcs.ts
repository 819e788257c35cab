/**
 * Pixel <-> sky: the chain of Greisen & Calabretta 2002 (A&A 395, 1061) and Calabretta & Greisen
 * 2002 (A&A 395, 1077).
 *
 *     pixel - CRPIX  ->  SIP  ->  CD  ->  plane of projection  ->  native sphere  ->  sky
 *
 * FITS counts pixels from 1; here x and y are 0-based pixel centres, so that fitsX = x + 1.
 */

import { InputError } from '../errors.js'
import { celestialOf, refuseUnsupported } from './ctype.js'
import {
  determinant,
  inverse,
  type Matrix,
  numberOf,
  readLinear,
  textOf,
  times,
  type WcsHeader,
} from './linear.js'
import { readSip, type Sip } from './sip.js'
import {
  DEGREE,
  type Sky,
  type Sphere,
  sphere,
  toNative,
  toPlane,
  ZENITHAL,
  type Zenithal,
} from './zenithal.js'

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
  /** Side of the square with a pixel's area, at the reference point, without SIP. */
  readonly scaleArcsec: number
  /**
   * Position angle of +y at the reference point, degrees east of north in (-180, 180], without SIP.
   */
  readonly rotation: number
  /** Whether a SIP distortion is applied. */
  readonly isSip: boolean
  /** RADESYS, e.g. `ICRS` or `FK5`, or the standard's default; nothing is converted. */
  readonly frame: string
  /** Remarks for the user, e.g. SIP coefficients that CTYPE does not announce. */
  readonly notes: readonly string[]
}

/**
 * The WCS of an image header, or undefined where the first two axes are not right ascension and
 * declination.
 *
 * Reads TAN, SIN, STG, ARC and ZEA; CD, PC + CDELT or CROTA + CDELT; LONPOLE; SIP. The alternate
 * descriptions (keys A to Z) are not looked at. Absent CRPIX and CRVAL are 0, CDELT is 1 (the
 * standard's defaults).
 *
 * @param where the file and extension, for errors
 * @throws {@link InputError} for another projection, distortions other than SIP, a singular matrix
 * @example
 * const wcs = readWcs(hdu.header, 'a_drc.fits[SCI]')
 * wcs?.pixelToSky(0, 0) // { ra: 263.93..., dec: 4.83... } of the lower left pixel's centre
 */
export function readWcs(header: WcsHeader, where: string): Wcs | undefined {
  const celestial = celestialOf(header, where)
  if (celestial === undefined) return undefined
  const { axes, projection, saysSip } = celestial
  refuseUnsupported(header, where)
  const number = (keyword: string) => numberOf(header, keyword, where)
  const sip = readSip(header, where)
  const matrix = readLinear(header, axes, where)
  const ra = number(`CRVAL${axes.lng}`) ?? 0
  const dec = declination(number(`CRVAL${axes.lat}`) ?? 0, where)
  const lonPole = number('LONPOLE') ?? (dec === 90 ? 0 : 180)
  const crpix = [number('CRPIX1') ?? 0, number('CRPIX2') ?? 0] as const
  return {
    ...chain(crpix, sip, matrix, ZENITHAL[projection], sphere(ra, dec, lonPole)),
    scaleArcsec: Math.sqrt(Math.abs(determinant(matrix))) * 3600,
    rotation: positionAngle(matrix, lonPole),
    isSip: sip !== undefined,
    frame: frameOf(header, where),
    notes: sipNotes(sip !== undefined, saysSip).map((note) => `${where}: ${note}`),
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
 * The plane's (x, y) lies at native longitude atan2(x, -y); north is where that is LONPOLE, east 90
 * degrees less.
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

/** Calabretta & Greisen 2002, section 3.1: without RADESYS the equinox decides. */
function frameOf(header: WcsHeader, where: string): string {
  const told = textOf(header, 'RADESYS') ?? textOf(header, 'RADECSYS')
  if (told) return told.toUpperCase()
  const equinox = numberOf(header, 'EQUINOX', where) ?? numberOf(header, 'EPOCH', where)
  if (equinox === undefined) return 'ICRS'
  return equinox < 1984 ? 'FK4' : 'FK5'
}

/* Whether two images lie on one pixel grid, asked of the sky at their corners. */

/**
 * The sky at the centres of the four corner pixels, counter-clockwise from (0, 0).
 *
 * @example cornersOf(wcs, 520, 548) // the sky at (0, 0), (519, 0), (519, 547), (0, 547)
 */
export function cornersOf(wcs: Wcs, width: number, height: number): Sky[] {
  return cornerPixels(width, height).map(([x, y]) => wcs.pixelToSky(x, y))
}

/**
 * How far apart two descriptions of the same pixels are: the largest distance over the four
 * corners, in pixels of `a`, between a corner and the place where `a` sees the sky that `b` gives
 * to it. Infinity where a corner has no answer. Coordinates are compared as they are written; the
 * frames are not converted (ICRS and FK5 differ by about 0.02").
 *
 * @example
 * if (gridDifferencePx(f555w.wcs, f814w.wcs, width, height) > 0.1) ... // not on one grid
 */
export function gridDifferencePx(a: Wcs, b: Wcs, width: number, height: number): number {
  const distances = cornerPixels(width, height).map(([x, y]) => {
    const { ra, dec } = b.pixelToSky(x, y)
    const seen = a.skyToPixel(ra, dec)
    const distance = Math.hypot(seen.x - x, seen.y - y)
    return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance
  })
  return Math.max(...distances)
}

function cornerPixels(width: number, height: number): readonly (readonly [number, number])[] {
  const [right, top] = [width - 1, height - 1]
  return [
    [0, 0],
    [right, 0],
    [right, top],
    [0, top],
  ]
}
