import { Command, Option } from 'commander'
import { ARCHITECTURES } from '../models/index.js'
import type { Device } from '../nn/index.js'
import { inWorkers, type WorkersOptions } from '../pieces/index.js'
import { type FinishedRun, PRESETS, type TrainOptions } from '../train/index.js'
import { train } from '../verbs/index.js'
import {
  deviceOption,
  GOES_ON,
  jsonOption,
  refuseWithWorkers,
  seedOption,
  strictOption,
  threadsOption,
  wholeNumber,
  workersOption,
} from './options.js'
import { print, printJson } from './print.js'
import { printNote, sayingHowToGoOn, trainingLine, workersLines } from './progress.js'

interface ParsedOptions {
  model?: string
  out: string
  init?: string
  config?: string
  preset?: string
  test?: string[]
  adapt?: string[]
  labels?: string
  seed: number
  members: number
  resume?: boolean
  device: Device
  threads?: number
  workers?: number
  strict?: boolean
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
      'weights to start from: `shipped`, `typical`, a name of `pull weights`, or a file',
    )
    .option('--config <file>', 'recipe: a YAML file of changes, see docs/reference/recipes.md')
    .addOption(
      new Option('--preset <name>', 'recipe of a paper, or of starsift').choices(
        Object.keys(PRESETS),
      ),
    )
    .option('--labels <dir>', 'folder of labels, in place of the classes in the data sets')
    .option('--test <file...>', 'data sets that are only used for testing')
    .option(
      '--adapt <file...>',
      'data sets of your own field, which nobody need have classified, to adapt the network to',
    )
    .addOption(seedOption('weights, order and split'))
    .option('--members <n>', 'number of networks in the ensemble', wholeNumber('--members', 1), 1)
    .option('--resume', 'continue the run in --out as if it had never stopped')
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(workersOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const EXAMPLE = `
Example:
  starsift train ngc628.fits ngc1566.fits --model resnet18 --out run/`

async function run(datasets: string[], parsed: ParsedOptions): Promise<void> {
  const { model, out, init, config, preset, test, json, threads, workers, ...given } = parsed
  const recipe = [preset, config].filter((part) => part !== undefined)
  const options = { ...given, datasets, testDatasets: test, model, init, recipe, onNote: printNote }
  const finished =
    workers === undefined
      ? await inOneProcess(out, { ...options, out, nThreads: threads })
      : await withWorkers(out, options, { workers, nThreads: threads })
  if (json) printJson(summaryOf(finished, out))
  else print(finished.summary)
}

function inOneProcess(out: string, options: TrainOptions): Promise<FinishedRun> {
  return sayingHowToGoOn(out, train({ ...options, onProgress: trainingLine() }))
}

async function withWorkers(
  out: string,
  { resume, ...options }: Omit<TrainOptions, 'out'>,
  how: WorkersOptions,
): Promise<FinishedRun> {
  refuseWithWorkers({ resume }, { resume: GOES_ON })
  const { strict, onNote } = options
  const asked = { ...how, out, strict, onNote, ...workersLines() }
  return (await inWorkers({ verb: 'train', options }, asked)).run
}

function summaryOf({ result, model, seconds }: FinishedRun, out: string) {
  return { out, model, seconds, ...result }
}
