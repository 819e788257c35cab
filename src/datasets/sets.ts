/**
 * Objects dealt out to sets: one by one, by whole fields, or by fields that are named.
 *
 * Sets of single objects flatter a classifier: on 39 LEGUS fields one that scores 55.1 % on whole
 * fields left out scores 60.6 % on a random split (docs/guide/data-sets.md). What is measured on
 * whole fields holds for fields that the network has not seen, with their own distance, dust,
 * crowding and mix of classes.
 */
import { closest } from '../closest.js'
import { InputError } from '../errors.js'
import type { Random } from '../random.js'
import { indexOfLargest } from '../statistics/index.js'

/** Share of each set by its name, e.g. `{ training: 0.8, validation: 0.2 }`; they sum to 1. */
export type Shares = Readonly<Record<string, number>>

/** Rows of each set, ascending. */
export type Sets = Readonly<Record<string, Uint32Array>>

/**
 * Each set gets its share of each class, to one object or one group of objects.
 *
 * @param labels class of each object
 * @param groups number of each object's group; the objects of a group stay together. With {@link
 *   placeGroups} no object that two catalogues list comes into two sets. Default: every object on
 *   its own
 * @throws InputError if the shares are no shares
 * @example
 * const shares = { training: 0.8, validation: 0.2 }
 * splitByObject(labels, shares, new Random(1), placeGroups(objects))
 */
export function splitByObject(
  labels: ArrayLike<number>,
  shares: Shares,
  random: Random,
  groups: ArrayLike<number> = Uint32Array.from(labels, (_, row) => row),
): Sets {
  const names = namesOf(shares)
  const members = rowsBy(groups)
  const setOf = new Int32Array(labels.length)
  /** By class: how many each set has. */
  const counts = new Map<number, number[]>()
  for (const rows of random.shuffled(members.values())) {
    const label = labels[rows[0]]
    const given = counts.get(label) ?? names.map(() => 0)
    counts.set(label, given)
    const total = given.reduce((sum, n) => sum + n, rows.length)
    const set = indexOfLargest(names.map((name, k) => shares[name] * total - given[k]))
    given[set] += rows.length
    for (const row of rows) setOf[row] = set
  }
  return setsOf(names, setOf)
}

/** Random assignments that are drawn; the most even one is taken. */
const DRAWS = 200

/**
 * The most even of 200 random assignments near the shares: its sets come nearest to the shares in
 * every class.
 *
 * @param fields name of each object's field
 * @param labels class of each object
 * @throws InputError if there are fewer fields than sets
 * @example splitByField(objects.field, labels, { training: 0.7, validation: 0.3 }, new Random(1))
 */
export function splitByField(
  fields: readonly string[],
  labels: ArrayLike<number>,
  shares: Shares,
  random: Random,
): Sets {
  const names = namesOf(shares)
  const counts = classCountsByField(fields, labels)
  refuseFewFields([...counts.keys()], names)
  let best: { assigned: Assignment; unevenness: number } | undefined
  for (let draw = 0; draw < DRAWS; draw++) {
    const assigned = drawnAssignment(counts, names, shares, random)
    const unevenness = unevennessOf(assigned, counts, names, shares)
    if (!best || unevenness < best.unevenness) best = { assigned, unevenness }
  }
  const { assigned } = best!
  return setsOf(
    names,
    Int32Array.from(fields, (field) => assigned.get(field)!),
  )
}

/**
 * Keeps the named fields for sets of their own; all other fields are the set `training`.
 *
 * @throws InputError if there is no such field, one is in two sets, or none is left for a set
 * @example splitByNamedFields(objects.field, { validation: ['ngc628-c'], test: ['ngc1566'] })
 */
