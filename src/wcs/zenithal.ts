/**
 * The zenithal projections: the plane touches the native pole, and a point's distance R from it
 * depends on its native colatitude z alone. Calabretta & Greisen 2002 (A&A 395, 1077), section 5.1,
 * with R in radians:
 *
 *     TAN  tan z        SIN  sin z        STG  2 tan(z/2)        ARC  z        ZEA  2 sin(z/2)
 *
 * and the plane's x = R sin(phi), y = -R cos(phi) for native longitude phi (equations 12 and 13).
 */
import { DEGREE, type Vector } from './sphere.js'

export interface Zenithal {
  /**
   * Distance from the native pole in the plane, radians, for a colatitude in [0, pi]; NaN where
   * there is none.
   */
  readonly radius: (colatitude: number) => number
  /** The inverse of `radius`; NaN beyond the edge of the projection. */
  readonly colatitude: (radius: number) => number
}

/** By their code in CTYPE. */
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

/** Native direction of a point of the plane; x, y in degrees from the reference point. */
export function toNative({ colatitude }: Zenithal, x: number, y: number): Vector {
  const r = Math.hypot(x, y)
  if (r === 0) return [0, 0, 1]
  const z = colatitude(r * DEGREE)
  return [(-y / r) * Math.sin(z), (x / r) * Math.sin(z), Math.cos(z)]
}

/** Point of the plane for a native direction, degrees; NaN where the projection does not reach. */
export function toPlane({ radius }: Zenithal, [p, q, r]: Vector): readonly [number, number] {
  const sine = Math.hypot(p, q)
  if (sine === 0) return r > 0 ? [0, 0] : [Number.NaN, Number.NaN]
  const distance = radius(Math.atan2(sine, r)) / DEGREE
  return [(q / sine) * distance, (-p / sine) * distance]
}
