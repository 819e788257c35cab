/** How well people agree with each other on the same objects: the measure beside that of a machine. */
import type { Random } from '../random.js'
import { bootstrapIntervals } from '../statistics/bootstrap.js'
import { labelAgreement } from '../statistics/fleiss-kappa.js'
import { FEWEST_OBJECTS, hasWidth, type Measure } from './measures.js'
import { twoClassVotes, type Votes } from './votes-from-mean.js'

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
