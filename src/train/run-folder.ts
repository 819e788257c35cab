/** The folder of a run, looked at before the work and not after it, and found again when a run goes on. */
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { InputError } from '../errors.js'
import { checkFolder, checkFreeSpace, checkWritable, writeTextAtomically } from '../files/index.js'
import { inferenceGraph } from '../models/index.js'
import { sizeOf } from '../nn/index.js'
import type { PreparedRun, RunJob } from './prepared-run.js'
import type { Recipe } from './recipe.js'
import { compareInputs, hasInputs, writeInputs } from './run-inputs.js'
import { sweep } from './unfinished.js'

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
