import { Command } from 'commander'
import { CommandError } from '../errors.js'
import type { PopulationName } from '../populations/index.js'
import { DEFAULT_BANDS, type SimulatedField } from '../simulate/index.js'
import { simulate } from '../verbs/index.js'
import { jsonOption, numberList, wholeNumber, wordList } from './options.js'
import { printNote, progressLine } from './progress.js'

interface Flags {
  out: string
  seed: number
  fields: number
  size: number
  population: PopulationName
  class4Share?: number
  distanceMpc?: number
  bands?: string[]
  exposures?: number[]
  candidatesPerField: number
  people: number
  json?: boolean
}

export function simulateVerb(): Command {
  return new Command('simulate')
    .description('make Hubble fields whose classes are known: mosaics and catalogues')
    .requiredOption('--out <dir>', 'a folder for each field is made there')
    .requiredOption('--seed <n>', 'the same seed gives the same bytes', wholeNumber('--seed', 0))
    .option('--fields <k>', 'how many', wholeNumber('--fields', 1), 1)
    .option('--size <px>', 'side of the mosaics', wholeNumber('--size', 128), 2000)
    .option('--population <name>', 'photometry of the classes: ngc1566, ngc628c, mean', 'ngc1566')
    .option('--class4-share <s>', "0-1; default: the population's own", positive('--class4-share'))
    .option('--distance-mpc <d>', "default: the population's own", positive('--distance-mpc'))
    .option('--bands <list>', `default ${DEFAULT_BANDS.join(',')}; ACS/F814W for ACS`, wordList)
    .option('--exposures <list>', 's, one a band', numberList('--exposures'))
    .option(
      '--candidates-per-field <n>',
      'rows of the catalogue',
      wholeNumber('--candidates-per-field', 1),
      1000,
    )
    .option(
      '--people <n>',
      'columns vote_1, ...: what people would say',
      wholeNumber('--people', 0),
      0,
    )
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const EXAMPLE = `
Example:
  starsift simulate --out fields/ --seed 1 --fields 4 --size 2000`

async function run({ json, fields: nFields, ...flags }: Flags): Promise<void> {
  const progress = progressLine('% of the fields')
  const fields = await simulate({
    ...flags,
    fields: nFields,
    onNote: printNote,
    onProgress: ({ field, share }) => progress(Math.floor((100 * (field + share)) / nFields), 100),
  })
  process.stdout.write(json ? `${JSON.stringify({ fields })}\n` : textOf(fields))
}

function textOf(fields: readonly SimulatedField[]): string {
  return fields
    .map(
      ({ folder, mosaics, nCandidates, nSources, candidates, truth }) =>
        `${folder}: ${mosaics.length} mosaics, ${nCandidates} candidates (${candidates}), ` +
        `${nSources} sources in all (${truth})\n`,
    )
    .join('')
}

/** For commander's argParser: a number above 0. */
function positive(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (value > 0 && Number.isFinite(value)) return value
    throw new CommandError({ what: name, expected: 'a number above 0', got: text })
  }
}
