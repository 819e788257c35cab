/**
 * times.csv: seconds since the beginning of each session of a member's training, a row per epoch.
 * They are not in the metrics, because the same seed gives the same metrics but never the same
 * seconds.
 */
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const FILE = 'times.csv'
const HEADER = 'session,epoch,seconds'

interface Row {
  readonly session: number
  readonly epoch: number
  readonly seconds: number
}

/** Begins a session. @returns a function to be called after every epoch */
export async function beginTimes(folder: string): Promise<(epoch: number) => Promise<void>> {
  const path = join(folder, FILE)
  const rows = await readTimes(folder)
  if (rows === undefined) await appendFile(path, `${HEADER}\n`)
  const session = 1 + Math.max(0, ...(rows ?? []).map((row) => row.session))
  const began = performance.now()
  return async (epoch) => {
    const seconds = (performance.now() - began) / 1000
    await appendFile(path, `${session},${epoch},${seconds.toFixed(3)}\n`)
  }
}

/** Seconds of all sessions of these members, as far as their epochs were finished. */
export async function totalSeconds(folders: readonly string[]): Promise<number> {
  const seconds = await Promise.all(folders.map(memberSeconds))
  return seconds.reduce((sum, one) => sum + one, 0)
}

async function memberSeconds(folder: string): Promise<number> {
  const last = new Map<number, number>()
  for (const { session, seconds } of (await readTimes(folder)) ?? []) last.set(session, seconds)
  return [...last.values()].reduce((sum, seconds) => sum + seconds, 0)
}

/** A row that a killed process did not finish is ignored. */
async function readTimes(folder: string): Promise<Row[] | undefined> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => undefined)
  return text
    ?.split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .filter((cells) => cells.length === 3 && cells.every((cell) => cell !== ''))
    .map((cells) => cells.map(Number))
    .map(([session, epoch, seconds]) => ({ session, epoch, seconds }))
}
