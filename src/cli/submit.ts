import { Command } from 'commander'
import { engineAsked, openJob, queueJob, type Submitted, submitJob } from '../jobs/index.js'
import { each, jsonOption, refuseBeside, wholeNumber } from './options.js'
import { print, printJson } from './print.js'
import { queueAddress } from './work.js'

interface ParsedOptions {
  slurm?: boolean
  pbs?: boolean
  condor?: boolean
  kubernetes?: boolean
  queue?: string
  mergeTo?: string
  partition?: string
  time?: string
  mem?: string
  cpus?: number
  gres?: string
  extra?: string[]
  image?: string
  claim?: string
  piecesATask?: number
  dryRun?: boolean
  again?: boolean
  json?: boolean
}

export function submitVerb(): Command {
  return new Command('submit')
    .description('give the pieces of a job that are not done to an engine')
    .usage('<job> --slurm|--pbs|--condor|--kubernetes|--queue <url> [options]')
    .argument('<job>', 'folder of the job, on a disk that all machines see')
    .option('--slurm', 'a job array of Slurm')
    .option('--pbs', 'a job array of PBS Professional')
    .option('--condor', 'a cluster of HTCondor')
    .option('--kubernetes', 'an Indexed Job of Kubernetes')
    .option('--queue <url>', 'a queue on Redis, for `starsift work --queue`; see there')
    .option('--merge-to <path>', 'merge to this file or folder when all pieces are done')
    .option('--partition <name>', 'partition of Slurm, queue of PBS')
    .option('--time <t>', 'longest time of a task, e.g. 02:00:00')
    .option('--mem <m>', 'memory of a task, e.g. 4G')
    .option('--cpus <n>', 'cores of a task (default: 1)', wholeNumber('--cpus', 1))
    .option('--gres <list>', 'generic resources of Slurm, e.g. gpu:1')
    .option('--extra <words>', "more for the engine, e.g. '--account=astro'", each(String))
    .option('--image <name>', 'container of Kubernetes')
    .option('--claim <name>', 'volume claim of Kubernetes that holds the job')
    .option('--pieces-a-task <n>', PIECES, wholeNumber('--pieces-a-task', 1))
    .option('--dry-run', 'write the scripts, and submit nothing')
    .option('--again', AGAIN)
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const PIECES = 'pieces that a task does in turn (default: as few as the engine takes)'

const AGAIN = 'do not ask the engine what became of an earlier submission: you know that it ended'

const EXAMPLE = `
Example:
  starsift submit job/ --slurm --time 01:00:00 --mem 2G --merge-to classes.fits`

async function run(folder: string, options: ParsedOptions): Promise<void> {
  const { partition, time, mem, cpus = 1, gres, extra = [], image, claim } = options
  const { mergeTo, piecesATask, dryRun: isDry, again, json } = options
  if (options.queue !== undefined) {
    refuseBeside('--queue', { ...options }, [
      ...['slurm', 'pbs', 'condor', 'kubernetes', 'mergeTo', 'partition', 'time', 'mem', 'gres'],
      ...['extra', 'image', 'claim', 'piecesATask', 'dryRun', 'cpus', 'again'],
    ])
    const nPieces = await queueJob(await openJob(folder), queueAddress(options.queue))
    if (json) printJson({ nPieces })
    else print(`${nPieces} pieces are in the queue\n`)
    return
  }
  const submitted = await submitJob(await openJob(folder), {
    engine: engineAsked({ ...options }),
    resources: { partition, time, mem, cpus, gres, extra, image, claim },
    program: [process.execPath, process.argv[1]],
    ...{ mergeTo, piecesATask, isDry, again },
  })
  if (json) printJson(submitted)
  else print(textOf(submitted, isDry))
}

function textOf({ files, ids, nPieces, nTasks }: Submitted, isDry = false): string {
  const counts = `${nPieces} pieces in ${nTasks} tasks`
  const scripts = files.map((file) => `  ${file}\n`).join('')
  return isDry
    ? `${counts}, not submitted:\n${scripts}`
    : `${counts}: ${ids.join(', ')}\n${scripts}`
}
