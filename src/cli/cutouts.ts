import { Command } from 'commander'
import { flagNames } from '../catalog/index.js'
import { cutDataset } from '../cutouts/index.js'
import { jsonOption, originOption, wholeNumber } from './options.js'
import { printNote, progressLine } from './progress.js'

interface Flags {
  catalog: string
  size: number
  out: string
  origin?: 0 | 1
  json?: boolean
}

export function cutoutsVerb(): Command {
  return new Command('cutouts')
    .description('cut stamps of every candidate into a data set file (FITS)')
    .argument('<images...>', 'mosaics of one field (FITS), one a band, or folders of them')
    .requiredOption('--catalog <file>', 'candidates: .csv .ecsv .fits .tab .txt .cat')
    .requiredOption('--size <px>', 'side of the stamps', wholeNumber('--size', 1))
    .requiredOption('--out <file>', 'data set: HDUs CUTOUTS and CATALOG')
    .addOption(originOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const EXAMPLE = `
Example:
  starsift cutouts ngc1566/ --catalog ngc1566.tab --size 32 --out stamps.fits`

async function run(images: string[], { json, size, ...flags }: Flags): Promise<void> {
  const { bands, flags: raised } = await cutDataset({
    ...flags,
    images,
    sizePx: size,
    onNote: printNote,
    onProgress: progressLine('stamps'),
  })
  const nFlagged = raised.filter((bits) => bits !== 0).length
  const names = [...new Set([...raised].flatMap(flagNames))]
  const result = { out: flags.out, nObjects: raised.length, bands, sizePx: size, nFlagged }
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`)
  else {
    const flagged = nFlagged > 0 ? `, ${nFlagged} flagged (${names.join(', ')})` : ''
    process.stdout.write(`${raised.length} stamps of ${bands.join(', ')}${flagged}\n${flags.out}\n`)
  }
}
