/**
 * Who works on a piece: a file that its worker writes anew every few seconds. A file that was not
 * written for a minute is nobody's: the worker was killed, or ran out of time. On the worker's own
 * machine that is seen at once, by its process. Clocks of machines differ by more than a minute, so
 * the age of a mark is told by the disk, and not by a clock.
 */
import { randomBytes } from 'node:crypto'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isGone, ownName, timeOfDisk, writingError } from '../files/index.js'
import type { Job } from './job.js'

export interface PieceMark {
  readonly host: string
  readonly pid: number
  /** The process, as its own machine knows it. */
  readonly owner: string
  /** Tells two workers of the same number apart. */
  readonly token: string
}

/** A mark is written anew this often, ms. */
const RENEWED_MS = 10_000

/** A mark that is older than this is nobody's, ms. */
const GONE_MS = 60_000

/** What a worker holds while it works. */
export interface Claim {
  release(): Promise<void>
}

/**
 * Takes a piece.
 *
 * @returns undefined if another worker has it
 * @throws InputError if the folder cannot be written
 */
export async function claimPiece(job: Job, name: string): Promise<Claim | undefined> {
  const path = join(job.folder, 'running', name)
  const mark: PieceMark = {
    ...{ host: hostname(), pid: process.pid, owner: ownName() },
    token: randomBytes(6).toString('hex'),
  }
  const text = `${JSON.stringify(mark)}\n`
  const isFirst = await writeFile(path, text, { flag: 'wx' }).then(
    () => true,
    async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false
      // A full disk makes the file, and then takes no text.
      await rm(path, { force: true }).catch(() => {})
      throw writingError(path, error)
    },
  )
  if (!isFirst) {
    if (await isHeld(job, name, await timeOfMarks(job))) return undefined
    await writeFile(path, text)
  }
  return held(path, text)
}

function held(path: string, text: string): Claim {
  const isMine = async () => (await readFile(path, 'utf8').catch(() => '')) === text
  const renew = async () => {
    if (await isMine()) await writeFile(path, text).catch(() => {})
  }
  const renewal = setInterval(renew, RENEWED_MS)
  renewal.unref()
  return {
    async release() {
      clearInterval(renewal)
      if (await isMine()) await rm(path, { force: true })
    },
  }
}

/**
 * Whether a worker has the piece.
 *
 * @param now {@link timeOfMarks}
 */
export async function isHeld(job: Job, name: string, now: number): Promise<boolean> {
  const found = await stat(join(job.folder, 'running', name)).catch(() => undefined)
  if (found === undefined || now - found.mtimeMs > GONE_MS) return false
  return !isGone((await readMark(job, name))?.owner ?? '')
}

/** The time of now, as the disk gives it to marks, ms. @throws InputError on a disk that is full */
export function timeOfMarks(job: Job): Promise<number> {
  return timeOfDisk(join(job.folder, 'running'))
}

/** The worker of a piece, as its mark says; undefined if the mark is gone or half written. */
export async function readMark(job: Job, name: string): Promise<PieceMark | undefined> {
  const text = await readFile(join(job.folder, 'running', name), 'utf8').catch(() => '')
  try {
    return JSON.parse(text) as PieceMark
  } catch {
    return undefined
  }
}
