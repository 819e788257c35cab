/** `starsift work` as a function: does pieces of a job. */
import { InputError } from '../errors.js'
import {
  type Job,
  jobStatus,
  logLine,
  openJob,
  type PieceWork,
  pieceName,
  piecesToDo,
  type QueueWorkerOptions,
  workFromQueue,
  workPiece,
} from '../jobs/index.js'
import { classifyWork } from './classify-work.js'
import { completenessWork } from './completeness-pieces.js'
import { cutoutsWork } from './cutouts-pieces.js'
import { simulateWork } from './simulate-pieces.js'
import { experimentWork, type PieceHooks, trainWork } from './train-pieces.js'

export interface WorkOptions extends PieceHooks {
  /** Folder of the job. */
  readonly job: string
  /** Numbers of the pieces; default: all that are not done and that no other worker has. */
  readonly pieces?: readonly number[]
  /** Called after each piece. */
  onPiece?(piece: number, how: 'done' | 'was done' | 'busy' | 'failed'): void
}

export interface WorkDone {
  readonly nDone: number
  readonly nWereDone: number
  /** Pieces that failed here, with their errors. */
  readonly failed: readonly { readonly piece: number; readonly error: Error }[]
}

/**
 * Does pieces, one after the other. A piece that fails leaves its error in the job, and the next
 * one is done.
 *
 * @throws InputError if the folder holds no job, or the job does not fit this machine
 * @example await work({ job: 'job', pieces: [3] })
 */
export async function work({ job: folder, pieces, ...hooks }: WorkOptions): Promise<WorkDone> {
  const job = await openJob(folder)
  const numbers = pieces ?? (await piecesToDo(job))
  const isShared = pieces === undefined
  const failed: { piece: number; error: Error }[] = []
  const done = { nDone: 0, nWereDone: 0 }
  for (const piece of numbers) {
    try {
      const does = workOf(job, { ...hooks, onNote: noted(job, piece, hooks) })
      const how = await workPiece(job, piece, does, { isShared })
      if (how === 'done') done.nDone++
      if (how === 'was done') done.nWereDone++
      hooks.onPiece?.(piece, how)
    } catch (error) {
      if (error instanceof InputError && error.name === 'CommandError') throw error
      failed.push({ piece, error: error as Error })
      hooks.onPiece?.(piece, 'failed')
    }
  }
  return { ...done, failed }
}

export interface QueueWorkOptions
  extends PieceHooks,
    Pick<QueueWorkerOptions, 'url' | 'untilEmpty' | 'goneSeconds' | 'onPiece' | 'stop'> {}

/**
 * Does pieces of all jobs in a queue, as they come.
 *
 * @throws InputError if Redis cannot be reached
 * @example await workOnQueue({ url: 'redis://host/', untilEmpty: true })
 */
export async function workOnQueue(options: QueueWorkOptions): Promise<void> {
  await workFromQueue({
    ...options,
    async work(job, piece) {
      const does = workOf(job, { ...options, onNote: noted(job, piece, options) })
      await workPiece(job, piece, does)
    },
  })
}

/** Notes go into the log of the piece, and to the listener. */
function noted(job: Job, piece: number, { onNote }: PieceHooks): PieceHooks['onNote'] {
  return (note, isDoubt) => {
    void logLine(job, pieceName(job, piece), `note: ${note}`)
    onNote?.(note, isDoubt)
  }
}

const WORKS: Readonly<Record<string, (job: Job, hooks: PieceHooks) => PieceWork>> = {
  classify: classifyWork,
  completeness: completenessWork,
  cutouts: cutoutsWork,
  train: trainWork,
  experiment: experimentWork,
  simulate: (job, { onNote, onProgress }) =>
    simulateWork(job, {
      onNote,
      onProgress: (share) => onProgress?.(Math.floor(100 * share), 100),
    }),
}

function workOf(job: Job, hooks: PieceHooks): PieceWork {
  const found = WORKS[job.verb]
  if (found) return found(job, hooks)
  throw new InputError({
    what: `a job of the verb ${job.verb}`,
    where: job.folder,
    expected: Object.keys(WORKS).join(', '),
    remedy: 'use the version of starsift that planned it',
  })
}

/** How far a job is. */
export async function status(folder: string) {
  return jobStatus(await openJob(folder))
}
