/**
 * A run: one network, or an ensemble, trained by a recipe on data set files. Its folder holds config.yaml (the merged
 * recipe), inputs.json (checksums, versions), what member.ts says, and of an ensemble a folder `member-01`, ... for
 * each, with ensemble.json, held-out.csv and result.json of all together beside them.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import { ENSEMBLE_FILE, type EnsembleManifest, MODEL_FILE } from '../classify/index.js'
import { InputError } from '../errors.js'
import { checkFreeSpace, checkWritable, withFile, writeTextAtomically } from '../files/index.js'
import { inferenceGraph, readCard } from '../models/index.js'
import { type SessionOptions, sizeOf } from '../nn/index.js'
import { SOFTWARE } from '../software.js'
import { numbersOf, parseCsv } from '../tables/index.js'
import { type HeldOutSet, temperatureFor } from './held-out.js'
import type { TrainingEvent } from './job.js'
import {
  HELD_OUT,
  type MemberHooks,
  type Result,
  readResult,
  resultWith,
  trainMember,
  writeHeldOut,
  writeResult,
} from './member.js'
import { memberSeeds } from './member-job.js'
import { type PreparedRun, preparedRun, type RunJob } from './prepared-run.js'
import type { Recipe } from './recipe.js'
import { compareInputs, hasInputs, writeInputs } from './run-inputs.js'
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
  const result = isEnsemble ? await joinMembers(job, prepared, folders, results) : results[0]
  const model = isEnsemble ? job.out : join(job.out, MODEL_FILE)
  const seconds = await sum(folders.map(totalSeconds))
  const summary = summaryText({ job, prepared, result, members: results, seconds, model })
  await writeTextAtomically(join(job.out, 'summary.txt'), summary)
  return { result, model, seconds, summary }
}

function memberFolders({ out, members = 1 }: RunJob): string[] {
  if (members === 1) return [out]
  const name = (i: number) => `member-${String(i + 1).padStart(2, '0')}`
  return Array.from({ length: members }, (_, i) => join(out, name(i)))
}

/** Makes the folder, or finds the run in it. */
async function openFolder(
  job: RunJob,
  prepared: PreparedRun,
  { resume = false, onNote }: RunOptions,
): Promise<void> {
  const { out } = job
  const isBegun = await hasInputs(out)
  if (isBegun && !resume) {
    throw new InputError({
      what: 'a run is in this folder already',
      where: out,
      remedy: 'go on with --resume, or give another folder',
    })
  }
  if (isBegun) for (const note of await compareInputs(out, prepared.inputs)) onNote?.(note)
  else await refuseOtherContent(out)
  await mkdir(out, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new InputError(
      { what: `the folder cannot be made: ${cause.message}`, where: out },
      { cause },
    )
  })
  await checkWritable(join(out, 'config.yaml'))
  await checkFreeSpace(join(out, 'config.yaml'), neededBytes(job, prepared))
  if (!isBegun) {
    await writeTextAtomically(join(out, 'config.yaml'), configText(job.recipe))
    await writeInputs(out, prepared.inputs)
  }
  for (const folder of memberFolders(job)) await mkdir(folder, { recursive: true })
}

/** A folder that holds something else is somebody's. */
async function refuseOtherContent(out: string): Promise<void> {
  const names = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') {
      throw new InputError({
        what: 'a file, where a folder is to be',
        where: out,
        remedy: 'give the name of another folder',
      })
    }
    return []
  })
  const others = names.filter((name) => name !== 'config.yaml' && !name.startsWith('.'))
  if (others.length === 0) return
  throw new InputError({
    what: 'the folder is not empty, and no run is in it',
    where: out,
    got: others.slice(0, 3).join(', '),
    remedy: 'give the name of a new folder',
  })
}

/** Models of all members; and of one its state, twice while it is replaced, and two sets of weights. */
function neededBytes(
  { architecture, recipe, members = 1 }: RunJob,
  { shape }: PreparedRun,
): number {
  const shapes = inferenceGraph(architecture, shape).parameterShapes()
  const nWeights = [...shapes.values()].reduce((n, one) => n + sizeOf(one), 0)
  const state = recipe.optimiser.kind === 'sgd' ? 2 : 3
  return 4 * nWeights * (members + 2 * state + 2)
}

export function configText(recipe: Recipe): string {
  const said = '# The whole recipe of this run; docs/training.md explains every key.\n'
  return said + stringify(recipe)
}

/** Votes of all members on what is held out, the temperature of the ensemble, and ensemble.json. */
async function joinMembers(
  { out }: RunJob,
  prepared: PreparedRun,
  folders: readonly string[],
  members: readonly Result[],
): Promise<Result> {
  const known = await readResult(out)
  if (known) return known
  const sets = await pooledSets(folders, prepared)
  const temperature = temperatureFor(sets, prepared.dataset)
  await writeHeldOut(out, sets, prepared, temperature)
  const files = folders.map((folder) => `${folder.slice(dirname(folder).length + 1)}/${MODEL_FILE}`)
  const cards = await Promise.all(
    folders.map((folder) => withFile(join(folder, MODEL_FILE), readCard)),
  )
  const manifest: EnsembleManifest = {
    format: 1,
    members: files.map((file, i) => ({ file, graphSha256: cards[i].graphSha256 })),
    ...(temperature !== undefined && { temperature }),
    provenance: {
      description: `${files.length} networks, ${cards[0].provenance.description}`,
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

async function sum(values: readonly Promise<number>[]): Promise<number> {
  return (await Promise.all(values)).reduce((total, value) => total + value, 0)
}
