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
  /** Ends them early. */
  readonly stop: AbortSignal
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
  stop,
}: Workers): Promise<(number | null)[]> {
  const children: ChildProcess[] = []
  const endAll = () => {
    for (const child of children) child.kill()
  }
  stop.addEventListener('abort', endAll)
  try {
    for (let i = 0; i < nWorkers && !stop.aborted; i++) {
      const asked = [...words, '--threads', String(nThreads)]
      children.push(spawn(program, asked, { stdio: ['ignore', 'ignore', 'inherit'] }))
    }
    return await Promise.all(children.map(ended))
  } finally {
    endAll()
    stop.removeEventListener('abort', endAll)
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((ends, fails) => {
    child.on('error', fails)
    child.on('exit', (code) => ends(code))
  })
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Until the work has ended: a signal that ends this process ends its workers first, and then
 * `onStop` says what is to be said. A second signal ends it at once.
 *
 * @param work is told to stop; whatever becomes of it then, the process ends
 */
export async function untilStopped<T>(
  work: (stop: AbortSignal) => Promise<T>,
  onStop: () => unknown,
): Promise<T> {
  const stop = new AbortController()
  let stopping: Promise<never> | undefined
  const listen = (signal: NodeJS.Signals) => {
    const exit = () => process.exit(128 + constants.signals[signal])
    if (stopping) exit()
    stop.abort()
    stopping = Promise.resolve().then(onStop).then(exit, exit)
  }
  for (const signal of SIGNALS) process.on(signal, listen)
  try {
    return await work(stop.signal)
  } finally {
    await stopping
    for (const signal of SIGNALS) process.off(signal, listen)
  }
}
