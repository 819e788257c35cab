/** `starsift merge` as a function: makes the result of a job from its pieces. */
import type { Classification } from '../classify/index.js'
import type { CutDataset } from '../datasets/index.js'
import { InputError } from '../errors.js'
import { checkInputs, checkProgram, type Job, openJob, pieceStates } from '../jobs/index.js'
import { listenerOf, type NoteOptions } from '../notes.js'
import type { FinishedExperiment, FinishedRun } from '../train/index.js'
import type { MeasuredCompleteness } from '../verbs/index.js'
import { mergeClassified } from './classify-merge.js'
import { mergeCompleteness } from './completeness-pieces.js'
import { mergeCutouts } from './cutouts-pieces.js'
import { mergeSimulated } from './simulate-pieces.js'
import { mergeExperiment, mergeTrained } from './train-pieces.js'

export interface MergeOptions extends NoteOptions {
  /** Folder of the job. */
  readonly job: string
  /** File or folder of the result, as the verb's own `out`; of several fields, a folder. */
  readonly out: string
  /** Merges what is there. Rows of missing pieces have no class, and the flag `not_done`. */
  readonly partial?: boolean
  /** Of `classify`, where there is one field: a file of DS9 regions with the classes. */
  readonly regions?: string
  /** Of `classify`: folder for the page. */
  readonly report?: string
  /** Of `classify` on several fields: ending of their catalogues; default `.ecsv`. */
  readonly ending?: string
  /** The command line, for the page. */
  readonly command?: string
}

export type Merged =
  | { readonly verb: 'classify'; readonly fields: readonly Classification[] }
  | { readonly verb: 'completeness'; readonly completeness: MeasuredCompleteness }
  | { readonly verb: 'cutouts'; readonly dataset: CutDataset }
  | { readonly verb: 'train'; readonly run: FinishedRun }
  | { readonly verb: 'experiment'; readonly experiment: FinishedExperiment }
  | { readonly verb: 'simulate'; readonly folders: readonly string[] }

/**
 * Makes the result of a job, with the same bytes as one process would.
 *
 * @throws InputError if pieces are missing, with their numbers; if inputs have changed
 * @example await merge({ job: 'job', out: 'classes.fits' })
 */
export async function merge({
  job: folder,
  partial = false,
  ...options
}: MergeOptions): Promise<Merged> {
  const job = await openJob(folder)
  checkProgram(folder, job.program)
  await checkInputs(folder, job.inputs)
  const states = await pieceStates(job)
  const missing = states.flatMap(({ kind }, piece) => (kind === 'done' ? [] : [piece]))
  const errors = new Map(
    states.flatMap((state, piece) =>
      state.kind === 'failed' ? [[piece, state.error] as const] : [],
    ),
  )
  if (missing.length > 0 && !partial) throw incomplete(job, missing, errors)
  const onNote = listenerOf(options)
  if (missing.length > 0) onNote(`${numbers(missing)} of ${job.nPieces} pieces are missing`, true)
  const { out } = options
  switch (job.verb) {
    case 'classify': {
      const asked = { ...options, onNote, missing: new Set(missing) }
      return { verb: 'classify', fields: await mergeClassified(job, asked) }
    }
    case 'cutouts': {
      const asked = { ...options, onNote, missing: new Set(missing) }
      return { verb: 'cutouts', dataset: await mergeCutouts(job, asked) }
    }
    case 'experiment': {
      const said = new Map(missing.map((piece) => [piece, errors.get(piece) ?? 'it was not done']))
      return { verb: 'experiment', experiment: await mergeExperiment(job, out, said, { onNote }) }
    }
    case 'completeness': {
      const measured = await mergeCompleteness(job, out, doneOf(states), onNote)
      return { verb: 'completeness', completeness: measured }
    }
    case 'simulate': {
      const done = doneOf(states)
      return { verb: 'simulate', folders: await mergeSimulated(job, out, done) }
    }
    default:
      // An ensemble without some of its members is another ensemble.
      if (missing.length > 0) throw incomplete(job, missing, errors)
      return { verb: 'train', run: await mergeTrained(job, out, { onNote }) }
  }
}

function doneOf(states: readonly { readonly kind: string }[]): number[] {
  return states.flatMap(({ kind }, piece) => (kind === 'done' ? [piece] : []))
}

function incomplete(
  { folder, nPieces, verb }: Job,
  missing: readonly number[],
  errors: ReadonlyMap<number, string>,
): InputError {
  const [first] = errors
  const failed =
    first && `; ${errors.size} failed, the first, ${first[0]}: ${first[1].split('\n')[0]}`
  return new InputError({
    what: 'the job is not done',
    where: folder,
    expected: `${nPieces} pieces`,
    got: `${nPieces - missing.length}: ${numbers(missing)} are missing${failed ?? ''}`,
    remedy: `do them with \`starsift work\`${verb === 'train' ? '' : ', or give --partial'}`,
  })
}

const MOST_NAMED = 8

/** @example numbers([1, 2, 7]) // '1, 2, 7' */
function numbers(pieces: readonly number[]): string {
  const named = pieces.slice(0, MOST_NAMED).join(', ')
  return pieces.length > MOST_NAMED ? `${named} and ${pieces.length - MOST_NAMED} more` : named
}
