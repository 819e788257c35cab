/**
 * Rows that are set apart by chance. The chance of a row is a hash of seed, purpose and id: so it
 * is the same for every person, in every session, and in a catalogue with more or fewer rows.
 */
import { seedFor } from '../random.js'

/** For each row a number from 0 to 1, in no relation to the others. */
export function chances(ids: readonly string[], seed: number, purpose: string): Float64Array {
  const begin = seedFor(seed, purpose)
  return Float64Array.from(ids, (id) => (seedFor(begin, id) >>> 0) / 2 ** 32)
}

/** The rows, the lowest chance first. */
export function byChance(rows: readonly number[], chance: Float64Array): number[] {
  return [...rows].sort((a, b) => chance[a] - chance[b] || a - b)
}
