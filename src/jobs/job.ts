/**
 * A job: work that is cut into pieces, as a folder that any machine can work on.
 *
 *   job.json    the request, the inputs with their sums, and what was measured once for all pieces;
 *               it is written last, so a folder with it is a whole plan
 *   plan/       what the pieces read beside the inputs
 *   running/    a file for each piece that is being worked on
 *   work/       unfinished pieces that the next worker goes on with
 *   done/       a folder for each piece that is done
 *   failed/     a file with the error for each piece that failed
 *   logs/       a log for each piece
 *   engine/     scripts for Slurm and others, and what they answered
 *
 * A piece has a number, from 0, and an id: a SHA-256 of the request, the inputs and the number. So
 * what one plan did is never taken for a piece of another.
 */
import { createHash, type Hash } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../errors.js'
import { checkFolder, readingError, writeTextAtomically } from '../files/index.js'
import { jsonDocument } from '../json-document.js'
import { recordInput } from './job-input.js'
import { thisProgram } from './program.js'

const JOB_FILE = 'job.json'

const jobFile = z.object({
  format: z.literal(1),
  verb: z.string(),
  /** When it was planned, ISO 8601. */
  made: z.string(),
  program: z.object({ starsift: z.string(), node: z.string(), onnxruntime: z.string() }),
  /** What the user asked, as the verb writes it. */
  request: z.unknown(),
  inputs: z.array(
    z.object({
      path: z.string(),
      bytes: z.number(),
      mtimeMs: z.number(),
      sha256: z.string(),
      blocks: z.string(),
    }),
  ),
  nPieces: z.number().int().positive(),
  /** What was measured once and holds for all pieces. */
  shared: z.unknown(),
})

export interface Job extends z.infer<typeof jobFile> {
  readonly folder: string
}

/** What a verb plans. */
export interface Plan {
  readonly verb: string
  readonly request: unknown
  /** Paths of the files that pieces read. */
  readonly inputs: readonly string[]
  readonly nPieces: number
  readonly shared: unknown
}

/** Folders of a job in which workers write. */
const FOLDERS = ['plan', 'running', 'work', 'done', 'failed', 'logs', 'engine']

/**
 * Makes the folder of a job, for a verb that is planning.
 *
 * @throws InputError if a job, or something else, is there already
 */
export async function beginJob(folder: string): Promise<void> {
  await checkFolder(folder)
  const names = (await readdir(folder).catch(() => [])).filter((name) => !FOLDERS.includes(name))
  if (names.length > 0) {
    const isJob = names.includes(JOB_FILE)
    throw new InputError({
      what: isJob ? 'a job is in this folder already' : 'the folder is not empty',
      where: folder,
      ...(!isJob && { got: names.slice(0, 3).join(', ') }),
      remedy: isJob ? 'work on it with `starsift work`, or give another folder' : 'give a new one',
    })
  }
  for (const name of FOLDERS) await mkdir(join(folder, name), { recursive: true })
}

/** Writes job.json: from now on the plan is whole. */
export async function writeJob(folder: string, plan: Plan): Promise<Job> {
  const { inputs: paths, ...rest } = plan
  const inputs = await Promise.all(paths.map((path) => recordInput(folder, path)))
  const made = new Date().toISOString()
  const job = { format: 1 as const, made, program: thisProgram(), ...rest, inputs }
  await writeTextAtomically(join(folder, JOB_FILE), `${JSON.stringify(job, null, 2)}\n`)
  return { folder, ...job }
}

/** @throws InputError if the folder holds no job, or one that this version cannot read */
export async function openJob(folder: string): Promise<Job> {
  const path = join(folder, JOB_FILE)
  const text = await readFile(path, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw await readingError(path, error)
    throw new InputError({
      what: 'no job is in this folder',
      where: folder,
      expected: JOB_FILE,
      remedy: 'make one with `starsift plan`',
    })
  })
  const checked = jobFile.safeParse(jsonDocument(text))
  if (checked.success) return { folder, ...checked.data }
  const [{ path: key, message }] = checked.error.issues
  throw new InputError({ what: `not the file of a job: ${message}`, where: `${path}, ${key}` })
}

/** What the ids of a job's pieces have in common; it is long where the fields are many. */
const beginnings = new WeakMap<Job, Hash>()

function beginningOf(job: Job): Hash {
  const known = beginnings.get(job)
  if (known) return known
  const { verb, request, shared, nPieces } = job
  const inputs = job.inputs.map(({ sha256 }) => sha256)
  const begun = createHash('sha256').update(
    JSON.stringify([verb, request, shared, nPieces, inputs]),
  )
  beginnings.set(job, begun)
  return begun
}

/** The name of a piece: its number and its id, e.g. `000012-3f9a0c77d1e2`. */
export function pieceName(job: Job, piece: number): string {
  const id = beginningOf(job).copy().update(`${piece}`).digest('hex').slice(0, 12)
  return `${String(piece).padStart(6, '0')}-${id}`
}

/** Rows [first, end) of piece `i` of `n`: neighbours, and as many as in the others, or one less. */
export function rowsOfPiece(i: number, n: number, nRows: number): [number, number] {
  return [Math.floor((i * nRows) / n), Math.floor(((i + 1) * nRows) / n)]
}
