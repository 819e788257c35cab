/**
 * Works on pieces. A worker has no state: all that it needs is in the folder of the job, and all
 * that it did is there when it has ended. A piece that is done is left alone. Two workers of one
 * piece do no harm: each works in a folder of its own, and the first to end gives its result.
 */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandError, InputError } from '../errors.js'
import { takesName, writeFolder, writeTextAtomically } from '../files/index.js'
import { refuseCancelled } from './cancel.js'
import { type Job, pieceName } from './job.js'
import { checkInputs } from './job-input.js'
import { logLine } from './piece-log.js'
import { claimPiece } from './piece-mark.js'
import { isDone } from './piece-states.js'
import { checkProgram } from './program.js'

/** How the pieces of a verb are done. */
export interface PieceWork {
  /**
   * Writes the result of a piece into a folder.
   *
   * @param into is empty; or, where the work `resumes`, holds what a worker left that was stopped
   */
  work(piece: number, into: string): Promise<void>
  /** Whether an unfinished piece is gone on with, and not begun anew. */
  readonly resumes: boolean
  /** Which of the job's inputs a piece reads, by their paths in the job; default: all. */
  inputs?(piece: number): ReadonlySet<string>
}

/**
 * @returns `busy` if the piece is being done by another worker, where `isShared` says that it may
 *   be left to it
 * @throws InputError if the job does not fit this machine, or is cancelled; and why a piece failed
 */
export async function workPiece(
  job: Job,
  piece: number,
  does: PieceWork,
  { isShared = false }: { isShared?: boolean } = {},
): Promise<'done' | 'was done' | 'busy'> {
  const name = namedPiece(job, piece)
  if (await isDone(job, name)) return 'was done'
  await refuseCancelled(job)
  const claim = await claimPiece(job, name)
  if (!claim && isShared) return 'busy'
  try {
    await logLine(job, name, 'begins')
    checkProgram(job.folder, job.program)
    const read = does.inputs?.(piece)
    await checkInputs(
      job.folder,
      job.inputs.filter(({ path }) => read?.has(path) ?? true),
    )
    await rm(join(job.folder, 'failed', name), { force: true })
    await finished(job, name, (into) => does.work(piece, into), claim !== undefined && does.resumes)
    await logLine(job, name, 'is done')
    return 'done'
  } catch (error) {
    await noteFailure(job, name, error)
    throw error
  } finally {
    await claim?.release()
  }
}

/** A worker that resumes leaves its folder when it is stopped; others have one of their own. */
async function finished(
  job: Job,
  name: string,
  fill: (into: string) => Promise<void>,
  resumes: boolean,
): Promise<void> {
  const result = join(job.folder, 'done', name)
  if (!resumes) {
    await writeFolder(result, fill)
    return
  }
  const into = join(job.folder, 'work', name)
  await mkdir(into, { recursive: true })
  await fill(into)
  if (!(await takesName(into, result))) await rm(into, { recursive: true, force: true })
}

async function noteFailure(job: Job, name: string, error: unknown): Promise<void> {
  const isExpected = error instanceof InputError
  const said = isExpected ? error.message : `${(error as Error).stack ?? error}`
  await logLine(job, name, `failed: ${said}`)
  // What is said first is the error itself, also where a full disk takes no file.
  await writeTextAtomically(join(job.folder, 'failed', name), `${said}\n`).catch(() => {})
}

function namedPiece(job: Job, piece: number): string {
  if (Number.isInteger(piece) && piece >= 0 && piece < job.nPieces) return pieceName(job, piece)
  throw new CommandError({
    what: 'no such piece',
    where: job.folder,
    expected: `0 to ${job.nPieces - 1}`,
    got: `${piece}`,
  })
}
