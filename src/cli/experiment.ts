import { join } from 'node:path'
import { Command } from 'commander'
import { InputError } from '../errors.js'
import { drawFigure, experimentFigure } from '../figures/index.js'
import { writeAtomically, writeTextAtomically } from '../files/index.js'
import type { Device } from '../nn/index.js'
import {
  type Cell,
  type FinishedExperiment,
  readPlan,
  resultsMarkdown,
  runExperiment,
} from '../train/index.js'
import { weightsFile } from '../verbs/index.js'
import { deviceOption, jsonOption, threadsOption } from './options.js'
import { clearLine, printNote, sayHowToGoOn, trainingLine } from './progress.js'
import { drawCurves } from './train.js'

interface Flags {
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
      'train a grid of networks by a plan, and compare them on fields that none has seen',
    )
    .argument('<plan>', 'YAML file, see docs/reference/recipes.md')
    .requiredOption(
      '--out <dir>',
      'folder: a run for each cell, results.csv, results.md, matrices.*',
    )
    .option('--resume', 'go on with the experiment in --out; failed cells are left alone')
    .option('--retry', 'go on, failed cells too')
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  starsift experiment plan.yaml --out experiment/')
    .action(run)
}

async function run(path: string, { out, json, threads, ...options }: Flags): Promise<void> {
  const plan = await readPlan(path, weightsFile)
  const lines = new Map<string, ReturnType<typeof trainingLine>>()
  const lineOf = ({ name }: Cell) => {
    const line = lines.get(name) ?? trainingLine(name)
    lines.set(name, line)
    return line
  }
  sayHowToGoOn(out)
  const finished = await runExperiment(plan, out, {
    ...options,
    nThreads: threads,
    drawCurves,
    onNote: printNote,
    onProgress: (event, member, nMembers, cell) => lineOf(cell)(event, member, nMembers),
  }).finally(clearLine)
  await drawMatrices(finished, plan.cropsPx.length, out)
  process.stdout.write(
    json ? `${JSON.stringify(summaryOf(finished, out))}\n` : textOf(finished, out),
  )
  refuseFailed(finished, out)
}

/** matrices.svg, .png and .pdf: one row of panels for each network and label source. */
async function drawMatrices(
  { cells, humans }: FinishedExperiment,
  columns: number,
  out: string,
): Promise<void> {
  const panels = cells.map(({ cell, scores }) => ({
    title: `${cell.architecture}, ${cell.labels}, ${cell.cropPx} px`,
    matrix: scores?.matrix ?? Array.from({ length: 4 }, () => [0, 0, 0, 0]),
  }))
  const axes = ['one person', 'another'] as const
  const people = humans ? [{ title: 'people among themselves', matrix: humans.matrix, axes }] : []
  const { svg, png, pdf } = await drawFigure(experimentFigure([...panels, ...people], columns))
  await writeTextAtomically(join(out, 'matrices.svg'), `${svg}\n`)
  await writeAtomically(join(out, 'matrices.png'), (file) => file.write(png))
  await writeAtomically(join(out, 'matrices.pdf'), (file) => file.write(pdf))
}

function textOf({ cells, humans }: FinishedExperiment, out: string): string {
  return `${resultsMarkdown(cells, humans)}\nresults: ${join(out, 'results.csv')}, matrices: ${join(out, 'matrices.pdf')}\n`
}

function summaryOf({ cells, humans }: FinishedExperiment, out: string) {
  return {
    out,
    cells: cells.map(({ cell: { job, ...cell }, ...rest }) => ({ ...cell, ...rest })),
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
    remedy: 'see their error.txt, and run again with --retry',
  })
}
