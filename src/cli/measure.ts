import { Command } from 'commander'
import { checkPrefix } from '../classify/index.js'
import type { FieldPhotometry } from '../photometry/index.js'
import { writtenEndings } from '../tables/index.js'
import { type Measured, type MeasureOptions, measure } from '../verbs/index.js'
import {
  catalogOption,
  columnOptions,
  formatOption,
  hduOption,
  IMAGES,
  jsonOption,
  originOption,
  strictOption,
  unitOption,
  withOptions,
} from './options.js'
import {
  type ParsedPhotometry,
  photometryWords,
  withPhotometryOptions,
} from './photometry-options.js'
import { print, printJson } from './print.js'
import { downloadLine, printNote, progressLine } from './progress.js'

type ParsedOptions = Omit<MeasureOptions, 'images'> & ParsedPhotometry & { json?: boolean }

export function measureVerb(): Command {
  const command = new Command('measure')
    .description('add photometry to a catalogue: magnitudes, errors, CI, MCI, flags')
    .usage('<images...> --catalog <file> --out <file> [options]')
    .argument('<images...>', IMAGES)
    .addOption(catalogOption())
    .requiredOption('--out <file>', `the catalogue with photometry: ${writtenEndings().join(' ')}`)
  return withOptions(withPhotometryOptions(command), columnOptions())
    .option('--prefix <name>', 'new columns are NAME_mag_f555w, ...', checkPrefix)
    .addOption(hduOption())
    .addOption(formatOption())
    .addOption(originOption())
    .addOption(unitOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const EXAMPLE = `
Example:
  starsift measure ngc1566/ --catalog ngc1566.tab --out measured.fits --ebv 0.008`

async function run(images: string[], { json, ...parsed }: ParsedOptions): Promise<void> {
  const measured = await measure({
    ...{ ...parsed, ...photometryWords(parsed), images },
    ...{ onNote: printNote, onDownload: downloadLine() },
    onProgress: progressLine('measurements'),
  })
  const summary = { out: measured.out, ...photometrySummary(measured.photometry) }
  if (json) printJson(summary)
  else print(textOf(measured, summary))
}

export interface PhotometrySummary {
  readonly nSources: number
  /** For each filter: how many sources have a flux above the limit of detection. */
  readonly detected: Readonly<Record<string, number>>
}

export function photometrySummary({ bands, settings }: FieldPhotometry): PhotometrySummary {
  const detected = bands.map(({ calibration, apertures }) => {
    const { flux, error } = apertures[apertures.length - 1]
    const n = flux.filter((value, row) => value >= settings.detectedFrom * error[row]).length
    return [calibration.filter, n] as const
  })
  return { nSources: bands[0].flags.length, detected: Object.fromEntries(detected) }
}

function textOf({ out }: Measured, { nSources, detected }: PhotometrySummary): string {
  const list = Object.entries(detected).map(([filter, n]) => `${filter} ${n}`)
  return `measured ${nSources} sources; detected: ${list.join(', ')}\n${out}\n`
}
