import { basename, resolve } from 'node:path'
import { Command } from 'commander'
import { flagNames } from '../catalog/index.js'
import { RESAMPLINGS, WINDOW_RULES } from '../cutouts/index.js'
import {
  type CutDataset,
  type CutoutsOptions,
  cutouts,
  type FieldInput,
} from '../datasets/index.js'
import { CommandError } from '../errors.js'
import { jsonOption, oneOf, originOption, wholeNumber, wordList } from './options.js'
import { printNote, progressLine } from './progress.js'

interface Flags extends Pick<CutoutsOptions, 'out' | 'origin' | 'bands' | 'window'> {
  catalog?: string
  field?: FieldInput[]
  size: number
  crop?: number
  resample?: CutoutsOptions['resampling']
  classColumn?: string
  votes?: string[]
  json?: boolean
}

export function cutoutsVerb(): Command {
  return new Command('cutouts')
    .description('cut stamps of the candidates of a field, or of several, into a FITS file')
    .argument('[images...]')
    .option('--catalog <file>', 'candidates on IMAGES: .csv .ecsv .fits .tab .txt')
    .option('--field <dir=catalog>', 'or so, for each field; or name=dir=catalog', oneMore)
    .requiredOption('--size <px>', 'side of the stamps', wholeNumber('--size', 1))
    .requiredOption('--out <file>', 'data set: HDUs CUTOUTS and CATALOG')
    .option('--crop <px>', 'cut this, and resample it to --size', wholeNumber('--crop', 1))
    .option('--resample <how>', RESAMPLINGS.join(', '), oneOf('--resample', RESAMPLINGS))
    .option('--window <rule>', WINDOW_RULES.join(', '), oneOf('--window', WINDOW_RULES))
    .option('--bands <list>', "planes, e.g. 'F275W,F435W|F438W,F555W'", wordList)
    .option('--class-column <name>', 'classes; default: as its layout has them')
    .option('--votes <columns>', 'votes: their mode is the class', wordList)
    .addOption(originOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const EXAMPLE = `
Example:
  starsift cutouts ngc1566/ --catalog ngc1566.tab --size 32 --out stamps.fits`

async function run(images: string[], flags: Flags): Promise<void> {
  const { out, origin, bands, window } = flags
  const cut = await cutouts({
    ...{ out, origin, bands, window },
    fields: fieldsOf(images, flags),
    sizePx: flags.size,
    cropPx: flags.crop,
    resampling: flags.resample,
    labels: labelsOf(flags),
    onNote: printNote,
    onProgress: progressLine('stamps'),
  })
  const summary = summaryOf(cut, out)
  process.stdout.write(flags.json ? `${JSON.stringify(summary)}\n` : textOf(summary))
}

function fieldsOf(images: string[], { catalog, field = [] }: Flags): FieldInput[] {
  if (field.length > 0 && images.length === 0 && catalog === undefined) return field
  if (field.length === 0 && images.length > 0 && catalog !== undefined) {
    const name = images.length === 1 && !/\.fits?(\.gz)?$/i.test(images[0]) ? images[0] : catalog
    return [{ name: nameOf(name), images, catalog }]
  }
  throw new CommandError({
    what: 'which mosaics and which candidates?',
    expected: 'IMAGES... with --catalog FILE, or --field DIR=CATALOG once for each field',
    got: field.length > 0 ? 'both' : images.length === 0 ? 'no mosaics' : 'no --catalog',
  })
}

/** For commander's argParser. */
function oneMore(text: string, before: FieldInput[] = []): FieldInput[] {
  const parts = text.split('=')
  const [dir, catalog] = parts.slice(-2)
  if (parts.length < 2 || parts.length > 3 || parts.includes('')) {
    throw new CommandError({
      what: '--field',
      expected: 'DIR=CATALOG or NAME=DIR=CATALOG: a folder of mosaics, and its candidates',
      got: text,
    })
  }
  const name = parts.length === 3 ? parts[0] : nameOf(dir)
  return [...before, { name, images: [dir], catalog }]
}

/** A folder's own name, or a file's without its ending. */
function nameOf(path: string): string {
  return basename(resolve(path)).replace(/\.(fits?(\.gz)?|csv|ecsv|tab|txt|dat|cat)$/i, '')
}

function labelsOf({ classColumn, votes }: Flags): CutoutsOptions['labels'] {
  if (classColumn === undefined || votes === undefined) return { column: classColumn, votes }
  throw new CommandError({ what: '--class-column and --votes', expected: 'one of them' })
}

interface Summary {
  out: string
  nObjects: number
  fields: Record<string, number>
  bands: readonly string[]
  sizePx: number
  cropPx: number
  nFlagged: number
  flags: string[]
}

function summaryOf({ layout, table, flags }: CutDataset, out: string): Summary {
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

function textOf({ out, nObjects, fields, bands, nFlagged, flags }: Summary): string {
  const flagged = nFlagged > 0 ? `, ${nFlagged} flagged (${flags.join(', ')})` : ''
  const counts = Object.entries(fields).map(([name, n]) => `  ${name}: ${n}\n`)
  const listed = counts.length > 1 ? counts.join('') : ''
  return `${nObjects} stamps of ${bands.join(', ')}${flagged}\n${listed}${out}\n`
}
