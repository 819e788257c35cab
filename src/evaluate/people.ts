/**
 * How often people agree with each other on the same objects. A program cannot be expected to agree
 * with people more often than people do.
 */
import { FOUR_CLASSES } from '../catalog/index.js'
import { rowsWhere } from '../notes.js'
import type { Random } from '../random.js'
import { countIntervals, labelAgreement } from '../statistics/index.js'
import { FEWEST_OBJECTS, hasWidth, type Measure } from './measures.js'
import { type FieldVotes, type ObjectVotes, twoClassVotes, type VoteBasis } from './votes.js'

export interface HumanAgreement {
  readonly field: string
  readonly basis: VoteBasis
  /** Objects with two votes or more. */
  readonly n: number
  /** Objects that are left out, because no votes have their mode and mean. */
  readonly nUnexplained: number
  /** All classes, four unless they are one's own. */
  readonly fourClasses: Agreement
  /** Clusters against the rest, where classes tell them apart. */
  readonly twoClasses: Agreement
  /** Probability that a second person says a class if a first one does; n counts votes. */
  readonly classes: readonly Measure[]
}

export interface Agreement {
  /** Mean over objects of the share of pairs of people who agree. */
  readonly pairwise: Measure
  /**
   * Lowest agreement that the mode and the mean allow; equals `pairwise` if the votes are known.
   */
  readonly atLeast: number
  /** Fleiss's kappa. */
  readonly kappa: Measure
}

/** @returns undefined if no object has two votes */
export function humanAgreement(
  { field, list = FOUR_CLASSES, basis, votes, strata }: FieldVotes,
  random: Random,
  nResamples?: number,
): HumanAgreement | undefined {
  const rows = rowsWhere(votes.length, (row) => hasPairs(votes[row]))
  const known = rows.map((row) => votes[row]!)
  if (known.length === 0) return undefined
  const { four, times } = patternsOf(known, strata && rows.map((row) => strata[row]))
  const two = four.map((counts) => twoClassVotes(counts, list))
  const values = (of: ArrayLike<number>) => {
    const [of4, of2] = [labelAgreement(four, of), labelAgreement(two, of)]
    return [of4.pairwise, of4.kappa, of2.pairwise, of2.kappa, ...of4.classes]
  }
  const intervals = countIntervals(times, values, { random, nResamples })
  const all = four.map((_, i) => times.reduce((n, own) => n + own[i], 0))
  const cast = list.map((_, k) => four.reduce((n, counts, i) => n + all[i] * counts[k], 0))
  const measures = values(all).map((value, i): Measure => {
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

/**
 * The different votes, and how many objects of each stratum have them: objects with the same votes
 * are alike, and there are few different ones.
 */
function patternsOf(votes: readonly ObjectVotes[], strata: readonly number[] | undefined) {
  const patterns = new Map<string, number>()
  const four: (readonly number[])[] = []
  const indices = votes.map(({ counts }) => {
    const key = counts.join()
    const known = patterns.get(key)
    if (known !== undefined) return known
    patterns.set(key, four.length)
    return four.push(counts) - 1
  })
  const byStratum = new Map<number, Float64Array>()
  indices.forEach((index, i) => {
    const stratum = strata?.[i] ?? 0
    const times = byStratum.get(stratum) ?? new Float64Array(four.length)
    times[index]++
    byStratum.set(stratum, times)
  })
  return { four, times: [...byStratum.values()] }
}

function hasPairs(votes: ObjectVotes | undefined): boolean {
  return votes !== undefined && votes.counts.reduce((n, count) => n + count, 0) >= 2
}
