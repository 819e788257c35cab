import { Command, Option } from 'commander'
import type { Orientations } from '../classify/index.js'
import { bandNames, decisiveBands } from '../explanation/index.js'
import { type Explained, type ExplainOptions, explain } from '../verbs/index.js'
import {
  bandOption,
  catalogOption,
  columnOptions,
  deviceOption,
  formatOption,
  hduOption,
  IMAGES,
  jsonOption,
  numberList,
  oneOf,
  originOption,
  strictOption,
  typedCommand,
  unitOption,
  wholeNumber,
  withOptions,
  wordList,
} from './options.js'
import { print, printJson } from './print.js'
import { downloadLine, printNote, progressLine } from './progress.js'

interface ParsedOptions extends Omit<ExplainOptions, 'images' | 'patchPx' | 'nNearest'> {
  readonly patch?: number
  readonly nearest?: number
  readonly json?: boolean
}

export function explainVerb(): Command {
  const command = new Command('explain')
    .description('say why rows have their classes: bands, light in the stamp, stamps of training')
    .usage('<images...> --catalog <file> --rows <list> --out <dir> [options]')
    .argument('<images...>', IMAGES)
    .addOption(catalogOption())
    .option('--rows <list>', 'rows of the catalogue, from 1, e.g. 12,77', numberList('--rows'))
    .option('--ids <list>', 'or their ids, e.g. 345,1207', wordList)
    .option('--model <file>', 'a model file, a run, typical, or shipped (default)')
    .requiredOption('--out <dir>', 'folder for the page, the table and the maps as JSON')
    .option('--patch <px>', 'side of the grey patch (default: a tenth of a stamp)', patchPx)
    .option('--nearest <n>', 'stamps of training to each row (default: 6)', nearestCount)
    .addOption(orientationsOption())
    .addOption(hduOption())
    .addOption(formatOption())
    .addOption(originOption())
    .addOption(bandOption())
    .addOption(unitOption())
  return withOptions(command, columnOptions())
    .addOption(deviceOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const patchPx = wholeNumber('--patch', 1)
const nearestCount = wholeNumber('--nearest', 1)

const orientationsOption = () =>
  new Option('--orientations <n>', 'as `classify` was asked: 1, 2 or 8')
    .argParser((text) => Number(oneOf('--orientations', ['1', '2', '8'])(text)) as Orientations)
    .default(1)

const EXAMPLE = `
Example:
  starsift explain ngc1566/ --catalog ngc1566.tab --rows 12,77 --out why/`

async function run(
  images: string[],
  { patch, nearest, json, ...options }: ParsedOptions,
): Promise<void> {
  const explained = await explain({
    ...{ ...options, images, command: typedCommand(), patchPx: patch, nNearest: nearest },
    ...{ onNote: printNote, onDownload: downloadLine(), onProgress: progressLine('stamps') },
  })
  if (json) printJson(summaryOf(explained))
  else print(explainedText(explained))
}

function summaryOf({ explanations, page }: Explained): object {
  const names = bandNames(explanations)
  const rows = explanations.rows.map((row) => ({
    ...{ row: row.row + 1, id: row.id, class: row.said.class },
    decisiveBands: decisiveBands(row).map((band) => names[band]),
    nearest: row.nearest,
  }))
  return { page, rows }
}

function explainedText({ explanations, page }: Explained): string {
  const { rows, card } = explanations
  const names = bandNames(explanations)
  const lines = rows.map((row) => {
    const kind = card.classes.find(({ value }) => value === row.said.class)
    if (!kind) return `row ${row.row + 1}, id ${row.id}: cannot be classified`
    const bands = decisiveBands(row).map((band) => names[band])
    const other = bands.length > 0 ? `; another without ${bands.join(' or ')}` : ''
    return `row ${row.row + 1}, id ${row.id}: class ${kind.label ?? kind.value}${other}`
  })
  return `${[...lines, `page: ${page}`].join('\n')}\n`
}
