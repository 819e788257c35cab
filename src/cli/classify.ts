import { Command, Option } from 'commander'
import { BATCH, checkPrefix, type Orientations, parseShard } from '../classify/index.js'
import { PRECISIONS } from '../models/index.js'
import { writtenEndings } from '../tables/index.js'
import {
  bandOption,
  columnOptions,
  deviceOption,
  formatOption,
  hduOption,
  IMAGES,
  jsonOption,
  oneOf,
  originOption,
  strictOption,
  unitOption,
  wholeNumber,
  withOptions,
  workersOption,
} from './options.js'

export function classifyVerb(): Command {
  const command = new Command('classify')
    .description('give every candidate of a catalogue a class')
    .usage('<images...> [--catalog <file>] --out <file> [options]')
    .argument('<images...>', IMAGES)
    .option('--catalog <file>', 'of candidates, in any format (default: they are found)')
    .option('--model <file>', 'a model file, a run, typical, or shipped (default)')
    .requiredOption('--out <file>', `catalogue with classes: ${writtenEndings().join(' ')}`)
    .option('--report <dir>', 'folder for report.html, a page with pictures')
    .option('--regions <file>', 'the classes as regions for DS9: .reg')
    .addOption(hduOption())
    .addOption(formatOption())
    .addOption(originOption())
    .addOption(bandOption())
    .addOption(unitOption())
  return withOptions(command, columnOptions())
    .option('--class-column <name>', "column of people's classes, for the report")
    .addOption(deviceOption())
    .option('--batch <n>', 'stamps per batch, at most 256', wholeNumber('--batch', 1), BATCH)
    .addOption(orientationsOption())
    .addOption(precisionOption())
    .option(
      '--prefix <name>',
      'new columns are NAME_class, NAME_p1, ... (default: ml)',
      checkPrefix,
    )
    .option('--shard <i/n>', SHARD, parseShard)
    .addOption(workersOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (images, options) =>
      (await import('./classify-run.js')).runClassify(images, options),
    )
}

const orientationsOption = () =>
  new Option('--orientations <n>', 'average over 1, 2 or 8 orientations')
    .argParser((text) => Number(oneOf('--orientations', ['1', '2', '8'])(text)) as Orientations)
    .default(1)

const precisionOption = () =>
  new Option('--precision <name>', 'float32, or int8: faster')
    .argParser(oneOf('--precision', PRECISIONS))
    .default('float32')

const SHARD = 'classify part i of n; the outputs in turn are the whole'

const EXAMPLE = `
Example:
  starsift classify ngc1566/ --catalog ngc1566.tab --out out.csv --report page/`
