import { join } from 'node:path'
import { Command } from 'commander'
import { InputError } from '../errors.js'
import type { Device } from '../nn/index.js'
import { inWorkers, type WorkersOptions } from '../pieces/index.js'
import {
  type Cell,
  type ExperimentOptions,
  type FinishedExperiment,
  resultsMarkdown,
} from '../train/index.js'
import { runExperiment } from '../verbs/index.js'
import {
  deviceOption,
  GOES_ON,
  jsonOption,
  refuseWithWorkers,
  strictOption,
  threadsOption,
  workersOption,
} from './options.js'
import { print, printJson } from './print.js'
import { printNote, sayingHowToGoOn, trainingLine, workersLines } from './progress.js'

interface ParsedOptions {
  out: string
  resume?: boolean
  retry?: boolean
  device: Device
  threads?: number
  workers?: number
  strict?: boolean
  json?: boolean
}

export function experimentVerb(): Command {
  return new Command('experiment')
    .description(
      'train the grid of networks of a plan, and compare them on fields that none has seen',
    )
    .usage('<plan> --out <dir> [options]')
    .argument('<plan>', 'the plan: a YAML file, see docs/reference/recipes.md')
    .requiredOption('--out <dir>', 'folder for a run of each cell, tables and figures')
    .option('--resume', 'continue the experiment in --out, but not the cells that failed')
    .option('--retry', 'continue the experiment in --out, with the cells that failed')
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(workersOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  starsift experiment plan.yaml --out experiment/')
    .action(run)
}

async function run(
  plan: string,
  { json, threads: nThreads, workers, ...given }: ParsedOptions,
): Promise<void> {
  const { out } = given
  const finished =
    workers === undefined
      ? await inOneProcess({ ...given, plan, nThreads })
      : await withWorkers(plan, given, { workers, nThreads })
  if (json) printJson(summaryOf(finished, out))
  else print(textOf(finished, out))
  refuseFailed(finished, out)
}

function inOneProcess(options: ExperimentOptions): Promise<FinishedExperiment> {
  const lines = new Map<string, ReturnType<typeof trainingLine>>()
  const lineOf = ({ name }: Cell) => {
    const line = lines.get(name) ?? trainingLine(name)
    lines.set(name, line)
    return line
  }
  const running = runExperiment({
    ...options,
    onNote: printNote,
    onProgress: (event, member, nMembers, cell) => lineOf(cell)(event, member, nMembers),
  })
  return sayingHowToGoOn(options.out, running)
}

async function withWorkers(
  plan: string,
  { out, device, strict, ...given }: ParsedOptions,
  how: WorkersOptions,
): Promise<FinishedExperiment> {
  refuseWithWorkers({ ...given }, { resume: GOES_ON, retry: GOES_ON })
  const asked = { ...how, out, strict, onNote: printNote, ...workersLines() }
  return (await inWorkers({ verb: 'experiment', options: { plan, device } }, asked)).experiment
}

function textOf({ cells, humans, list }: FinishedExperiment, out: string): string {
  const files = `results: ${join(out, 'results.csv')}, matrices: ${join(out, 'matrices.pdf')}`
  return `${resultsMarkdown(cells, humans, list)}\n${files}\n`
}

function summaryOf({ cells, humans }: FinishedExperiment, out: string) {
  return {
    out,
    cells: cells.map(({ cell: { settings, ...cell }, ...rest }) => ({ ...cell, ...rest })),
    humans,
  }
}

function refuseFailed({ cells }: FinishedExperiment, out: string): void {
  const failed = cells.filter(({ error }) => error !== undefined)
  if (failed.length === 0) return
  throw new InputError({
    what: `${failed.length} of ${cells.length} cells failed`,
    where: out,
    got: failed.map(({ cell, error }) => `${cell.name} (${error?.split('\n')[0]})`).join('; '),
    remedy: 'read error.txt in the folder of each cell, then run again with --retry',
  })
}
