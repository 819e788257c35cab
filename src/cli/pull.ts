import { Command, Option } from 'commander'
import { ARCHIVE_VARIABLE, surveys } from '../archives/index.js'
import { CommandError } from '../errors.js'
import { PUBLISHED_AT, PUBLISHED_WEIGHTS } from '../models/index.js'
import { type ListedField, listFields, pull, pullFields } from '../verbs/index.js'
import { jsonOption, strictOption } from './options.js'
import { print, printJson } from './print.js'
import { downloadLine, printNote } from './progress.js'

interface ParsedOptions {
  from?: string
  to?: string
  list?: boolean
  acceptChanged?: boolean
  json?: boolean
  strict?: boolean
}

export function pullVerb(): Command {
  return new Command('pull')
    .description('bring published mosaics, catalogues and weights onto this machine, by name')
    .usage('<survey> <fields...> | weights <names...> | --list [survey] [options]')
    .argument('[what]', `${whatNames().join(', ')}`)
    .argument('[names...]', 'fields, e.g. ngc1566, or `all`; names of weights')
    .option('--list', 'print what can be had, and what is here; nobody is asked')
    .option('--from <url>', `address of a mirror (default: ${ARCHIVE_VARIABLE}, else the archive)`)
    .option('--to <dir>', "folder for the files (default: this user's cache)")
    .option('--accept-changed', 'take a file that is not the one of the first download')
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(run)
}

const HELP = `
A field is its mosaics and its catalogue. Pulled or not, its name works in place of
files, with a survey before it:
  starsift classify legus:ngc1566 --out classes.csv
What was cut off goes on with the same command.

Example:
  starsift pull legus ngc1566`

/** `starsift models pull`, the older word for `starsift pull weights`. */
export function pullCommand(): Command {
  const listed = PUBLISHED_WEIGHTS.map(
    ({ name, description, bytes }) => `  ${name}  ${description}, ${megabytes(bytes)} MB\n`,
  )
  return new Command('pull')
    .description('download published weights, as `starsift pull weights` does')
    .argument('<name>', PUBLISHED_WEIGHTS.map(({ name }) => name).join(' or '))
    .option('--to <dir>', "folder for the weights (default: this user's cache)")
    .addOption(
      new Option('--from <url>', 'address of a folder with the same files')
        .default(PUBLISHED_AT)
        .env('STARSIFT_WEIGHTS_URL'),
    )
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\n${listed.join('')}\nExample:\n  starsift models pull resnet18-imagenet`,
    )
    .action((name: string, options: ParsedOptions) => runWeights([name], options))
}

const WEIGHTS = 'weights'

function whatNames(): string[] {
  return [...surveys().map(({ name }) => name), WEIGHTS]
}

async function run(what: string | undefined, names: string[], options: ParsedOptions) {
  if (options.list)
    return list(
      [what, ...names].filter((word) => word !== undefined),
      options,
    )
  if (what === undefined) {
    const remedy = '`starsift pull --list` lists what can be had'
    throw new CommandError({ what: 'pull what?', expected: whatNames().join(', '), remedy })
  }
  if (what === WEIGHTS) {
    const from = options.from ?? (process.env.STARSIFT_WEIGHTS_URL || PUBLISHED_AT)
    return runWeights(names, { ...options, from })
  }
  const { list: _, json, ...others } = options
  const onProgress = downloadLine()
  const pulled = await pullFields({
    ...{ ...others, survey: what, fields: names },
    ...{ onNote: printNote, onProgress },
  })
  if (json) printJson(pulled)
  else for (const { images, catalog } of pulled) print(pathsOf([...images, catalog]))
}

function pathsOf(files: readonly { readonly path: string }[]): string {
  return files.map(({ path }) => `${path}\n`).join('')
}

async function runWeights(names: readonly string[], options: ParsedOptions): Promise<void> {
  const { json, from, to, strict, acceptChanged } = options
  const known = PUBLISHED_WEIGHTS.map(({ name }) => name).join(', ')
  if (names.length === 0) throw new CommandError({ what: 'which weights?', expected: known })
  if (acceptChanged) {
    const remedy = 'leave it out: their sums are published'
    throw new CommandError({ what: '--accept-changed is for fields', remedy })
  }
  const line = downloadLine()
  const pulled = []
  for (const name of names) {
    const onProgress = (nDone: number, nTotal: number) => line(name, nDone, nTotal)
    pulled.push(await pull({ name, from, to, strict, onNote: printNote, onProgress }))
  }
  if (json) printJson(pulled.length === 1 ? pulled[0] : pulled)
  else print(pathsOf(pulled))
}

async function list(words: readonly string[], { to, json }: ParsedOptions): Promise<void> {
  if (words.length > 1) {
    throw new CommandError({
      what: '--list',
      expected: 'one survey, or none',
      got: words.join(' '),
    })
  }
  const [survey] = words
  const fields = survey === WEIGHTS ? [] : await listFields(survey, to)
  const weights = survey === undefined || survey === WEIGHTS ? PUBLISHED_WEIGHTS : []
  if (json) printJson({ fields, weights })
  else print(listText(fields, weights))
}

function listText(fields: readonly ListedField[], weights: typeof PUBLISHED_WEIGHTS): string {
  const blocks = surveys().flatMap(({ name, title, page, cite }) => {
    const own = fields.filter((field) => field.name.startsWith(`${name}:`))
    if (own.length === 0) return []
    const head = `${title}: ${own.length} fields\n  ${page}\n  cite ${cite}\n`
    return [head + own.map(fieldLine).join('')]
  })
  const lines = weights.map(
    ({ name, description, bytes }) => `  ${name}  ${description}, ${megabytes(bytes)} MB\n`,
  )
  if (lines.length > 0) blocks.push(`Weights: starsift pull weights NAME\n${lines.join('')}`)
  return blocks.join('\n')
}

function fieldLine({ name, filters, nLabelled, nFiles, nHere, bytesHere }: ListedField): string {
  const here =
    nHere === 0
      ? ''
      : `${nHere === nFiles ? '' : `${nHere} of ${nFiles} files `}here, ${megabytes(bytesHere)} MB`
  const labelled = nLabelled === undefined ? '' : `${nLabelled} with classes by people`
  const notes = [labelled, here].filter(Boolean).join('; ')
  return `  ${name.padEnd(18)} ${filters.join(' ')}${notes ? `  ${notes}` : ''}\n`
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6)
}
