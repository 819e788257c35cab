/** Angles in degrees, and directions on the native sphere as unit vectors. */

/** Radians per degree. */
export const DEGREE = Math.PI / 180
/** Degrees per radian: the radius of the sphere whose plane is measured in degrees. */
export const RADIUS = 180 / Math.PI

/**
 * Unit vector with components towards longitude 0, towards longitude 90 degrees, towards the pole.
 */
export type Vector = readonly [number, number, number]

/** Two numbers: x and y in the plane, or longitude and latitude; NaN where there is no place. */
export type Pair = readonly [number, number]

export const NOWHERE: Pair = [Number.NaN, Number.NaN]

/** The sine of degrees, exact at multiples of 90. */
export function sind(angle: number): number {
  if (angle % 90 === 0) return [0, 1, 0, -1][(((angle / 90) % 4) + 4) % 4]
  return Math.sin(angle * DEGREE)
}

/** The cosine of degrees, exact at multiples of 90. */
export function cosd(angle: number): number {
  if (angle % 90 === 0) return [1, 0, -1, 0][(((angle / 90) % 4) + 4) % 4]
  return Math.cos(angle * DEGREE)
}

export function tand(angle: number): number {
  return sind(angle) / cosd(angle)
}

/** The angle of (x, y) from the x axis, degrees in [-180, 180]. */
export function atan2d(y: number, x: number): number {
  return Math.atan2(y, x) * RADIUS
}

/** The arc sine in degrees. Rounding may leave a sine a hair beyond 1; farther out it is NaN. */
export function asind(sine: number): number {
  if (Math.abs(sine) > 1 && Math.abs(sine) < 1 + ROUNDING) return Math.sign(sine) * 90
  return Math.asin(sine) * RADIUS
}

/** What rounding may leave, in units of the sphere's radius. */
export const ROUNDING = 1e-13

/** The direction of a longitude and a latitude, degrees. */
export function direction(longitude: number, latitude: number): Vector {
  const c = cosd(latitude)
  return [c * cosd(longitude), c * sind(longitude), sind(latitude)]
}

/** Longitude in [-180, 180] and latitude of a direction, degrees. */
export function anglesOf([p, q, r]: Vector): Pair {
  return [atan2d(q, p), atan2d(r, Math.hypot(p, q))]
}
