/** Which pieces of a job are done, running, failed, or left by a worker that is gone. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Job, pieceName } from './job.js'
import { isHeld, type PieceMark, readMark, timeOfMarks } from './piece-mark.js'

export type PieceState =
  | { readonly kind: 'done'; readonly doneMs: number }
  | { readonly kind: 'running'; readonly mark?: PieceMark }
  | { readonly kind: 'failed'; readonly error: string }
  /** Its worker was killed, or ran out of time. */
  | { readonly kind: 'left' }
  | { readonly kind: 'waiting' }

/** The state of every piece, by its number. Done wins over all that is said of it besides. */
export async function pieceStates(job: Job): Promise<PieceState[]> {
  const names = Array.from({ length: job.nPieces }, (_, i) => pieceName(job, i))
  const [done, failed, running, work] = await Promise.all(
    ['done', 'failed', 'running', 'work'].map((folder) => namesIn(job, folder)),
  )
  // Without marks nothing is written: a job on a disk that is read alone can be looked at.
  const now = running.size > 0 ? await timeOfMarks(job).catch(() => Date.now()) : 0
  const states: PieceState[] = []
  for (const name of names) {
    if (done.has(name)) {
      const { mtimeMs } = await stat(join(job.folder, 'done', name))
      states.push({ kind: 'done', doneMs: mtimeMs })
    } else if (running.has(name) && (await isHeld(job, name, now))) {
      states.push({ kind: 'running', mark: await readMark(job, name) })
    } else if (failed.has(name)) {
      states.push({ kind: 'failed', error: await errorOf(job, name) })
    } else if (running.has(name) || work.has(name)) states.push({ kind: 'left' })
    else states.push({ kind: 'waiting' })
  }
  return states
}

export async function isDone(job: Job, name: string): Promise<boolean> {
  return stat(join(job.folder, 'done', name)).then(
    () => true,
    () => false,
  )
}

/** The folder of a piece's result. */
export function resultFolder(job: Job, piece: number): string {
  return join(job.folder, 'done', pieceName(job, piece))
}

async function namesIn(job: Job, folder: string): Promise<ReadonlySet<string>> {
  return new Set(await readdir(join(job.folder, folder)).catch(() => []))
}

async function errorOf(job: Job, name: string): Promise<string> {
  return (await readFile(join(job.folder, 'failed', name), 'utf8').catch(() => '')).trim()
}
