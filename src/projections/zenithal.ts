/**
 * Zenithal projections whose map is the same all around: the plane touches the native pole, and the
 * distance R of a point from it depends only on the native colatitude z. Calabretta & Greisen 2002
 * (A&A 395, 1077), section 5.1, with R in radians:
 *
 *     TAN  tan z        SIN  sin z        STG  2 tan(z/2)        ARC  z        ZEA  2 sin(z/2)
 *     ZPN  P0 + P1 z + P2 z^2 + ...
 *     AIR  -2 (ln(cos a) / tan a + ln(cos b) / tan(b)^2 tan a)   a = z/2, b = (90 - PV1)/2
 *
 * The plane's x is R sin(phi) and y is -R cos(phi) for native longitude phi (equations 12 and 13).
 */
import { DEGREE, type Pair, type Vector } from './angles.js'
import {
  noProjection,
  type Parameters,
  type Projection,
  type ProjectionMaker,
} from './projection.js'
import { rootOf } from './root.js'

/** How far a colatitude is from the native pole in the plane, and back; radians. */
interface Radial {
  /** For a colatitude in [0, pi]; NaN if the plane does not show it. */
  readonly radius: (colatitude: number) => number
  /** The inverse; NaN beyond the edge of the projection. */
  readonly colatitude: (radius: number) => number
}

const PLAIN: Readonly<Record<string, Radial>> = {
  TAN: { radius: (z) => (z < Math.PI / 2 ? Math.tan(z) : Number.NaN), colatitude: Math.atan },
  SIN: { radius: (z) => (z <= Math.PI / 2 ? Math.sin(z) : Number.NaN), colatitude: Math.asin },
  STG: {
    radius: (z) => (z < Math.PI ? 2 * Math.tan(z / 2) : Number.NaN),
    colatitude: (r) => 2 * Math.atan(r / 2),
  },
  ARC: { radius: (z) => z, colatitude: (r) => (r <= Math.PI ? r : Number.NaN) },
  ZEA: { radius: (z) => 2 * Math.sin(z / 2), colatitude: (r) => 2 * Math.asin(r / 2) },
}

/** TAN, STG, ARC, ZEA and SIN without a slant. */
export function plainZenithal(code: string): Projection {
  return zenithal(PLAIN[code])
}

function zenithal({ radius, colatitude }: Radial): Projection {
  return {
    theta0: 90,
    toNative(x, y): Vector {
      const r = Math.hypot(x, y)
      if (r === 0) {
        const z = colatitude(0)
        return z === 0 ? [0, 0, 1] : [Math.sin(z), 0, Math.cos(z)]
      }
      const z = colatitude(r * DEGREE)
      return [(-y / r) * Math.sin(z), (x / r) * Math.sin(z), Math.cos(z)]
    },
    toPlane([p, q, r]): Pair {
      const sine = Math.hypot(p, q)
      const distance = radius(Math.atan2(sine, r)) / DEGREE
      if (sine > 0) return [(q / sine) * distance, (-p / sine) * distance]
      // The pole has no longitude; that of 0 is taken.
      if (distance === 0) return [0, 0]
      return r > 0 ? [0, -distance] : [Number.NaN, Number.NaN]
    },
  }
}

/** So many coefficients a polynomial of ZPN can have: PVi_0 to PVi_29. */
const N_COEFFICIENTS = 30
/** R may differ from its ends by rounding. */
const TOLERANCE = 1e-13

/**
 * ZPN: R is a polynomial in z, up to where it stops to rise.
 *
 * @throws InputError if it does not rise at the pole
 */
export const zpn: ProjectionMaker = (parameters) => {
  const all = Array.from({ length: N_COEFFICIENTS }, (_, m) => parameters(m) ?? 0)
  const c = all.slice(0, all.findLastIndex((value) => value !== 0) + 1)
  const value = (z: number) => c.reduceRight((sum, term) => sum * z + term, 0)
  const slope = (z: number) => c.reduceRight((sum, term, m) => (m ? sum * z + m * term : sum), 0)
  if (!(slope(0) > 0)) throw noProjection(parameters, 1, 'a polynomial of ZPN with PV_1 above 0')
  const end = turningPoint(slope)
  const [least, most] = [value(0), value(end)]
  return zenithal({
    radius: (z) => (z <= end ? value(z) : Number.NaN),
    colatitude: (r) => {
      if (Math.abs(r - least) <= TOLERANCE) return 0
      if (r > most && r <= most + TOLERANCE) return end
      return rootOf((z) => value(z) - r, 0, end)
    },
  })
}

/** The colatitude at which a polynomial with this slope stops to rise, at most pi. */
function turningPoint(slope: (z: number) => number): number {
  for (let degrees = 1; degrees <= 180; degrees++) {
    const z = degrees * DEGREE
    if (slope(z) <= 0) return rootOf((at) => -slope(at), z - DEGREE, z)
  }
  return Math.PI
}

/** AIR: Airy's, with the least error over a cap that ends at latitude PV1. */
export const air: ProjectionMaker = (parameters: Parameters) => {
  const edge = parameters(1) ?? 90
  if (!(edge > -90 && edge <= 90)) throw noProjection(parameters, 1, 'above -90, at most 90')
  const half = ((90 - edge) / 2) * DEGREE
  const tan = Math.tan(half)
  const weight = half === 0 ? -0.5 : Math.log(Math.cos(half)) / (tan * tan)
  const radius = (a: number) => {
    // ln(cos a) / tan a is -a/2 - a^3/12 + ... near the pole, where the quotient loses digits.
    if (a < 1e-4) return -2 * (-a / 2 + weight * a)
    const t = Math.tan(a)
    return -2 * (Math.log(Math.cos(a)) / t + weight * t)
  }
  return zenithal({
    radius: (z) => (z < Math.PI ? radius(z / 2) : Number.NaN),
    colatitude: (r) => (r === 0 ? 0 : 2 * rootOf((a) => radius(a) - r, 0, Math.PI / 2)),
  })
}
