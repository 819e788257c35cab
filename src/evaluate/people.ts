/** How well people agree with each other on the same objects: the measure beside that of a machine. */
import {
  askedColumn,
  classesOf,
  columnOf,
  isCluster,
  measured,
  PLAIN_SCHEME,
} from '../catalog/index.js'
import type { Random } from '../random.js'
import {
  bootstrapIntervals,
  indexOfLargest,
  labelAgreement,
  pairShare,
} from '../statistics/index.js'
import { numbersOf } from '../tables/index.js'
import type { Classified } from './classified.js'
import { FEWEST_OBJECTS, hasWidth, type Measure } from './measures.js'

/** Where the votes come from. */
export type VoteBasis = 'votes' | 'mode and mean'

export interface HumanAgreement {
  readonly field: string
  readonly basis: VoteBasis
  /** Objects with two votes or more. */
  readonly n: number
  /** Objects whose mode and mean no votes explain: left out. */
  readonly nUnexplained: number
  readonly fourClasses: Agreement
  readonly twoClasses: Agreement
  /** Given that one person says class 1, ... 4, the probability that another one does; n counts votes. */
  readonly classes: readonly Measure[]
}

export interface Agreement {
  /** Mean over objects of the share of pairs of people who agree. */
  readonly pairwise: Measure
  /** The least that the mode and the mean allow; the pairwise agreement itself if votes are known. */
  readonly atLeast: number
  /** Fleiss's kappa. */
  readonly kappa: Measure
}

/** Votes of one field; undefined where the mode and the mean contradict each other. */
export interface FieldVotes {
  readonly field: string
  readonly basis: VoteBasis
  readonly votes: readonly (Votes | undefined)[]
  /** A number an object, of its field, where there are several: draws keep how many there are of each. */
  readonly strata?: readonly number[]
}

/** @returns undefined if no object has two votes */
export function humanAgreement(
  { field, basis, votes, strata }: FieldVotes,
  random: Random,
  nResamples?: number,
): HumanAgreement | undefined {
  const rows = [...votes.keys()].filter((row) => hasPairs(votes[row]))
  const known = rows.map((row) => votes[row]!)
  if (known.length === 0) return undefined
  const four = known.map(({ counts }) => counts)
  const two = four.map(twoClassVotes)
  const values = (rows?: Uint32Array) => {
    const [of4, of2] = [labelAgreement(four, rows), labelAgreement(two, rows)]
    return [of4.pairwise, of4.kappa, of2.pairwise, of2.kappa, ...of4.classes]
  }
  const intervals = bootstrapIntervals(known.length, values, {
    ...{ random, nResamples },
    strata: strata && rows.map((row) => strata[row]),
  })
  const cast = [0, 1, 2, 3].map((k) => four.reduce((n, counts) => n + counts[k], 0))
  const measures = values().map((value, i): Measure => {
    const n = i < 4 ? known.length : cast[i - 4]
    const isStated = n >= FEWEST_OBJECTS && hasWidth(intervals[i])
    return { value, n, ...(isStated && { interval: intervals[i] }) }
  })
  const least = (k: 0 | 1) => known.reduce((sum, vote) => sum + vote.atLeast[k], 0) / known.length
  return {
    field,
    basis,
    n: known.length,
    nUnexplained: votes.filter((vote) => vote === undefined).length,
    fourClasses: { pairwise: measures[0], atLeast: least(0), kappa: measures[1] },
    twoClasses: { pairwise: measures[2], atLeast: least(1), kappa: measures[3] },
    classes: measures.slice(4),
  }
}

function hasPairs(votes: Votes | undefined): boolean {
  return votes !== undefined && votes.counts.reduce((n, count) => n + count, 0) >= 2
}

/* What people voted in a field: their own columns, or what the mode and the mean say of them. */

/**
 * @param columns one column a person; default: the columns `class` and `class_mean` of the layout
 * @param notes gets a line where nothing is known of the votes
 * @returns undefined where nothing is known
 * @throws InputError if a column asked for is not there, or holds other codes
 */
