/** The folder of a run, looked at before the work and not after it, and found again when a run goes on. */

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'yaml'
import type { TrainingLabels } from '../datasets/index.js'
import { InputError } from '../errors.js'
import {
  checkFolder,
  checkFreeSpace,
  checkWritable,
  sweep,
  writeTextAtomically,
} from '../files/index.js'
import { firstDifference } from '../loop/index.js'
import { inferenceGraph } from '../models/index.js'
import { sizeOf } from '../nn/index.js'
import { SOFTWARE } from '../software.js'
import type { PreparedRun, RunJob } from './prepared-run.js'
import type { Recipe } from './recipe.js'

/** The run's own where it is one network, else `member-01`, ... in it. */
export function memberFolders({ out, members = 1 }: RunJob): string[] {
  if (members === 1) return [out]
  const name = (i: number) => `member-${String(i + 1).padStart(2, '0')}`
  return Array.from({ length: members }, (_, i) => join(out, name(i)))
}

/**
 * Makes the folder, or finds the run in it.
 *
 * @throws InputError if it holds something else, or another run, or the disk has no room
 */
export async function openFolder(
  job: RunJob,
  prepared: PreparedRun,
  { resume = false, onNote }: { resume?: boolean; onNote?(note: string): void },
): Promise<void> {
  const { out } = job
  await checkFolder(out)
  const isBegun = await hasInputs(out)
  if (isBegun && !resume) {
    throw new InputError({
      what: 'a run is in this folder already',
      where: out,
      remedy: 'go on with --resume, or give another folder',
    })
  }
  if (isBegun) for (const note of await compareInputs(out, prepared.inputs)) onNote?.(note)
  else {
    await refuseOtherContent(out)
    if (resume) onNote?.(`there is no run in ${out} to go on with: a new one begins`)
  }
  await mkdir(out, { recursive: true })
  await checkWritable(join(out, 'config.yaml'))
  await checkFreeSpace(join(out, 'config.yaml'), neededBytes(job, prepared))
  if (!isBegun) {
    await writeTextAtomically(join(out, 'config.yaml'), configText(job.recipe))
    await writeInputs(out, prepared.inputs)
  }
  for (const folder of memberFolders(job)) await mkdir(folder, { recursive: true })
  for (const folder of [out, ...memberFolders(job)]) await sweep(folder)
}

/** A folder that holds something else is somebody's. */
async function refuseOtherContent(out: string): Promise<void> {
  const names = await readdir(out).catch(() => [])
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

/** The merged recipe as a file of overrides. */
export function configText(recipe: Recipe): string {
  const said = '# The whole recipe of this run; docs/reference/recipes.md explains every key.\n'
  return said + stringify(recipe)
}

/*
 * inputs.json: all that a run was made of, with checksums and versions. A run is resumed only with the same; another
 * version of starsift or of the runtime is said, not refused.
 */

export interface InputFile {
  readonly file: string
  readonly sha256: string
}

export interface RunInputs {
  readonly architecture: string
  readonly datasets: readonly InputFile[]
  readonly testDatasets: readonly InputFile[]
  readonly truth?: TrainingLabels
  readonly init?: InputFile
  readonly seed: number
  readonly members: number
  readonly recipe: Recipe
}

const FILE = 'inputs.json'

interface Versions {
  readonly software: string
  readonly runtime: string
  readonly node: string
}

export async function fileSha256(file: string): Promise<InputFile> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return { file, sha256: hash.digest('hex') }
}

export async function writeInputs(out: string, inputs: RunInputs): Promise<void> {
  const text = JSON.stringify({ ...(await versions()), ...inputs }, null, 2)
  await writeTextAtomically(join(out, FILE), `${text}\n`)
}

/** Whether a run is in this folder, be it begun or done. */
export async function hasInputs(out: string): Promise<boolean> {
  return readFile(join(out, FILE)).then(
    () => true,
    () => false,
  )
}

/**
 * Compares with the run that is to be resumed.
 *
 * @returns remarks on versions that differ
 * @throws InputError naming the first input that differs
 */
export async function compareInputs(out: string, inputs: RunInputs): Promise<string[]> {
  const path = join(out, FILE)
  const { software, runtime, node, ...found } = JSON.parse(await readFile(path, 'utf8'))
  const difference = firstDifference(flat(found), flat(JSON.parse(JSON.stringify(inputs))))
  if (difference) {
    throw new InputError({
      what: `the run was begun with another ${difference.name}`,
      where: path,
      expected: difference.a,
      got: difference.b,
      remedy: 'resume with what the run began with, or give another folder',
    })
  }
  const now = await versions()
  const before: Versions = { software, runtime, node }
  const differing = Object.keys(now).filter((key) => isOther(before, now, key as keyof Versions))
  return differing.map((key) => {
    const name = key as keyof Versions
    return `begun with ${before[name]}, resumed with ${now[name]}: the result may differ in the last digits`
  })
}

function isOther(before: Versions, now: Versions, key: keyof Versions): boolean {
  return before[key] !== now[key]
}

/** Entries by path, e.g. `recipe.split.by`; where a file lies does not matter, what is in it does. */
function flat(value: unknown, path = ''): Record<string, unknown> {
  if (value === null || typeof value !== 'object') return { [path]: value }
  const entries = Object.entries(value).filter(([key]) => key !== 'file')
  return Object.assign(
    {},
    ...entries.map(([key, inner]) => flat(inner, path === '' ? key : `${path}.${key}`)),
  )
}

async function versions(): Promise<Versions> {
  const { env } = await import('onnxruntime-common')
  const runtime = `onnxruntime ${env.versions.node ?? env.versions.common}`
  return { software: SOFTWARE, runtime, node: `Node ${process.versions.node}` }
}
