/**
 * What people voted for each object: from one column a person, or from what catalogues keep of the
 * votes, their mode and their mean.
 *
 * Approximation for mode and mean. At least three people looked at each LEGUS source (Adamo+2017);
 * some means are of nine. They have three decimals. We take the smallest number of votes, from
 * three to eight, for which some votes have this mean and this mode and no second mode; where no
 * number has such votes, tied modes count too; then the same with up to 25 votes. Often these votes
 * are unique: mode 1 with mean 1.333 is 1, 1, 2. Where they are not (4, 4, 4, 1 and 4, 4, 3, 2 both
 * have mode 4 and mean 3.250), we take the votes that agree most, and keep the lowest agreement of
 * the possible votes beside them. More votes than the fewest are possible, and tied modes too (1,
 * 2, 3 has the mean of 2, 2, 2). So the result is slightly optimistic.
 */

import {
  areTheFour,
  askedColumn,
  type ClassList,
  columnClasses,
  columnOf,
  FOUR_CLASSES,
  fittedClassesOf,
  measured,
  PLAIN_SCHEME,
} from '../catalog/index.js'
import { type Notes, rowsSaid, rowsWhere } from '../notes.js'
import { indexOfLargest, pairShare } from '../statistics/index.js'
import type { Classified } from './classified.js'

/** Where the votes come from. */
export type VoteBasis = 'votes' | 'mode and mean'

export interface ObjectVotes {
  /** Number of votes for each of the classes. */
  readonly counts: readonly number[]
  /** Lowest share of agreeing pairs that the mode and the mean allow: all classes, two classes. */
  readonly atLeast: readonly [number, number]
}

export interface FieldVotes {
  readonly field: string
  /** The classes; default: the four of this field. */
  readonly list?: ClassList
  readonly basis: VoteBasis
  /** Where the votes were read; with `votes`, they are there row by row of it. */
  readonly source?: string
  /** One an object; undefined where the mode and the mean contradict each other. */
  readonly votes: readonly (ObjectVotes | undefined)[]
  /**
   * Number of each object's field, where `votes` holds several fields: the bootstrap draws as many
   * objects of each field as there are.
   */
  readonly strata?: readonly number[]
}

/** Numbers of votes: the usual ones come first, with tied modes too, and then more. */
const NUMBERS_OF_VOTES = [
  [3, 8],
  [9, 25],
] as const

/** If more rows than this share have a mean that fits no votes, the column is no mean of votes. */
const MOST_ODD = 0.5

/** Half of the last decimal of a mean, and a little more, because the mean is a binary number. */
const TOLERANCE = 0.0005 + 1e-9

/**
 * @param columns one column a person; default: the columns `class` and `class_mean` of the layout
 * @param notes receives a line where the votes are not known
 * @returns undefined where the votes are not known
 * @throws InputError if a column that was asked for is not there, or holds other codes
 */
export function peopleVotes(
  set: Classified,
  columns: readonly string[] | undefined,
  notes: Notes,
): FieldVotes | undefined {
  const { field, source, table, list } = set
  if (columns) return { field, list, source, basis: 'votes', votes: votesIn(set, columns, notes) }
  if (!areTheFour(list)) {
    notes.say(
      `${source}: how often people agree is not known; ` +
        "name the columns of single people's classes with --votes",
    )
    return undefined
  }
  const [mode, mean] = [columnOf(table, 'class'), columnOf(table, 'class_mean')]
  if (!mode || !mean) {
    notes.say(
      `${source} has neither votes nor their mean: how often people agree is not known; ` +
        "name the columns of single people's classes with --votes",
    )
    return undefined
  }
  const modes =
    set.column === mode.name
      ? set.classes
      : columnClasses(mode, set.scheme ?? PLAIN_SCHEME, source, notes)
  const means = measured(table, set.layout, mean.name)
  const inspected = rowsWhere(modes.length, (row) => modes[row] > 0 && !Number.isNaN(means[row]))
  const votes = votesOfRows(inspected, modes, means)
  const names = { mode: mode.name, mean: mean.name }
  const isMean = areMeans({ inspected, votes, modes, means }, { field, source, ...names }, notes)
  return isMean ? { field, basis: 'mode and mean', votes } : undefined
}

interface ModesAndMeans {
  readonly modes: Uint8Array
  readonly means: Float64Array
  /** Rows that have both. */
  readonly inspected: readonly number[]
  /** Votes of these rows; undefined where none can have the mode and the mean. */
  readonly votes: readonly (ObjectVotes | undefined)[]
}

