/**
 * The run: a folder of the user's. It is looked at before the work begins, and found again when the
 * run goes on. It holds config.yaml (the merged recipe), inputs.json (inputs.ts), what member.ts
 * says, and summary.txt; an ensemble has a folder `member-01`, ... for each member, with
 * ensemble.json, held-out.csv and result.json of all members beside them.
 */
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { InputError } from '../errors.js'
import {
  checkFolder,
  checkFreeSpace,
  checkWritable,
  sweep,
  writeTextAtomically,
} from '../files/index.js'
import { inferenceGraph } from '../models/index.js'
import { sizeOf } from '../nn/index.js'
import type { OnNote } from '../notes.js'
import { Random } from '../random.js'
import { compareInputs, hasInputs, writeInputs } from './inputs.js'
import type { RunSettings } from './options.js'
import type { Prepared } from './prepare.js'
import type { Recipe } from './recipe.js'

/** One network of a run. */
export interface Member {
  /** The run's own folder where there is one member, else `member-01`, ... in it. */
  readonly folder: string
  /** Seed for weights and order; the run's own where there is one member. */
  readonly seed: number
}

export function membersOf({
  out,
  seed,
  members,
}: Pick<RunSettings, 'out' | 'seed' | 'members'>): Member[] {
  if (members === 1) return [{ folder: out, seed }]
  const random = new Random(seed)
  return Array.from({ length: members }, (_, i) => {
    const folder = join(out, `member-${String(i + 1).padStart(2, '0')}`)
    return { folder, seed: random.uint32() }
  })
}

/**
 * Makes the folder, or finds the run in it.
 *
 * @returns the members, whose folders are there
 * @throws InputError if the folder holds something else, or another run, or the disk has no room
 */
export async function openRun(
  prepared: Prepared,
  { resume = false, onNote }: { resume?: boolean; onNote?: OnNote },
): Promise<Member[]> {
  const { settings, inputs } = prepared
  const { out, recipe } = settings
  await checkFolder(out)
  const isBegun = await hasInputs(out)
  if (isBegun && !resume) {
    throw new InputError({
      what: 'a run is in this folder already',
      where: out,
      remedy: 'go on with --resume, or give another folder',
    })
  }
  if (isBegun) for (const note of await compareInputs(out, inputs)) onNote?.(note, true)
  else {
    await refuseOtherContent(out)
    if (resume) onNote?.(`there is no run in ${out} to go on with: a new one begins`, true)
  }
  await mkdir(out, { recursive: true })
  await checkWritable(join(out, 'config.yaml'))
  await checkFreeSpace(join(out, 'config.yaml'), neededBytes(prepared))
  if (!isBegun) {
    await writeTextAtomically(join(out, 'config.yaml'), configText(recipe))
    await writeInputs(out, inputs)
  }
  const members = membersOf(settings)
  for (const { folder } of members) await mkdir(folder, { recursive: true })
  for (const folder of [out, ...members.map((member) => member.folder)]) await sweep(folder)
  return members
}

/** A folder that holds something else belongs to other work. */
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

/**
 * The models of all members; and for the one that trains: its state, twice while it is replaced,
 * and two sets of weights.
 */
function neededBytes({ settings, shape }: Prepared): number {
  const { architecture, recipe, members } = settings
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
