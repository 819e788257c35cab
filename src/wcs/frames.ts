/** Galactic longitude and latitude as ICRS, and back: the rotation that astropy has. */
import { atan2d, cosd, direction, sind, type Vector } from '../projections/index.js'
import type { Sky } from './sphere.js'

type Matrix3 = readonly [Vector, Vector, Vector]

/** A rotation of the axes by an angle in degrees. */
function rotation(axis: 'x' | 'y' | 'z', angle: number): Matrix3 {
  const [c, s] = [cosd(angle), sind(angle)]
  if (axis === 'x')
    return [
      [1, 0, 0],
      [0, c, s],
      [0, -s, c],
    ]
  if (axis === 'y')
    return [
      [c, 0, -s],
      [0, 1, 0],
      [s, 0, c],
    ]
  return [
    [c, s, 0],
    [-s, c, 0],
    [0, 0, 1],
  ]
}

function turned(m: Matrix3, [x, y, z]: Vector): Vector {
  return [0, 1, 2].map((i) => m[i][0] * x + m[i][1] * y + m[i][2] * z) as unknown as Vector
}

function transposed(m: Matrix3): Matrix3 {
  return [0, 1, 2].map((i) => [m[0][i], m[1][i], m[2][i]]) as unknown as Matrix3
}

function product(...factors: readonly Matrix3[]): Matrix3 {
  return factors.reduce((a, b) =>
    transposed(transposed(b).map((column) => turned(a, column)) as unknown as Matrix3),
  )
}

/** Degrees per milliarcsecond. */
const MAS = 1 / 3_600_000

/** ICRS to FK5 of J2000: three small turns (Hilton & Hohenkerk 2004; USNO circular 179). */
const TO_FK5 = product(
  rotation('x', 19.9 * MAS),
  rotation('y', 9.1 * MAS),
  rotation('z', -22.9 * MAS),
)

/** FK5 of J2000 to galactic: the pole and the centre of astropy (Reid & Brunthaler 2004). */
const FK5_TO_GALACTIC = product(
  rotation('z', 180 - 122.9319185680026),
  rotation('y', 90 - 27.12825118085622),
  rotation('z', 192.8594812065348),
)

const TO_GALACTIC = product(FK5_TO_GALACTIC, TO_FK5)
const TO_ICRS = transposed(TO_GALACTIC)

function skyOf([x, y, z]: Vector): Sky {
  return { ra: (atan2d(y, x) + 360) % 360, dec: atan2d(z, Math.hypot(x, y)) }
}

/** ICRS of a galactic longitude and latitude, degrees. */
export function icrsOfGalactic(longitude: number, latitude: number): Sky {
  return skyOf(turned(TO_ICRS, direction(longitude, latitude)))
}

/** Galactic longitude and latitude of a place in ICRS, degrees, as `ra` and `dec`. */
export function galacticOfIcrs(ra: number, dec: number): Sky {
  return Math.abs(dec) <= 90
    ? skyOf(turned(TO_GALACTIC, direction(ra, dec)))
    : { ra: Number.NaN, dec: Number.NaN }
}
