/** Rotations of directions in space, as matrices of 3 x 3. */
import { cosd, sind, type Vector } from '../projections/index.js'

export type Matrix3 = readonly [Vector, Vector, Vector]

/** A rotation of the axes by an angle in degrees. */
export function rotation(axis: 'x' | 'y' | 'z', angle: number): Matrix3 {
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

export function turned(m: Matrix3, [x, y, z]: Vector): Vector {
  return [0, 1, 2].map((i) => m[i][0] * x + m[i][1] * y + m[i][2] * z) as unknown as Vector
}

/** The inverse of a rotation. */
export function transposed(m: Matrix3): Matrix3 {
  return [0, 1, 2].map((i) => [m[0][i], m[1][i], m[2][i]]) as unknown as Matrix3
}

/** The rotation that does these from the last to the first. */
export function product(...factors: readonly Matrix3[]): Matrix3 {
  return factors.reduce((a, b) =>
    transposed(transposed(b).map((column) => turned(a, column)) as unknown as Matrix3),
  )
}

/** The inverse of a matrix that is no exact rotation, by its adjugate. */
export function inverted(m: Matrix3): Matrix3 {
  const [a, b, c] = m
  const columns = [cross(b, c), cross(c, a), cross(a, b)]
  const volume = dot(a, columns[0])
  return transposed(
    columns.map((column) => column.map((value) => value / volume)) as unknown as Matrix3,
  )
}

export function dot([a, b, c]: Vector, [x, y, z]: Vector): number {
  return a * x + b * y + c * z
}

function cross([a, b, c]: Vector, [x, y, z]: Vector): Vector {
  return [b * z - c * y, c * x - a * z, a * y - b * x]
}
