import { Command, Option } from 'commander'
import { PUBLISHED_AT, PUBLISHED_WEIGHTS } from '../models/index.js'
import { pull } from '../verbs/index.js'
import { jsonOption } from './options.js'
import { print, printJson } from './print.js'
import { printNote, progressLine } from './progress.js'

interface ParsedOptions {
  from: string
  to?: string
  json?: boolean
}

export function pullCommand(): Command {
  const listed = PUBLISHED_WEIGHTS.map(
    ({ name, description, bytes }) => `  ${name}  ${description}, ${Math.round(bytes / 1e6)} MB\n`,
  )
  return new Command('pull')
    .description('download published weights, and check their length and hash')
    .argument('<name>', PUBLISHED_WEIGHTS.map(({ name }) => name).join(' or '))
    .option('--to <dir>', "folder for the weights (default: this user's cache)")
    .addOption(
      new Option('--from <url>', 'address of a folder with the same files')
        .default(PUBLISHED_AT)
        .env('STARSIFT_WEIGHTS_URL'),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\n${listed.join('')}\nExample:\n  starsift models pull resnet18-imagenet`,
    )
    .action(run)
}

async function run(name: string, { json, ...options }: ParsedOptions): Promise<void> {
  const onProgress = progressLine('bytes')
  const pulled = await pull({ ...options, name, onNote: printNote, onProgress })
  if (json) printJson(pulled)
  else print(`${pulled.path}\n`)
}
