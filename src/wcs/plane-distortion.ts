/** Distortions in the plane of projection, behind the linear step: those of TPV, TNX and ZPX. */
import type { Pair } from '../projections/index.js'
import { solved } from './newton.js'

/** A distortion of the plane, degrees. */
export interface PlaneDistortion {
  /** From the linear step to the plane of projection. */
  undistort(x: number, y: number): Pair
  /** The inverse; NaN where the iteration finds none. */
  distort(x: number, y: number): Pair
}

/**
 * The distortion that a map of the plane makes.
 *
 * @example planeDistortion((x, y) => [x + 0.01 * y * y, y])
 */
export function planeDistortion(undistort: (x: number, y: number) => Pair): PlaneDistortion {
  return {
    undistort,
    distort: (x, y) => solved(undistort, [x, y], [x, y], 1),
  }
}
