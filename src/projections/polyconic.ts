/** BON (Bonne's) and PCO (the polyconic). Calabretta & Greisen 2002, section 5.5. */
import { atan2d, cosd, DEGREE, type Pair, RADIUS, sind, tand } from './angles.js'
import { byAngles, noProjection, type Parameters, type Projection } from './projection.js'
import { sfl } from './pseudo-cylindrical.js'
import { rootOf } from './root.js'

/** BON: arcs around one point, true along each. PV1 is the latitude that is true all over. */
export function bon(parameters: Parameters): Projection {
  const middle = parameters(1)
  if (middle === undefined || !(Math.abs(middle) <= 90)) {
    throw noProjection(parameters, 1, 'a latitude of -90 to 90')
  }
  if (middle === 0) return sfl()
  const y0 = (RADIUS * cosd(middle)) / sind(middle) + middle
  return byAngles(
    0,
    (x, y) => {
      const r = Math.sign(middle) * Math.hypot(x, y0 - y)
      const angle = r === 0 ? 0 : atan2d(x / r, (y0 - y) / r)
      const cos = cosd(y0 - r)
      return [cos === 0 ? 0 : (angle * r) / (RADIUS * cos), y0 - r]
    },
    (longitude, latitude) => {
      const r = y0 - latitude
      const angle = r === 0 ? 0 : (longitude * cosd(latitude) * RADIUS) / r
      return [r * sind(angle), y0 - r * cosd(angle)]
    },
  )
}

/** PCO: each parallel is an arc around a point of its own. */
export function pco(): Projection {
  return byAngles(0, polyconicAngles, (longitude, latitude) => {
    if (latitude === 0) return [longitude, 0]
    const angle = longitude * sind(latitude)
    const r = RADIUS / tand(latitude)
    return [r * sind(angle), latitude + 2 * r * sind(angle / 2) ** 2]
  })
}

/** Nearer to the equator than this, degrees, a series gives the latitude. */
const NEAR_EQUATOR = 1e-4

/** With d = y - theta, a point is on the arc of its latitude: (x^2 + d^2) tan(theta) = 2 d. */
function polyconicAngles(x: number, y: number): Pair {
  if (y === 0) return [x, 0]
  if (Math.abs(y) === 90 && x === 0) return [0, y]
  const [u, v] = [x * DEGREE, Math.abs(y) * DEGREE]
  const theta =
    Math.abs(y) < NEAR_EQUATOR
      ? v / (1 + (u * u) / 2)
      : rootOf((t) => (u * u + (v - t) ** 2) * Math.sin(t) - 2 * (v - t) * Math.cos(t), 0, v)
  if (theta >= Math.PI / 2) return [0, Math.sign(y) * 90]
  const [sin, tan] = [Math.sin(theta), Math.tan(theta)]
  const longitude = (Math.atan2(u * tan, 1 - (v - theta) * tan) * RADIUS) / sin
  return [longitude, Math.sign(y) * theta * RADIUS]
}