/** Many rows have the same mode and the same mean. */
function votesOfRows(rows: readonly number[], modes: Uint8Array, means: Float64Array) {
  const known = new Map<string, ObjectVotes | undefined>()
  return rows.map((row) => {
    const key = `${modes[row]} ${means[row]}`
    if (!known.has(key)) known.set(key, votesFromMean(modes[row], means[row]))
    return known.get(key)
  })
}

/** Whether the column is the mean of votes; doubts say where it is not. */
function areMeans(
  { inspected, votes, modes, means }: ModesAndMeans,
  { field, source, mode, mean }: { field: string; source: string; mode: string; mean: string },
  notes: Notes,
): boolean {
  const odd = inspected.filter((_, i) => !votes[i])
  // Means of people who disagree are no whole numbers; a quality is.
  const others = inspected.filter((row) => means[row] !== modes[row])
  const isWhole = others.length > 0 && others.every((row) => Number.isInteger(means[row]))
  if (odd.length > MOST_ODD * inspected.length || isWhole) {
    const which = rowsSaid(isWhole ? others : odd, inspected.length)
    notes.doubt(
      `${source}: in ${which} column ${mean} is not the mean of ` +
        `votes whose mode is in column ${mode}: how often people agree is not known`,
    )
    return false
  }
  if (odd.length > 0) {
    const first = odd[0]
    notes.doubt(
      `${field}: ${odd.length} objects have a mode and a mean that no votes can have ` +
        `(the first is row ${first + 1}: mode ${modes[first]}, mean ${means[first]}); ` +
        "people's agreement is computed without them",
    )
  }
  return true
}

/**
 * @param mode 1-4
 * @param mean 1 to 4
 * @returns undefined if no 3 to 25 votes have this mode and this mean
 * @example votesFromMean(1, 1.333)?.counts // [2, 1, 0, 0]
 */
export function votesFromMean(mode: number, mean: number): ObjectVotes | undefined {
  for (const range of NUMBERS_OF_VOTES) {
    const found = fewestVotes(mode, mean, range, false) ?? fewestVotes(mode, mean, range, true)
    if (found) return found
  }
  return undefined
}

/** Votes for the classes as votes for "cluster" and "not a cluster". */
export function twoClassVotes(counts: readonly number[], list: ClassList = FOUR_CLASSES): number[] {
  const clusters = counts.reduce((n, count, k) => n + (list[k].isCluster ? count : 0), 0)
  return [clusters, counts.reduce((n, count) => n + count, 0) - clusters]
}

function votesIn(set: Classified, columns: readonly string[], notes: Notes): ObjectVotes[] {
  const { list, source } = set
  const people = columns.map((name) => {
    const column = askedColumn(set.table, name)
    if (areTheFour(list)) return columnClasses(column, set.scheme ?? PLAIN_SCHEME, source, notes)
    return fittedClassesOf(column, list, source, 'data', notes).classes
  })
  return Array.from(set.classes, (_, row) => {
    const counts = list.map(() => 0)
    for (const codes of people) if (codes[row] > 0) counts[codes[row] - 1]++
    const n = counts.reduce((sum, count) => sum + count, 0)
    return { counts, atLeast: [pairShare(counts, n), pairShare(twoClassVotes(counts, list), n)] }
  })
}

function fewestVotes(
  mode: number,
  mean: number,
  [fewest, most]: readonly [number, number],
  tiesCount: boolean,
): ObjectVotes | undefined {
  for (let nVotes = fewest; nVotes <= most; nVotes++) {
    const sum = Math.round(mean * nVotes)
    if (Math.abs(sum / nVotes - mean) > TOLERANCE) continue
    const possible = splitsOf(nVotes).filter((counts) => {
      const top = Math.max(...counts)
      const nModes = counts.filter((count) => count === top).length
      const isMode = counts[mode - 1] === top && (tiesCount || nModes === 1)
      return isMode && counts.reduce((total, count, k) => total + count * (k + 1), 0) === sum
    })
    if (possible.length > 0) return bestOf(possible, nVotes)
  }
  return undefined
}

/** The votes that agree most, with the lowest agreement of all possible ones. */
function bestOf(possible: readonly (readonly number[])[], nVotes: number): ObjectVotes {
  const four = possible.map((counts) => pairShare(counts, nVotes))
  const two = possible.map((counts) => pairShare(twoClassVotes(counts), nVotes))
  return {
    counts: possible[indexOfLargest(four)],
    atLeast: [Math.min(...four), Math.min(...two)],
  }
}

/** All ways to share n votes among four classes. */
function splitsOf(n: number): number[][] {
  const splits: number[][] = []
  for (let a = 0; a <= n; a++) {
    for (let b = 0; a + b <= n; b++) {
      for (let c = 0; a + b + c <= n; c++) splits.push([a, b, c, n - a - b - c])
    }
  }
  return splits
}
