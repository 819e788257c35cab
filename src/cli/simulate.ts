import { Command } from 'commander'
import { inWorkers } from '../pieces/index.js'
import { DEFAULT_BANDS, type SimulatedField, VARIED_KINDS } from '../simulate/index.js'
import { type SimulateOptions, simulate } from '../verbs/index.js'
import {
  jsonOption,
  numberList,
  positive,
  strictOption,
  wholeNumber,
  wordList,
  workersOption,
} from './options.js'
import { print, printJson } from './print.js'
import { printNote, progressLine, workersLines } from './progress.js'

type ParsedOptions = SimulateOptions & { workers?: number; json?: boolean }

export function simulateVerb(): Command {
  return new Command('simulate')
    .description('make Hubble fields whose classes are known: mosaics and catalogues')
    .usage('--out <dir> --seed <n> [options]')
    .requiredOption('--out <dir>', 'folder in which each field gets a folder of its own')
    .requiredOption('--seed <n>', SEED, wholeNumber('--seed', 0))
    .option('--fields <n>', 'number of fields', wholeNumber('--fields', 1), 1)
    .option('--size <px>', 'side of the mosaics', wholeNumber('--size', 128), 2000)
    .option('--population <name>', POPULATION)
    .option(
      '--class4-share <share>',
      'share of class 4, 0 to 1 (default: from the population)',
      positive('--class4-share'),
    )
    .option(
      '--distance-mpc <d>',
      'distance of the galaxy (default: from the population)',
      positive('--distance-mpc'),
    )
    .option('--bands <list>', BANDS, wordList)
    .option('--exposures <list>', 'exposure time of each band, s', numberList('--exposures'))
    .option(
      '--candidates-per-field <n>',
      'number of candidates in the catalogue of a field',
      wholeNumber('--candidates-per-field', 1),
      1000,
    )
    .option(
      '--people <n>',
      'number of simulated people who vote (default: 0; with --vary 3 to 5)',
      wholeNumber('--people', 0),
    )
    .option('--vary', VARY)
    .option('--not-varied <list>', NOT_VARIED, wordList)
    .addOption(workersOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const SEED = 'seed for everything; the same seed gives the same bytes'
const POPULATION = 'photometry of the classes: ngc1566, ngc628c, mean (default: ngc1566)'
const VARY = 'draw anew for each field what differs between observations, and more forms'
const NOT_VARIED = `what --vary leaves as in plain fields: some of ${VARIED_KINDS.join(', ')}`
const BANDS = `bands; ACS/F814W is F814W of ACS (default: ${DEFAULT_BANDS.join(',')})`

const EXAMPLE = `
Example:
  starsift simulate --out fields/ --seed 1 --fields 4 --size 2000`

async function run({ json, workers, ...options }: ParsedOptions): Promise<void> {
  if (workers !== undefined) return withWorkers(options, workers, json)
  const line = progressLine('% of the fields')
  const onProgress = (share: number) => line(Math.floor(100 * share), 100)
  const fields = await simulate({ ...options, onNote: printNote, onProgress })
  if (json) printJson({ fields })
  else print(textOf(fields))
}

async function withWorkers(
  { out, ...options }: SimulateOptions,
  workers: number,
  json?: boolean,
): Promise<void> {
  const { strict } = options
  const asked = { out, workers, strict, onNote: printNote, ...workersLines() }
  const { folders } = await inWorkers({ verb: 'simulate', options }, asked)
  if (json) printJson({ fields: folders.map((folder) => ({ folder })) })
  else print(folders.map((folder) => `${folder}\n`).join(''))
}

function textOf(fields: readonly SimulatedField[]): string {
  return fields
    .map(
      ({ folder, mosaics, nCandidates, nSources, candidates, truth }) =>
        `${folder}: ${mosaics.length} mosaics, ${nCandidates} candidates (${candidates}), ` +
        `${nSources} sources in total (${truth})\n`,
    )
    .join('')
}
