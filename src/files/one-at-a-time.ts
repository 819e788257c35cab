/**
 * One process at a time writes a file that several may want: two downloads into one part, from a
 * server that sends all of it to each, would mix. The file `<path>.lock` is made by one process and
 * by no other, and names it. What a killed process left is seen at once on its own machine; on
 * others that see the disk, by its age, whatever their clocks say.
 */
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { OnNote } from '../notes.js'
import { timeOfDisk } from './disk-time.js'
import { writingError } from './system-errors.js'
import { begin, end, isGone, ownName } from './unfinished.js'

/** How long a process may wait, and when another one counts as gone. */
export interface Waiting {
  /** Time between two looks, ms; default 200. */
  readonly lookMs?: number
  /** A lock that was not renewed for this time is nobody's, ms; default a minute. */
  readonly goneMs?: number
}

/**
 * Does something while no other process does it for the same path.
 *
 * @param path of a file whose folder is there
 * @throws InputError if the folder cannot be written; also what `work` throws
 * @example await oneAtATime('cache/ngc1566_drc.tar.gz', () => download(job))
 */
export async function oneAtATime<T>(
  path: string,
  work: () => Promise<T>,
  onNote?: OnNote,
  { lookMs = 200, goneMs = 60_000 }: Waiting = {},
): Promise<T> {
  const lock = `${path}.lock`
  for (let isTold = false; !(await isMade(lock)); ) {
    if (await isAbandoned(lock, goneMs)) {
      await rm(lock, { force: true })
      continue
    }
    if (!isTold) onNote?.(`another process is at ${path}: waiting for it`, false)
    isTold = true
    await new Promise((resume) => setTimeout(resume, lookMs))
  }
  begin(lock)
  const renewal = setInterval(() => renew(lock), goneMs / 4)
  renewal.unref()
  try {
    return await work()
  } finally {
    clearInterval(renewal)
    await rm(lock, { force: true })
    end(lock)
  }
}

async function isMade(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx')
    try {
      await file.writeFile(ownName())
    } catch (error) {
      // A full disk takes the name and not the text: nobody else may wait for it.
      await rm(lock, { force: true })
      throw error
    } finally {
      await file.close()
    }
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw writingError(lock, error)
    return false
  }
}

async function isAbandoned(lock: string, goneMs: number): Promise<boolean> {
  const owner = await readFile(lock, 'utf8').catch(() => '')
  if (isGone(owner)) return true
  const found = await stat(lock).catch(() => undefined)
  return found !== undefined && (await timeOfDisk(dirname(lock))) - found.mtimeMs > goneMs
}

/** Writes the lock anew, so that the disk gives it the time of now. One that is gone stays so. */
function renew(lock: string): void {
  writeFile(lock, ownName(), { flag: 'r+' }).catch(() => {})
}
