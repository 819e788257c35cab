/**
 * How often people agree with each other on the same objects. A program cannot be expected to agree
 * with people more often than people do.
 */
import type { Random } from '../random.js'
import { bootstrapIntervals, labelAgreement } from '../statistics/index.js'
import { FEWEST_OBJECTS, hasWidth, type Measure } from './measures.js'
import { type FieldVotes, type ObjectVotes, twoClassVotes, type VoteBasis } from './votes.js'

export interface HumanAgreement {
  readonly field: string
  readonly basis: VoteBasis
  /** Objects with two votes or more. */
  readonly n: number
  /** Objects that are left out, because no votes have their mode and mean. */
  readonly nUnexplained: number
  readonly fourClasses: Agreement
  readonly twoClasses: Agreement
  /** Probability that a second person says class 1, ... 4 if a first one does; n counts votes. */
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

function hasPairs(votes: ObjectVotes | undefined): boolean {
  return votes !== undefined && votes.counts.reduce((n, count) => n + count, 0) >= 2
}
