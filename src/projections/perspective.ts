/**
 * Perspective zenithal projections: AZP from a point on a tilted axis, SZP from any point, and SIN
 * with a slant, which is SZP from infinity. Calabretta & Greisen 2002, sections 5.1.1, 5.1.2 and
 * 5.1.5. What lies behind the limb, or beyond the divergence, is not shown.
 */
import { asind, atan2d, cosd, NOWHERE, type Pair, RADIUS, ROUNDING, sind, tand } from './angles.js'
import { byAngles, noProjection, type Parameters, type Projection } from './projection.js'
import { plainZenithal } from './zenithal.js'

/** The larger of the two latitudes with a given sum of angles, each counted to at most 90. */
function higher(a: number, b: number): number {
  return Math.max(a > 90 ? a - 360 : a, b > 90 ? b - 360 : b)
}

/** AZP: distance PV1 of the point in radii of the sphere, tilt PV2 in degrees. */
export function azp(parameters: Parameters): Projection {
  const [mu, gamma] = [parameters(1) ?? 0, parameters(2) ?? 0]
  if (mu === -1) throw noProjection(parameters, 1, 'another number than -1')
  if (cosd(gamma) === 0) throw noProjection(parameters, 2, 'a tilt below 90 degrees')
  const [sin, cos, scale] = [sind(gamma), cosd(gamma), RADIUS * (mu + 1)]
  const limb = Math.abs(mu) > 1 ? asind(-1 / mu) : -90
  const isShown = (latitude: number, a: number) => {
    if (latitude < limb) return false
    const t = mu / Math.sqrt(1 + a * a)
    if (Math.abs(mu * cos) >= 1 || Math.abs(t) > 1) return true
    const [s, u] = [atan2d(-a, 1), asind(t)]
    return latitude >= higher(s - u, s + u + 180)
  }
  return byAngles(
    90,
    (x, y) => {
      const r = Math.hypot(x, y * cos)
      if (r === 0) return [0, 90]
      const s = r / (scale + y * sin)
      const t = asind((s * mu) / Math.sqrt(s * s + 1))
      const u = atan2d(1, s)
      return [atan2d(x, -y * cos), higher(u - t, u + t + 180)]
    },
    (longitude, latitude) => {
      const a = tand(gamma) * cosd(longitude)
      const below = mu + sind(latitude) + cosd(latitude) * a
      if (below === 0 || !isShown(latitude, a)) return NOWHERE
      const r = (scale * cosd(latitude)) / below
      return [r * sind(longitude), (-r * cosd(longitude)) / cos]
    },
  )
}

/** SZP: distance PV1 of the point, its native longitude PV2 and latitude PV3. */
export function szp(parameters: Parameters): Projection {
  const [mu, phi, theta] = [parameters(1) ?? 0, parameters(2) ?? 0, parameters(3) ?? 90]
  const zp = mu * sind(theta) + 1
  if (zp === 0) throw noProjection(parameters, 1, 'a point outside of the plane')
  const [xp, yp] = [-mu * cosd(theta) * sind(phi), mu * cosd(theta) * cosd(phi)]
  const lowest = Math.abs(zp - 1) < 1 ? asind(1 - zp) : -90
  const isShown = (longitude: number, latitude: number) => {
    if (latitude < lowest) return false
    if (Math.abs(mu) <= 1) return true
    const s = xp * sind(longitude) - yp * cosd(longitude)
    const t = 1 / Math.sqrt((zp - 1) * zp - 1 + s * s)
    if (!(Math.abs(t) <= 1)) return true
    const [u, v] = [atan2d(s, zp - 1), asind(t)]
    return latitude >= higher(u - v, u + v + 180)
  }
  return byAngles(
    90,
    (xDeg, yDeg) => {
      const [x, y] = [xDeg / RADIUS, yDeg / RADIUS]
      return onSphere(x, y, (x - xp) / zp, (y - yp) / zp)
    },
    (longitude, latitude) => {
      const s = oneMinusSine(latitude)
      if (zp === s || !isShown(longitude, latitude)) return NOWHERE
      const [scale, c] = [RADIUS / (zp - s), zp * cosd(latitude)]
      return [scale * (c * sind(longitude) - xp * s), -scale * (c * cosd(longitude) + yp * s)]
    },
  )
}

/** SIN: a slant of PV1 and PV2 makes the east-west and north-south interferometers of it. */
export function sin(parameters: Parameters): Projection {
  const [xi, eta] = [parameters(1) ?? 0, parameters(2) ?? 0]
  if (xi === 0 && eta === 0) return plainZenithal('SIN')
  return byAngles(
    90,
    (xDeg, yDeg) => onSphere(xDeg / RADIUS, yDeg / RADIUS, xi, eta),
    (longitude, latitude) => {
      const limb = -atan2d(xi * sind(longitude) - eta * cosd(longitude), 1)
      if (latitude < limb) return NOWHERE
      const [s, c] = [oneMinusSine(latitude), cosd(latitude)]
      return [RADIUS * (c * sind(longitude) + xi * s), -RADIUS * (c * cosd(longitude) - eta * s)]
    },
  )
}

/** 1 - sin(latitude), without losing digits near the pole. */
function oneMinusSine(latitude: number): number {
  return 2 * sind((90 - latitude) / 2) ** 2
}

/**
 * The point of the sphere on the line that leaves (x, y) of the plane and moves by (a, b) as
 * 1 - sin(theta) grows by 1: the root of a quadratic in z = 1 - sin(theta).
 */
function onSphere(x: number, y: number, a: number, b: number): Pair {
  // (x - a z)^2 + (y - b z)^2 = cos(theta)^2 = 2 z - z^2
  const [p, q, r] = [a * a + b * b + 1, x * a + y * b + 1, x * x + y * y]
  const d = q * q - p * r
  if (!(d >= 0)) return NOWHERE
  // The smaller z is the higher latitude. This form of the root loses no digits where r is small.
  const root = Math.sqrt(d)
  const zs = q > 0 ? [r / (q + root), (q + root) / p] : [(q - root) / p, r / (q - root)]
  const z = zs.find((one) => one >= -ROUNDING && one <= 2 + ROUNDING)
  if (z === undefined) return NOWHERE
  const [u, v] = [x - a * z, y - b * z]
  return [atan2d(u, -v), atan2d(1 - z, Math.sqrt(Math.max(0, z * (2 - z))))]
}
