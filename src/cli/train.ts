import { Command, Option } from 'commander'
import { ARCHITECTURES } from '../models/index.js'
import type { Device } from '../nn/index.js'
import { type FinishedRun, PRESETS } from '../train/index.js'
import { train } from '../verbs/index.js'
import {
  deviceOption,
  jsonOption,
  seedOption,
  strictOption,
  threadsOption,
  wholeNumber,
} from './options.js'
import { print, printJson } from './print.js'
import { printNote, sayingHowToGoOn, trainingLine } from './progress.js'

interface ParsedOptions {
  model?: string
  out: string
  init?: string
  config?: string
  preset?: string
  test?: string[]
  labels?: string
  seed: number
  members: number
  resume?: boolean
  device: Device
  threads?: number
  json?: boolean
}

export function trainVerb(): Command {
  const models = ARCHITECTURES.map(({ name }) => name).join(', ')
  return new Command('train')
    .description('train a network, or an ensemble, on data sets of classified stamps')
    .usage('<datasets...> --model <name> --out <dir> [options]')
    .argument('<datasets...>', 'data set files, made with `starsift cutouts`')
    .option('--model <name>', `network: ${models}`)
    .requiredOption('--out <dir>', 'folder of the run: model, metrics, figures')
    .option(
      '--init <weights>',
      'weights to start from: `shipped`, a name of `pull weights`, or a file',
    )
    .option('--config <file>', 'recipe: a YAML file of changes, see docs/reference/recipes.md')
    .addOption(
      new Option('--preset <name>', 'recipe of a paper, or of starsift').choices(
        Object.keys(PRESETS),
      ),
    )
    .option('--labels <dir>', 'folder of labels, in place of the classes in the data sets')
    .option('--test <file...>', 'data sets that are only used for testing')
    .addOption(seedOption('weights, order and split'))
    .option('--members <n>', 'number of networks in the ensemble', wholeNumber('--members', 1), 1)
    .option('--resume', 'continue the run in --out as if it had never stopped')
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const EXAMPLE = `
Example:
  starsift train ngc628.fits ngc1566.fits --model resnet18 --out run/`

async function run(datasets: string[], parsed: ParsedOptions): Promise<void> {
  const { model, out, init, config, preset, test, json, threads, ...options } = parsed
  const running = train({
    ...{ ...options, datasets, testDatasets: test, model, init, out, nThreads: threads },
    recipe: [preset, config].filter((part) => part !== undefined),
    onNote: printNote,
    onProgress: trainingLine(),
  })
  const finished = await sayingHowToGoOn(out, running)
  if (json) printJson(summaryOf(finished, out))
  else print(finished.summary)
}

function summaryOf({ result, model, seconds }: FinishedRun, out: string) {
  return { out, model, seconds, ...result }
}
