/**
 * What of a job was given to an engine: a file in the job, written before the engine is asked. So a
 * second `submit` knows of the first, also where that was killed before it had an answer.
 */
import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { writeTextAtomically } from '../files/index.js'
import { jsonDocument } from '../json-document.js'
import type { Answer, Engine } from './engine.js'
import type { Job } from './job.js'

export interface Submission {
  readonly engine: Engine['name']
  /** What the engine calls the array, then the merge; none before it has answered. */
  readonly ids: readonly string[]
}

/** The file, which is also what two `submit`s of one job wait for. */
export function submissionPath({ folder }: Job): string {
  return join(folder, 'engine', 'submitted.json')
}

export async function keepSubmission(job: Job, submission: Submission): Promise<void> {
  await writeTextAtomically(submissionPath(job), `${JSON.stringify(submission)}\n`)
}

export async function submissionOf(job: Job): Promise<Submission | undefined> {
  const text = await readFile(submissionPath(job), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (jsonDocument(text) as Submission)
}

/** As if it had never been. */
export async function forgetSubmission(job: Job): Promise<void> {
  await rm(submissionPath(job), { force: true })
}

/** An engine that does not answer is no reason to wait for ever, ms. */
const PATIENCE_MS = 60_000

/**
 * Runs a command of an engine, whatever comes of it.
 *
 * @param patienceMs after that it is killed; 0 is never
 */
export function answerOf(
  [program, ...words]: readonly string[],
  patienceMs = PATIENCE_MS,
): Promise<Answer> {
  return new Promise((done) => {
    execFile(program, words, { timeout: patienceMs }, (error, stdout, stderr) => {
      const { code, signal } = (error ?? { code: 0 }) as { code?: Answer['code']; signal?: string }
      done({ code: code ?? signal ?? 'no answer', stdout, stderr })
    })
  })
}

/** One line of what went wrong. */
export function complaintOf({ code, stdout, stderr }: Answer): string {
  const [line] = `${stderr}\n${stdout}`.trim().split('\n')
  return line || (typeof code === 'number' ? `exit code ${code}` : code)
}

/** Whether an engine has something still; undefined where it does not tell. */
export async function isThere(engine: Engine, id: string): Promise<boolean | undefined> {
  return engine.isThere(await answerOf(engine.asks(id)))
}

/**
 * The engine's own words count, so that a submission of long ago is no error.
 *
 * @throws InputError if the job waits or runs there, or nobody can tell
 */
export async function refuseTwice(
  job: Job,
  engines: Readonly<Record<Engine['name'], Engine>>,
): Promise<void> {
  const kept = await submissionOf(job)
  if (!kept) return
  const engine = engines[kept.engine]
  if (kept.ids.length === 0) {
    throw new InputError({
      what: 'the job was submitted before, and nobody knows what came of it',
      where: job.folder,
      got: `a submission with --${engine.name} that was stopped before the answer`,
      remedy: `look for it in the lists of ${engine.title}, end it there, and give --again`,
    })
  }
  for (const id of kept.ids) {
    const command = engine.asks(id)
    const answer = await answerOf(command)
    const isThereStill = engine.isThere(answer)
    if (isThereStill === false) continue
    throw isThereStill ? there(job, engine, id) : untold(job, command, complaintOf(answer))
  }
}

function there({ folder }: Job, { title }: Engine, id: string): InputError {
  return new InputError({
    what: `the job is in ${title}'s queue already`,
    where: folder,
    got: `job ${id}`,
    remedy: 'wait for it, or end it with `starsift cancel`',
  })
}

function untold({ folder }: Job, command: readonly string[], got: string): InputError {
  return new InputError({
    what: `submitted before; does it still wait? \`${command.join(' ')}\` does not tell`,
    where: folder,
    got,
    remedy: 'submit where that command works; if you know that it has ended, give --again',
  })
}
