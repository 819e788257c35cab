/**
 * `completeness` in pieces: a piece is a run of rounds. The plan measures the field once; the merge
 * puts the rounds together, as one process does.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import {
  type FieldFacts,
  type Outcome,
  refuseNoPlace,
  roundField,
  roundsOf,
  runRound,
} from '../completeness/index.js'
import { fileOnDisk } from '../files/index.js'
import {
  type Job,
  type PieceWork,
  type Plan,
  refuseOtherFiles,
  resultFolder,
  rowsOfPiece,
} from '../jobs/index.js'
import { listenerOf, type OnNote } from '../notes.js'
import {
  type CompletenessOptions,
  type DoneRounds,
  fromJson,
  type InjectionWords,
  imageFiles,
  injectionWords,
  isShippedName,
  type MeasuredCompleteness,
  type OpenedInjections,
  openInjections,
  SHIPPED_MODEL,
  type ShippedName,
  tellFacts,
  toJson,
  writeInjections,
} from '../verbs/index.js'
import { type JobPath, jobPath, pathOf } from './job-path.js'
import { checkShipped, shippedSum } from './shipped-sum.js'

export type CompletenessPlanOptions = Omit<CompletenessOptions, 'out' | 'nThreads'>

/** Words that are paths. */
type Files = 'catalog' | 'model' | 'weights'

interface CompletenessRequest {
  readonly images: readonly JobPath[]
  /** The mosaics as the page names them. */
  readonly names: readonly string[]
  readonly catalog: JobPath | null
  readonly model: ShippedName | JobPath
  readonly weights: Readonly<Record<string, JobPath>>
  readonly words: Omit<InjectionWords, Files>
}

interface CompletenessShared {
  readonly nRounds: number
  /** The mosaics, from the folder of the job. */
  readonly mosaics: readonly string[]
  /** SHA-256 of the shipped model, where it is asked: it lies elsewhere on each machine. */
  readonly shippedSha256: string | null
}

/** @throws InputError if anything does not fit */
export async function planCompleteness(
  options: CompletenessPlanOptions,
  nPieces: number | undefined,
  folder: string,
): Promise<Plan> {
  const { catalog, model = SHIPPED_MODEL, weights = {}, ...words } = injectionWords(options)
  const images = await imageFiles(options.images, options)
  const on = await openInjections({ images }, options, [])
  try {
    const facts = await on.facts()
    await refuseNoPlace(facts, on.field.mosaics[facts.v], on.words)
    tellFacts(facts, listenerOf(options))
    await writeFile(factsPath(folder), toJson(facts))
    const { nRounds } = roundsOf(on.field, on.words)
    const named = (path: string) => jobPath(folder, path)
    const request: CompletenessRequest = {
      images: images.map(named),
      names: options.images.map((path) => basename(resolve(path))),
      catalog: catalog === undefined ? null : named(catalog),
      model: isShippedName(model) ? model : named(model),
      weights: Object.fromEntries(Object.entries(weights).map(([of, path]) => [of, named(path)])),
      words,
    }
    const mosaics = await mosaicsOf(on)
    const shared: CompletenessShared = {
      nRounds,
      mosaics: mosaics.map((path) => named(path).path),
      shippedSha256: isShippedName(model) ? await shippedSum(model) : null,
    }
    const others = [...(catalog === undefined ? [] : [catalog]), ...Object.values(weights)]
    const inputs = [...mosaics, ...others, ...(isShippedName(model) ? [] : on.model.files)]
    return {
      ...{ verb: 'completeness', request, shared, inputs: [...new Set(inputs)] },
      nPieces: Math.min(nPieces ?? nRounds, nRounds),
    }
  } finally {
    await on.close()
  }
}

/** The files on the disk that the mosaics are read from. */
async function mosaicsOf({ field }: Pick<OpenedInjections, 'field'>): Promise<string[]> {
  return [...new Set(await Promise.all(field.mosaics.map(({ file }) => fileOnDisk(file))))]
}

function factsPath(folder: string): string {
  return join(folder, 'plan', 'facts.json')
}

async function factsOf(job: Job): Promise<FieldFacts> {
  return fromJson(await readFile(factsPath(job.folder), 'utf8'))
}

/** The options as they are called from here. */
function optionsOf(job: Job): InjectionWords & Pick<CompletenessOptions, 'images'> {
  const { images, catalog, model, weights, words } = job.request as CompletenessRequest
  return {
    ...words,
    images: images.map((path) => pathOf(job, path)),
    ...(catalog && { catalog: pathOf(job, catalog) }),
    model: isShippedName(model) ? model : pathOf(job, model),
    weights: Object.fromEntries(
      Object.entries(weights).map(([of, path]) => [of, pathOf(job, path)]),
    ),
  }
}

const ROUNDS_FILE = 'rounds.json'

export function completenessWork(
  job: Job,
  hooks: { nThreads?: number; onProgress?(nDone: number, nTotal: number): void },
): PieceWork {
  const { nRounds, mosaics, shippedSha256 } = job.shared as CompletenessShared
  return {
    resumes: false,
    async work(piece, into) {
      const { model } = job.request as CompletenessRequest
      if (isShippedName(model)) await checkShipped(model, shippedSha256)
      const options = optionsOf(job)
      const on = await openInjections(options, options, [])
      try {
        refuseOtherFiles(job.folder, mosaics, await mosaicsOf(on))
        const words = { ...on.words, nThreads: hooks.nThreads }
        const field = roundField(on.field, await factsOf(job), on.model, words)
        const [first, end] = rowsOfPiece(piece, job.nPieces, nRounds)
        const outcomes: Outcome[] = []
        for (let round = first; round < end; round++) {
          outcomes.push(...(await runRound(field, round)))
          hooks.onProgress?.(round + 1 - first, end - first)
        }
        await writeFile(join(into, ROUNDS_FILE), toJson(outcomes))
      } finally {
        await on.close()
      }
    },
  }
}

/** @param pieces those that are done; of a part of them the shares are of fewer injections */
export async function mergeCompleteness(
  job: Job,
  out: string,
  pieces: readonly number[],
  onNote: OnNote,
): Promise<MeasuredCompleteness> {
  const rounds: Outcome[][] = []
  for (const piece of pieces) {
    rounds.push(fromJson(await readFile(join(resultFolder(job, piece), ROUNDS_FILE), 'utf8')))
  }
  const nMissing = job.nPieces - pieces.length
  const done: DoneRounds = {
    ...{ facts: await factsOf(job), outcomes: rounds.flat() },
    inputs: job.inputs.map(({ path }) => join(job.folder, path)),
    ...(nMissing > 0 && { missing: [nMissing, job.nPieces] as const }),
  }
  const { names } = job.request as CompletenessRequest
  return writeInjections(out, { ...optionsOf(job), images: names }, done, onNote)
}
