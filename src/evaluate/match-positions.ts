/**
 * Matches the rows of two tables by position: a pair is two rows that are nearest to each other,
 * within a radius. Distances are measured in pixels, or on the sky in arcseconds.
 */
import { type Neighbour, NeighbourSearch, spherePoints, turnDeg } from '../statistics/index.js'
import type { Classified } from './classified.js'
import { Pairs } from './pairs.js'
import type { Plane } from './positions.js'

/** A radius in `px` compares x and y; one in `arcsec` compares right ascension and declination. */
export interface Radius {
  readonly value: number
  readonly unit: 'px' | 'arcsec'
}

export interface Matches {
  /** Distances are in the radius's unit. */
  readonly pairs: Pairs
  /** Rows of either table with more than one row of the other within the radius. */
  readonly nAmbiguous: number
}

/** The first one in whose unit both tables have positions is the default. */
const DEFAULT_RADII: readonly Radius[] = [
  { value: 0.1, unit: 'arcsec' },
  { value: 1, unit: 'px' },
]

/** Coordinates of all rows, axis by axis. */
type Axes = readonly ArrayLike<number>[]

/**
 * Matches rows one to one: two rows are a pair if each is the nearest to the other. Rows without a
 * position match nothing.
 *
 * @example
 * const b = { x: [0.5, 9], y: [0, 0] }
 * const { pairs } = matchPositions({ x: [0], y: [0] }, b, { value: 1, unit: 'px' })
 * pairs // [{ a: 0, b: 0, distance: 0.5 }]
 */
export function matchPositions(a: Plane, b: Plane, { value, unit }: Radius): Matches {
  const [axesA, axesB] = [axesOf(a, unit), axesOf(b, unit)]
  const fromA = nearestOf(axesA, axesB, value)
  const fromB = nearestOf(axesB, axesA, value)
  const pairs = fromA.flatMap(({ nearest, distance }, row) =>
    nearest >= 0 && fromB[nearest].nearest === row ? [{ a: row, b: nearest, distance }] : [],
  )
  const ambiguous = [...fromA, ...fromB].filter(({ nWithin }) => nWithin > 1)
  return { pairs: Pairs.of(pairs), nAmbiguous: ambiguous.length }
}

/** Whether both tables have positions in the radius's unit. */
export function inBoth(a: Classified, b: Classified, radius: Radius): boolean {
  return planeOf(a, radius) !== undefined && planeOf(b, radius) !== undefined
}

/** The radius that is used if none is asked for; undefined if the tables have no unit in common. */
export function defaultRadius(a: Classified, b: Classified): Radius | undefined {
  return DEFAULT_RADII.find((radius) => inBoth(a, b, radius))
}

/** Positions in the radius's unit. */
export function planeOf({ sky, pixel }: Classified, { unit }: Radius): Plane | undefined {
  return unit === 'px' ? pixel : sky
}

/** Offsets of the second row of each pair from the first. */
export interface Offsets {
  readonly x: Float64Array
  readonly y: Float64Array
}

/**
 * How far the rows of each pair lie apart along x and y, or along right ascension (times the cosine
 * of the declination) and declination, in the radius's unit; NaN where a row has no position.
 */
export function offsetsOf(a: Plane, b: Plane, pairs: Pairs, { unit }: Radius): Offsets {
  const [x, y] = [new Float64Array(pairs.length), new Float64Array(pairs.length)]
  for (let i = 0; i < pairs.length; i++) {
    const [from, to] = [pairs.a[i], pairs.b[i]]
    const up = b.y[to] - a.y[from]
    if (unit === 'px') {
      x[i] = b.x[to] - a.x[from]
      y[i] = up
    } else {
      x[i] = 3600 * turnDeg(a.x[from], b.x[to]) * Math.cos((a.y[from] * Math.PI) / 180)
      y[i] = 3600 * up
    }
  }
  return { x, y }
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
 * The nearer one comes first. Positions in whole pixels can have equal distances: then the lower
 * cell of a grid with the radius as its step comes first, by x before y, and within a cell the
 * lower row.
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
