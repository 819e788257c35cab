/** Pairs of rows of two tables that are nearest to each other, within a radius. */
import { median, type Neighbour, NeighbourSearch, spherePoints } from '../statistics/index.js'
import type { Classified } from './classified.js'
import type { Plane } from './places.js'

/** Unit of a radius: `px` goes by x and y, `arcsec` by right ascension and declination. */
export interface Radius {
  readonly value: number
  readonly unit: 'px' | 'arcsec'
}

export interface Match {
  readonly a: number
  readonly b: number
  /** In the radius's unit. */
  readonly distance: number
}

export interface Matches {
  readonly pairs: readonly Match[]
  /** Rows of either table with more than one row of the other within the radius. */
  readonly nAmbiguous: number
}

/** Coordinates of all rows, axis by axis. */
type Axes = readonly ArrayLike<number>[]

/**
 * Matches rows one to one: a pair is a pair if each is the other's nearest. Rows without a position
 * match nothing.
 *
 * @example matchPositions({ x: [0], y: [0] }, { x: [0.5, 9], y: [0, 0] }, { value: 1, unit: 'px' }).pairs
 * // [{ a: 0, b: 0, distance: 0.5 }]
 */
export function matchPositions(a: Plane, b: Plane, { value, unit }: Radius): Matches {
  const [axesA, axesB] = [axesOf(a, unit), axesOf(b, unit)]
  const fromA = nearestOf(axesA, axesB, value)
  const fromB = nearestOf(axesB, axesA, value)
  const pairs = fromA.flatMap(({ nearest, distance }, row) =>
    nearest >= 0 && fromB[nearest].nearest === row ? [{ a: row, b: nearest, distance }] : [],
  )
  const ambiguous = [...fromA, ...fromB].filter(({ nWithin }) => nWithin > 1)
  return { pairs, nAmbiguous: ambiguous.length }
}

/** Distances of rows that are known to belong together; NaN where either has no position. */
export function distancesOf(a: Plane, b: Plane, pairs: readonly Match[], unit: Radius['unit']) {
  const [axesA, axesB] = [axesOf(a, unit), axesOf(b, unit)]
  return pairs.map((pair) => distanceBetween(pointOf(axesA, pair.a), pointOf(axesB, pair.b)))
}

interface Nearest {
  readonly nearest: number
  readonly distance: number
  readonly nWithin: number
}

function nearestOf(from: Axes, to: Axes, radius: number): Nearest[] {
  const search = new NeighbourSearch(to)
  const isFirst = orderOfTies(to, radius)
  return Array.from(from[0], (_, row) => {
    const found = search.within(pointOf(from, row), radius)
    if (found.length === 0) return { nearest: -1, distance: Number.NaN, nWithin: 0 }
    const best = found.reduce((a, b) => (isFirst(a, b) ? a : b))
    return { nearest: best.row, distance: best.distance, nWithin: found.length }
  })
}

/**
 * The nearer one; of two at the same distance, as positions in whole pixels have them, the one in the lower cell of a
 * grid of the radius, by x before y; of two in one cell, the lower row.
 */
function orderOfTies(axes: Axes, radius: number): (a: Neighbour, b: Neighbour) => boolean {
  return (a, b) => {
    if (a.distance !== b.distance) return a.distance < b.distance
    const steps = axes.map(
      (values) => Math.floor(values[a.row] / radius) - Math.floor(values[b.row] / radius),
    )
    return (steps.find((step) => step !== 0) ?? a.row - b.row) < 0
  }
}

function axesOf({ x, y }: Plane, unit: Radius['unit']): Axes {
  return unit === 'px' ? [x, y] : spherePoints(x, y)
}

function pointOf(axes: Axes, row: number): number[] {
  return axes.map((values) => values[row])
}

function distanceBetween(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, value, axis) => sum + (value - b[axis]) ** 2, 0))
}

/* Which positions of two tables compare with each other, and how near is near. */

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
