import { join } from 'node:path'
import { Command } from 'commander'
import { InputError } from '../errors.js'
import type { Device } from '../nn/index.js'
import { type Cell, type FinishedExperiment, resultsMarkdown } from '../train/index.js'
import { runExperiment } from '../verbs/index.js'
import { deviceOption, jsonOption, strictOption, threadsOption } from './options.js'
import { print, printJson } from './print.js'
import { printNote, sayingHowToGoOn, trainingLine } from './progress.js'

interface ParsedOptions {
  out: string
  resume?: boolean
  retry?: boolean
  device: Device
  threads?: number
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
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  starsift experiment plan.yaml --out experiment/')
    .action(run)
}

async function run(plan: string, { out, json, threads, ...options }: ParsedOptions): Promise<void> {
  const lines = new Map<string, ReturnType<typeof trainingLine>>()
  const lineOf = ({ name }: Cell) => {
    const line = lines.get(name) ?? trainingLine(name)
    lines.set(name, line)
    return line
  }
  const running = runExperiment({
    ...{ ...options, plan, out, nThreads: threads },
    onNote: printNote,
    onProgress: (event, member, nMembers, cell) => lineOf(cell)(event, member, nMembers),
  })
  const finished = await sayingHowToGoOn(out, running)
  if (json) printJson(summaryOf(finished, out))
  else print(textOf(finished, out))
  refuseFailed(finished, out)
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
