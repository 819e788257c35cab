/**
 * A run: one network, or an ensemble, trained by a recipe on data set files. Its folder holds config.yaml (the merged
 * recipe), inputs.json (checksums, versions), what member.ts says, and of an ensemble a folder `member-01`, ... for
 * each, with ensemble.json, held-out.csv and result.json of all together beside them.
 */
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { withFile, writeTextAtomically } from '../files/index.js'
import type { TrainingEvent } from '../loop/index.js'
import { ENSEMBLE_FILE, type EnsembleManifest, MODEL_FILE, readCard } from '../models/index.js'
import type { SessionOptions } from '../nn/index.js'
import { SOFTWARE } from '../software.js'
import { numbersOf, parseCsv } from '../tables/index.js'
import { type HeldOutSet, temperatureFor, temperatureNotes } from './held-out.js'
import {
  HELD_OUT,
  type MemberHooks,
  type Result,
  readResult,
  resultWith,
  trainedOn,
  trainMember,
  writeHeldOut,
  writeResult,
} from './member.js'
import { memberSeeds } from './member-job.js'
import { type PreparedRun, preparedRun, type RunJob } from './prepared-run.js'
import { memberFolders, openFolder } from './run-folder.js'
import { summaryText, totalSeconds } from './summary.js'

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

/* Members that are trained become an ensemble: their votes on what is held out, a temperature for all, and its file. */

/**
 * Writes ensemble.json, held-out.csv and result.json of all together.
 *
 * @param out folder of the run; the members' folders are in it
 */
export async function joinMembers(
  out: string,
  prepared: PreparedRun,
  folders: readonly string[],
  members: readonly Result[],
): Promise<Result> {
  const known = await readResult(out)
  if (known) return known
  const sets = await pooledSets(folders, prepared)
  const temperature = temperatureFor(sets, prepared.dataset)
  await writeHeldOut(out, sets, prepared, temperature)
  const files = folders.map((folder) => `${basename(folder)}/${MODEL_FILE}`)
  const cards = await Promise.all(
    folders.map((folder) => withFile(join(folder, MODEL_FILE), readCard)),
  )
  const manifest: EnsembleManifest = {
    format: 1,
    members: files.map((file, i) => ({ file, graphSha256: cards[i].graphSha256 })),
    ...(temperature !== undefined && { temperature }),
    provenance: {
      description: `${files.length} networks, ${trainedOn(prepared)}, seed ${prepared.inputs.seed}`,
      software: SOFTWARE,
    },
  }
  await writeTextAtomically(join(out, ENSEMBLE_FILE), `${JSON.stringify(manifest, null, 2)}\n`)
  const result = resultWith(sets, prepared, {
    nMembers: folders.length,
    nSteps: members.flatMap(({ nSteps }) => nSteps),
    bestEpochs: members.flatMap(({ bestEpochs }) => bestEpochs),
    temperature: temperature ?? null,
  })
  await writeResult(out, result)
  return result
}

/** The members' logits, from their tables. */
async function pooledSets(
  folders: readonly string[],
  { split, shape }: PreparedRun,
): Promise<HeldOutSet[]> {
  const names = (['validation', 'test'] as const).filter((name) => split[name].length > 0)
  if (names.length === 0) return []
  const all = await Promise.all(folders.map((folder) => readLogits(folder, shape.nClasses)))
  let at = 0
  return names.map((name) => {
    const rows = split[name]
    const [start, end] = [at * shape.nClasses, (at + rows.length) * shape.nClasses]
    at += rows.length
    return { name, rows, logits: all.map((logits) => logits.slice(start, end)) }
  })
}

/** Of validation and test, as held-out.csv has them. */
async function readLogits(folder: string, nClasses: number): Promise<Float32Array> {
  const path = join(folder, HELD_OUT)
  const table = parseCsv(await readFile(path, 'utf8'), path)
  const columns = Array.from({ length: nClasses }, (_, k) =>
    numbersOf(table.column(`logit${k + 1}`)),
  )
  return Float32Array.from(
    { length: table.nRows * nClasses },
    (_, i) => columns[i % nClasses][Math.floor(i / nClasses)],
  )
}
