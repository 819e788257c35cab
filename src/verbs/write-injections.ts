/** Writes what the rounds of injections gave: the page, the tables and the figures. */
import { basename, resolve } from 'node:path'
import {
  curvesOf,
  type FieldFacts,
  magnitudeLimits,
  magnitudesOf,
  type Outcome,
  purityOf,
  recommended,
  settingsOf,
} from '../completeness/index.js'
import type { OnNote } from '../notes.js'
import { SOFTWARE } from '../software.js'
import type { CompletenessOptions, InjectionWords } from './completeness-options.js'
import { SHIPPED_MODEL } from './model-path.js'

export interface MeasuredCompleteness {
  /** Path of the page. */
  readonly page: string
  readonly outcomes: readonly Outcome[]
  /** The recommended cuts in words. */
  readonly words: readonly string[]
}

/** What the rounds gave. */
export interface DoneRounds {
  readonly facts: FieldFacts
  readonly outcomes: readonly Outcome[]
  /** Files that must not be overwritten. */
  readonly inputs: readonly string[]
  /** How many pieces of a job are not done, of all. */
  readonly missing?: readonly [nMissing: number, nPieces: number]
}

/**
 * Writes the results.
 *
 * @throws InputError if a result would replace an input
 */
export async function writeInjections(
  out: string,
  options: InjectionWords & Pick<CompletenessOptions, 'images'>,
  done: DoneRounds,
  onNote: OnNote,
): Promise<MeasuredCompleteness> {
  const { facts, outcomes, inputs } = done
  const { purity = DEFAULT_PURITY } = options
  const filters = facts.bands.map(({ filter }) => filter)
  const curves = curvesOf(outcomes, facts.v)
  const limits = magnitudeLimits(curves)
  const found = purityOf(outcomes, facts.sources)
  const words = recommended(limits, found, purity)
  const fewer = fewerNote(done, options)
  if (fewer) onNote(...fewer)
  const { writeCompleteness } = await import('../report/index.js')
  const page = await writeCompleteness(out, {
    title: `Completeness of ${options.images.map((path) => basename(resolve(path))).join(', ')}`,
    ...{ outcomes, filters, v: facts.v, curves, limits, samples: found.samples, words, inputs },
    notes: [...facts.notes, ...(fewer ? [fewer] : [])].map(([line]) => line),
    facts: factsSaid(options, done),
  })
  return { page, outcomes, words }
}

/** Why there are fewer injections than were asked for. Missing pieces are a doubt. */
function fewerNote(
  { outcomes, missing: [nMissing, nPieces] = [0, 0] }: DoneRounds,
  options: InjectionWords,
): readonly [line: string, isDoubt: boolean] | undefined {
  const some = `${outcomes.length} of ${settingsOf(options).nInjections} injections`
  if (nMissing > 0) {
    return [`without ${nMissing} of ${nPieces} pieces: the shares are those of ${some}`, true]
  }
  if (outcomes.length >= settingsOf(options).nInjections) return undefined
  return [`${some} found room: few places are free`, false]
}

const DEFAULT_PURITY = 0.9

/** `science` compares these with the history of a catalogue. */
function classifierSaid({ classedBy }: FieldFacts): [string, string][] {
  if (!classedBy) return []
  const { graphs, orientations, precision } = classedBy
  return [
    ...graphs.map((graph): [string, string] => ['Graph SHA-256', graph]),
    ['Orientations', `${orientations}`],
    ['Precision', precision],
  ]
}

/** No date: equal runs give equal bytes. */
function factsSaid(
  options: InjectionWords,
  { facts, outcomes, missing: [nMissing, nPieces] = [0, 0] }: DoneRounds,
): [string, string][] {
  const asked = settingsOf(options)
  const [bright, faint] = magnitudesOf(facts, options)
  const stars = outcomes.filter(({ kind }) => kind === 'star').length
  return [
    ['Software', SOFTWARE],
    ['Model', options.model ?? SHIPPED_MODEL],
    ...classifierSaid(facts),
    ['Injections', `${outcomes.length - stars} clusters, ${stars} stars, seed ${asked.seed}`],
    ...(nMissing > 0 ? [['Missing', `${nMissing} of ${nPieces} pieces`] as [string, string]] : []),
    ['V', `${facts.bands[facts.v].filter} from ${bright} to ${faint} mag, evenly`],
    ['Sizes', `half-light radii from ${asked.sizesPx.join(' to ')} px, evenly in the logarithm`],
    ['Places', asked.places === 'uniform' ? 'anywhere' : 'near the sources of the field'],
    ['Apart', `${asked.apartPx} px or more; matched within ${asked.matchPx} px`],
    ['Cuts', asked.cuts ? JSON.stringify(asked.cuts) : 'none'],
  ]
}
