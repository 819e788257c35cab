/**
 * How far people agree: with each other, with themselves in a second blind pass, and with the
 * machine. "Unsure" is no vote, and no part of any number here.
 */
import { type ClassList, hasClusters } from '../catalog/index.js'
import {
  accuracyInBins,
  type HumanAgreement,
  humanAgreement,
  quantileEdges,
  twoClassVotes,
} from '../evaluate/index.js'
import { Random } from '../random.js'
import { type Interval, meanOf, pairShare } from '../statistics/index.js'
import { type Comparison, comparisonOf } from './comparison.js'
import type { LabelledSource, LabelledSources } from './labelled-sources.js'
import { tallyOf } from './tally.js'

/** What the settled class, or else the mode of the votes, is called among the people. */
export const TOGETHER = 'people together'

/** Two people, or a person and the machine. */
export interface NamedComparison extends Comparison {
  readonly first: string
  readonly second: string
}

export interface AgreementOfPeople {
  /** All people at once; undefined where no source has two votes. */
  readonly all: HumanAgreement | undefined
  /** Each pair of people with a source in common. */
  readonly pairs: readonly NamedComparison[]
  /** First answers against those of a second, blind pass, person by person. */
  readonly selves: readonly NamedComparison[]
  /** Each person, and all together, against the machine; empty without a machine. */
  readonly machine: readonly NamedComparison[]
}

/**
 * @param machine its class of each of the sources, 0 for none
 * @example agreementOf(labelledSources(events)).pairs[0].kappa.value // 0.61
 */
export function agreementOf(
  { sources, people, list }: LabelledSources,
  machine?: ArrayLike<number>,
  nResamples?: number,
): AgreementOfPeople {
  const votes = people.map((person) => classesBy(sources, person))
  const compared = (first: string, second: string, a: Uint8Array, b: ArrayLike<number>) => ({
    ...{ first, second },
    ...comparisonOf(a, b, list, nResamples),
  })
  const pairs = people.flatMap((first, i) =>
    people.slice(i + 1).map((second, k) => compared(first, second, votes[i], votes[i + 1 + k])),
  )
  const selves = people.map((person, i) =>
    compared(person, `${person} again`, votes[i], secondClassesBy(sources, person)),
  )
  const all = [...people.map((person, i) => [person, votes[i]] as const)]
  if (people.length > 1) all.push([TOGETHER, classesTogether(sources, list)])
  return {
    all: allAgreement(sources, list, nResamples),
    pairs: pairs.filter(hasSources),
    selves: selves.filter(hasSources),
    machine: machine
      ? all.map(([who, own]) => compared(who, 'machine', own, machine)).filter(hasSources)
      : [],
  }
}

function hasSources({ n }: Comparison): boolean {
  return n > 0
}

type Sources = readonly LabelledSource[]

/** A person's classes of the sources, 0 where there is none. */
export function classesBy(sources: Sources, person: string): Uint8Array {
  return Uint8Array.from(sources, ({ answers }) => answers.get(person)?.class ?? 0)
}

function secondClassesBy(sources: Sources, person: string): Uint8Array {
  return Uint8Array.from(sources, ({ second }) => second.get(person)?.class ?? 0)
}

/** The settled class of each source, else the mode of its votes; 0 without any. */
export function classesTogether(sources: Sources, list: ClassList): Uint8Array {
  return Uint8Array.from(sources, (source) => tallyOf(source, list).class)
}

function allAgreement(sources: Sources, list: ClassList, nResamples = 1000) {
  const votes = sources
    .map((source) => tallyOf(source, list).counts)
    .filter((counts) => sumOf(counts) > 1)
    .map((counts) => {
      const two = twoClassVotes(counts, list)
      const n = sumOf(counts)
      return { counts, atLeast: [pairShare(counts, n), pairShare(two, n)] as const }
    })
  return humanAgreement({ field: '', list, basis: 'votes', votes }, new Random(1), nResamples)
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

/** Sources whose magnitude lies in [low, high), the last bin with its upper end. */
export interface AgreementBin {
  readonly low: number
  readonly high: number
  /** Sources with two votes or more, and the mean share of pairs of people who agree. */
  readonly nVoted: number
  readonly people: number
  /** Sources with a class by people and by the machine, and the share where it is the same. */
  readonly nMachine: number
  readonly machine: number
  readonly interval: Interval
}

/** A bin has so many sources, or there are fewer bins. */
const FEWEST = 15
const MOST_BINS = 6

/**
 * Agreement in bins of a magnitude with equally many sources; none with fewer than 30 sources.
 *
 * @param magnitudes of each of the sources; NaN is in no bin
 * @param machine its class of each of the sources, 0 for none
 */
export function agreementByMagnitude(
  { sources, list }: LabelledSources,
  magnitudes: ArrayLike<number>,
  machine: ArrayLike<number> = new Uint8Array(sources.length),
): AgreementBin[] {
  const tallies = sources.map((source) => tallyOf(source, list))
  const isKnown = (i: number) => Number.isFinite(magnitudes[i]) && tallies[i].class > 0
  const known = tallies.map((_, i) => i).filter(isKnown)
  const nBins = Math.min(MOST_BINS, Math.floor(known.length / FEWEST))
  if (nBins < 2) return []
  const magnitudeOf = (i: number) => magnitudes[i]
  const edges = quantileEdges(Float64Array.from(known, magnitudeOf), nBins)
  const judged = known.filter((i) => machine[i] > 0)
  const truth = judged.map((i) => tallies[i].class)
  const predicted = judged.map((i) => machine[i])
  const bins = accuracyInBins({ truth, predicted, list }, judged.map(magnitudeOf), edges)
  return bins.map(({ low, high, n, accuracy, interval }, b) => {
    const isLast = b === bins.length - 1
    const isInside = (value: number) => value >= low && (value < high || (isLast && value <= high))
    const voted = known.filter((i) => isInside(magnitudeOf(i)) && tallies[i].n > 1)
    const people = meanOf(voted.map((i) => tallies[i].agreement))
    return { low, high, nVoted: voted.length, people, nMachine: n, machine: accuracy, interval }
  })
}

/**
 * The sources on which people disagree, by their places among the sources: those with the least
 * agreement first, of these those where it is open whether it is a cluster, then those with the
 * most votes.
 */
export function disputed({ sources, list }: LabelledSources): number[] {
  const cases = sources.flatMap((source, i) => {
    const { counts, n, agreement } = tallyOf(source, list)
    const clusters = hasClusters(list) ? pairShare(twoClassVotes(counts, list), n) : 1
    return n > 1 && agreement < 1 ? [{ i, n, agreement, clusters }] : []
  })
  return cases
    .sort((a, b) => a.agreement - b.agreement || a.clusters - b.clusters || b.n - a.n || a.i - b.i)
    .map(({ i }) => i)
}
