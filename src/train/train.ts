/**
 * Training, from the options of a user to a run in a folder: everything is read and checked, then
 * each network is trained and judged, then several networks are joined to an ensemble.
 */
import { join } from 'node:path'
import { writeTextAtomically } from '../files/index.js'
import type { TrainingEvent } from '../loop/index.js'
import { MODEL_FILE } from '../models/index.js'
import { listenerOf } from '../notes.js'
import { joinMembers } from './ensemble.js'
import { trainMember } from './member.js'
import { type RunSettings, settled, type TrainHooks, type TrainOptions } from './options.js'
import { prepare } from './prepare.js'
import { type RunResult, temperatureNotes } from './result.js'
import { openRun } from './run-folder.js'
import { summaryText } from './summary.js'
import { totalSeconds } from './times.js'

export interface FinishedRun {
  readonly result: RunResult
  /** For `classify --model`. */
  readonly model: string
  /** Time in the loop, over all sessions and members. */
  readonly seconds: number
  readonly summary: string
}

/**
 * Trains a network, or an ensemble, on data set files. Everything is checked before the first step.
 *
 * @throws InputError if anything does not fit
 * @example
 * await trainRun({ datasets: ['ngc628.fits'], model: 'resnet18', recipe: { epochs: 10 },
 *   out: 'run', members: 10, onNote: (note) => console.error(note) })
 */
export async function trainRun(options: TrainOptions): Promise<FinishedRun> {
  return trainSettled(await settled(options), options)
}

export async function trainSettled(
  settings: RunSettings,
  { resume, ...asked }: TrainHooks & Pick<TrainOptions, 'resume'>,
): Promise<FinishedRun> {
  const hooks = { ...asked, onNote: listenerOf(asked) }
  const prepared = await prepare(settings)
  prepared.notes.tell(hooks.onNote)
  const members = await openRun(prepared, { resume, onNote: hooks.onNote })
  const results: RunResult[] = []
  for (const [i, member] of members.entries()) {
    const onProgress = (event: TrainingEvent) => hooks.onProgress?.(event, i + 1, members.length)
    results.push(await trainMember(prepared, member, { ...hooks, onProgress }))
  }
  const folders = members.map(({ folder }) => folder)
  const isEnsemble = members.length > 1
  const result = isEnsemble ? await joinMembers(prepared, folders, results) : results[0]
  for (const note of temperatureNotes(result)) hooks.onNote(note, true)
  const model = isEnsemble ? settings.out : join(settings.out, MODEL_FILE)
  const seconds = await totalSeconds(folders)
  const summary = summaryText({ prepared, result, members: results, seconds, model })
  await writeTextAtomically(join(settings.out, 'summary.txt'), summary)
  return { result, model, seconds, summary }
}
