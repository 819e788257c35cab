/**
 * The whole evaluation: predictions against people, predictions against each other, people among
 * themselves.
 */
import { isSameList } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { Notes } from '../notes.js'
import { Random } from '../random.js'
import { baselinePredictions } from './baseline.js'
import { differentClasses } from './class-choice.js'
import type { Classified } from './classified.js'
import { type ComparedObjects, compareFields } from './compared-objects.js'
import { pairFields, tablesByField } from './fields.js'
import type { JoinOptions } from './join.js'
import { type HumanAgreement, humanAgreement } from './people.js'
import { type Duel, duelOf, type Subject, type SubjectOptions, subjectOf } from './subject.js'
import type { FieldVotes } from './votes.js'

export interface EvaluationInput {
  /** Classes by people: one table a field, or a table with a column that names the fields. */
  truths: readonly Classified[]
  /**
   * Named sets of predictions: one table a field, or a table with a column that names the fields.
   */
  predictions: readonly { name: string; tables: readonly Classified[] }[]
  /** Whether to add the photometric baseline. */
  baseline?: boolean
  /** Votes of people in each field, from which their agreement is computed. */
  votes?: readonly FieldVotes[]
}

export interface EvaluationOptions extends JoinOptions, Omit<SubjectOptions, 'random' | 'votes'> {
  /** Seed for the bootstrap and the baseline; default 1. */
  seed?: number
}

export interface Evaluation {
  readonly subjects: readonly Subject[]
  readonly duels: readonly Duel[]
  /** One for each field with votes; with several, one more for all of them together. */
  readonly people: readonly HumanAgreement[]
  readonly seed: number
  readonly nResamples: number
  readonly notes: Notes
}

const N_RESAMPLES = 2000

/**
 * Measures each set of predictions against the truth, and compares the sets with each other.
 *
 * @throws InputError if two truths have the same source, and for every fault of the tables that
 *   {@link compareFields} finds
 * @example
 * const predictions = [{ name: 'StarcNet', tables: [predictionsOf(table)] }]
 * const { subjects } = evaluationOf({ truths: [truth], predictions })
 * subjects[0].measures.fourClasses.accuracy.value // 0.648
 */
export function evaluationOf(input: EvaluationInput, options: EvaluationOptions = {}): Evaluation {
  const { seed = 1, nResamples = N_RESAMPLES } = options
  const notes = new Notes()
  refuseRepeated(input.truths)
  refuseOtherClasses(input)
  const measured = (name: string, objects: ComparedObjects) =>
    subjectOf(name, objects, {
      ...{ ...options, nResamples, votes: input.votes },
      random: new Random(seed),
    })
  const subjects = input.predictions.map(({ name, tables }) =>
    measured(name, compareFields(pairFields(input.truths, tables, notes), options)),
  )
  if (input.baseline) {
    const pairs = baselinePredictions(input.truths.flatMap(tablesByField), seed)
    subjects.push(measured('baseline', compareFields(pairs)))
  }
  return {
    ...{ subjects, seed, nResamples },
    duels: subjects.flatMap((first, i) =>
      subjects.slice(i + 1).flatMap((second) => duelOf(first, second) ?? []),
    ),
    people: agreements(input.votes ?? [], seed, nResamples),
    notes: notes.add(...input.truths.map((set) => set.notes)).unique(),
  }
}

/** What was noticed about the tables and how their rows were matched, each note once. */
export function notesOf({ notes, subjects }: Evaluation): Notes {
  const joins = subjects.flatMap(({ comparison }) =>
    comparison.fields.flatMap(({ predictions, join }) => [predictions.notes, join.notes]),
  )
  return new Notes().add(notes, ...joins).unique()
}

/** All tables are about the same classes. */
function refuseOtherClasses({ truths, predictions }: EvaluationInput): void {
  const [first, ...others] = [...truths, ...predictions.flatMap(({ tables }) => tables)]
  const other = others.find(({ list }) => !isSameList(list, first.list))
  if (!other) return
  throw differentClasses(first, other)
}

/**
 * An object of several truths is identified by its source and row, so no source may occur twice.
 */
function refuseRepeated(truths: readonly Classified[]): void {
  const sources = truths.map(({ source }) => source)
  const repeated = truths.find(({ source }, i) => sources.indexOf(source) < i)
  if (!repeated) return
  const isNamed = repeated.given.meta.source !== undefined
  throw new InputError({
    what: isNamed ? 'the same truth is given twice' : 'several truths have no source',
    where: repeated.source,
    remedy: isNamed ? 'give each file once' : 'set meta.source of each table',
  })
}

function agreements(
  votes: readonly FieldVotes[],
  seed: number,
  nResamples: number,
): HumanAgreement[] {
  const single = votes.flatMap((field) => humanAgreement(field, new Random(seed), nResamples) ?? [])
  if (single.length < 2) return single
  const together: FieldVotes = {
    field: 'all',
    list: votes[0].list,
    basis: votes.every(({ basis }) => basis === 'votes') ? 'votes' : 'mode and mean',
    votes: votes.flatMap((field) => field.votes),
    strata: votes.flatMap((field, f) => field.votes.map(() => f)),
  }
  return [...single, humanAgreement(together, new Random(seed), nResamples)!]
}
