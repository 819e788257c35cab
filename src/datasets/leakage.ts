/**
 * Whether sets are apart. A network that is tested on what it has learned by heart scores well and
 * knows nothing, so an object in two sets is an error, not a note. Two signs are looked for:
 * objects at one place, and stamps with the same pixels, bit by bit, as when a field is given twice
 * under two names. Stamps of neighbours that overlap in part are not found: keep whole fields
 * apart.
 *
 * Two catalogues of overlapping fields list objects at one place, or one lists an object twice.
 * They are within 0.1 arcsec on the sky (2.5 px of Hubble's mosaics), or within 2.5 px in one field
 * where there are no sky coordinates. A split keeps them together.
 */

import { InputError } from '../errors.js'
import { rowsWhere } from '../notes.js'
import { NeighbourSearch, spherePoints } from '../statistics/index.js'
import type { DatasetObjects } from './objects.js'
import { rowsBy, type Sets } from './sets.js'

/** Pairs that a message names at most. */
const MOST_NAMED = 3

/**
 * @param objects the objects of all sets
 * @param sets rows of each set; rows in no set are not looked at
 * @param stamps (objects, ...), as they were cut; a stamp with one value in all pixels is no sign
 * @throws InputError that names the objects, and the sets that they are in
 * @example checkLeakage(objects, splitByField(objects.field, labels, shares, random), stamps)
 */
export function checkLeakage(objects: DatasetObjects, sets: Sets, stamps?: Float32Array): void {
  const names = Object.keys(sets)
  const setOf = new Int32Array(objects.field.length).fill(-1)
  const leaks = new Map<string, string>()
  const called = (row: number) => `${objects.field[row]} ${objects.id[row]}`
  const found = ([a, b]: readonly [number, number], how: string) => {
    const [p, q] = [a, b].map((row) => `${called(row)} (${names[setOf[row]]})`)
    leaks.set(`${a} ${b}`, `${p} and ${q}, ${how}`)
  }
  for (const [k, name] of names.entries()) {
    for (const row of sets[name]) {
      if (setOf[row] >= 0) leaks.set(`${row}`, `${called(row)} (${names[setOf[row]]} and ${name})`)
      setOf[row] = k
    }
  }
  const isLeak = ([a, b]: readonly [number, number]) =>
    setOf[a] >= 0 && setOf[b] >= 0 && setOf[a] !== setOf[b]
  for (const pair of pairsAtOnePlace(objects)) if (isLeak(pair)) found(pair, 'at one place')
  if (stamps) {
    const length = stamps.length / setOf.length
    for (const pair of pairsOfEqualStamps(stamps, length)) {
      if (isLeak(pair)) found(pair, 'of the same pixels')
    }
  }
  if (leaks.size === 0) return
  const some = [...leaks.values()].slice(0, MOST_NAMED)
  const more = leaks.size > some.length ? `; and ${leaks.size - some.length} more pairs` : ''
  throw new InputError({
    what: 'the same object in two sets',
    got: `${some.join('; ')}${more}`,
    remedy: 'leave one of each pair out, or split so that they stay together',
  })
}

function* pairsOfEqualStamps(stamps: Float32Array, length: number): Generator<[number, number]> {
  const words = new Uint32Array(stamps.buffer, stamps.byteOffset, stamps.length)
  const stamp = (row: number) => words.subarray(row * length, (row + 1) * length)
  const byHash = new Map<number, number[]>()
  for (let row = 0; row < stamps.length / length; row++) {
    const own = stamp(row)
    if (own.every((word) => word === own[0])) continue
    const key = hashOf(own)
    const others = byHash.get(key) ?? []
    byHash.set(key, others)
    for (const other of others) {
      if (stamp(other).every((word, i) => word === own[i])) yield [other, row]
    }
    others.push(row)
  }
}

/** FNV-1a over words (Fowler, Noll & Vo 1991). */
function hashOf(words: Uint32Array): number {
  let hash = 0x811c9dc5
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193)
  return hash >>> 0
}

const SAME_PLACE = { arcsec: 0.1, px: 2.5 } as const

type Places = Omit<DatasetObjects, 'id'>

/** Every pair of rows at one place, the lower row first; a pair may come twice. */
function* pairsAtOnePlace(places: Places): Generator<[number, number]> {
  yield* pairsOnSky(places)
  for (const rows of rowsBy(places.field).values()) yield* pairsInField(places, rows)
}

function pairsOnSky({ ra, dec }: Places): Generator<[number, number]> {
  const rows = rowsWhere(ra.length, (row) => Number.isFinite(ra[row]) && Number.isFinite(dec[row]))
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
