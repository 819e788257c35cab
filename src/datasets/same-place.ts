/**
 * Objects at one place: two catalogues of overlapping fields list them, or one lists them twice.
 * They are within 0.1 arcsec on the sky (2.5 px of Hubble's mosaics), or within 2.5 px in one field
 * where there are no sky coordinates.
 */
import { NeighbourSearch, spherePoints } from '../statistics/index.js'
import type { DatasetObjects } from './objects.js'
import { rowsBy } from './sets.js'

const SAME_PLACE = { arcsec: 0.1, px: 2.5 } as const

type Places = Omit<DatasetObjects, 'id'>

/** Every pair of rows at one place, the lower row first; a pair may come twice. */
export function* pairsAtOnePlace(places: Places): Generator<[number, number]> {
  yield* pairsOnSky(places)
  for (const rows of rowsBy(places.field).values()) yield* pairsInField(places, rows)
}

function pairsOnSky({ ra, dec }: Places): Generator<[number, number]> {
  const rows = [...ra.keys()].filter((row) => Number.isFinite(ra[row]) && Number.isFinite(dec[row]))
  const distance = (a: number, b: number) => {
    const turn = Math.abs(ra[a] - ra[b]) % 360
    const along = Math.min(turn, 360 - turn) * Math.cos((dec[a] * Math.PI) / 180)
    return Math.hypot(along, dec[a] - dec[b])
  }
  const sorted = inOrderOf(dec, rows)
  const axes = spherePoints(
    sorted.map((row) => ra[row]),
    sorted.map((row) => dec[row]),
  )
  // Near a pole, the chord between two places may be 1.61 times as long as this flat distance.
  const isNear = (a: number, b: number) => distance(a, b) <= SAME_PLACE.arcsec / 3600
  return nearPairs(sorted, axes, 2 * SAME_PLACE.arcsec, isNear)
}

function pairsInField({ x, y, ra }: Places, all: readonly number[]): Generator<[number, number]> {
  const rows = all.filter((row) => Number.isFinite(x[row]) && !Number.isFinite(ra[row]))
  const sorted = inOrderOf(y, rows)
  const axes = [x, y].map((values) => sorted.map((row) => values[row]))
  const isNear = (a: number, b: number) => Math.hypot(x[a] - x[b], y[a] - y[b]) <= SAME_PLACE.px
  return nearPairs(sorted, axes, 2 * SAME_PLACE.px, isNear)
}

function inOrderOf(values: Float64Array, rows: readonly number[]): number[] {
  return rows.toSorted((a, b) => values[a] - values[b] || a - b)
}

/** Pairs of sorted rows, in their order, that the search finds within reach and that are near. */
function* nearPairs(
  sorted: readonly number[],
  axes: readonly ArrayLike<number>[],
  reach: number,
  isNear: (a: number, b: number) => boolean,
): Generator<[number, number]> {
  const search = new NeighbourSearch(axes)
  for (const [i, a] of sorted.entries()) {
    const point = axes.map((values) => values[i])
    const later = search.within(point, reach).filter(({ row }) => row > i)
    for (const { row } of later.sort((p, q) => p.row - q.row)) {
      const b = sorted[row]
      if (isNear(a, b)) yield a < b ? [a, b] : [b, a]
    }
  }
}

/**
 * Groups of objects at one place, and of what is at one place with any of them.
 *
 * @returns the group of each row: the lowest row in it
 * @example splitByObject(labels, shares, random, placeGroups(objects))
 */
export function placeGroups(places: Places): Uint32Array {
  const parent = Uint32Array.from(places.field.keys())
  const root = (row: number): number => {
    let at = row
    while (parent[at] !== at) at = parent[at]
    parent[row] = at
    return at
  }
  for (const [a, b] of pairsAtOnePlace(places)) {
    const [low, high] = [root(a), root(b)].sort((p, q) => p - q)
    parent[high] = low
  }
  return parent.map((_, row) => root(row))
}
