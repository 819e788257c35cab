/**
 * inputs.json: all that a run was made of, with checksums and versions. A run is resumed only with the same; another
 * version of starsift or of the runtime is said, not refused.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { InputError } from '../errors.js'
import { writeTextAtomically } from '../files/index.js'
import { SOFTWARE } from '../software.js'
import { firstDifference } from './identity.js'
import type { Recipe } from './recipe.js'

export interface InputFile {
  readonly file: string
  readonly sha256: string
}

export interface RunInputs {
  readonly architecture: string
  readonly datasets: readonly InputFile[]
  readonly testDatasets: readonly InputFile[]
  readonly truth?: Recipe['labels']
  readonly init?: InputFile
  readonly seed: number
  readonly members: number
  readonly recipe: Recipe
}

const FILE = 'inputs.json'

interface Versions {
  readonly software: string
  readonly runtime: string
  readonly node: string
}

export async function fileSha256(file: string): Promise<InputFile> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return { file, sha256: hash.digest('hex') }
}

export async function writeInputs(out: string, inputs: RunInputs): Promise<void> {
  const text = JSON.stringify({ ...(await versions()), ...inputs }, null, 2)
  await writeTextAtomically(join(out, FILE), `${text}\n`)
}

/** Whether a run is in this folder, be it begun or done. */
export async function hasInputs(out: string): Promise<boolean> {
  return readFile(join(out, FILE)).then(
    () => true,
    () => false,
  )
}

/**
 * Compares with the run that is to be resumed.
 *
 * @returns remarks on versions that differ
 * @throws InputError naming the first input that differs
 */
export async function compareInputs(out: string, inputs: RunInputs): Promise<string[]> {
  const path = join(out, FILE)
  const { software, runtime, node, ...found } = JSON.parse(await readFile(path, 'utf8'))
  const difference = firstDifference(flat(found), flat(JSON.parse(JSON.stringify(inputs))))
  if (difference) {
    throw new InputError({
      what: `the run was begun with another ${difference.name}`,
      where: path,
      expected: difference.a,
      got: difference.b,
      remedy: 'resume with what the run began with, or give another folder',
    })
  }
  const now = await versions()
  const before: Versions = { software, runtime, node }
  const differing = Object.keys(now).filter((key) => isOther(before, now, key as keyof Versions))
  return differing.map((key) => {
    const name = key as keyof Versions
    return `begun with ${before[name]}, resumed with ${now[name]}: the result may differ in the last digits`
  })
}

function isOther(before: Versions, now: Versions, key: keyof Versions): boolean {
  return before[key] !== now[key]
}

/** Entries by path, e.g. `recipe.split.by`; where a file lies does not matter, what is in it does. */
function flat(value: unknown, path = ''): Record<string, unknown> {
  if (value === null || typeof value !== 'object') return { [path]: value }
  const entries = Object.entries(value).filter(([key]) => key !== 'file')
  return Object.assign(
    {},
    ...entries.map(([key, inner]) => flat(inner, path === '' ? key : `${path}.${key}`)),
  )
}

async function versions(): Promise<Versions> {
  const { env } = await import('onnxruntime-common')
  const runtime = `onnxruntime ${env.versions.node ?? env.versions.common}`
  return { software: SOFTWARE, runtime, node: `Node ${process.versions.node}` }
}
