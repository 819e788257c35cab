import { Command } from 'commander'
import { writtenEndings } from '../tables/index.js'
import {
  type Converted,
  type ConvertOptions,
  convert,
  type ImagePacking,
  PACKINGS,
} from '../verbs/index.js'
import { formatOption, hduOption, jsonOption, oneOf, strictOption } from './options.js'
import { print, printJson } from './print.js'
import { printNote, progressLine } from './progress.js'

type ParsedOptions = Omit<ConvertOptions, 'input' | 'out'> & { json?: boolean }

export function convertVerb(): Command {
  return new Command('convert')
    .description('write an image or a table in another format, or packed')
    .usage('<in> <out> [options]')
    .argument('<in>', 'a FITS file, or a table of any format that is read')
    .argument('<out>', `its ending says the format: ${writtenEndings().join(' ')}, .fits.fz`)
    .option('--compress <how>', COMPRESS, oneOf<ImagePacking>('--compress', PACKINGS))
    .addOption(hduOption('one HDU of a FITS file, or one of several tables (default: all)'))
    .addOption(formatOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const COMPRESS =
  'pack the images of a FITS file: rice rounds floats to a quarter of their noise, gzip keeps ' +
  'every bit (default: rice for .fz, else none)'

const EXAMPLE = `
Example:
  starsift convert ngc1566_f555w.fits ngc1566_f555w.fits.fz --compress gzip`

async function run(input: string, out: string, { json, ...options }: ParsedOptions): Promise<void> {
  const line = progressLine('MB')
  const onProgress = (nDone: number, nTotal: number) =>
    line(Math.ceil(nDone / 1e6), Math.ceil(nTotal / 1e6))
  const converted = await convert({ ...options, input, out, onNote: printNote, onProgress })
  if (json) printJson(converted)
  else print(textOf(converted))
}

function textOf({ out, format, nRows, nColumns, nHdus }: Converted): string {
  if (nHdus !== undefined) return `${out}: FITS, ${nHdus} ${nHdus === 1 ? 'HDU' : 'HDUs'}\n`
  return `${out}: ${format}, ${nRows} rows, ${nColumns} columns\n`
}
