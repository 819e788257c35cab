/** Which positions of two tables compare with each other, and how near is near. */
import { median } from '../statistics/quantile.js'
import type { Classified } from './classified.js'
import { distancesOf, type Match, type Radius } from './match-positions.js'
import type { Plane } from './places.js'

/** The first in whose unit both tables have positions is taken. */
const DEFAULT_RADII: readonly Radius[] = [
  { value: 0.1, unit: 'arcsec' },
  { value: 1, unit: 'px' },
]

/** Whether both tables have positions in the radius's unit. */
export function inBoth(a: Classified, b: Classified, radius: Radius): boolean {
  return planeOf(a, radius) !== undefined && planeOf(b, radius) !== undefined
}

/** That by which positions are matched if nothing else is asked; undefined if both have no common unit. */
export function defaultRadius(a: Classified, b: Classified): Radius | undefined {
  return DEFAULT_RADII.find((radius) => inBoth(a, b, radius))
}

/** Positions in the radius's unit. */
export function planeOf({ sky, pixel }: Classified, { unit }: Radius): Plane | undefined {
  return unit === 'px' ? pixel : sky
}

/** Median distance of pairs of rows; both tables have positions in the radius's unit. */
export function offsetOf(
  a: Classified,
  b: Classified,
  pairs: readonly Match[],
  reach: Radius,
): number {
  return median(distancesOf(planeOf(a, reach)!, planeOf(b, reach)!, pairs, reach.unit))
}
