/** What all ways to deal out objects share: the shares asked for, and the sets that come out. */
import { InputError } from '../errors.js'
import type { Random } from '../random.js'

/** Name and share of each set, e.g. `{ training: 0.8, validation: 0.2 }`; the shares sum to 1. */
export type Shares = Readonly<Record<string, number>>

/** Rows of each set, ascending. */
export type Sets = Readonly<Record<string, Uint32Array>>

/** @throws InputError unless there are shares above 0 that sum to 1 */
export function namesOf(shares: Shares): string[] {
  const values = Object.values(shares)
  if (values.every((share) => share > 0) && Math.abs(sumOf(values) - 1) < 1e-9) {
    return Object.keys(shares)
  }
  const said = Object.entries(shares).map(([name, share]) => `${name} ${share}`)
  throw new InputError({
    what: 'the shares of the sets',
    expected: 'numbers above 0 that sum to 1',
    got: said.join(', ') || 'none',
  })
}

/** @param setOf number of the set of each row */
export function setsOf(names: readonly string[], setOf: Int32Array): Sets {
  const rows = [...setOf.keys()]
  return Object.fromEntries(
    names.map((name, k) => [name, Uint32Array.from(rows.filter((row) => setOf[row] === k))]),
  )
}

/** In random order (Fisher & Yates; Durstenfeld 1964). */
export function shuffledOf<T>(items: readonly T[], random: Random): T[] {
  const order = [...items]
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.integer(i + 1)
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}

/** Rows by what each has. */
export function rowsBy<K>(keys: ArrayLike<K>): Map<K, number[]> {
  const rows = new Map<K, number[]>()
  for (let row = 0; row < keys.length; row++) {
    const found = rows.get(keys[row])
    if (found) found.push(row)
    else rows.set(keys[row], [row])
  }
  return rows
}

export function sumOf(values: Iterable<number>): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

/** Index of the largest; the first of equals. */
export function indexOfLargest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values))
}
