/**
 * Conic projections: parallels are arcs around one point, meridians straight lines through it.
 * PV1 is the middle and PV2 half the distance of the two standard parallels, degrees. Calabretta &
 * Greisen 2002, section 5.4:
 *
 *     x = R sin(C phi)      y = Y0 - R cos(C phi)
 */
import { asind, atan2d, cosd, DEGREE, RADIUS, sind, tand } from './angles.js'
import { byAngles, noProjection, type Parameters, type Projection } from './projection.js'

/** What one of the four has of its own. */
interface Cone {
  /** C: how fast the angle around the apex grows with the longitude. */
  readonly c: number
  /** R at a latitude, degrees; NaN where the map does not show it. */
  readonly radius: (latitude: number) => number
  /** The latitude at an R, degrees. */
  readonly latitude: (radius: number) => number
}

/** The two numbers of every conic projection. */
interface Parallels {
  readonly middle: number
  readonly half: number
}

function conic(parameters: Parameters, coneOf: (parallels: Parallels) => Cone): Projection {
  const middle = parameters(1)
  if (middle === undefined || middle === 0 || !(Math.abs(middle) < 90)) {
    throw noProjection(parameters, 1, 'a latitude between the poles, not 0')
  }
  const half = parameters(2) ?? 0
  const { c, radius, latitude } = coneOf({ middle, half })
  if (!Number.isFinite(c) || c === 0) throw noProjection(parameters, 2, 'two other parallels')
  const y0 = radius(middle)
  if (!Number.isFinite(y0)) throw noProjection(parameters, 2, 'two other parallels')
  return byAngles(
    middle,
    (x, y) => {
      const r = Math.sign(middle) * Math.hypot(x, y0 - y)
      const angle = r === 0 ? 0 : atan2d(x / r, (y0 - y) / r)
      return [angle / c, latitude(r)]
    },
    (longitude, at) => {
      const r = radius(at)
      return [r * sind(c * longitude), y0 - r * cosd(c * longitude)]
    },
  )
}

/** COP: perspective, from the centre of the sphere. */
export function cop(parameters: Parameters): Projection {
  return conic(parameters, ({ middle, half }) => {
    const [scale, cot] = [RADIUS * cosd(half), 1 / tand(middle)]
    return {
      c: sind(middle),
      radius: (at) => {
        if (Math.abs(at) === 90 && at * middle > 0) return 0
        // Farther than 90 degrees from the middle latitude it diverges.
        return cosd(at - middle) > 0 ? scale * (cot - tand(at - middle)) : Number.NaN
      },
      latitude: (r) => middle + atan2d(cot - r / scale, 1),
    }
  })
}

/** COE: of equal area. */
export function coe(parameters: Parameters): Projection {
  return conic(parameters, ({ middle, half }) => {
    const [s1, s2] = [sind(middle - half), sind(middle + half)]
    const gamma = s1 + s2
    return {
      c: gamma / 2,
      radius: (at) => ((2 * RADIUS) / gamma) * Math.sqrt(1 + s1 * s2 - gamma * sind(at)),
      latitude: (r) => asind((1 + s1 * s2 - ((r * gamma) / (2 * RADIUS)) ** 2) / gamma),
    }
  })
}

/** COD: equidistant. */
export function cod(parameters: Parameters): Projection {
  return conic(parameters, ({ middle, half }) => {
    const eta = half * DEGREE
    const sinc = eta === 0 ? 1 : sind(half) / eta
    const cot = eta === 0 ? 1 : eta / tand(half)
    const top = (RADIUS * cot) / tand(middle) + middle
    return { c: sind(middle) * sinc, radius: (at) => top - at, latitude: (r) => top - r }
  })
}

/** COO: orthomorphic. */
export function coo(parameters: Parameters): Projection {
  return conic(parameters, ({ middle, half }) => {
    const [one, two] = [middle - half, middle + half]
    const [t1, t2] = [tand((90 - one) / 2), tand((90 - two) / 2)]
    const c = half === 0 ? sind(middle) : Math.log(cosd(two) / cosd(one)) / Math.log(t2 / t1)
    const psi = (RADIUS * cosd(one)) / (c * t1 ** c)
    return {
      c,
      radius: (at) => {
        if (at === -90) return c < 0 ? 0 : Number.NaN
        return psi * tand((90 - at) / 2) ** c
      },
      latitude: (r) => (r === 0 ? Math.sign(c) * 90 : 90 - 2 * atan2d((r / psi) ** (1 / c), 1)),
    }
  })
}
