/**
 * inputs.json: all that a run was made of, with checksums and versions. A run is resumed only with
 * the same inputs; another version of starsift or of the runtime gets a note.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileNameOf } from '../bytes/index.js'
import type { TrainingLabels } from '../datasets/index.js'
import { InputError } from '../errors.js'
import { writeTextAtomically } from '../files/index.js'
import { jsonDocument } from '../json-document.js'
import { firstDifference } from '../loop/index.js'
import { SOFTWARE } from '../software.js'
import type { RunSettings } from './options.js'
import type { Recipe } from './recipe.js'

interface InputFile {
  readonly file: string
  readonly sha256: string
}

export interface RunInputs {
  readonly architecture: string
  readonly datasets: readonly InputFile[]
  readonly testDatasets: readonly InputFile[]
  /** Folder of labels. */
  readonly labels?: InputFile
  readonly truth?: TrainingLabels
  /** Stamps without labels; the recipe has their names without folders. */
  readonly adaptDatasets?: readonly InputFile[]
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

/**
 * @param given the weights to start from
 * @throws InputError if a data set is given twice
 */
export async function inputsOf(
  { architecture, datasets, testDatasets, truth, seed, members, recipe }: RunSettings,
  given: InputFile | undefined,
  labels?: { readonly folder: string; readonly sha256: string },
): Promise<RunInputs> {
  const { adapt } = recipe
  const inputs: RunInputs = {
    architecture: architecture.name,
    datasets: await Promise.all(datasets.map(fileSha256)),
    testDatasets: await Promise.all(testDatasets.map(fileSha256)),
    ...(labels && { labels: { file: labels.folder, sha256: labels.sha256 } }),
    ...(truth && { truth }),
    ...(given && { init: { file: given.file, sha256: given.sha256 } }),
    ...(adapt && { adaptDatasets: await Promise.all(adapt.data.map(fileSha256)) }),
    ...{ seed, members },
    recipe: adapt ? { ...recipe, adapt: { ...adapt, data: adapt.data.map(fileNameOf) } } : recipe,
  }
  refuseSameTwice(inputs.adaptDatasets ?? [])
  refuseSameTwice([...inputs.datasets, ...inputs.testDatasets])
  return inputs
}

async function fileSha256(file: string): Promise<InputFile> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return { file, sha256: hash.digest('hex') }
}

/** Its objects would count twice, and the scores would look surer than they are. */
function refuseSameTwice(files: readonly InputFile[]): void {
  const earlier = (i: number) => files.slice(0, i).find(({ sha256 }) => sha256 === files[i].sha256)
  const twin = files.findIndex((_, i) => earlier(i))
  if (twin < 0) return
  throw new InputError({
    what: 'a data set is given twice',
    where: files[twin].file,
    got: `the bytes of ${earlier(twin)!.file}`,
    remedy: 'give each data set once',
  })
}

export async function writeInputs(out: string, inputs: RunInputs): Promise<void> {
  const text = JSON.stringify({ ...(await versions()), ...inputs }, null, 2)
  await writeTextAtomically(join(out, FILE), `${text}\n`)
}

/** Whether a run was begun in this folder. */
export async function hasInputs(out: string): Promise<boolean> {
  return readFile(join(out, FILE)).then(
    () => true,
    () => false,
  )
}

/**
 * Compares with the run that is to be resumed.
 *
 * @returns notes on versions that differ
 * @throws InputError naming the first input that differs
 */
export async function compareInputs(out: string, inputs: RunInputs): Promise<string[]> {
  const path = join(out, FILE)
  const whole = jsonDocument(await readFile(path, 'utf8'))
  if (typeof whole !== 'object' || whole === null) {
    const remedy = 'put the file back, or start again in another folder'
    throw new InputError({
      what: 'the inputs of the run are damaged: no JSON',
      where: path,
      remedy,
    })
  }
  const { software, runtime, node, ...found } = whole as Versions
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
    return (
      `the run was begun with ${before[name]} and is resumed with ${now[name]}: ` +
      'the result may differ in the last digits'
    )
  })
}

function isOther(before: Versions, now: Versions, key: keyof Versions): boolean {
  return before[key] !== now[key]
}

/** Entries by path, e.g. `recipe.split.by`. The path of a file is left out: its content counts. */
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
