/** Jobs in a folder of their own, and what one process makes of the same work. */
import { type ChildProcess, spawn } from 'node:child_process'
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { until } from '../setup/slurm-cluster.js'
import { done } from './command-line.js'

export const FIELD = 'demo/sim2-1'
export const CANDIDATES = `${FIELD}/sim2-1_candidates.ecsv`
export const program = resolve('dist/cli/main.js')

/** Fields that take seconds each, so that a worker can be killed in the middle of one. */
const SIMULATED = ['--seed', '5', '--fields', '4', '--size', '400', '--candidates-per-field', '30']

export class JobCase {
  folder = ''
  readonly #children: ChildProcess[] = []

  /** Call it where the hooks of the file belong: `whole.fits` and `whole/` are of one process. */
  constructor() {
    beforeAll(async () => {
      this.folder = mkdtempSync(join(tmpdir(), 'starsift-job-'))
      await done('classify', FIELD, '--catalog', CANDIDATES, '--out', this.at('whole.fits'))
      await done('simulate', ...SIMULATED, '--out', this.at('whole'))
    })
    afterAll(async () => {
      for (const child of this.#children) child.kill('SIGKILL')
      await Promise.all(this.#children.map(ended))
      rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
    })
  }

  at(name: string): string {
    return join(this.folder, name)
  }

  /** A job whose result is `whole.fits` or `whole/`. */
  async planned(name: string, verb: 'classify' | 'simulate', pieces = 5): Promise<string> {
    const words =
      verb === 'simulate' ? SIMULATED : [FIELD, '--catalog', CANDIDATES, '--pieces', `${pieces}`]
    await done('plan', verb, ...words, '--out', this.at(name))
    return this.at(name)
  }

  /** A process that is not waited for, and that ends with the tests. */
  begin(command: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    const [word, ...words] = command
    const child = spawn(word, words, { env: { ...process.env, ...env }, stdio: 'ignore' })
    this.#children.push(child)
    return child
  }

  /** A worker that is not waited for. */
  worker(...words: string[]): ChildProcess {
    return this.begin([process.execPath, program, 'work', ...words])
  }
}

export function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((exits) => child.once('exit', exits))
}

/** Names of pieces in a folder of a job. */
export function piecesIn(job: string, folder: 'done' | 'running' | 'failed'): string[] {
  return readdirSync(join(job, folder)).filter((name) => name[0] !== '.')
}

export const nDone = (job: string) => piecesIn(job, 'done').length
export const isRunning = (job: string) => piecesIn(job, 'running').length > 0

/** Kills the process that does one of the pieces, as a machine that loses its power. */
export async function killWorker(job: string): Promise<void> {
  await until(() => {
    try {
      const [mark] = piecesIn(job, 'running')
      return process.kill(
        JSON.parse(readFileSync(join(job, 'running', mark), 'utf8')).pid,
        'SIGKILL',
      )
    } catch {
      return false
    }
  }, 'a worker is killed')
}

/** The logs of the pieces, in their order, as lines. */
export function logsOf(job: string): string[][] {
  const logs = readdirSync(join(job, 'logs')).sort()
  return logs.map((name) =>
    readFileSync(join(job, 'logs', name), 'utf8')
      .trimEnd()
      .split('\n'),
  )
}

/** How often each piece was begun. */
export function timesBegun(job: string): number[] {
  return logsOf(job).map((lines) => lines.filter((line) => line.endsWith(' begins')).length)
}

/** Makes part of a mosaic another one, as a bad disk would. */
export function spoil(mosaic: string): void {
  const file = openSync(mosaic, 'r+')
  writeSync(file, Buffer.alloc(50_000, 7), 0, 50_000, 40_000)
  closeSync(file)
}

export function expectSameFile(one: string, other: string): void {
  expect(readFileSync(one).equals(readFileSync(other))).toBe(true)
}

export function expectSameFields(one: string, other: string): void {
  const files = (of: string) => readdirSync(of, { recursive: true, encoding: 'utf8' }).sort()
  expect(files(one)).toEqual(files(other))
  for (const file of files(one).filter((path) => /\.\w+$/.test(path))) {
    expect(readFileSync(join(one, file)).equals(readFileSync(join(other, file))), file).toBe(true)
  }
}

/** results.csv without the seconds that each cell took. */
export function resultsIn(run: string): string[] {
  const [names, ...rows] = readFileSync(join(run, 'results.csv'), 'utf8').trimEnd().split('\n')
  const seconds = names.split(',').indexOf('seconds')
  expect(seconds).toBeGreaterThan(0)
  return rows.map((row) => row.split(',').toSpliced(seconds, 1).join(','))
}
