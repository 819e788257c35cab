import { Command, Option } from 'commander'
import { PLACES } from '../completeness/index.js'
import { CELL_RULES, COMBINATIONS } from '../detect/index.js'
import { CommandError } from '../errors.js'
import {
  type CompletenessOptions,
  completeness,
  type MeasuredCompleteness,
} from '../verbs/index.js'
import {
  IMAGES,
  jsonOption,
  numberList,
  oneOf,
  originOption,
  positive,
  seedOption,
  strictOption,
  threadsOption,
  unitOption,
  wholeNumber,
  withOptions,
} from './options.js'
import {
  corrected,
  cutOptions,
  cutWords,
  ebv,
  type ParsedCuts,
  zeroPointOption,
} from './photometry-options.js'
import { print, printJson } from './print.js'
import { downloadLine, printNote, progressLine } from './progress.js'

interface ParsedOptions
  extends Omit<CompletenessOptions, 'images' | 'cuts' | 'colours' | 'zeroPoints' | 'magnitudes'> {
  readonly sources?: number
  readonly colour?: Record<string, number>
  readonly zeroPoint?: Record<string, number>
  readonly magnitudes?: number[]
  readonly sizes?: number[]
  readonly apart?: number
  readonly match?: number
  readonly threads?: number
  readonly cuts?: ParsedCuts
  readonly distanceMpc?: number
  readonly json?: boolean
}

export function completenessVerb(): Command {
  const command = new Command('completeness')
    .description('paint artificial clusters and stars into mosaics; tell which are found and kept')
    .usage('<images...> --out <dir> [options]')
    .argument('<images...>', IMAGES)
  withOptions(command, injectionOptions())
  return withOptions(command, [...searchOptions(), ...cutOptions()])
    .addOption(unitOption())
    .addOption(threadsOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const EXAMPLE = `
Example:
  starsift completeness ngc1566/ --out completeness/ --sources 5000`

const option = <T>(term: string, said: string, parse?: (text: string, before: T) => T) =>
  parse ? new Option(term, said).argParser(parse) : new Option(term, said)

const injectionOptions = () => [
  new Option('--out <dir>', 'folder for the page, tables, figures').makeOptionMandatory(),
  option('--catalog <file>', 'inject near its rows (default: near the found sources)'),
  originOption(),
  option('--model <model>', 'a model, a run, typical, or shipped (default)'),
  option('--sources <n>', 'number of injections (default: 2000)', wholeNumber('--sources', 1)),
  option('--star-share <s>', 'share of stars (default: 0.2)', Number),
  option('--magnitudes <b,f>', 'of V, from,to (default: by depth)', numberList('--magnitudes')),
  option('--sizes <r,r>', 'half-light radii, px (default: 0.5,4)', numberList('--sizes')),
  option('--colour <f=mag>', "its magnitude less V (default: the field's); repeatable", colour),
  option('--places <where>', PLACES.join(' (default) or '), oneOf('--places', PLACES)),
  option('--apart <px>', 'distance of injections (default: 60)', positive('--apart')),
  option('--match <px>', 'to a detection, at most (default: 2)', positive('--match')),
  option('--purity <share>', 'for which a probability is given (default: 0.9)', Number),
  seedOption('all that is drawn'),
]

const rule = oneOf('--background', CELL_RULES)

/** The words of `detect` that change most what is found. */
const searchOptions = () => [
  option('--on <what>', `a filter, ${COMBINATIONS.join(' or ')} of all (default)`),
  option('--threshold <sigma>', 'of a pixel (default: 3)', positive('--threshold')),
  option('--background <rule>', CELL_RULES.join(' (default) or '), rule),
  zeroPointOption(),
  option('--ebv <mag>', 'E(B-V) of the Galaxy', ebv),
  option('--saturation <n>', 'e-/s from which pixels are saturated', positive('--saturation')),
  option('--correction <of>', 'add the aperture correction of stars or clusters', corrected),
]

function colour(text: string, before: Record<string, number> = {}): Record<string, number> {
  const [filter, mag, ...others] = text.split('=').map((word) => word.trim())
  const value = Number(mag)
  if (filter && mag && others.length === 0 && Number.isFinite(value)) {
    return { ...before, [filter.toUpperCase()]: value }
  }
  const expected = 'FILTER=MAG, once for each filter, e.g. F275W=-1.2'
  throw new CommandError({ what: '--colour', expected, got: text })
}

async function run(images: string[], { json, ...parsed }: ParsedOptions): Promise<void> {
  const { threads, out } = parsed
  const measured = await completeness({
    ...{ ...completenessWords(parsed), images, out, nThreads: threads },
    ...{ onNote: printNote, onDownload: downloadLine(), onProgress: progressLine('rounds') },
  })
  if (json) printJson(completenessSummary(measured))
  else print(completenessText(measured))
}

/** The options in the words of the library, without those of outputs. */
export function completenessWords(parsed: Omit<ParsedOptions, 'out'> & { out?: string }) {
  const { json: _, out: __, threads: ___, cuts, distanceMpc, zeroPoint, ...words } = parsed
  const { sources, colour: colours, sizes, apart, match, ...rest } = words
  return {
    ...{ ...rest, colours, zeroPoints: zeroPoint, nInjections: sources },
    magnitudes: pair('--magnitudes', words.magnitudes),
    sizesPx: pair('--sizes', sizes),
    ...{ apartPx: apart, matchPx: match, cuts: cutWords(cuts, distanceMpc) },
  }
}

export function completenessSummary({ page, words, outcomes }: MeasuredCompleteness) {
  return { page, nInjections: outcomes.length, recommended: words }
}

export function completenessText({ page, words }: MeasuredCompleteness): string {
  return [...words, `page: ${page}`, ''].join('\n')
}

function pair(what: string, list: number[] | undefined): readonly [number, number] | undefined {
  if (list === undefined) return undefined
  if (list.length === 2) return [list[0], list[1]]
  throw new CommandError({ what, expected: 'two numbers, e.g. 20,26', got: list.join(',') })
}
