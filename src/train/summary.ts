/** What a run came to, for people. */
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CLASSES } from '../catalog/index.js'
import { type SetResult, temperatureNotes } from './held-out.js'
import type { Result } from './member.js'
import type { PreparedRun, RunJob } from './prepared-run.js'

export interface RunSummary {
  readonly job: RunJob
  readonly prepared: PreparedRun
  readonly result: Result
  /** Of each member. */
  readonly members: readonly Result[]
  readonly seconds: number
  readonly model: string
}

export function summaryText({
  job,
  prepared,
  result,
  members,
  seconds,
  model,
}: RunSummary): string {
  const { architecture, seed = 1 } = job
  const { shape, notes } = prepared
  const { nMembers, temperature } = result
  const networks = nMembers === 1 ? '1 network' : `${nMembers} networks`
  const lines = [
    `${networks}: ${architecture.name}, ${shape.nBands} bands, ${shape.sizePx} px; seed ${seed}; ${duration(seconds)} of training`,
    ...notes,
    ...setLines('validation', result.validation),
    ...setLines('test', result.test),
    ...(nMembers > 1 ? spreadLines(members) : []),
    temperature === null
      ? 'no temperature was fitted: there is no validation set'
      : `temperature ${temperature}, fitted to the validation set`,
    ...temperatureNotes(result),
    result.test === null &&
      'the validation set chose the epoch and the temperature: its numbers flatter a little; hold out a test set for others',
    `model: ${model}`,
  ]
  return `${lines.filter((line) => line !== false).join('\n')}\n`
}

function setLines(name: string, set: SetResult | null): string[] {
  if (set === null) return []
  const recalls = CLASSES.map(({ code }, k) => `${code} ${percent(set.recalls[k])}`).join(', ')
  const tied = set.nTied > 0 ? `; ${set.nTied} with tied votes` : ''
  return [
    `${name} (${set.n}): ${percent(set.accuracy)} in four classes, ${percent(set.accuracyTwo)} in two; recalls ${recalls}${tied}`,
  ]
}

/** Mean and standard deviation over the members, each alone. */
function spreadLines(members: readonly Result[]): string[] {
  return (['validation', 'test'] as const).flatMap((name) => {
    const values = members.flatMap((member) => member[name]?.accuracy ?? [])
    if (values.length === 0) return []
    const { mean, deviation } = meanAndDeviation(values)
    return [`  each network alone, ${name}: ${percent(mean)} +- ${percent(deviation)}`]
  })
}

/** Standard deviation of a sample, with n - 1; NaN of one value. */
export function meanAndDeviation(values: readonly number[]): { mean: number; deviation: number } {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(square / (n - 1)) }
}

function percent(share: number | null): string {
  return share === null || Number.isNaN(share) ? 'none' : `${(100 * share).toFixed(1)} %`
}

/** @example duration(3725) // '1 h 2 min' */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/*
 * times.csv: seconds since the beginning of each session of a run, a row an epoch. Beside the metrics and not in
 * them, because the same seed gives the same metrics but never the same seconds.
 */

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

/** Of all sessions together, as far as their epochs were finished. */
export async function totalSeconds(folder: string): Promise<number> {
  const last = new Map<number, number>()
  for (const { session, seconds } of (await readTimes(folder)) ?? []) last.set(session, seconds)
  return [...last.values()].reduce((sum, seconds) => sum + seconds, 0)
}

/** A row that a killed process did not finish is passed over. */
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
