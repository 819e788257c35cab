/**
 * An experiment: every cell of a plan's grid is a run, in a folder of its own under `cells/`. All
 * cells are checked before the first is trained. A cell that fails leaves `error.txt` in its
 * folder, and the others go on.
 */
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClassList } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { checkFolder, sweep, writeTextAtomically } from '../files/index.js'
import type { TrainingEvent } from '../loop/index.js'
import type { Architecture } from '../models/index.js'
import { listenerOf } from '../notes.js'
import { classList } from './class-list.js'
import {
  type CellResult,
  cellResult,
  type HumanPairs,
  humanPairs,
  resultsCsv,
  resultsMarkdown,
} from './experiment-results.js'
import { compareInputs, hasInputs } from './inputs.js'
import type { TrainHooks } from './options.js'
import { type Cell, cellsOf, type Plan } from './plan.js'
import { prepare } from './prepare.js'
import { readResult } from './result.js'
import { trainSettled } from './train.js'

export interface ExperimentOptions extends Omit<TrainHooks, 'onProgress'> {
  /** The plan, or the path of its YAML file. */
  readonly plan: string | Plan
  /** Folder of the experiment; made if need be. */
  readonly out: string
  /** Goes on with the experiment in the folder; failed cells are left alone. Default false. */
  readonly resume?: boolean
  /** Goes on, failed cells too. Default false. */
  readonly retry?: boolean
  /** Finds an architecture by its name; default: those of starsift. */
  architectureNamed?(name: string): Architecture
  /** @param member trial of the cell, counted from 1 */
  onProgress?(event: TrainingEvent, member: number, nMembers: number, cell: Cell): void
}

export interface FinishedExperiment {
  readonly plan: Plan
  readonly cells: readonly CellResult[]
  /** The classes of all cells. */
  readonly list: ClassList
  readonly humans?: HumanPairs
}

export const ERROR = 'error.txt'

/**
 * Runs what is not done yet, and writes results.csv and results.md.
 *
 * @throws InputError if a cell does not fit its data, before any is trained
 * @example await runPlan(await readPlan('plan.yaml'), { out: 'experiment', resume: true })
 */
export async function runPlan(
  plan: Plan,
  options: Omit<ExperimentOptions, 'plan'>,
): Promise<FinishedExperiment> {
  const { out, resume = false, retry = false } = options
  const cells = cellsOf(plan, out, options.architectureNamed)
  const begun = await checkCells(cells, out, resume || retry)
  const list = classList(cells[0].settings.recipe)
  const humans = plan.humans && (await humanPairs(plan.testDatasets, plan.humans, list))
  await mkdir(join(out, 'cells'), { recursive: true })
  await sweep(out)
  const results: CellResult[] = []
  for (const cell of cells) {
    await runCell(cell, begun.has(cell.name), options)
    results.push(await cellResult(cell, await errorOf(cell)))
    await writeTextAtomically(join(out, 'results.csv'), resultsCsv(results, list))
    await writeTextAtomically(join(out, 'results.md'), resultsMarkdown(results, humans, list))
  }
  return { plan, cells: results, list, ...(humans && { humans }) }
}

/** @returns names of the cells that were begun */
async function checkCells(
  cells: readonly Cell[],
  out: string,
  goesOn: boolean,
): Promise<ReadonlySet<string>> {
  await checkFolder(out)
  const begun = new Set<string>()
  for (const { settings, name } of cells) if (await hasInputs(settings.out)) begun.add(name)
  if (begun.size > 0 && !goesOn) {
    throw new InputError({
      what: 'an experiment is in this folder already',
      where: out,
      remedy: 'go on with --resume, or give another folder',
    })
  }
  for (const cell of cells) {
    const { inputs } = await prepare(cell.settings).catch((cause: unknown) =>
      refusedCell(cell, cause),
    )
    if (begun.has(cell.name)) await compareInputs(cell.settings.out, inputs)
  }
  return begun
}

function refusedCell({ name }: Cell, cause: unknown): never {
  if (!(cause instanceof InputError)) throw cause
  const where = [`cell ${name}`, cause.problem.where].filter(Boolean).join(', ')
  throw new InputError({ ...cause.problem, where }, { cause })
}

async function runCell(
  cell: Cell,
  isBegun: boolean,
  { retry, device, nThreads, drawCurves, onProgress, ...asked }: Omit<ExperimentOptions, 'plan'>,
): Promise<void> {
  const onNote = listenerOf(asked)
  const { name, settings } = cell
  const isFailed = (await errorOf(cell)) !== undefined
  const isDone = (await readResult(settings.out)) !== undefined
  if ((isFailed && !retry) || isDone) return
  await rm(join(settings.out, ERROR), { force: true })
  try {
    await trainSettled(settings, {
      ...{ resume: isBegun, device, nThreads, drawCurves },
      onNote: (note, isDoubt) => onNote(`${name}: ${note}`, isDoubt),
      onProgress: (event, member, nMembers) => onProgress?.(event, member, nMembers, cell),
    })
  } catch (error) {
    await mkdir(settings.out, { recursive: true })
    const said = error instanceof InputError ? error.message : `${(error as Error).stack ?? error}`
    await writeTextAtomically(join(settings.out, ERROR), `${said}\n`)
    onNote(`cell ${name} failed: ${said.split('\n')[0]}`, true)
  }
}

/** The message, if the cell failed. */
async function errorOf({ settings }: Cell): Promise<string | undefined> {
  return readFile(join(settings.out, ERROR), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  )
}
