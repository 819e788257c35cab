import { join } from 'node:path'
import { Command, Option } from 'commander'
import { CommandError } from '../errors.js'
import { download } from '../files/index.js'
import {
  PUBLISHED_AT,
  PUBLISHED_WEIGHTS,
  publishedWeights,
  sha256PrefixIn,
} from '../models/index.js'
import { weightsFolder } from '../train/index.js'
import { jsonOption } from './options.js'
import { printNote, progressLine } from './progress.js'

interface Flags {
  from: string
  to?: string
  json?: boolean
}

export function pullCommand(): Command {
  const listed = PUBLISHED_WEIGHTS.map(
    ({ name, description, megabytes }) => `  ${name}  ${description}, ${megabytes} MB\n`,
  )
  return new Command('pull')
    .description('download published weights, and check them by the hash in their name')
    .argument('<name>', PUBLISHED_WEIGHTS.map(({ name }) => name).join(' or '))
    .option('--to <dir>', 'keep them there; default: the cache of this user')
    .addOption(
      new Option('--from <url>', 'another place that has them')
        .default(PUBLISHED_AT)
        .env('STARSIFT_WEIGHTS_URL'),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\n${listed.join('')}\nExample:\n  starsift models pull resnet18-imagenet`,
    )
    .action(pull)
}

async function pull(name: string, { from, to, json }: Flags): Promise<void> {
  const { file, architecture } = publishedWeights(name)
  const path = join(to ?? weightsFolder(), file)
  const { sha256, isNew } = await download({
    url: addressOf(file, from),
    to: path,
    sha256Prefix: sha256PrefixIn(file),
    onNote: printNote,
    onProgress: progressLine('bytes'),
  })
  if (json) process.stdout.write(`${JSON.stringify({ path, architecture, sha256, isNew })}\n`)
  else process.stdout.write(`${path}\n`)
}

function addressOf(file: string, base: string): string {
  const folder = base.endsWith('/') ? base : `${base}/`
  if (/^https?:/i.test(base) && URL.canParse(folder)) return new URL(file, folder).href
  throw new CommandError({ what: '--from', expected: 'an http or https address', got: base })
}
