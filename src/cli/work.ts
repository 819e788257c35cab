import { Command } from 'commander'
import { CommandError } from '../errors.js'
import { openJob, taskNumber, withoutPassword } from '../jobs/index.js'
import { failedPieces, status, work, workInProcesses, workOnQueue } from '../pieces/index.js'
import { visible } from '../visible.js'
import { jsonOption, positive, refuseBeside, threadsOption, wholeNumber } from './options.js'
import { print, printJson } from './print.js'
import { printNote, progressLine, workersLines } from './progress.js'

interface ParsedOptions {
  piece?: number
  piecesATask?: number
  workers?: number
  threads?: number
  queue?: string
  untilEmpty?: boolean
  gone?: number
  json?: boolean
}

export function workVerb(): Command {
  return new Command('work')
    .description('do pieces of a job: one, those of a task of an array, or all that nobody has')
    .usage('<job> [options]')
    .argument('[job]', 'folder of the job, made with `starsift plan`; none with --queue')
    .option('--piece <n>', PIECE, wholeNumber('--piece', 0))
    .option(
      '--pieces-a-task <n>',
      'task N of an array does pieces N x n to N x n + n - 1 (default: 1)',
      wholeNumber('--pieces-a-task', 1),
    )
    .option('--workers <n>', 'processes on this machine', wholeNumber('--workers', 1))
    .option('--queue <url>', QUEUE)
    .option('--until-empty', 'of --queue: end when the queue is empty')
    .option('--gone <s>', GONE, positive('--gone'))
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const PIECE =
  'number of the piece, or of the task (default: SLURM_ARRAY_TASK_ID, PBS_ARRAY_INDEX, ' +
  'PBS_ARRAYID or JOB_COMPLETION_INDEX; without them all pieces that nobody has)'

const QUEUE =
  'take pieces of all jobs from Redis, e.g. redis://host/ (password: in the address, or the ' +
  'whole address in STARSIFT_QUEUE, and --queue env)'
const GONE = 'of --queue: a worker that gave no sign for this time is gone, s (default: 60)'

const EXAMPLE = `
Example:
  starsift work job/ --workers 4`

async function run(folder: string | undefined, options: ParsedOptions): Promise<void> {
  const { workers, piece, piecesATask, threads, json } = options
  if (options.queue !== undefined) {
    refuseBeside('--queue', { ...options }, ['piece', 'piecesATask', 'workers', 'json'])
    return fromQueue(folder, options)
  }
  refuseBeside('a job', { ...options }, ['untilEmpty', 'gone'])
  if (piece !== undefined) refuseBeside('--piece', { ...options }, ['workers'])
  if (folder === undefined) {
    throw new CommandError({ what: 'no job', expected: 'the folder of a job, or --queue URL' })
  }
  const task = piece ?? taskNumber(process.env)
  if (workers !== undefined && task === undefined) await inProcesses(folder, workers, threads)
  else await here(folder, task, piecesATask, threads)
  // To look at all pieces takes longer than to do one: a task of an array does not.
  if (task !== undefined && !json) return
  const found = await status(folder)
  if (json) printJson(found)
  else print(`${found.nDone} of ${found.nPieces} pieces are done\n`)
}

/** Until the queue is empty, or a signal comes: then the piece that is being done is ended. */
async function fromQueue(
  folder: string | undefined,
  { queue, untilEmpty, gone, threads }: ParsedOptions,
): Promise<void> {
  if (folder !== undefined) {
    throw new CommandError({ what: 'a job and --queue', expected: 'one of them', got: folder })
  }
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  await workOnQueue({
    ...{ url: queueAddress(queue!), untilEmpty, goneSeconds: gone, nThreads: threads },
    stop: stop.signal,
    onNote: printNote,
    onPiece: (job, piece, error) => {
      const said = error ? `failed: ${error.message.split('\n')[0]}` : 'done'
      process.stderr.write(`${visible(job)}: piece ${piece} ${visible(said)}\n`)
    },
  })
}

/** The address; for `env` the one in the environment, which no list of processes shows. */
export function queueAddress(word: string): string {
  const url = word === 'env' ? (process.env.STARSIFT_QUEUE ?? '') : word
  if (/^rediss?:\/\//.test(url)) return url
  throw new CommandError({
    what: '--queue',
    expected: 'redis://HOST/, or `env` with the address in STARSIFT_QUEUE',
    got: word === 'env' ? 'no address in STARSIFT_QUEUE' : withoutPassword(word),
  })
}

async function inProcesses(folder: string, workers: number, nThreads?: number): Promise<void> {
  const asked = { workers, nThreads, ...workersLines() }
  const { failed, nPieces } = await workInProcesses(folder, asked)
  if (failed.length > 0) throw failedPieces(folder, nPieces, failed)
}

async function here(
  folder: string,
  task: number | undefined,
  piecesATask = 1,
  nThreads?: number,
): Promise<void> {
  const { nPieces } = await openJob(folder)
  const first = (task ?? 0) * piecesATask
  const last = Math.min(first + piecesATask, Math.max(nPieces, first + 1))
  const pieces = Array.from({ length: last - first }, (_, i) => first + i)
  const { failed } = await work({
    ...{ job: folder, pieces: task === undefined ? undefined : pieces, nThreads },
    onNote: printNote,
    onProgress: progressLine('of the piece'),
  })
  const [one] = failed
  if (failed.length === 1) throw one.error
  const said = failed.map(({ piece, error }) => ({ piece, error: error.message }))
  if (failed.length > 0) throw failedPieces(folder, nPieces, said)
}
