/**
 * Several workers on one machine: processes of the program. Each takes pieces that no other has,
 * until none is left. The cores are shared out among them.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
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
  const children: ChildProcess[] = []
  const release = onSignals(children)
  try {
    for (let i = 0; i < nWorkers; i++) {
      const asked = [...words, '--threads', String(nThreads)]
      children.push(spawn(program, asked, { stdio: ['ignore', 'ignore', 'inherit'] }))
    }
    return await Promise.all(children.map(ended))
  } finally {
    for (const child of children) child.kill()
    release()
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((ends, fails) => {
    child.on('error', fails)
    child.on('exit', (code) => ends(code))
  })
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What ends this process ends its workers first. Returns what stops listening. */
function onSignals(children: readonly ChildProcess[]): () => void {
  const stop = (signal: NodeJS.Signals) => {
    for (const child of children) child.kill('SIGTERM')
    process.exit(128 + constants.signals[signal])
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  return () => {
    for (const signal of SIGNALS) process.off(signal, stop)
  }
}
