/**
 * A verb in several processes of one machine: its job lies beside the output while it is worked on.
 * A run that was stopped is gone on with by the same command, and the job is removed at the end.
 */
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { checkDatasetPath } from '../datasets/index.js'
import { InputError } from '../errors.js'
import { checkFolder, checkWritable } from '../files/index.js'
import {
  type JobStatus,
  openJob,
  pieceName,
  runWorkers,
  untilStopped,
  type Workers,
} from '../jobs/index.js'
import { listenerOf, type OnNote } from '../notes.js'
import { packageFile } from '../package-files.js'
import { writableFormatOf } from '../tables/index.js'
import { type Merged, type MergeOptions, merge } from './merge.js'
import { type Planned, plan } from './plan.js'
import { status } from './work.js'

export interface WorkersOptions {
  /** Number of processes. */
  readonly workers: number
  /** Threads of each; default: its share of the cores. */
  readonly nThreads?: number
  /** Called every second. */
  onStatus?(status: JobStatus): void
  /**
   * Called with what is done where a signal (Ctrl-C, SIGTERM, SIGHUP) stops the run, before the
   * process ends; without a status where nothing is planned yet.
   */
  onStop?(status: JobStatus | undefined): void
}

type OutputOptions = Omit<MergeOptions, 'job' | 'partial' | 'ending'>

/**
 * Does a verb in several processes, with the bytes of one; where networks are trained, of one with
 * as many threads: sums depend on their number in the last digit.
 *
 * @throws InputError if anything does not fit, or pieces fail; then the job stays beside the output
 * @example
 * await inWorkers({ verb: 'classify', options: { images: ['ngc1566/'], catalog: 'ngc1566.tab' } },
 *   { out: 'classes.fits', workers: 4 })
 */
export async function inWorkers<V extends Planned['verb']>(
  planned: Planned & { readonly verb: V },
  { onStop, ...asked }: OutputOptions & WorkersOptions,
): Promise<Merged & { readonly verb: V }> {
  const folder = `${asked.out.replace(/[\\/]+$/, '')}.job`
  const merged = await untilStopped(
    (stop) => inOrder(planned, folder, asked, stop),
    () => sayStopped(folder, onStop),
  )
  return merged as Merged & { readonly verb: V }
}

async function sayStopped(folder: string, onStop: WorkersOptions['onStop']): Promise<void> {
  onStop?.(await status(folder).catch(() => undefined))
}

/** Plans, works and merges. */
async function inOrder(
  planned: Planned,
  folder: string,
  { out, workers: nWorkers, nThreads, onStatus, ...options }: OutputOptions & WorkersOptions,
  stop: AbortSignal,
): Promise<Merged> {
  await checkOut(planned.verb, out)
  if (options.report !== undefined) await checkFolder(options.report)
  const { onNote: _, strict: __, ...rest } = options
  const onNote = once(listenerOf(options))
  await planOrGoOn({ ...planned, options: { ...planned.options, onNote } } as Planned, folder)
  const { failed, nPieces } = await worked(folder, { nWorkers, nThreads, stop }, onStatus)
  // A cell of an experiment fails alone, as in one process.
  const partial = planned.verb === 'experiment' && failed.length > 0
  if (failed.length > 0 && !partial) throw failedPieces(folder, nPieces, failed)
  const merged = await merge({ ...rest, onNote, job: folder, out, partial })
  if (!partial) await rm(folder, { recursive: true, force: true })
  return merged
}

async function checkOut(verb: Planned['verb'], out: string): Promise<void> {
  if (verb === 'classify') writableFormatOf(out)
  if (verb === 'cutouts') checkDatasetPath(out)
  await (verb === 'classify' || verb === 'cutouts' ? checkWritable(out) : checkFolder(out))
}

/** The plan and the merge say some things both. */
function once(onNote: OnNote): OnNote {
  const said = new Set<string>()
  return (note, isDoubt) => {
    if (said.has(note)) return
    said.add(note)
    onNote(note, isDoubt)
  }
}

/** A job of a run that was stopped is taken if it is the same: its pieces have the same ids. */
async function planOrGoOn(planned: Planned, folder: string): Promise<void> {
  const isThere = await stat(join(folder, 'job.json')).catch(() => undefined)
  if (!isThere) {
    await plan(planned, folder)
    return
  }
  const again = `${folder}.new`
  await rm(again, { recursive: true, force: true })
  const [old, fresh] = [await openJob(folder), await plan(planned, again)]
  await rm(again, { recursive: true, force: true })
  if (pieceName(old, 0) === pieceName(fresh, 0)) return
  throw new InputError({
    what: 'an unfinished run with other inputs or options lies beside the output',
    where: folder,
    remedy: 'remove the folder, or give --out another name',
  })
}

/**
 * Works on a job with several processes, until all pieces are done or have failed. A piece that
 * another worker has is waited for: it may be one of a run that was stopped, and end.
 *
 * @throws InputError if workers end before their work, and no piece is done meanwhile
 */
export async function workInProcesses(
  folder: string,
  { workers: nWorkers, nThreads, onStatus, onStop }: WorkersOptions,
): Promise<JobStatus> {
  await openJob(folder)
  return untilStopped(
    (stop) => worked(folder, { nWorkers, nThreads, stop }, onStatus),
    () => sayStopped(folder, onStop),
  )
}

async function worked(
  folder: string,
  how: Omit<Workers, 'command'>,
  onStatus: WorkersOptions['onStatus'],
): Promise<JobStatus> {
  const command = [process.execPath, packageFile('dist/cli/main.js'), 'work', folder]
  const tell = () => status(folder).then((found) => onStatus?.(found))
  const look = setInterval(() => tell().catch(() => {}), LOOK_MS)
  let { nDone } = await status(folder)
  try {
    for (;;) {
      const codes = await runWorkers({ ...how, command })
      // The signal ends the process, once it is said what is done: nothing is merged.
      how.stop.throwIfAborted()
      const found = await withoutRunning(folder)
      if (found.failed.length > 0 || found.nDone === found.nPieces) return found
      // The piece of a worker that was killed is done once more, but one that kills every worker
      // is not tried for ever.
      const isStuck = found.nDone === nDone
      if (isStuck && codes.some((code) => code !== 0)) throw endedEarly(folder, codes)
      nDone = found.nDone
    }
  } finally {
    clearInterval(look)
  }
}

const LOOK_MS = 1000

/** The status, as soon as no worker has a piece. */
async function withoutRunning(folder: string): Promise<JobStatus> {
  for (;;) {
    const found = await status(folder)
    if (found.running.length === 0) return found
    await new Promise((done) => setTimeout(done, LOOK_MS))
  }
}

function endedEarly(where: string, codes: readonly (number | null)[]): InputError {
  return new InputError({
    what: 'a worker ended before its work',
    where,
    got: codes.map((code) => (code === null ? 'a signal' : `exit code ${code}`)).join(', '),
    remedy: 'give the same command again: what is done is kept',
  })
}

export function failedPieces(
  where: string,
  nPieces: number,
  failed: readonly { readonly piece: number; readonly error: string }[],
): InputError {
  const [{ piece, error }] = failed
  return new InputError({
    what: `${failed.length} of ${nPieces} pieces failed`,
    where,
    got: `piece ${piece}: ${error.split('\n')[0]}`,
    remedy: 'mend the cause and give the same command again: what is done is kept',
  })
}
