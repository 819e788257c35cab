/**
 * The sphere on the six faces of a cube: TSC (tangential), CSC (COBE's) and QSC (of equal area).
 * Calabretta & Greisen 2002, section 5.6. A face is 90 degrees wide; face 0 is around the native
 * pole, faces 1 to 4 along the equator, face 5 around the other pole.
 */
import { atan2d, cosd, NOWHERE, type Pair, ROUNDING, sind, type Vector } from './angles.js'
import { byAngles, type Projection } from './projection.js'

/** Middles of the faces in the plane, in units of 45 degrees. */
const MIDDLES: readonly Pair[] = [
  [0, 2],
  [0, 0],
  [2, 0],
  [4, 0],
  [6, 0],
  [0, -2],
]

/** Components of a direction along a face's x and y and out of it, and the way back. */
const FROM_SPHERE: readonly ((v: Vector) => Vector)[] = [
  ([l, m, n]) => [m, -l, n],
  ([l, m, n]) => [m, n, l],
  ([l, m, n]) => [-l, n, m],
  ([l, m, n]) => [-m, n, -l],
  ([l, m, n]) => [l, n, -m],
  ([l, m, n]) => [m, l, -n],
]
const TO_SPHERE: readonly ((v: Vector) => Vector)[] = [
  ([a, b, c]) => [-b, a, c],
  ([a, b, c]) => [c, a, b],
  ([a, b, c]) => [-a, c, b],
  ([a, b, c]) => [-c, -a, b],
  ([a, b, c]) => [a, -c, b],
  ([a, b, c]) => [b, a, -c],
]

/** What one of the three does within a face: x, y in [-1, 1], and a direction (a, b, out). */
export interface Face {
  readonly toDirection: (x: number, y: number) => Vector
  readonly toPlane: (direction: Vector) => Pair
}

/** A cube of six such faces. */
export function quadCube({ toDirection, toPlane }: Face): Projection {
  return byAngles(
    0,
    (xDeg, yDeg) => {
      const face = faceAt(xDeg / 45, yDeg / 45)
      if (face === undefined) return NOWHERE
      const [number, x, y] = face
      const [l, m, n] = TO_SPHERE[number](toDirection(x, y))
      return [l === 0 && m === 0 ? 0 : atan2d(m, l), atan2d(n, Math.hypot(l, m))]
    },
    (longitude, latitude) => {
      const c = cosd(latitude)
      const v: Vector = [c * cosd(longitude), c * sind(longitude), sind(latitude)]
      const heights = FROM_SPHERE.map((turn) => turn(v)[2])
      const number = heights.indexOf(Math.max(...heights))
      const [x, y] = toPlane(FROM_SPHERE[number](v))
      if (Math.max(Math.abs(x), Math.abs(y)) > 1 + 1e-7) return NOWHERE
      const [x0, y0] = MIDDLES[number]
      return [45 * (clamped(x) + x0), 45 * (clamped(y) + y0)]
    },
  )
}

function clamped(value: number): number {
  return Math.min(1, Math.max(-1, value))
}

/** The face at a point of the plane, and the place on it; x may be left of face 1 by a turn. */
function faceAt(x: number, y: number): readonly [number, number, number] | undefined {
  const edge = 1 + ROUNDING
  if (Math.abs(x) <= edge ? Math.abs(y) > 3 + ROUNDING : Math.abs(y) > edge) return undefined
  if (Math.abs(x) > 7 + ROUNDING) return undefined
  const right = x < -1 ? x + 8 : x
  if (right > 1) {
    const number = right > 5 ? 4 : right > 3 ? 3 : 2
    return [number, right - MIDDLES[number][0], y]
  }
  if (y > 1) return [0, right, y - 2]
  return y < -1 ? [5, right, y + 2] : [1, right, y]
}

/** TSC: a plane that touches the sphere, for each face. */
export function tsc(): Projection {
  return quadCube({
    toDirection: (x, y) => {
      const out = 1 / Math.sqrt(1 + x * x + y * y)
      return [x * out, y * out, out]
    },
    toPlane: ([a, b, out]) => [a / out, b / out],
  })
}

/** QSC: of equal area. Within a face the larger of |x| and |y| tells how far out a point is. */
export function qsc(): Projection {
  return quadCube({
    toDirection: (x, y) => {
      if (x === 0 && y === 0) return [0, 0, 1]
      if (Math.abs(x) <= Math.abs(y)) {
        const [b, a, out] = sector(y, x)
        return [a, b, out]
      }
      return sector(x, y)
    },
    toPlane: ([a, b, out]) => {
      if (a === 0 && b === 0) return [0, 0]
      if (Math.abs(a) >= Math.abs(b)) return fromSector(a, b, out)
      const [y, x] = fromSector(b, a, out)
      return [x, y]
    },
  })
}

/** The direction where |far| is the larger coordinate: along it, across it, out of the face. */
function sector(far: number, near: number): Vector {
  const w = (15 * near) / far
  const slope = sind(w) / (cosd(w) - Math.SQRT1_2)
  const tau = 1 + slope * slope
  const low = far * far * (1 - 1 / Math.sqrt(1 + tau))
  const along = Math.sign(far) * Math.sqrt((low * (2 - low)) / tau)
  return [along, along * slope, 1 - low]
}

function fromSector(along: number, across: number, out: number): Pair {
  const slope = across / along
  const tau = 1 + slope * slope
  // 1 - out, without losing digits near the middle of the face.
  const low = (along * along + across * across) / (1 + out)
  const far = Math.sign(along) * Math.sqrt(low / (1 - 1 / Math.sqrt(1 + tau)))
  const turn = atan2d(slope, 1) - (Math.asin(slope / Math.sqrt(2 * tau)) * 180) / Math.PI
  return [far, (far / 15) * turn]
}
