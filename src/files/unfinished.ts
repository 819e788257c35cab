/**
 * Files and folders that are still being written. Each has a temporary name beside the place where
 * it will be:
 *
 *   .NAME.MACHINE-PROCESS-RANDOM.part
 *
 * A process that ends, by itself or by Ctrl-C (SIGINT), SIGTERM or SIGHUP, removes its own. What a
 * killed process (SIGKILL, a power cut) left is removed by the next one that writes to the folder:
 * the name says which process it was, and whether that still runs.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readlinkSync, rmSync } from 'node:fs'
import { lstat, readdir, rm } from 'node:fs/promises'
import { constants, hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** An older form does not name the process. */
const UNFINISHED = /^\..+\.(?:([0-9a-f]{8})-(\d+)-)?[0-9a-f]{12}\.part$/

/** Nobody writes for a day to a file that is still wanted. */
const OLD_MS = 24 * 3600 * 1000

/** A name may have 255 bytes; the temporary one needs 45 of them, and a letter may have 4 bytes. */
const MOST_LETTERS = 50

/** The temporary name of a file or folder that will have this path. */
export function temporaryPath(path: string): string {
  const name = [...basename(path)].slice(0, MOST_LETTERS).join('')
  const own = `${ownName()}-${randomBytes(6).toString('hex')}`
  return join(dirname(path), `.${name}.${own}.part`)
}

/** What this process is called in names and locks: MACHINE-PROCESS. */
export function ownName(): string {
  return `${machine()}-${process.pid}`
}

/** Whether the process that gave itself this name ran on this machine, and runs no more. */
export function isGone(name: string): boolean {
  const [of, pid] = name.split('-')
  return of === machine() && Number(pid) > 0 && !isRunning(Number(pid))
}

/** Numbers of processes mean something on one machine, and in one container of it. */
function machine(): string {
  const container = linkTarget('/proc/self/ns/pid')
  return createHash('sha256').update(`${hostname()}\n${container}`).digest('hex').slice(0, 8)
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const unfinished = new Set<string>()

/** From now on the path is removed when the process ends. */
export function begin(path: string): void {
  if (unfinished.size === 0) {
    process.on('exit', removeAll)
    for (const signal of SIGNALS) process.on(signal, stop)
  }
  unfinished.add(path)
}

/** The path has its name, or is removed. */
export function end(path: string): void {
  if (!unfinished.delete(path) || unfinished.size > 0) return
  process.off('exit', removeAll)
  for (const signal of SIGNALS) process.off(signal, stop)
}

function removeAll(): void {
  for (const path of unfinished) rmSync(path, { recursive: true, force: true })
}

/**
 * Ends the process as the signal does where nobody listens, with the exit code that shells give:
 * 128 + its number. Another listener decides by itself whether the process ends.
 */
function stop(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal])
}

/** Folders in which this process has looked for what others left. */
const swept = new Set<string>()

/**
 * Removes from a folder, once in a process, what this user's killed processes were writing: what
 * names a process of this machine that no longer runs, or was last written to a day ago.
 */
export async function sweepAbandoned(folder: string): Promise<void> {
  if (swept.has(folder)) return
  swept.add(folder)
  await removeUnfinished(folder, async (path, [, of, pid]) => {
    const { uid, mtimeMs } = await lstat(path)
    if (process.getuid && uid !== process.getuid()) return false
    const isOld = Date.now() - mtimeMs > OLD_MS
    return isOld || (of === machine() && !isRunning(Number(pid)))
  })
}

/** Removes from a folder that only this process writes to all that others were writing. */
export async function sweep(folder: string): Promise<void> {
  await removeUnfinished(folder, async (path) => !unfinished.has(path))
}

async function removeUnfinished(
  folder: string,
  isLeft: (path: string, match: RegExpExecArray) => Promise<boolean>,
): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const match = UNFINISHED.exec(name)
    if (!match) continue
    const path = join(folder, name)
    if (await isLeft(path, match).catch(() => false)) await rm(path, REMOVING).catch(() => {})
  }
}

const REMOVING = { recursive: true, force: true }

/** A process of another user runs too, though no signal may be sent to it (EPERM). */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
