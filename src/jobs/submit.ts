/**
 * Gives a job to an engine: writes its scripts into engine/, runs the engine's own command, and
 * keeps the id. Only what is not done is submitted. A job that an engine has already is not
 * submitted twice.
 */
import { createHash } from 'node:crypto'
import { basename, join, resolve } from 'node:path'
import { CommandError, InputError } from '../errors.js'
import { oneAtATime, writeTextAtomically } from '../files/index.js'
import { cancelJob, resumeJob } from './cancel.js'
import { condor } from './condor.js'
import { type Answer, type Engine, type Resources, refuseLacking } from './engine.js'
import { type Job, pieceName } from './job.js'
import { piecesToDo } from './job-status.js'
import { kubernetes } from './kubernetes.js'
import { pbs } from './pbs.js'
import { slurm } from './slurm.js'
import {
  answerOf,
  complaintOf,
  forgetSubmission,
  isThere,
  keepSubmission,
  refuseTwice,
  submissionOf,
  submissionPath,
} from './submission.js'

export const ENGINES: Readonly<Record<Engine['name'], Engine>> = { slurm, pbs, condor, kubernetes }

export interface SubmitOptions {
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
  /** Does not ask what became of an earlier submission. */
  readonly again?: boolean
}

export interface Submitted {
  readonly files: readonly string[]
  /** What the engine calls the array, and the merge. */
  readonly ids: readonly string[]
  readonly nPieces: number
  readonly nTasks: number
}

/**
 * Of two that submit one job at the same time, the second finds what the first has submitted.
 *
 * @throws InputError if nothing is left to do, or the job is in the engine's queue already
 */
export async function submitJob(job: Job, options: SubmitOptions): Promise<Submitted> {
  return oneAtATime(submissionPath(job), () => submitted(job, options))
}

async function submitted(job: Job, options: SubmitOptions): Promise<Submitted> {
  const { mergeTo, isDry, resources, program, again } = options
  const engine = ENGINES[options.engine]
  refuseLacking(engine, resources)
  const pieces = await piecesToDo(job)
  if (pieces.length === 0) {
    throw new InputError({
      what: 'no piece is left to do',
      where: job.folder,
      remedy: 'merge the job, or wait for the pieces that run: `starsift status`',
    })
  }
  if (!isDry && !again) await refuseTwice(job, ENGINES)
  const piecesATask = options.piecesATask ?? (await fewestATask(job.nPieces, engine))
  const tasks = [...new Set(pieces.map((piece) => Math.floor(piece / piecesATask)))]
  const folder = resolve(job.folder)
  const several = piecesATask > 1 ? ['--pieces-a-task', String(piecesATask)] : []
  const files = engine.files(
    {
      ...{ folder, ...namesOf(job), tasks, nTasks: Math.ceil(job.nPieces / piecesATask) },
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
  await keepSubmission(job, { engine: engine.name, ids })
  for (const { file, command } of engine.submits) {
    if (!files.has(file)) continue
    const words = command.map((word) => word.replace('{after}', ids[0] ?? ''))
    const path = resolve(job.folder, 'engine', file)
    // A busy engine may take minutes, and may have the job when its command is killed.
    const answer = await answerOf([...words, path], 0)
    if (ids.length === 0 && isRefusal(answer)) await forgetSubmission(job)
    ids.push(idIn(accepted([...words, path], answer), engine, words))
    await keepSubmission(job, { engine: engine.name, ids })
  }
  return ids
}

function idIn(said: string, { idOf, title }: Engine, command: readonly string[]): string {
  const id = idOf(said)
  if (id !== '') return id
  throw new InputError({
    what: `${command[0]} gave no number that is known here`,
    got: said.trim().split('\n')[0],
    remedy: `see whether ${title} has the job: if not, submit with --again`,
  })
}

/** Whether the engine has nothing. Of a command that was killed nobody knows what came of it. */
function isRefusal({ code }: Answer): boolean {
  return code === 'ENOENT' || (typeof code === 'number' && code !== 0)
}

/** @returns what the command said @throws InputError if it refused */
function accepted(command: readonly string[], answer: Answer): string {
  if (answer.code === 0) return answer.stdout
  const [program] = command
  const where = command.at(-1)
  const got = complaintOf(answer)
  if (!isRefusal(answer)) {
    throw new InputError({
      ...{ what: `${program} was ended before it answered`, where, got },
      remedy: 'see whether the engine has the job: if not, submit with --again',
    })
  }
  throw new InputError({
    what: answer.code === 'ENOENT' ? `no command ${program} here` : `${program} refused`,
    ...{ where, got },
    remedy: 'submit on a machine of the cluster, or see the scripts with --dry-run',
  })
}

/** Slurm takes numbers below MaxArraySize (slurm.conf(5), default 1001); PBS has its own limits. */
async function fewestATask(nPieces: number, engine: Engine): Promise<number> {
  if (engine.name !== 'slurm') return 1
  const { stdout } = await answerOf(['scontrol', 'show', 'config'])
  const most = Number(/MaxArraySize\s*=\s*(\d+)/.exec(stdout)?.[1] ?? 1001)
  return Math.ceil(nPieces / most)
}

/** Ends a job: no further piece begins, and the engine ends those that run. */
export async function cancelSubmitted(job: Job): Promise<readonly string[]> {
  await cancelJob(job)
  const { engine: name, ids } = (await submissionOf(job)) ?? { engine: 'slurm', ids: [] }
  const engine = ENGINES[name]
  const ended: string[] = []
  for (const id of ids) {
    if ((await isThere(engine, id)) === false) continue
    const answer = await answerOf(engine.cancels(id))
    // A merge that waited for the array may be gone with it.
    const isGone = answer.code !== 0 && (await isThere(engine, id)) === false
    if (!isGone) accepted(engine.cancels(id), answer)
    ended.push(id)
  }
  return ended
}

/** Jobs of one name lie in different folders, or have different pieces. */
function namesOf(job: Job): { name: string; id: string } {
  const folder = resolve(job.folder)
  const sum = createHash('sha256')
    .update(`${folder}\n${pieceName(job, 0)}`)
    .digest('hex')
  const name = `starsift-${basename(folder).replaceAll(/[^\w.-]+/g, '-')}`
  return { name, id: sum.slice(0, 8) }
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
