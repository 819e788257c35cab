import { Command } from 'commander'
import { type JobStatus, openJob, type SetAside, setAside } from '../jobs/index.js'
import { status } from '../pieces/index.js'
import { duration } from '../train/index.js'
import { visible } from '../visible.js'
import { jsonOption } from './options.js'
import { print, printJson } from './print.js'
import { queueAddress } from './work.js'

export function statusVerb(): Command {
  return new Command('status')
    .description('how far a job is: pieces that are done, running or failed')
    .usage('<job> [options]')
    .argument('<job>', 'folder of the job, made with `starsift plan`')
    .option('--queue <url>', 'say also which pieces this queue has set aside; see `work`')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  starsift status job/')
    .action(run)
}

interface ParsedOptions {
  queue?: string
  json?: boolean
}

async function run(folder: string, { queue, json }: ParsedOptions): Promise<void> {
  const found = await status(folder)
  if (queue === undefined) {
    if (json) printJson(found)
    else print(textOf(found))
    return
  }
  const aside = await setAside(await openJob(folder), queueAddress(queue))
  if (json) printJson({ ...found, setAside: aside })
  else print(`${textOf(found)}${asideText(aside)}`)
}

function asideText(aside: readonly SetAside[]): string {
  if (aside.length === 0) return '  none is set aside in the queue\n'
  const lines = aside.slice(0, MOST_NAMED).map(({ piece, error }) => {
    return `  piece ${piece} is set aside in the queue: ${visible(error.split('\n')[0])}\n`
  })
  const more = aside.length - lines.length
  return `${lines.join('')}${more > 0 ? `  and ${more} more\n` : ''}`
}

const MOST_NAMED = 5

function textOf(found: JobStatus): string {
  const { verb, nPieces, nDone, running, failed, left, nWaiting, isCancelled } = found
  const { piecesPerHour, secondsLeft } = found
  const rate =
    piecesPerHour === null || nDone === nPieces
      ? []
      : [`${piecesPerHour.toPrecision(3)} pieces an hour, ${duration(secondsLeft!)} left`]
  return [
    `${verb}: ${nDone} of ${nPieces} pieces are done${isCancelled ? '; cancelled' : ''}`,
    `  ${running.length} running, ${nWaiting} waiting, ${failed.length} failed, ` +
      `${left.length} left`,
    ...rate.map((line) => `  ${line}`),
    ...running.slice(0, MOST_NAMED).map(({ piece, host, pid }) => {
      return `  piece ${piece} runs on ${visible(host)}, process ${pid}`
    }),
    ...failed.slice(0, MOST_NAMED).map(({ piece, error }) => {
      return `  piece ${piece} failed: ${visible(error.split('\n')[0])}`
    }),
    ...(left.length > 0
      ? [`  left by a worker that was killed or ran out of time: ${left.slice(0, 20).join(', ')}`]
      : []),
    '',
  ].join('\n')
}
