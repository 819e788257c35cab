/**
 * From the plane of projection to the sky and back: the zenithal projections, and the rotation of
 * the native sphere.
 *
 * In a zenithal projection the plane touches the native pole, and the distance R of a point from it
 * depends only on the native colatitude z. Calabretta & Greisen 2002 (A&A 395, 1077), section 5.1,
 * with R in radians:
 *
 *     TAN  tan z        SIN  sin z        STG  2 tan(z/2)        ARC  z        ZEA  2 sin(z/2)
 *
 * The plane's x is R sin(phi) and y is -R cos(phi) for native longitude phi (equations 12 and 13).
 *
 * The rotation (equations 2 and 5) uses unit vectors instead of angles. Hubble's fields are near
 * the native pole, where an arc sine of the latitude would lose half of the digits.
 */

/** A zenithal projection. */
export interface Zenithal {
  /**
   * Distance from the native pole in the plane, radians, for a colatitude in [0, pi]; NaN if the
   * plane does not show it.
   */
  readonly radius: (colatitude: number) => number
  /** The inverse of `radius`; NaN beyond the edge of the projection. */
  readonly colatitude: (radius: number) => number
}

/** The projections by their code in CTYPE. */
export const ZENITHAL: Readonly<Record<string, Zenithal>> = {
  TAN: { radius: (z) => (z < Math.PI / 2 ? Math.tan(z) : Number.NaN), colatitude: Math.atan },
  SIN: { radius: (z) => (z <= Math.PI / 2 ? Math.sin(z) : Number.NaN), colatitude: Math.asin },
  STG: {
    radius: (z) => (z < Math.PI ? 2 * Math.tan(z / 2) : Number.NaN),
    colatitude: (r) => 2 * Math.atan(r / 2),
  },
  ARC: { radius: (z) => z, colatitude: (r) => (r <= Math.PI ? r : Number.NaN) },
  ZEA: { radius: (z) => 2 * Math.sin(z / 2), colatitude: (r) => 2 * Math.asin(r / 2) },
}

/** Native direction of a point in the plane. x and y are in degrees, from the reference point. */
export function toNative({ colatitude }: Zenithal, x: number, y: number): Vector {
  const r = Math.hypot(x, y)
  if (r === 0) return [0, 0, 1]
  const z = colatitude(r * DEGREE)
  return [(-y / r) * Math.sin(z), (x / r) * Math.sin(z), Math.cos(z)]
}

/** Point in the plane for a native direction, degrees; NaN where the projection does not reach. */
export function toPlane({ radius }: Zenithal, [p, q, r]: Vector): readonly [number, number] {
  const sine = Math.hypot(p, q)
  if (sine === 0) return r > 0 ? [0, 0] : [Number.NaN, Number.NaN]
  const distance = radius(Math.atan2(sine, r)) / DEGREE
  return [(q / sine) * distance, (-p / sine) * distance]
}

/**
 * Unit vector with components towards longitude 0, towards longitude 90 degrees, towards the pole.
 */
export type Vector = readonly [number, number, number]

/** The rotation between the native sphere and the sky. */
export interface Sphere {
  /** Right ascension in [0, 360) and declination, degrees. */
  toSky(native: Vector): Sky
  /** Right ascension (any turn) and declination in [-90, 90], degrees; NaN outside. */
  toNative(ra: number, dec: number): Vector
}

/** Radians per degree. */
export const DEGREE = Math.PI / 180

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

/** A position on the sky, degrees. */
export interface Sky {
  /** Right ascension in [0, 360). */
  ra: number
  /** Declination in [-90, 90]. */
  dec: number
}
