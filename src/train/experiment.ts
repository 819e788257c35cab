/**
 * An experiment: every cell of a plan's grid is a run, in a folder of its own under `cells/`. All cells are checked before
 * the first is trained. A cell that fails on the way leaves `error.txt` in its folder; the others go on.
 */
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { checkFolder, sweep, writeTextAtomically } from '../files/index.js'
import type { TrainingEvent } from '../loop/index.js'
import type { Architecture } from '../models/index.js'
import type { SessionOptions } from '../nn/index.js'
import {
  type CellResult,
  cellResult,
  type HumanPairs,
  humanPairs,
  resultsCsv,
  resultsMarkdown,
} from './experiment-results.js'
import { type MemberHooks, readResult } from './member.js'
import { type Cell, cellsOf, type Plan } from './plan.js'
import { preparedRun } from './prepared-run.js'
import { compareInputs, hasInputs } from './run-folder.js'
import { trainRun } from './train.js'

export interface ExperimentOptions extends SessionOptions, Omit<MemberHooks, 'onProgress'> {
  /** Goes on with the experiment in the folder; failed cells are left alone. Default false. */
  readonly resume?: boolean
  /** Goes on, failed cells too. Default false. */
  readonly retry?: boolean
  /** Finds an architecture by its name; default: those of starsift. */
  architectureNamed?(name: string): Architecture
  onProgress?(event: TrainingEvent, member: number, nMembers: number, cell: Cell): void
}

export interface FinishedExperiment {
  readonly cells: readonly CellResult[]
  readonly humans?: HumanPairs
}

const ERROR = 'error.txt'

/**
 * Runs what is not done yet, and writes results.csv and results.md.
 *
 * @throws InputError if a cell does not fit its data, before any is trained
 * @example await runExperiment(await readPlan('plan.yaml'), 'experiment/', { resume: true })
 */
export async function runExperiment(
  plan: Plan,
  out: string,
  options: ExperimentOptions = {},
): Promise<FinishedExperiment> {
  const { resume = false, retry = false } = options
  const cells = cellsOf(plan, out, options.architectureNamed)
  const begun = await checkCells(cells, out, resume || retry)
  const humans = plan.humans && (await humanPairs(plan.testDatasets, plan.humans))
  await mkdir(join(out, 'cells'), { recursive: true })
  await sweep(out)
  const results: CellResult[] = []
  for (const cell of cells) {
    await runCell(cell, begun.has(cell.name), options)
    results.push(await cellResult(cell, await errorOf(cell)))
    await writeTextAtomically(join(out, 'results.csv'), resultsCsv(results))
    await writeTextAtomically(join(out, 'results.md'), resultsMarkdown(results, humans))
  }
  return { cells: results, ...(humans && { humans }) }
}

/** @returns names of the cells that were begun */
async function checkCells(
  cells: readonly Cell[],
  out: string,
  goesOn: boolean,
): Promise<ReadonlySet<string>> {
  await checkFolder(out)
  const begun = new Set<string>()
  for (const { job, name } of cells) if (await hasInputs(job.out)) begun.add(name)
  if (begun.size > 0 && !goesOn) {
    throw new InputError({
      what: 'an experiment is in this folder already',
      where: out,
      remedy: 'go on with --resume, or give another folder',
    })
  }
  for (const cell of cells) {
    const { inputs } = await preparedRun(cell.job).catch((cause: unknown) =>
      refusedCell(cell, cause),
    )
    if (begun.has(cell.name)) await compareInputs(cell.job.out, inputs)
  }
  return begun
}

function refusedCell({ name }: Cell, cause: unknown): never {
  if (!(cause instanceof InputError)) throw cause
  const where = [`cell ${name}`, cause.problem.where].filter(Boolean).join(', ')
  throw new InputError({ ...cause.problem, where }, { cause })
}

async function runCell(cell: Cell, isBegun: boolean, options: ExperimentOptions): Promise<void> {
  const { job } = cell
  const isFailed = (await errorOf(cell)) !== undefined
  if ((isFailed && !options.retry) || (await isDone(cell))) return
  await rm(join(job.out, ERROR), { force: true })
  const { onProgress, onNote, architectureNamed, ...rest } = options
  try {
    await trainRun(job, {
      ...rest,
      resume: isBegun,
      onNote: (note) => onNote?.(`${cell.name}: ${note}`),
      onProgress: (event, member, n) => onProgress?.(event, member, n, cell),
    })
  } catch (error) {
    await mkdir(job.out, { recursive: true })
    const said = error instanceof InputError ? error.message : `${(error as Error).stack ?? error}`
    await writeTextAtomically(join(job.out, ERROR), `${said}\n`)
    onNote?.(`cell ${cell.name} failed: ${said.split('\n')[0]}`)
  }
}

async function isDone({ job }: Cell): Promise<boolean> {
  return (await readResult(job.out)) !== undefined
}

/** What a cell failed with. */
async function errorOf({ job }: Cell): Promise<string | undefined> {
  return readFile(join(job.out, ERROR), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  )
}
