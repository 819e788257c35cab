/**
 * What a projection is: a map between the native sphere and a plane, in degrees (Calabretta &
 * Greisen 2002, A&A 395, 1077, section 5).
 */
import { InputError } from '../errors.js'
import { anglesOf, direction, NOWHERE, type Pair, type Vector } from './angles.js'

/** A projection with its parameters. */
export interface Projection {
  /** Native latitude of the reference point, degrees; its native longitude is 0. */
  readonly theta0: number
  /** The native direction of a point of the plane; NaN outside of the map. */
  toNative(x: number, y: number): Vector
  /** The point of the plane of a native direction; NaN where the map does not show it. */
  toPlane(native: Vector): Pair
}

/** The parameters of a projection: PVi_m of the axis of latitude. */
export interface Parameters {
  /** The value of a parameter; undefined if the header has none. */
  (m: number): number | undefined
  /** How a parameter is called in the header, e.g. `PV2_1`. */
  readonly nameOf: (m: number) => string
  /** The file and extension, for errors. */
  readonly where: string
}

/** Makes a projection from the parameters of a header. */
export type ProjectionMaker = (parameters: Parameters) => Projection

/** Longitudes and latitudes may be this much beyond the sphere, by rounding; degrees. */
const EDGE = 1e-12

/** A projection that is told in native longitude and latitude, degrees. */
export function byAngles(
  theta0: number,
  toAngles: (x: number, y: number) => Pair,
  toPlane: (longitude: number, latitude: number) => Pair,
): Projection {
  return {
    theta0,
    toNative(x, y) {
      const [longitude, latitude] = toAngles(x, y)
      const isOnSphere = Math.abs(longitude) <= 180 + EDGE && Math.abs(latitude) <= 90 + EDGE
      return isOnSphere ? direction(longitude, latitude) : [Number.NaN, Number.NaN, Number.NaN]
    },
    toPlane(native) {
      const [longitude, latitude] = anglesOf(native)
      return Number.isNaN(longitude + latitude) ? NOWHERE : toPlane(longitude, latitude)
    },
  }
}

/** An error that names a parameter which gives no projection. */
export function noProjection(parameters: Parameters, m: number, expected: string): InputError {
  const value = parameters(m)
  return new InputError({
    what: `${parameters.nameOf(m)} gives no projection`,
    where: parameters.where,
    expected,
    got: value === undefined ? `no ${parameters.nameOf(m)}` : `${value}`,
    remedy: 'correct the header',
  })
}
