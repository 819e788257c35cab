/**
 * Everything that is measured about one set of predictions, and about two sets against each other.
 */

import type { ClassList } from '../catalog/index.js'
import { Notes, rowsWhere } from '../notes.js'
import type { Random } from '../random.js'
import { type McNemar, mcnemar } from '../statistics/index.js'
import { type AccuracyBin, accuracyInBins, quantileEdges, steppedEdges } from './binned-accuracy.js'
import {
  type Calibration,
  calibrationOf,
  type ThresholdSample,
  thresholdSamples,
} from './calibration.js'
import { coverageOf, type SetsMeasured } from './class-sets.js'
import { rowInFile } from './classified.js'
import { type ComparedObjects, type FieldJoin, someObjects } from './compared-objects.js'
import { FEWEST_OBJECTS, type Measures, measuresOf } from './measures.js'
import { crowdingOf, magnitudesOf, type ObjectValues } from './object-values.js'
import type { FieldVotes } from './votes.js'
import { type VotesCalibration, votesCalibration } from './votes-calibration.js'
import { sharesOfObjects } from './votes-of-objects.js'

export interface Subject {
  /** Name of the predictions on pages and in tables. */
  readonly name: string
  readonly comparison: ComparedObjects
  readonly measures: Measures
  /** Measures of each field, in the order of `comparison.fields`. */
  readonly byField: readonly FieldMeasures[]
  readonly magnitude?: BinnedValues
  readonly crowding?: BinnedValues
  /** Absent without probabilities. */
  readonly calibration?: Calibration
  readonly thresholds?: readonly ThresholdSample[]
  /** Against single votes; absent where they or the probabilities are not known. */
  readonly onVotes?: VotesCalibration
  /** How often the sets of classes hold the answer; absent without sets. */
  readonly sets?: SetsMeasured
  readonly notes: Notes
}

export interface FieldMeasures {
  readonly join: FieldJoin
  /** Absent if no object of the field could be compared. */
  readonly measures?: Measures
}

export interface BinnedValues extends ObjectValues {
  readonly bins: readonly AccuracyBin[]
}

export interface SubjectOptions {
  random: Random
  /** Number of draws of the bootstrap. */
  nResamples?: number
  /** Column of the magnitude for bins. */
  magnitude?: string
  /** Votes of people, as the truths have them. */
  votes?: readonly FieldVotes[]
}

export interface Duel {
  readonly first: string
  readonly second: string
  readonly n: number
  /** All classes, four unless they are one's own. */
  readonly fourClasses: DuelResult
  /** Clusters against the rest; of no object where no class tells them apart. */
  readonly twoClasses: DuelResult
}

export interface DuelResult extends McNemar {
  /** Accuracy of the first and of the second set on these objects. */
  readonly accuracies: readonly [number, number]
}

/**
 * Bins of magnitude are half a magnitude wide; the outermost ones hold at least this many objects.
 */
const MAGNITUDE_STEP = 0.5
const FEWEST_AT_ENDS = 20
const CROWDING_BINS = 5

/** Measures one set of predictions. */
export function subjectOf(
  name: string,
  comparison: ComparedObjects,
  options: SubjectOptions,
): Subject {
  const { truth, predicted, probabilities, field, list } = comparison
  const notes = new Notes()
  const measures = measuresOf(truth, predicted, { ...options, list, strata: field })
  const magnitudes = magnitudesOf(comparison, options.magnitude, notes)
  const crowding = crowdingOf(comparison, notes)
  const inBins = (given: ObjectValues, edges: number[]): BinnedValues => ({
    ...given,
    bins: accuracyInBins(comparison, given.values, edges),
  })
  const edges = magnitudes && steppedEdges(magnitudes.values, MAGNITUDE_STEP, FEWEST_AT_ENDS)
  const calibration = probabilities && calibrationOf(truth, predicted, probabilities, list)
  const shares = sharesOfObjects(comparison, options.votes ?? [])
  notes.say(
    ...leftOver(comparison),
    ...smallClasses(measures, comparison.list),
    ...unscored(comparison, calibration),
  )
  return {
    ...{ name, comparison, measures, notes },
    byField: measuresByField(comparison, measures, options),
    ...(magnitudes && { magnitude: inBins(magnitudes, edges!) }),
    ...(crowding && { crowding: inBins(crowding, quantileEdges(crowding.values, CROWDING_BINS)) }),
    ...(calibration && { calibration, thresholds: thresholdSamples(truth, probabilities, list) }),
    ...(calibration && shares && { onVotes: votesCalibration(predicted, probabilities!, shares) }),
    ...(comparison.sets && { sets: setsMeasured(comparison, shares) }),
  }
}

