import { Command } from 'commander'
import { adaptationText } from '../models/index.js'
import { type AdaptOptions, adapt } from '../verbs/index.js'
import {
  bandOption,
  catalogOption,
  columnOptions,
  formatOption,
  hduOption,
  IMAGES,
  jsonOption,
  originOption,
  seedOption,
  strictOption,
  threadsOption,
  unitOption,
  withOptions,
} from './options.js'
import { print, printJson } from './print.js'
import { downloadLine, printNote, progressLine } from './progress.js'

interface ParsedOptions extends Omit<AdaptOptions, 'images' | 'nThreads'> {
  readonly threads?: number
  readonly json?: boolean
}

export function adaptVerb(): Command {
  const command = new Command('adapt')
    .description('fit a model to a field of which nobody has classified an object')
    .usage('<images...> --catalog <file> --out <file> [options]')
    .argument('<images...>', IMAGES)
    .addOption(catalogOption())
    .option('--model <file>', 'model file, `shipped` or `typical` (default: shipped)')
    .requiredOption('--out <file>', 'model file: .onnx')
    .addOption(seedOption('stamps, order and dropout'))
    .addOption(hduOption())
    .addOption(formatOption())
    .addOption(originOption())
    .addOption(bandOption())
    .addOption(unitOption())
  return withOptions(command, columnOptions())
    .addOption(threadsOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', TO_EXPECT)
    .action(run)
}

const TO_EXPECT = `
Expect little: on simulated fields the new model is steadier and less sure, and right no more
often. Its probabilities and ml_set are not verified. See docs/guide/adapting.md.

Example:
  starsift adapt ngc1566/ --catalog ngc1566.tab --out mine.onnx`

async function run(images: string[], { threads, json, ...options }: ParsedOptions): Promise<void> {
  const { adapted } = await adapt({
    ...{ ...options, images, nThreads: threads },
    ...{ onNote: printNote, onDownload: downloadLine(), onProgress: progressLine('views') },
  })
  if (json) printJson({ out: options.out, adapted })
  else print(`${[options.out, ...adaptationText(adapted!)].join('\n')}\n`)
}
