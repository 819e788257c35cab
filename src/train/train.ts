/**
 * Training, from the options of a user to a run in a folder: everything is read and checked, then
 * each network is trained and judged. Several networks are joined to an ensemble: their votes on
 * the held-out sets, one temperature for all, and the file that lists them.
 */
import { basename, join } from 'node:path'
import { withFile, writeTextAtomically } from '../files/index.js'
import type { TrainingEvent } from '../loop/index.js'
import { ENSEMBLE_FILE, type EnsembleManifest, MODEL_FILE, readCard } from '../models/index.js'
import { listenerOf } from '../notes.js'
import { SOFTWARE } from '../software.js'
import { trainedOn } from './card-facts.js'
import { classList } from './class-list.js'
import { HELD_OUT, judge, readHeldOut } from './held-out.js'
import { trainMember } from './member.js'
import { type RunSettings, settled, type TrainHooks, type TrainOptions } from './options.js'
import { type Prepared, prepare } from './prepare.js'
import { type RunResult, readResult, summaryText, temperatureNotes, writeResult } from './result.js'
import { openRun } from './run-folder.js'
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

/** Writes ensemble.json, held-out.csv and result.json of all members together. */
async function joinMembers(
  prepared: Prepared,
  folders: readonly string[],
  results: readonly RunResult[],
): Promise<RunResult> {
  const { settings, dataset, split } = prepared
  const { out, seed, recipe } = settings
  const list = classList(recipe)
  const known = await readResult(out)
  if (known) return known
  const { table, sets, ...judgement } = judge(
    await readHeldOut(folders, split, list.length),
    dataset,
    list,
  )
  if (table !== undefined) await writeTextAtomically(join(out, HELD_OUT), table)
  const manifest: EnsembleManifest = {
    format: 1,
    members: await Promise.all(folders.map(memberEntry)),
    ...(judgement.temperature !== null && { temperature: judgement.temperature }),
    ...(sets && { sets }),
    provenance: {
      description: `${folders.length} networks, ${trainedOn(prepared)}, seed ${seed}`,
      software: SOFTWARE,
    },
  }
  await writeTextAtomically(join(out, ENSEMBLE_FILE), `${JSON.stringify(manifest, null, 2)}\n`)
  const result = {
    nMembers: folders.length,
    nSteps: results.flatMap(({ nSteps }) => nSteps),
    bestEpochs: results.flatMap(({ bestEpochs }) => bestEpochs),
    ...judgement,
  }
  await writeResult(out, result)
  return result
}

async function memberEntry(folder: string): Promise<EnsembleManifest['members'][number]> {
  const { graphSha256 } = await withFile(join(folder, MODEL_FILE), readCard)
  return { file: `${basename(folder)}/${MODEL_FILE}`, graphSha256 }
}
