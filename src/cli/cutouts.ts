import { Command, Option } from 'commander'
import { isFieldName } from '../archives/index.js'
import { flagNames } from '../catalog/index.js'
import { RESAMPLINGS, WINDOW_RULES } from '../cutouts/index.js'
import type { CutDataset } from '../datasets/index.js'
import { CommandError } from '../errors.js'
import { inWorkers } from '../pieces/index.js'
import { type CutoutsOptions, cutouts } from '../verbs/index.js'
import {
  bandOption,
  catalogOption,
  columnOptions,
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
  wordList,
  workersOption,
} from './options.js'
import { print, printJson } from './print.js'
import { downloadLine, printNote, progressLine, workersLines } from './progress.js'

type FieldOption = NonNullable<CutoutsOptions['fields']>[number]
type ParsedOptions = Omit<CutoutsOptions, 'images' | 'fields'> & {
  field?: FieldOption[]
  workers?: number
  json?: boolean
}

export function cutoutsVerb(): Command {
  const command = new Command('cutouts')
    .description('cut stamps of the candidates of one or more fields into a FITS file')
    .usage('<images...> --catalog <file> --size <px> --out <file>')
    .argument('[images...]', IMAGES)
    .addOption(catalogOption())
    .addOption(fieldOption())
    .requiredOption('--size <px>', 'side of a stamp', wholeNumber('--size', 1))
    .requiredOption('--out <file>', 'data set: a FITS file with HDUs CUTOUTS and CATALOG')
    .option('--crop <px>', 'side of the cut that is resampled to --size', wholeNumber('--crop', 1))
    .option(
      '--resample <how>',
      `how to resample: ${RESAMPLINGS.join(', ')}`,
      oneOf('--resample', RESAMPLINGS),
    )
    .option(
      '--window <rule>',
      `rule for the pixels of a stamp: ${WINDOW_RULES.join(', ')}`,
      oneOf('--window', WINDOW_RULES),
    )
    .option('--bands <list>', "bands of the stamps, e.g. 'F275W,F435W|F438W,F555W'", wordList)
    .option('--class-column <name>', 'column of the classes (default: from the layout)')
    .option('--votes <columns>', "columns of people's votes; their mode is the class", wordList)
    .addOption(hduOption())
    .addOption(formatOption())
    .addOption(originOption())
    .addOption(bandOption())
    .addOption(unitOption())
  return withOptions(command, columnOptions())
    .addOption(workersOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

/** The mosaics and the catalogue of one of several fields. */
export const fieldOption = () => new Option('--field <dir=catalog>', FIELD).argParser(oneMore)

const FIELD = 'a field: [NAME=]DIR=CATALOG, or e.g. legus:ngc1566; repeatable, in place of <images>'

const EXAMPLE = `
Example:
  starsift cutouts ngc1566/ --catalog ngc1566.tab --size 32 --out stamps.fits`

async function run(
  images: string[],
  { field, json, workers, out, ...given }: ParsedOptions,
): Promise<void> {
  const options = { ...given, images, fields: field, onNote: printNote, onDownload: downloadLine() }
  const cut =
    workers === undefined
      ? await cutouts({ ...options, out, onProgress: progressLine('stamps') })
      : (
          await inWorkers(
            { verb: 'cutouts', options },
            { out, workers, ...workersLines(), onNote: printNote, strict: given.strict },
          )
        ).dataset
  const summary = datasetSummary(cut, out)
  if (json) printJson(summary)
  else print(datasetText(summary))
}

/** For commander's argParser: the fields before, and one more. */
function oneMore(text: string, before: FieldOption[] = []): FieldOption[] {
  if (isFieldName(text)) return [...before, { images: [text] }]
  const parts = text.split('=')
  const [dir, catalog] = parts.slice(-2)
  if (parts.length < 2 || parts.length > 3 || parts.includes('')) {
    throw new CommandError({
      what: '--field',
      expected: 'DIR=CATALOG, NAME=DIR=CATALOG (mosaics, and their candidates) or SURVEY:FIELD',
      got: text,
    })
  }
  const named = parts.length === 3 && { name: parts[0] }
  return [...before, { ...named, images: [dir], catalog }]
}

export interface DatasetSummary {
  out: string
  nObjects: number
  fields: Record<string, number>
  bands: readonly string[]
  sizePx: number
  cropPx: number
  nFlagged: number
  flags: string[]
}

/** The summary of a data set, for people and for programs. */
export function datasetSummary({ layout, table, flags }: CutDataset, out: string): DatasetSummary {
  const fields: Record<string, number> = {}
  for (const name of table.column('cutout_field').values as string[]) {
    fields[name] = (fields[name] ?? 0) + 1
  }
  return {
    ...{ out, nObjects: flags.length, fields },
    ...{ bands: layout.bands, sizePx: layout.sizePx, cropPx: layout.cropPx },
    nFlagged: flags.filter((bits) => bits !== 0).length,
    flags: [...new Set([...flags].flatMap(flagNames))],
  }
}

export function datasetText({
  out,
  nObjects,
  fields,
  bands,
  nFlagged,
  flags,
}: DatasetSummary): string {
  const flagged = nFlagged > 0 ? `, ${nFlagged} flagged (${flags.join(', ')})` : ''
  const counts = Object.entries(fields).map(([name, n]) => `  ${name}: ${n}\n`)
  const listed = counts.length > 1 ? counts.join('') : ''
  return `${nObjects} stamps of ${bands.join(', ')}${flagged}\n${listed}${out}\n`
}
