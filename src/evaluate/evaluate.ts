/** The evaluation as a whole: predictions against people, against other predictions, people among them. */
import { InputError } from '../errors.js'
import { Random } from '../random.js'
import { baselinePredictions } from './baseline.js'
import type { Classified } from './classified.js'
import { type Comparison, compareFields } from './comparison.js'
import { pairFields, splitByField } from './fields.js'
import type { JoinOptions } from './join.js'
import { type FieldVotes, type HumanAgreement, humanAgreement } from './people.js'
import { type Duel, duelOf, type Subject, type SubjectOptions, subjectOf } from './subject.js'

export interface EvaluationInput {
  /** Classes by people, one table a field, or a table with a column that names the fields. */
  truths: readonly Classified[]
  /** Sets of predictions by name; each is one table a field, or names the fields in a column. */
  predictions: readonly { name: string; tables: readonly Classified[] }[]
  /** Adds the photometric baseline. */
  baseline?: boolean
  /** People's votes of each field, for their agreement. */
  votes?: readonly FieldVotes[]
}

export interface EvaluationOptions extends JoinOptions, Omit<SubjectOptions, 'random'> {
  /** Of the bootstrap and the baseline; default 1. */
  seed?: number
}

export interface Evaluation {
  readonly subjects: readonly Subject[]
  readonly duels: readonly Duel[]
  /** One a field that has votes, then all of them if they are several. */
  readonly people: readonly HumanAgreement[]
  readonly seed: number
  readonly nResamples: number
  readonly notes: readonly string[]
}

const N_RESAMPLES = 2000

/**
 * @throws InputError if two of several truths have one source, or for what else can be wrong with the tables:
 *   see {@link compareFields}
 * @example
 * const { subjects } = evaluate({ truths: [truth], predictions: [{ name: 'StarcNet', tables: [p] }] })
 * subjects[0].measures.fourClasses.accuracy // { value: 0.648, interval: { low: 0.62, high: 0.676 }, n: 1061 }
 */
export function evaluate(input: EvaluationInput, options: EvaluationOptions = {}): Evaluation {
  const { seed = 1, nResamples = N_RESAMPLES } = options
  const notes: string[] = []
  refuseRepeated(input.truths)
  const measured = (name: string, comparison: Comparison) =>
    subjectOf(name, comparison, { ...options, nResamples, random: new Random(seed) })
  const subjects = input.predictions.map(({ name, tables }) =>
    measured(name, compareFields(pairFields(input.truths, tables, notes), options)),
  )
  if (input.baseline) {
    const pairs = baselinePredictions(input.truths.flatMap(splitByField), seed)
    subjects.push(measured('baseline', compareFields(pairs)))
  }
  return {
    ...{ subjects, seed, nResamples },
    duels: subjects.flatMap((first, i) =>
      subjects.slice(i + 1).flatMap((second) => duelOf(first, second) ?? []),
    ),
    people: agreements(input.votes ?? [], seed, nResamples),
    notes: [...new Set([...notes, ...input.truths.flatMap((set) => set.notes)])],
  }
}

/** Objects of several truths are told apart by their sources and rows. */
function refuseRepeated(truths: readonly Classified[]): void {
  const sources = truths.map(({ source }) => source)
  const repeated = truths.find(({ source }, i) => sources.indexOf(source) < i)
  if (!repeated) return
  const isNamed = repeated.given.meta.source !== undefined
  throw new InputError({
    what: isNamed ? 'the same truth twice' : 'several truths without a source',
    where: repeated.source,
    remedy: isNamed ? 'give each file once' : 'give each table a meta.source of its own',
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
    basis: votes.every(({ basis }) => basis === 'votes') ? 'votes' : 'mode and mean',
    votes: votes.flatMap((field) => field.votes),
    strata: votes.flatMap((field, f) => field.votes.map(() => f)),
  }
  return [...single, humanAgreement(together, new Random(seed), nResamples)!]
}
