/**
 * Objects at one place: two catalogues of overlapping fields list them, or one lists them twice.
 * They are within 0.1 arcsec on the sky (2.5 px of Hubble's mosaics), or within 2.5 px in one field
 * where there are no sky coordinates.
 */
import type { DatasetObjects } from './objects.js'
import { rowsBy } from './sets.js'

const SAME_PLACE = { arcsec: 0.1, px: 2.5 } as const

type Places = Omit<DatasetObjects, 'id'>

/** Every pair of rows at one place, the lower row first; a pair may come twice. */
export function* pairsAtOnePlace(places: Places): Generator<[number, number]> {
  yield* pairsOnSky(places)
  for (const rows of rowsBy(places.field).values()) yield* pairsInField(places, rows)
}

function* pairsOnSky({ ra, dec }: Places): Generator<[number, number]> {
  const rows = [...ra.keys()].filter((row) => Number.isFinite(ra[row]) && Number.isFinite(dec[row]))
  const radiusDeg = SAME_PLACE.arcsec / 3600
  yield* neighbours(rows, dec, radiusDeg, (a, b) => {
    const turn = Math.abs(ra[a] - ra[b]) % 360
    const along = Math.min(turn, 360 - turn) * Math.cos((dec[a] * Math.PI) / 180)
    return Math.hypot(along, dec[a] - dec[b])
  })
}

function pairsInField({ x, y, ra }: Places, all: readonly number[]): Generator<[number, number]> {
  const rows = all.filter((row) => Number.isFinite(x[row]) && !Number.isFinite(ra[row]))
  return neighbours(rows, y, SAME_PLACE.px, (a, b) => Math.hypot(x[a] - x[b], y[a] - y[b]))
}

/** Pairs within a radius, found by a sweep along one coordinate. */
function* neighbours(
  rows: readonly number[],
  along: Float64Array,
  radius: number,
  distance: (a: number, b: number) => number,
): Generator<[number, number]> {
  const sorted = rows.toSorted((a, b) => along[a] - along[b] || a - b)
  for (const [i, a] of sorted.entries()) {
    for (let j = i + 1; j < sorted.length && along[sorted[j]] - along[a] <= radius; j++) {
      const b = sorted[j]
      if (distance(a, b) <= radius) yield a < b ? [a, b] : [b, a]
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
