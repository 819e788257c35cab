/**
 * From the native sphere of a projection to the sky and back.
 *
 * Calabretta & Greisen 2002 (A&A 395, 1077), equations 2 and 5, written with unit vectors instead
 * of angles: near the native pole, where Hubble's fields are, an arc sine of the latitude would
 * lose half of the digits.
 */
import type { Sky } from './wcs.js'

/** Cartesian unit vector: towards longitude 0, towards longitude 90 degrees, towards the pole. */
export type Vector = readonly [number, number, number]

export interface Sphere {
  /** Right ascension in [0, 360) and declination, degrees. */
  toSky(native: Vector): Sky
  /** Right ascension (any turn) and declination in [-90, 90], degrees; NaN outside. */
  toNative(ra: number, dec: number): Vector
}

export const DEGREE = Math.PI / 180

/**
 * The rotation given by the native pole's place on the sky and the celestial pole's native
 * longitude.
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
