import { Command, Option } from 'commander'
import {
  type Classification,
  type ClassificationSummary,
  checkPrefix,
  doubtfulMajority,
  summaryOf as numbersOf,
  type Orientations,
  parseShard,
} from '../classify/index.js'
import { PRECISIONS } from '../models/index.js'
import { inWorkers } from '../pieces/index.js'
import { writtenEndings } from '../tables/index.js'
import { type ClassifyOptions, classify } from '../verbs/index.js'
import {
  bandOption,
  catalogOption,
  columnOptions,
  deviceOption,
  formatOption,
  hduOption,
  IMAGES,
  jsonOption,
  oneOf,
  originOption,
  refuseWithWorkers,
  strictOption,
  typedCommand,
  unitOption,
  wholeNumber,
  withOptions,
  workersOption,
} from './options.js'
import { print, printJson } from './print.js'
import { downloadLine, piecesLine, printNote, progressLine } from './progress.js'

type ParsedOptions = Omit<ClassifyOptions, 'images'> & { workers?: number; json?: boolean }

export function classifyVerb(): Command {
  const command = new Command('classify')
    .description('give every candidate of a catalogue a class')
    .usage('<images...> --catalog <file> --out <file> [options]')
    .argument('<images...>', IMAGES)
    .addOption(catalogOption())
    .option('--model <file>', 'model file or folder of a run (default: shipped)')
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
    .option('--batch <n>', 'stamps per batch, at most 256', wholeNumber('--batch', 1), 8)
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
    .action(run)
}

const orientationsOption = () =>
  new Option('--orientations <n>', 'average over 1, 2 or 8 orientations')
    .argParser((text) => Number(oneOf('--orientations', ['1', '2', '8'])(text)) as Orientations)
    .default(1)

const precisionOption = () =>
  new Option('--precision <name>', 'float32, or int8: faster, a little less exact')
    .argParser(oneOf('--precision', PRECISIONS))
    .default('float32')

const SHARD = 'classify part i of n; the outputs in turn are the whole'

const EXAMPLE = `
Example:
  starsift classify ngc1566/ --catalog ngc1566.tab --out out.csv --report page/`

async function run(images: string[], { json, workers, ...given }: ParsedOptions): Promise<void> {
  const options = {
    ...{ ...given, images, command: typedCommand() },
    ...{ onNote: printNote, onDownload: downloadLine() },
  }
  const classified =
    workers === undefined
      ? await classify({ ...options, onProgress: progressLines() })
      : await withWorkers(options, workers)
  const summary = summaryOf(classified, options.out)
  if (json) printJson(summary)
  else print(classificationText(summary))
}

async function withWorkers(options: ClassifyOptions, workers: number): Promise<Classification> {
  refuseWithWorkers({ ...options }, { shard: 'each process does a share by itself' })
  const { out, report, regions, command, strict, onNote } = options
  const outputs = { out, report, regions, command, strict, onNote }
  const asked = { ...outputs, workers, onStatus: piecesLine() }
  const { fields } = await inWorkers({ verb: 'classify', options }, asked)
  return fields[0]
}

/** A line for the candidates, then one for the report. Its clock starts when the report begins. */
function progressLines(): ClassifyOptions['onProgress'] {
  const candidates = progressLine('candidates')
  let report = progressLine('% of the report')
  return (nDone, nTotal, of) => {
    if (of === 'report') return report(nDone, nTotal)
    candidates(nDone, nTotal)
    if (nDone === nTotal) report = progressLine('% of the report')
  }
}

export interface Summary extends ClassificationSummary {
  model: string
  out: string
  report?: string
}

/** The summary of a run, for people and for programs. */
export function summaryOf(classification: Classification, out: string): Summary {
  const { provenance, report } = classification
  return { model: provenance.model, out, report, ...numbersOf(classification) }
}

export function classificationText(summary: Summary): string {
  const { nCandidates, nClassified, classes, flags, seconds, out, report, untrained } = summary
  const counts = Object.entries(classes).map(([value, n]) => `class ${value}: ${n}`)
  const raised = Object.entries(flags).map(([name, n]) => `${name}: ${n}`)
  return [
    doubtfulMajority(summary),
    `classified ${nClassified} of ${nCandidates} candidates in ${seconds.total.toFixed(1)} s`,
    `  ${counts.join(', ')}`,
    raised.length > 0 && `  flags: ${raised.join(', ')}`,
    untrained && "the model's weights are random: these classes mean nothing",
    `catalogue: ${out}`,
    report && `report: ${report}`,
    '',
  ]
    .filter((line) => line !== false && line !== undefined)
    .join('\n')
}