function setsMeasured({ truth, sets, list, n }: ComparedObjects, shares?: Float64Array) {
  const k = list.length
  const certain = new Float64Array(n * k)
  for (let i = 0; i < n; i++) certain[i * k + truth[i] - 1] = 1
  return {
    classes: coverageOf(sets!, certain, k),
    ...(shares && { votes: coverageOf(sets!, shares, k) }),
  }
}

/**
 * Compares two sets of predictions on the objects that both have classified.
 *
 * @returns undefined if there is no such object
 */
export function duelOf(first: Subject, second: Subject): Duel | undefined {
  const rows = new Map<string, number>()
  for (let i = 0; i < second.comparison.n; i++) rows.set(objectKey(second.comparison, i), i)
  const shared = Array.from({ length: first.comparison.n }, (_, a) => ({
    a,
    b: rows.get(objectKey(first.comparison, a)) ?? -1,
  })).filter(({ b }) => b >= 0)
  if (shared.length === 0) return undefined
  const [one, other] = [first.comparison, second.comparison]
  const { list } = one
  const isCluster = (code: number) => list[code - 1].isCluster
  const result = (right: (truth: number, predicted: number) => boolean): DuelResult => {
    const hits = shared.map(({ a, b }) => ({
      one: right(one.truth[a], one.predicted[a]),
      other: right(other.truth[b], other.predicted[b]),
    }))
    const count = (holds: (hit: (typeof hits)[number]) => boolean) => hits.filter(holds).length
    const onlyOne = count((hit) => hit.one && !hit.other)
    const onlyOther = count((hit) => hit.other && !hit.one)
    const shares = [count((hit) => hit.one), count((hit) => hit.other)] as const
    const accuracies = [shares[0] / hits.length, shares[1] / hits.length] as const
    return { ...mcnemar(onlyOne, onlyOther), accuracies }
  }
  return {
    ...{ first: first.name, second: second.name, n: shared.length },
    fourClasses: result((truth, predicted) => truth === predicted),
    twoClasses: result((truth, predicted) => isCluster(truth) === isCluster(predicted)),
  }
}

/** The rows of a comparison that belong to one of its fields. */
function rowsOfField({ field }: ComparedObjects, index: number): number[] {
  return rowsWhere(field.length, (row) => field[row] === index)
}

function measuresByField(
  comparison: ComparedObjects,
  all: Measures,
  options: SubjectOptions,
): FieldMeasures[] {
  if (comparison.fields.length === 1) return [{ join: comparison.fields[0], measures: all }]
  return comparison.fields.map((join, f) => {
    const { n, truth, predicted } = someObjects(comparison, rowsOfField(comparison, f))
    const { list } = comparison
    return { join, ...(n > 0 && { measures: measuresOf(truth, predicted, { ...options, list }) }) }
  })
}

/** Counts of the rows without a partner in the other table, or without a class. */
function leftOver({ fields }: ComparedObjects): string[] {
  return fields.flatMap((of) => {
    const said: [number, number, string][] = [
      [of.nWithoutPrediction, of.nInspected, 'inspected objects have no prediction'],
      [of.nWithoutClass, of.nInspected, 'inspected objects have a prediction without a class'],
      [of.nWithoutTruth, of.nPredictions, 'predictions match no row of the truth'],
    ]
    return said.flatMap(([n, all, what]) => (n > 0 ? [`${of.field}: ${n} of ${all} ${what}`] : []))
  })
}

function smallClasses({ classes }: Measures, list: ClassList): string[] {
  return classes.flatMap(({ recall }, k) => {
    if (recall.n >= FEWEST_OBJECTS) return []
    const objects = `${recall.n} object${recall.n === 1 ? '' : 's'}`
    return [
      `class ${list[k].label} has ${objects}, fewer than ${FEWEST_OBJECTS}: ` +
        'its recall has no interval',
    ]
  })
}

function unscored({ n }: ComparedObjects, calibration: Calibration | undefined): string[] {
  if (!calibration) return ['no probabilities: calibration and thresholds are not measured']
  const without = n - calibration.n
  return without > 0 ? [`${without} of ${n} compared objects have no probabilities`] : []
}

function objectKey({ fields, field, truthRow }: ComparedObjects, i: number): string {
  const { truth } = fields[field[i]]
  return `${rowInFile(truth, truthRow[i])} ${truth.source}`
}
