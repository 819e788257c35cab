/**
 * The rotation between the native sphere of a projection and the sky (Calabretta & Greisen 2002,
 * A&A 395, 1077, section 2).
 *
 * The rotation (equations 2 and 5) uses unit vectors instead of angles. Hubble's fields are near
 * the native pole, where an arc sine of the latitude would lose half of the digits.
 */
import { InputError } from '../errors.js'
import { atan2d, cosd, DEGREE, type Pair, sind, type Vector } from '../projections/index.js'

/** The rotation between the native sphere and the sky. */
export interface Sphere {
  /** Right ascension in [0, 360) and declination, degrees. */
  toSky(native: Vector): Sky
  /** Right ascension (any turn) and declination in [-90, 90], degrees; NaN outside. */
  toNative(ra: number, dec: number): Vector
}

/** A position on the sky, degrees. */
export interface Sky {
  /** Right ascension in [0, 360). */
  ra: number
  /** Declination in [-90, 90]. */
  dec: number
}

/**
 * The rotation for a place of the native pole on the sky and a native longitude of the celestial
 * pole.
 *
 * @param raPole right ascension of the native pole, degrees: CRVAL of a zenithal projection
 * @param decPole its declination, degrees
 * @param lonPole native longitude of the celestial pole, degrees: LONPOLE
 */
export function sphere(raPole: number, decPole: number, lonPole: number): Sphere {
  const [sinDec, cosDec] = [Math.sin(decPole * DEGREE), Math.cos(decPole * DEGREE)]
  const [sinLon, cosLon] = [Math.sin(lonPole * DEGREE), Math.cos(lonPole * DEGREE)]
  return {
    toSky([p, q, r]) {
      const [a, b] = [p * cosLon + q * sinLon, q * cosLon - p * sinLon]
      const [x, y, z] = [r * cosDec - a * sinDec, -b, r * sinDec + a * cosDec]
      const ra = raPole + Math.atan2(y, x) / DEGREE
      return { ra: ((ra % 360) + 360) % 360, dec: Math.atan2(z, Math.hypot(x, y)) / DEGREE }
    },
    toNative(ra, dec) {
      const delta = Math.abs(dec) <= 90 ? dec * DEGREE : Number.NaN
      const alpha = (ra - raPole) * DEGREE
      const [x, z] = [Math.cos(delta) * Math.cos(alpha), Math.sin(delta)]
      const [a, b] = [z * cosDec - x * sinDec, -Math.cos(delta) * Math.sin(alpha)]
      return [a * cosLon - b * sinLon, a * sinLon + b * cosLon, x * cosDec + z * sinDec]
    },
  }
}

/** What a header says of its reference point and of the poles, degrees. */
export interface Reference {
  /** CRVAL: longitude and latitude of the reference point. */
  readonly sky: Pair
  /** Its native longitude and latitude. */
  readonly native: Pair
  /** LONPOLE: native longitude of the celestial pole. */
  readonly lonPole: number
  /** LATPOLE: which of two latitudes of the native pole is meant, the nearer one. */
  readonly latPole: number
}

/** Latitudes may be this much beyond the sphere, by rounding; degrees. */
const TOLERANCE = 1e-10

/**
 * Longitude and latitude of the native pole on the sky, degrees (section 2.4, equations 8 to 10).
 *
 * @throws InputError if no place of the pole fits
 */
export function nativePole(reference: Reference, where: string): Pair {
  const { sky, native, lonPole } = reference
  if (native[1] === 90) return sky
  const latitude = poleLatitude(reference, where)
  const [sinSky, cosSky] = [sind(sky[1]), cosd(sky[1])]
  const z = cosd(latitude) * cosSky
  const turn = lonPole - native[0]
  if (Math.abs(z) < TOLERANCE) {
    if (Math.abs(cosSky) < TOLERANCE) return [sky[0], latitude]
    return [latitude > 0 ? sky[0] + turn - 180 : sky[0] - turn, latitude]
  }
  const x = (sind(native[1]) - sind(latitude) * sinSky) / z
  const y = (sind(turn) * cosd(native[1])) / cosSky
  return [sky[0] - atan2d(y, x), latitude]
}

/** Equation 8 has up to two solutions on the sphere. */
function poleLatitude({ sky, native, lonPole, latPole }: Reference, where: string): number {
  const turn = lonPole - native[0]
  const [x, y] = [cosd(native[1]) * cosd(turn), sind(native[1])]
  const length = Math.hypot(x, y)
  if (length === 0) {
    if (sky[1] !== 0) throw noPole(where, sky[1], lonPole)
    return Math.min(90, Math.max(-90, latPole))
  }
  const cosine = sind(sky[1]) / length
  if (Math.abs(cosine) > 1 + TOLERANCE) throw noPole(where, sky[1], lonPole)
  const middle = turn === 0 ? native[1] : atan2d(y, x)
  // The arc cosine of `cosine`, in a form that loses no digits where it is near 1 or -1.
  const across = cosd(native[1]) * sind(turn)
  const square = (cosd(sky[1]) - across) * (cosd(sky[1]) + across)
  const apart = turn === 0 ? 90 - sky[1] : atan2d(Math.sqrt(Math.max(0, square)), sind(sky[1]))
  const solutions = [middle - apart, middle + apart]
    .map((angle) => angle - 360 * Math.round(angle / 360))
    .filter((angle) => Math.abs(angle) < 90 + TOLERANCE)
    .sort((a, b) => Math.abs(a - latPole) - Math.abs(b - latPole))
  if (solutions.length === 0) throw noPole(where, sky[1], lonPole)
  return Math.min(90, Math.max(-90, solutions[0]))
}

function noPole(where: string, latitude: number, lonPole: number): InputError {
  return new InputError({
    what: 'CRVAL, LONPOLE and LATPOLE fit no place of the pole',
    where,
    expected: 'a LONPOLE that leaves a pole on the sky',
    got: `${lonPole}, with the reference point at latitude ${latitude}`,
    remedy: 'correct LONPOLE or CRVAL in the header',
  })
}