export function splitByNamedFields(
  fields: readonly string[],
  heldOut: Readonly<Record<string, readonly string[]>>,
): Sets {
  const all = [...new Set(fields)]
  const names = ['training', ...Object.keys(heldOut)]
  refuseFewFields(all, names)
  const assigned = new Map<string, number>()
  for (const [k, wanted] of Object.values(heldOut).entries()) {
    for (const field of wanted) {
      if (!all.includes(field)) throw unknownField(field, all)
      const earlier = assigned.get(field)
      if (earlier !== undefined && earlier !== k + 1) {
        const got = `${names[earlier]} and ${names[k + 1]}`
        throw new InputError({ what: `field ${field} is in two sets`, expected: 'one', got })
      }
      assigned.set(field, k + 1)
    }
  }
  const sets = setsOf(
    names,
    Int32Array.from(fields, (field) => assigned.get(field) ?? 0),
  )
  const empty = names.find((name) => sets[name].length === 0)
  if (empty === undefined) return sets
  throw new InputError({
    what: `no field is left for the set ${empty}`,
    expected: 'at least one',
    got: `all of ${all.join(', ')} in others`,
    remedy: 'hold out fewer fields',
  })
}

/** Number of the set of each field. */
type Assignment = ReadonlyMap<string, number>
/** Objects by field and class. */
type Counts = ReadonlyMap<string, ReadonlyMap<number, number>>

function classCountsByField(fields: readonly string[], labels: ArrayLike<number>): Counts {
  const counts = new Map<string, Map<number, number>>()
  for (const [row, field] of fields.entries()) {
    const ofField = counts.get(field) ?? new Map<number, number>()
    counts.set(field, ofField.set(labels[row], (ofField.get(labels[row]) ?? 0) + 1))
  }
  return counts
}

/** Field after field to the set that lacks most; no set stays empty. */
function drawnAssignment(
  counts: Counts,
  names: readonly string[],
  shares: Shares,
  random: Random,
): Assignment {
  const total = sumOf([...counts.values()].map((byClass) => sumOf(byClass.values())))
  const lacking = names.map((name) => shares[name] * total)
  const empty = new Set(names.keys())
  const order = random.shuffled(counts.keys())
  return new Map(
    order.map((field, i) => {
      const [oneEmpty] = empty
      const set = order.length - i > empty.size ? indexOfLargest(lacking) : oneEmpty
      empty.delete(set)
      lacking[set] -= sumOf(counts.get(field)!.values())
      return [field, set]
    }),
  )
}

/** Over classes c and sets k, the sum of (n_ck / n_c - share_k)^2. */
function unevennessOf(
  assigned: Assignment,
  counts: Counts,
  names: readonly string[],
  shares: Shares,
): number {
  const classes = new Set([...counts.values()].flatMap((byClass) => [...byClass.keys()]))
  let sum = 0
  for (const label of classes) {
    const inSet = names.map(() => 0)
    for (const [field, byClass] of counts) inSet[assigned.get(field)!] += byClass.get(label) ?? 0
    const total = sumOf(inSet)
    for (const [k, name] of names.entries()) sum += (inSet[k] / total - shares[name]) ** 2
  }
  return sum
}

function refuseFewFields(fields: readonly string[], sets: readonly string[]): void {
  if (fields.length >= sets.length) return
  throw new InputError({
    what: 'too few fields to keep whole fields apart',
    expected: `at least ${sets.length}, one for each of ${sets.join(', ')}`,
    got: `${fields.length} (${fields.join(', ')})`,
    remedy: 'give data sets of more fields, or split by object and expect a flattering score',
  })
}

function unknownField(field: string, all: readonly string[]): InputError {
  const nearest = closest(field, all)
  return new InputError({
    what: `no field ${field} in the data`,
    expected: all.join(', '),
    remedy: nearest && `did you mean ${nearest}?`,
  })
}

/** @throws InputError unless there are shares above 0 that sum to 1 */
function namesOf(shares: Shares): string[] {
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
function setsOf(names: readonly string[], setOf: Int32Array): Sets {
  const rows = [...setOf.keys()]
  return Object.fromEntries(
    names.map((name, k) => [name, Uint32Array.from(rows.filter((row) => setOf[row] === k))]),
  )
}

/** Rows by their key. */
export function rowsBy<K>(keys: ArrayLike<K>): Map<K, number[]> {
  const rows = new Map<K, number[]>()
  for (let row = 0; row < keys.length; row++) {
    const found = rows.get(keys[row])
    if (found) found.push(row)
    else rows.set(keys[row], [row])
  }
  return rows
}

function sumOf(values: Iterable<number>): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
