/**
 * A run: one network, or an ensemble, trained by a recipe on data set files. Its folder holds config.yaml (the merged
 * recipe), inputs.json (checksums, versions), what member.ts says, and of an ensemble a folder `member-01`, ... for
 * each, with ensemble.json, held-out.csv and result.json of all together beside them.
 */
import { join } from 'node:path'
import { MODEL_FILE } from '../classify/index.js'
import { writeTextAtomically } from '../files/index.js'
import type { SessionOptions } from '../nn/index.js'
import { joinMembers } from './ensemble-run.js'
import { temperatureNotes } from './held-out.js'
import type { TrainingEvent } from './job.js'
import { type MemberHooks, type Result, trainMember } from './member.js'
import { memberSeeds } from './member-job.js'
import { preparedRun, type RunJob } from './prepared-run.js'
import { memberFolders, openFolder } from './run-folder.js'
import { summaryText } from './run-summary.js'
import { totalSeconds } from './times.js'

export interface RunOptions extends SessionOptions, Omit<MemberHooks, 'onProgress'> {
  /** Goes on with the run in the folder; begins where there is none. Default false. */
  readonly resume?: boolean
  /** @param member counted from 1 */
  onProgress?(event: TrainingEvent, member: number, nMembers: number): void
}

export interface FinishedRun {
  readonly result: Result
  /** For `classify --model`. */
  readonly model: string
  /** Of all sessions together, training only. */
  readonly seconds: number
  readonly summary: string
}

/**
 * Checks everything, then trains.
 *
 * @throws InputError if anything does not fit, before the first step
 * @example
 * await trainRun({ datasets: ['ngc628.fits'], out: 'run', architecture: architectureNamed('resnet18'),
 *   recipe: mergedRecipe({ epochs: 10 }), members: 10 }, { onNote: console.error })
 */
export async function trainRun(job: RunJob, options: RunOptions = {}): Promise<FinishedRun> {
  const prepared = await preparedRun(job)
  for (const note of prepared.notes) options.onNote?.(note)
  await openFolder(job, prepared, options)
  const folders = memberFolders(job)
  const seeds = memberSeeds(job.seed ?? 1, folders.length)
  const results: Result[] = []
  for (const [i, folder] of folders.entries()) {
    const { architecture, recipe } = job
    const { device, nThreads } = options
    const own = { architecture, recipe, folder, seed: seeds[i], resume: true, device, nThreads }
    const onProgress = (event: TrainingEvent) => options.onProgress?.(event, i + 1, folders.length)
    results.push(await trainMember(prepared, own, { ...options, onProgress }))
  }
  const isEnsemble = folders.length > 1
  const result = isEnsemble ? await joinMembers(job.out, prepared, folders, results) : results[0]
  for (const note of temperatureNotes(result)) options.onNote?.(note)
  const model = isEnsemble ? job.out : join(job.out, MODEL_FILE)
  const seconds = await sum(folders.map(totalSeconds))
  const summary = summaryText({ job, prepared, result, members: results, seconds, model })
  await writeTextAtomically(join(job.out, 'summary.txt'), summary)
  return { result, model, seconds, summary }
}

async function sum(values: readonly Promise<number>[]): Promise<number> {
  return (await Promise.all(values)).reduce((total, value) => total + value, 0)
}
