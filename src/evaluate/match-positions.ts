/**
 * Matches the rows of two tables by position: a pair is two rows that are nearest to each other,
 * within a radius. Distances are measured in pixels, or on the sky in arcseconds.
 */
import { median } from '../statistics/index.js'
import type { Classified } from './classified.js'
import type { Plane } from './positions.js'

/** A radius in `px` compares x and y; one in `arcsec` compares right ascension and declination. */
export interface Radius {
  readonly value: number
  readonly unit: 'px' | 'arcsec'
}

export interface Match {
  readonly a: number
  readonly b: number
  /** Distance in the radius's unit. */
  readonly distance: number
}

export interface Matches {
  readonly pairs: readonly Match[]
  /** Rows of either table with more than one row of the other within the radius. */
  readonly nAmbiguous: number
}

/** The first one in whose unit both tables have positions is the default. */
const DEFAULT_RADII: readonly Radius[] = [
  { value: 0.1, unit: 'arcsec' },
  { value: 1, unit: 'px' },
]

/**
 * A point of space: pixels lie in the plane z = 0, the sky on a sphere whose radius is in
 * arcseconds.
 */
type Point = readonly [number, number, number]

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
  const toPoints = unit === 'px' ? planePoints : skyPoints
  const [pointsA, pointsB] = [toPoints(a), toPoints(b)]
  const fromA = nearestOf(pointsA, pointsB, value)
  const fromB = nearestOf(pointsB, pointsA, value)
  const pairs = fromA.flatMap(({ nearest, distance }, row) =>
    nearest >= 0 && fromB[nearest].nearest === row ? [{ a: row, b: nearest, distance }] : [],
  )
  const ambiguous = [...fromA, ...fromB].filter(({ nWithin }) => nWithin > 1)
  return { pairs, nAmbiguous: ambiguous.length }
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

/** Median distance of the pairs; both tables have positions in the radius's unit. */
export function offsetOf(
  a: Classified,
  b: Classified,
  pairs: readonly Match[],
  reach: Radius,
): number {
  return median(distancesOf(planeOf(a, reach)!, planeOf(b, reach)!, pairs, reach.unit))
}

/** Distance of each pair; NaN where one of its rows has no position. */
function distancesOf(a: Plane, b: Plane, pairs: readonly Match[], unit: Radius['unit']) {
  const toPoints = unit === 'px' ? planePoints : skyPoints
  const [pointsA, pointsB] = [toPoints(a), toPoints(b)]
  return pairs.map((pair) => Math.sqrt(squared(pointsA[pair.a], pointsB[pair.b])))
}

interface Nearest {
  nearest: number
  distance: number
  nWithin: number
}

/** Searches the cells around each point; the side of a cell is the radius. */
function nearestOf(from: readonly Point[], to: readonly Point[], radius: number): Nearest[] {
  const cells = new Map<string, number[]>()
  const cellOf = (point: Point) => point.map((value) => Math.floor(value / radius))
  to.forEach((point, row) => {
    if (point.some(Number.isNaN)) return
    const key = cellOf(point).join()
    const cell = cells.get(key)
    if (cell) cell.push(row)
    else cells.set(key, [row])
  })
  return from.map((point) => {
    const found = { nearest: -1, distance: Number.NaN, nWithin: 0 }
    if (point.some(Number.isNaN)) return found
    const near = AROUND.flatMap((step) => {
      const cell = cellOf(point).map((value, axis) => value + step[axis])
      return cells.get(cell.join()) ?? []
    })
    for (const row of near) {
      const distance = Math.sqrt(squared(point, to[row]))
      if (distance > radius) continue
      found.nWithin++
      if (found.nearest >= 0 && distance >= found.distance) continue
      Object.assign(found, { nearest: row, distance })
    }
    return found
  })
}

const STEPS = [-1, 0, 1]
const AROUND = STEPS.flatMap((i) => STEPS.flatMap((j) => STEPS.map((k) => [i, j, k])))

function planePoints({ x, y }: Plane): Point[] {
  return Array.from(x, (_, row): Point => [x[row], y[row], 0])
}

/** Chords instead of arcs: at 10 arcsec they differ by 1e-9 arcsec. */
function skyPoints({ x, y }: Plane): Point[] {
  const degree = Math.PI / 180
  const arcsecPerRadian = 3600 / degree
  return Array.from(x, (_, row): Point => {
    const [ra, dec] = [x[row] * degree, y[row] * degree]
    return [
      arcsecPerRadian * Math.cos(dec) * Math.cos(ra),
      arcsecPerRadian * Math.cos(dec) * Math.sin(ra),
      arcsecPerRadian * Math.sin(dec),
    ]
  })
}

function squared(a: Point, b: Point): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2
}
