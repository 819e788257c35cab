/**
 * Gives a job to an engine: writes its scripts into engine/, runs the engine's own command, and
 * keeps the id. Only what is not done is submitted. A job whose pieces still wait in a queue is not
 * submitted twice.
 */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { CommandError, InputError } from '../errors.js'
import { oneAtATime, writeTextAtomically } from '../files/index.js'
import { jsonDocument } from '../json-document.js'
import { cancelJob, resumeJob } from './cancel.js'
import { condor } from './condor.js'
import { type Engine, type Resources, refuseLacking } from './engine.js'
import type { Job } from './job.js'
import { piecesToDo } from './job-status.js'
import { kubernetes } from './kubernetes.js'
import { pbs } from './pbs.js'
import { slurm } from './slurm.js'

export const ENGINES: Readonly<Record<Engine['name'], Engine>> = { slurm, pbs, condor, kubernetes }

export interface Submission {
  readonly engine: Engine['name']
  readonly resources: Resources
  /** The program, e.g. `[process.execPath, '.../main.js']`. */
  readonly program: readonly string[]
  /** Pieces of a task; default: as many as keep the array within what the engine takes. */
  readonly piecesATask?: number
  /** What `merge` writes when all is done. */
  readonly mergeTo?: string
  /** Writes the scripts, and submits nothing. */
  readonly isDry?: boolean
}

export interface Submitted {
  readonly files: readonly string[]
  /** What the engine calls the array, and the merge. */
  readonly ids: readonly string[]
  readonly nPieces: number
  readonly nTasks: number
}

interface Kept {
  readonly engine: Engine['name']
  readonly ids: readonly string[]
}

const run = promisify(execFile)

/**
 * Of two that submit one job at the same time, the second finds what the first has submitted.
 *
 * @throws InputError if nothing is left to do, or the job is in the engine's queue already
 */
export async function submitJob(job: Job, submission: Submission): Promise<Submitted> {
  return oneAtATime(keptPath(job), () => submitted(job, submission))
}

async function submitted(job: Job, submission: Submission): Promise<Submitted> {
  const { mergeTo, isDry, resources, program } = submission
  const engine = ENGINES[submission.engine]
  refuseLacking(engine, resources)
  const pieces = await piecesToDo(job)
  if (pieces.length === 0) {
    throw new InputError({
      what: 'no piece is left to do',
      where: job.folder,
      remedy: 'merge the job, or wait for the pieces that run: `starsift status`',
    })
  }
  await refuseTwice(job)
  const piecesATask = submission.piecesATask ?? (await fewestATask(job.nPieces, engine))
  const tasks = [...new Set(pieces.map((piece) => Math.floor(piece / piecesATask)))]
  const folder = resolve(job.folder)
  const several = piecesATask > 1 ? ['--pieces-a-task', String(piecesATask)] : []
  const files = engine.files(
    {
      ...{ folder, name: nameOf(job), tasks, nTasks: Math.ceil(job.nPieces / piecesATask) },
      work: [...program, 'work', folder, ...several],
      ...(mergeTo !== undefined && {
        merge: [...program, 'merge', folder, '--out', resolve(mergeTo)],
      }),
    },
    resources,
  )
  for (const [name, text] of files)
    await writeTextAtomically(join(job.folder, 'engine', name), text)
  const paths = [...files.keys()].map((name) => join(job.folder, 'engine', name))
  const answer = { files: paths, nPieces: pieces.length, nTasks: tasks.length }
  if (isDry) return { ...answer, ids: [] }
  await resumeJob(job)
  return { ...answer, ids: await submitFiles(job, engine, files) }
}

async function submitFiles(
  job: Job,
  engine: Engine,
  files: ReadonlyMap<string, string>,
): Promise<string[]> {
  const ids: string[] = []
  for (const { file, command } of engine.submits) {
    if (!files.has(file)) continue
    const [program, ...words] = command.map((word) => word.replace('{after}', ids[0] ?? ''))
    ids.push(engine.idOf(await answerOf(program, [...words, resolve(job.folder, 'engine', file)])))
    const kept: Kept = { engine: engine.name, ids }
    await writeTextAtomically(keptPath(job), `${JSON.stringify(kept)}\n`)
  }
  return ids
}

async function answerOf(program: string, words: readonly string[]): Promise<string> {
  try {
    return (await run(program, [...words])).stdout
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string }
    throw new InputError({
      what: code === 'ENOENT' ? `no command ${program} here` : `${program} refused`,
      where: words.at(-1),
      got: (stderr ?? '').trim().split('\n')[0] || `${code}`,
      remedy: 'submit on a machine of the cluster, or see the scripts with --dry-run',
    })
  }
}

/** Slurm takes numbers below MaxArraySize (slurm.conf(5), default 1001); PBS has its own limits. */
async function fewestATask(nPieces: number, engine: Engine): Promise<number> {
  if (engine.name !== 'slurm') return 1
  const config = await run('scontrol', ['show', 'config']).catch(() => ({ stdout: '' }))
  const most = Number(/MaxArraySize\s*=\s*(\d+)/.exec(config.stdout)?.[1] ?? 1001)
  return Math.ceil(nPieces / most)
}

/** Slurm's own words, so that an id of long ago is no error. */
async function refuseTwice(job: Job): Promise<void> {
  const kept = await keptOf(job)
  if (kept?.engine !== 'slurm' || kept.ids.length === 0) return
  const asked = ['--noheader', '--format=%i', `--jobs=${kept.ids[0]}`]
  const { stdout } = await run('squeue', asked).catch(() => ({ stdout: '' }))
  if (stdout.trim() === '') return
  throw new InputError({
    what: `the job is in Slurm's queue already`,
    where: job.folder,
    got: `job ${kept.ids[0]}`,
    remedy: 'wait for it, or end it with `starsift cancel`',
  })
}

/** Ends a job: no further piece begins, and the engine ends those that run. */
export async function cancelSubmitted(job: Job): Promise<readonly string[]> {
  await cancelJob(job)
  const kept = await keptOf(job)
  if (!kept) return []
  for (const id of kept.ids) {
    const [program, ...words] = ENGINES[kept.engine].cancels(id)
    await answerOf(program, words)
  }
  return kept.ids
}

async function keptOf(job: Job): Promise<Kept | undefined> {
  const text = await readFile(keptPath(job), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (jsonDocument(text) as Kept)
}

function keptPath(job: Job): string {
  return join(job.folder, 'engine', 'submitted.json')
}

function nameOf(job: Job): string {
  return `starsift-${basename(resolve(job.folder)).replaceAll(/[^\w.-]+/g, '-')}`
}

/** @throws CommandError unless one engine is asked for */
export function engineAsked(asked: Readonly<Record<string, unknown>>): Engine['name'] {
  const names = Object.keys(ENGINES) as Engine['name'][]
  const given = names.filter((name) => asked[name])
  if (given.length === 1) return given[0]
  throw new CommandError({
    what: 'which engine?',
    expected: `one of ${names.map((name) => `--${name}`).join(', ')}`,
    got: given.length === 0 ? 'none' : given.map((name) => `--${name}`).join(' and '),
  })
}
