/**
 * Whether sets are apart. A network that is tested on what it has learned by heart scores well and
 * knows nothing, so an object in two sets is an error, not a note. Two signs are looked for:
 * objects at one place (same-place.ts), and stamps with the same pixels, bit by bit, as when a
 * field is given twice under two names. Stamps of neighbours that overlap in part are not found:
 * keep whole fields apart.
 */
import { InputError } from '../errors.js'
import type { DatasetObjects } from './objects.js'
import { pairsAtOnePlace } from './same-place.js'
import type { Sets } from './sets.js'

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
