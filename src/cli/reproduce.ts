import { Command } from 'commander'
import { ARCHIVE_VARIABLE } from '../archives/index.js'
import type { Device } from '../nn/index.js'
import { NETWORKS, reproduce } from '../verbs/index.js'
import { jsonOf, textOf } from './evaluate.js'
import {
  deviceOption,
  jsonOption,
  seedOption,
  strictOption,
  threadsOption,
  typedCommand,
  wholeNumber,
  wordList,
} from './options.js'
import { print, printJson } from './print.js'
import { downloadLine, printNote, progressLine, trainingLine } from './progress.js'

interface ParsedOptions {
  out: string
  fields?: string[]
  folds: number
  networks?: string[]
  config?: string
  from?: string
  seed: number
  device: Device
  threads?: number
  json?: boolean
  strict?: boolean
}

export function reproduceVerb(): Command {
  return new Command('reproduce')
    .description(
      'train networks on published classes of people with galaxies left out, and say how good ' +
        'they are there',
    )
    .usage('legus --out <dir> [options]')
    .argument('<survey>', 'legus')
    .requiredOption('--out <dir>', 'folder for stamps, runs and the page; what is there goes on')
    .option('--fields <list>', 'fields, e.g. ngc1566,ngc3344 (default: all 39)', wordList)
    .option(
      '--folds <n>',
      'each galaxy is left out in one of n turns',
      wholeNumber('--folds', 2),
      3,
    )
    .option(
      '--networks <list>',
      `which of ${Object.keys(NETWORKS).join(',')} (default: all)`,
      wordList,
    )
    .option('--config <file>', 'YAML file of changes to the recipes of all networks')
    .option('--from <url>', `address of a mirror (default: ${ARCHIVE_VARIABLE}, else the archive)`)
    .addOption(seedOption('weights, order and bootstrap'))
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(run)
}

const HELP = `
Four steps: pull the fields, cut stamps, train each network once for each turn, compare
with people. The same command goes on with what was stopped.

Example:
  starsift reproduce legus --out legus/`

async function run(survey: string, { json, threads, ...options }: ParsedOptions): Promise<void> {
  const lines = { stamps: progressLine('stamps'), figures: progressLine('figures') }
  const { evaluation, page } = await reproduce({
    ...{ ...options, survey, nThreads: threads, command: typedCommand() },
    onNote: printNote,
    onDownload: downloadLine(),
    onTraining: trainingLines(),
    onProgress: (nDone, nTotal, of) => {
      lines[of](nDone, nTotal)
      if (nDone === nTotal) lines[of] = progressLine(of)
    },
  })
  if (json) printJson(jsonOf(evaluation, page))
  else print(textOf(evaluation, page))
}

/** A line for each run, with a clock of its own. */
function trainingLines(): NonNullable<Parameters<typeof reproduce>[0]['onTraining']> {
  let of = ''
  let line = trainingLine()
  return (run, event) => {
    if (run !== of) line = trainingLine(run)
    of = run
    line(event, 1, 1)
  }
}
