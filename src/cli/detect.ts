import { Command, Option } from 'commander'
import { CELL_RULES, COMBINATIONS, type CutWords } from '../detect/index.js'
import { CommandError } from '../errors.js'
import { writtenEndings } from '../tables/index.js'
import { type Detected, type DetectOptions, detect } from '../verbs/index.js'
import { photometrySummary } from './measure.js'
import {
  IMAGES,
  jsonOption,
  oneOf,
  positive,
  strictOption,
  unitOption,
  wholeNumber,
  withOptions,
} from './options.js'
import {
  cutOptions,
  cutWords,
  type ParsedPhotometry,
  photometryWords,
  withPhotometryOptions,
} from './photometry-options.js'
import { print, printJson } from './print.js'
import { downloadLine, printNote, progressLine } from './progress.js'

interface ParsedOptions
  extends Omit<DetectOptions, 'images' | 'leastPixels' | 'cuts'>,
    ParsedPhotometry {
  readonly cuts?: Pick<CutWords, 'preset' | 'numbers'>
  readonly distanceMpc?: number
  readonly minPixels?: number
  readonly fwhm?: number
  readonly mesh?: number
  readonly json?: boolean
}

export function detectVerb(): Command {
  const command = new Command('detect')
    .description('find the sources of mosaics, and measure them: a catalogue of candidates')
    .usage('<images...> --out <file> [options]')
    .argument('<images...>', IMAGES)
    .requiredOption('--out <file>', `the catalogue: ${writtenEndings().join(' ')}`)
    .option('--segmentation <file>', 'image with the id of the source of each pixel')
    .option('--regions <file>', 'the sources as regions for DS9: .reg')
    .option('--on <what>', `a filter, ${COMBINATIONS.join(' or ')} of all (default: the last)`)
    .option('--threshold <sigma>', 'of a pixel (default: 3)', positive('--threshold'))
    .option('--min-pixels <n>', 'above it (default: 5)', wholeNumber('--min-pixels', 1))
    .option('--fwhm <px>', 'of the filter, 0 for none (default: 2)', notNegative('--fwhm'))
    .option('--mesh <px>', 'cell of the background (default: 32)', wholeNumber('--mesh', 4))
    .option('--background <rule>', CELL_RULES.join(' (default) or '), rule)
    .addOption(weightsOption())
    .option(
      '--deblend-share <s>',
      'of a part (default: 0.0001; 1: none)',
      notNegative('--deblend-share'),
    )
    .option('--max-candidates <n>', 'more are an error (default: 1000000)', most)
  return withOptions(withPhotometryOptions(command), cutOptions())
    .addOption(unitOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const rule = oneOf('--background', CELL_RULES)
const most = wholeNumber('--max-candidates', 1)

function notNegative(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && value >= 0 && Number.isFinite(value)) return value
    throw new CommandError({ what: name, expected: '0 or a number above it', got: text })
  }
}

const weightsOption = () =>
  new Option('--weights <f=file>', 'weight map of a filter; repeatable').argParser(
    (text: string, before: Record<string, string> = {}) => {
      const at = text.indexOf('=')
      const [filter, file] = [text.slice(0, at).trim().toUpperCase(), text.slice(at + 1)]
      if (at > 0 && file !== '') return { ...before, [filter]: file }
      throw new CommandError({
        what: '--weights',
        expected: 'FILTER=FILE, once for each filter, e.g. F555W=f555w_wht.fits',
        got: text,
      })
    },
  )

const EXAMPLE = `
Example:
  starsift detect ngc1566/ --out candidates.ecsv --threshold 3 --cuts phangs`

async function run(
  images: string[],
  { json, minPixels, fwhm, mesh, cuts, distanceMpc, ...parsed }: ParsedOptions,
): Promise<void> {
  const detected = await detect({
    ...{ ...parsed, ...photometryWords(parsed), images },
    ...{ leastPixels: minPixels, fwhmPx: fwhm, meshPx: mesh, cuts: cutWords(cuts, distanceMpc) },
    ...{ onNote: printNote, onDownload: downloadLine(), onProgress: detectionLines() },
  })
  const summary = { out: detected.out, ...photometrySummary(detected.found.photometry) }
  if (json) printJson(summary)
  else print(textOf(detected, summary.detected))
}

/** A line for the rows of the mosaics, then one for the measurements. */
export function detectionLines(): DetectOptions['onProgress'] {
  const rows = progressLine('rows')
  let measurements: ReturnType<typeof progressLine> | undefined
  return (nDone, nTotal, of) => {
    if (of === 'rows') return rows(nDone, nTotal)
    measurements ??= progressLine('measurements')
    measurements(nDone, nTotal)
  }
}

function textOf({ out, table }: Detected, detected: Readonly<Record<string, number>>): string {
  const list = Object.entries(detected).map(([filter, n]) => `${filter} ${n}`)
  return `${table.nRows} sources; detected: ${list.join(', ')}\n${out}\n`
}