export function peopleVotes(
  set: Classified,
  columns: readonly string[] | undefined,
  notes: string[],
): FieldVotes | undefined {
  const { field, source, table } = set
  if (columns) return { field, basis: 'votes', votes: votesIn(set, columns) }
  const [mode, mean] = [columnOf(table, 'class'), columnOf(table, 'class_mean')]
  if (!mode || !mean) {
    notes.push(`${source} has neither votes nor their mean: how far people agree is not known`)
    return undefined
  }
  const where = `${source}, column ${mode.name}`
  const modes = classesOf(numbersOf(mode, where), set.scheme ?? PLAIN_SCHEME, where)
  const means = measured(table, set.layout, mean.name)
  const inspected = [...modes.keys()].filter((row) => modes[row] > 0 && !Number.isNaN(means[row]))
  const votes = inspected.map((row) => votesFromMean(modes[row], means[row]))
  const odd = inspected.filter((_, i) => !votes[i])
  if (odd.length > 0) {
    const first = odd[0]
    notes.push(
      `${field}: no votes have the mode and mean of ${odd.length} objects (the first is row ` +
        `${first + 1}: mode ${modes[first]}, mean ${means[first]}); they are left out of people's agreement`,
    )
  }
  return { field, basis: 'mode and mean', votes }
}

function votesIn(set: Classified, columns: readonly string[]): Votes[] {
  const people = columns.map((name) => {
    const column = askedColumn(set.table, name)
    const where = `${set.source}, column ${column.name}`
    return classesOf(numbersOf(column, where), set.scheme ?? PLAIN_SCHEME, where)
  })
  return Array.from(set.classes, (_, row) => {
    const counts = [0, 0, 0, 0]
    for (const codes of people) if (codes[row] > 0) counts[codes[row] - 1]++
    const n = counts.reduce((sum, count) => sum + count, 0)
    return { counts, atLeast: [pairShare(counts, n), pairShare(twoClassVotes(counts), n)] }
  })
}

/*
 * What people voted, from what catalogues keep of it: the mode and the mean of the votes.
 *
 * Approximation. LEGUS sources were looked at by three people or more (Adamo+2017), and the means have
 * three decimals. Taken is the smallest number of votes, from three on, for which some votes have this
 * mean and this mode, and no second mode; where no number has such votes, tied modes count too. Often
 * these votes are unique: mode 1 with mean 1.333 is 1, 1, 2. Where they are not (4, 4, 4, 1 and 4, 4, 3, 2
 * both have mode 4, mean 3.250), the votes that agree most are taken, and the least agreement of those
 * possible is kept beside them. More votes than the fewest are possible, and tied modes (1, 2, 3 has the
 * mean of 2, 2, 2), so that the result is slightly optimistic.
 */

export interface Votes {
  /** How many voted for classes 1-4. */
  readonly counts: readonly number[]
  /** Least share of agreeing pairs that the mode and the mean allow: four classes, two classes. */
  readonly atLeast: readonly [number, number]
}

const FEWEST_VOTES = 3
const MOST_VOTES = 8

/** Half of the last decimal of a mean, and a little for its binary form. */
const TOLERANCE = 0.0005 + 1e-9

/**
 * @param mode 1-4
 * @param mean 1 to 4
 * @returns undefined if no 3 to 8 votes have this mode and this mean
 * @example votesFromMean(1, 1.333)?.counts // [2, 1, 0, 0]
 */
export function votesFromMean(mode: number, mean: number): Votes | undefined {
  return fewestVotes(mode, mean, false) ?? fewestVotes(mode, mean, true)
}

function fewestVotes(mode: number, mean: number, tiesCount: boolean): Votes | undefined {
  for (let nVotes = FEWEST_VOTES; nVotes <= MOST_VOTES; nVotes++) {
    const possible = splitsOf(nVotes).filter((counts) => {
      const most = Math.max(...counts)
      const nModes = counts.filter((count) => count === most).length
      const sum = counts.reduce((total, count, k) => total + count * (k + 1), 0)
      const isMode = counts[mode - 1] === most && (tiesCount || nModes === 1)
      return isMode && Math.abs(sum / nVotes - mean) <= TOLERANCE
    })
    if (possible.length > 0) return bestOf(possible, nVotes)
  }
  return undefined
}

/** Votes for classes 1-4 as votes for cluster or not. */
export function twoClassVotes(counts: readonly number[]): number[] {
  const clusters = counts.reduce((n, count, k) => n + (isCluster(k + 1) ? count : 0), 0)
  return [clusters, counts.reduce((n, count) => n + count, 0) - clusters]
}

function bestOf(possible: readonly (readonly number[])[], nVotes: number): Votes {
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
