/**
 * Several workers on one machine: processes of the program. Each takes pieces that no other has,
 * until none is left. The cores are shared out among them.
 */
import { spawn } from 'node:child_process'
import { availableThreads } from '../nn/index.js'

export interface Workers {
  readonly nWorkers: number
  /** The program and the words that begin a worker of a job. */
  readonly command: readonly string[]
  /** Threads of each; default: its share of those that the machine gives. */
  readonly nThreads?: number
}

/**
 * Runs workers until all of them have ended. What they say on stderr is passed on, line by line.
 *
 * @returns their exit codes; null for one that a signal ended
 */
export async function runWorkers({
  nWorkers,
  command: [program, ...words],
  nThreads = Math.max(1, Math.floor(availableThreads() / nWorkers)),
}: Workers): Promise<(number | null)[]> {
  const children = Array.from({ length: nWorkers }, () =>
    spawn(program, [...words, '--threads', String(nThreads)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  )
  return Promise.all(
    children.map(
      (child) =>
        new Promise<number | null>((ended, failed) => {
          child.on('error', failed)
          child.on('exit', (code) => ended(code))
        }),
    ),
  )
}
