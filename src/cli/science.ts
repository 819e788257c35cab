import { Command } from 'commander'
import { CommandError } from '../errors.js'
import {
  askedRange,
  type ColumnNames,
  columnOfFile,
  MAGNITUDE_SYSTEMS,
  MEASURE_NAMES,
  namedColumn,
  type Science,
  type SlopeFit,
  scienceTables,
} from '../science/index.js'
import { cellText, type Table, writtenEndings } from '../tables/index.js'
import { type ScienceOptions, science } from '../verbs/index.js'
import {
  each,
  formatOption,
  hduOption,
  jsonOption,
  oneOf,
  positive,
  resultsOption,
  seedOption,
  strictOption,
  typedCommand,
  wordList,
} from './options.js'

import { print, printJson } from './print.js'
import { downloadLine, printNote, progressLine } from './progress.js'

type ParsedOptions = Omit<ScienceOptions, 'catalogs' | 'classColumns' | 'columns'> & {
  classColumn?: ScienceOptions['classColumns']
  column?: ColumnNames
  json?: boolean
}

const DESCRIPTION =
  'compare luminosity, mass and age functions and colours of clusters that were chosen by ' +
  'different classes: does the choice matter?'

export function scienceVerb(): Command {
  return new Command('science')
    .description(DESCRIPTION)
    .usage('<catalogs...> --distance-mpc <d> --out <dir> [options]')
    .argument('<catalogs...>', `catalogues of one galaxy: ${writtenEndings().join(' ')}`)
    .addOption(resultsOption())
    .requiredOption('--distance-mpc <d>', 'distance of the galaxy', positive('--distance-mpc'))
    .option('--class-column <c>', CLASS_COLUMN, each(namedColumn))
    .option('--classes-from <f>', CLASSES_FROM, each(columnOfFile))
    .option('--classes <list>', 'classes that count as clusters (default: 1,2)', wordList)
    .option(
      '--fit <range>',
      'limits of a fit, e.g. v=:23.2 or mass=5e3:1e5; can be repeated',
      askedRange,
    )
    .option(
      '--column <c>',
      'column of a quantity, e.g. mag_v=F555W_VEGA; can be repeated',
      measureColumn,
    )
    .option(
      '--mass-distance-mpc <d>',
      'distance that the masses were computed with',
      positive('--mass-distance-mpc'),
    )
    .option('--completeness <dir>', 'of `completeness`: corrects the luminosity function in V')
    .option('--magnitudes <s>', MAGNITUDES, oneOf('--magnitudes', MAGNITUDE_SYSTEMS))
    .option('--id <name>', 'column of the ids')
    .option('--field <name>', 'LEGUS field, if the file name does not have it, e.g. ngc1313-e')
    .addOption(hduOption())
    .addOption(formatOption())
    .addOption(seedOption('the bootstrap and the exchange test'))
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const MAGNITUDES = 'vega, ab or st, if units do not say it (default: vega)'
const CLASS_COLUMN = 'column of classes: NAME or NAME=LABEL; can be repeated'
const CLASSES_FROM = 'classes in another table with the same ids: FILE:NAME=LABEL; can be repeated'

const EXAMPLE = `
Example:
  starsift science a.tab --class-column class --distance-mpc 17.7 --out sci/`

async function run(catalogs: string[], { classColumn, column, json, ...options }: ParsedOptions) {
  const { science: found, page } = await science({
    ...options,
    ...{ catalogs, classColumns: classColumn, columns: column },
    command: typedCommand(),
    onNote: printNote,
    onProgress: progressLine('figures'),
    onDownload: downloadLine(),
  })
  if (json) printJson(jsonOf(found, page))
  else print(textOf(found, page))
}

function measureColumn(text: string, before: ColumnNames = {}): ColumnNames {
  const at = text.indexOf('=')
  const measure = MEASURE_NAMES.find((known) => known === text.slice(0, at).toLowerCase())
  if (measure && at + 1 < text.length) return { ...before, [measure]: text.slice(at + 1) }
  const names = MEASURE_NAMES.join(', ')
  const expected = `one of ${names}, and the column's name, e.g. mag_v=F555W_VEGA`
  throw new CommandError({ what: '--column', expected, got: text })
}

/** What programs read: the page's path, the answers, and every table with its rows as objects. */
function jsonOf(science: Science, page: string): object {
  const { distanceMpc, distanceModulus, comparisons, notes, candidates } = science
  const tables = [...scienceTables(science)].map(([name, table]) => [
    camelCase(name),
    rowsOf(table),
  ])
  return {
    page,
    ...{ distanceMpc, distanceModulus, notes, nCandidates: candidates.n },
    verdicts: comparisons.map(({ reference, other, verdict }) => ({
      reference,
      other,
      ...verdict,
    })),
    ...Object.fromEntries(tables),
  }
}

/** What people read. */
function textOf({ functions, comparisons, candidates }: Science, page: string): string {
  const { n, samples } = candidates
  const counts = samples.map(({ label, nMembers }) => `${label} ${nMembers}`)
  const slopes = functions.map(
    ({ function: { name }, fits }) => `  ${name}: ${fits.map(slopeText).join(', ')}`,
  )
  return [
    `${n} candidates with classes in every column; clusters: ${counts.join(', ')}`,
    ...slopes,
    ...comparisons.map(({ verdict }) => verdict.text),
    `page: ${page}`,
    '',
  ].join('\n')
}

function slopeText({ label, fit, nInRange }: SlopeFit): string {
  if (!fit) return `${label} n = ${nInRange}, too few`
  const { low, high } = fit.interval
  const range = `${low.toFixed(2)} to ${high.toFixed(2)}`
  return `${label} ${fit.slope.toFixed(2)} (${range}, n = ${nInRange})`
}

/** Numbers as numbers, empty cells as null. */
function rowsOf(table: Table): object[] {
  return Array.from({ length: table.nRows }, (_, row) =>
    Object.fromEntries(
      table.columns.map((column) => {
        const text = cellText(column, row)
        const isText = typeof column.values[0] === 'string'
        return [column.name, text === '' ? null : isText ? text : Number(text)]
      }),
    ),
  )
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}
