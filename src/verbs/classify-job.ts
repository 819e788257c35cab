/**
 * `classify` in pieces. The plan reads the catalogue of each field once, and writes the positions
 * of its rows; a piece reads its own rows of them, so its memory does not grow with the catalogue.
 * A piece is a run of neighbouring rows of one field. Its result is what the networks answered; the
 * merge makes classes of all answers, as one process would.
 */
import { join } from 'node:path'
import { type CandidateSet, flagValue } from '../catalog/index.js'
import {
  type Answers,
  answersTo,
  type Classification,
  type FieldRemarks,
  fieldRemarks,
  joinedClassification,
} from '../classify/index.js'
import { candidatesOn, type FitsMosaicSet } from '../cutouts/index.js'
import { CommandError } from '../errors.js'
import { fileOnDisk } from '../files/index.js'
import { type Job, type PieceWork, type Plan, resultFolder, rowsOfPiece } from '../jobs/index.js'
import type { Model } from '../models/index.js'
import { listenerOf, type NoteOptions, Notes } from '../notes.js'
import { type ClassifyOptions, checkOutputs, writeClasses, writePage } from './classify.js'
import { askedFields, type FieldFiles, type NamedFiles } from './cutouts.js'
import { type JobPath, jobPath, pathOf } from './job-paths.js'
import { readAnswers, readPositions, writeAnswers, writePositions } from './job-rows.js'
import { openModelAt, SHIPPED_MODEL } from './model-path.js'
import { openField } from './open-field.js'
import { openTable } from './open-table.js'
import { type DownloadHooks, filesOfField } from './published.js'

/** What is asked of each field alike. */
type Words = Pick<
  ClassifyOptions,
  | 'hdu'
  | 'format'
  | 'origin'
  | 'band'
  | 'unit'
  | 'x'
  | 'y'
  | 'ra'
  | 'dec'
  | 'id'
  | 'frame'
  | 'classColumn'
  | 'device'
  | 'batch'
  | 'orientations'
  | 'precision'
  | 'prefix'
>

export interface ClassifyPlanOptions extends NoteOptions, DownloadHooks, Words {
  /** Mosaics of one field, as of `classify`. */
  readonly images?: readonly string[]
  readonly catalog?: string
  /** Several fields, in place of `images` and `catalog`. */
  readonly fields?: readonly FieldFiles[]
  readonly model?: string
}

interface Request {
  readonly fields: readonly { name: string; images: JobPath[]; catalog: JobPath }[]
  /** `shipped`, or the path of a model. */
  readonly model: 'shipped' | JobPath
  readonly words: Words
}

/** What was measured of the fields, in their order. */
interface Shared {
  readonly modelInputs: readonly string[]
  readonly fields: readonly {
    readonly nRows: number
    readonly nPieces: number
    /** Its mosaics and its catalogue, as the job names its inputs. */
    readonly inputs: readonly string[]
    readonly notes: readonly (readonly [line: string, isDoubt: boolean])[]
    readonly unlikeNote: string | null
  }[]
}

/**
 * @param folder of the job, which is there
 * @param nPieces pieces of all fields; each field has at least one
 */
export async function planClassify(
  options: ClassifyPlanOptions,
  nPieces: number,
  folder: string,
): Promise<Plan> {
  const asked = askedFields(options)
  refuseNames(asked)
  const model = await openModelAt(options.model ?? SHIPPED_MODEL, options.precision)
  const words = wordsOf(options)
  const fields: Planned[] = []
  for (const named of asked) fields.push(await planField(named, model, options, folder))
  const shares = piecesOfFields(
    fields.map(({ shared }) => shared.nRows),
    nPieces,
  )
  const isShipped = options.model === undefined || options.model === SHIPPED_MODEL
  const modelInputs = isShipped ? [] : model.files
  const shared: Shared = {
    fields: fields.map((field, i) => ({ ...field.shared, nPieces: shares[i] })),
    modelInputs: modelInputs.map((path) => jobPath(folder, path).path),
  }
  const request: Request = {
    ...{ fields: fields.map((field) => field.request), words },
    model: isShipped ? 'shipped' : jobPath(folder, options.model!),
  }
  return {
    ...{ verb: 'classify', request, shared },
    inputs: [...new Set([...fields.flatMap(({ files }) => files), ...modelInputs])],
    nPieces: shares.reduce((sum, n) => sum + n, 0),
  }
}

/** What a plan keeps of a field, and the files that it reads. */
interface Planned {
  readonly request: Request['fields'][number]
  readonly shared: Omit<Shared['fields'][number], 'nPieces'>
  readonly files: readonly string[]
}

/** Looks at a field, and writes the positions of its rows. */
async function planField(
  { name, ...paths }: NamedFiles,
  model: Model,
  options: ClassifyPlanOptions,
  folder: string,
): Promise<Planned> {
  const { images, catalog } = await filesOfField(paths.images, paths.catalog, options)
  const words = wordsOf(options)
  const { field, candidates } = await openFieldOfJob(images, catalog, words)
  try {
    const remarks = await fieldRemarks({ field, candidates, model }, words)
    remarks.notes.tell(listenerOf(options))
    await writePositions(join(folder, 'plan', `${name}.rows`), candidates)
    const mosaics = await Promise.all(field.mosaics.map(({ file }) => fileOnDisk(file)))
    const files = [...new Set([...mosaics, catalog])]
    const inputs = files.map((path) => jobPath(folder, path).path)
    const places = { images: images.map((path) => jobPath(folder, path)) }
    return {
      request: { name, ...places, catalog: jobPath(folder, catalog) },
      shared: { nRows: candidates.table.nRows, inputs, ...keptRemarks(remarks) },
      files,
    }
  } finally {
    await field.close()
  }
}

/** Each name becomes the name of a file. */
function refuseNames(fields: readonly NamedFiles[]): void {
  const names = fields.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) < i)
  const odd = names.find((name) => !/^[\w.+-]+$/.test(name))
  if (twice === undefined && odd === undefined) return
  throw new CommandError({
    what: twice === undefined ? 'the name of a field' : `field ${twice} is given twice`,
    ...(twice === undefined && { expected: 'letters, digits, _ . + and -', got: odd }),
    remedy: 'give each field its own name: --field NAME=DIR=CATALOG',
  })
}

function wordsOf(options: ClassifyPlanOptions): Words {
  const { hdu, format, origin, band, unit, x, y, ra, dec, id, frame, classColumn } = options
  const { device, batch, orientations, precision, prefix } = options
  const columns = { x, y, ra, dec, id, frame, classColumn }
  const networks = { device, batch, orientations, precision, prefix }
  return { hdu, format, origin, band, unit, ...columns, ...networks }
}

async function openFieldOfJob(
  images: readonly string[],
  catalog: string,
  { hdu, format, ...words }: Words,
): Promise<{ field: FitsMosaicSet; candidates: CandidateSet }> {
  const field = await openField(images, words, [catalog])
  try {
    const { x, y, ra, dec, id, classColumn } = words
    const table = await openTable(catalog, { hdu, format }, [x, y, ra, dec, id, classColumn])
    return { field, candidates: candidatesOn(field, table, words) }
  } catch (error) {
    await field.close()
    throw error
  }
}

function keptRemarks({ notes, unlikeNote }: FieldRemarks) {
  const lines = [...notes].map((line) => [line, notes.isDoubt(line)] as const)
  return { notes: lines, unlikeNote: unlikeNote ?? null }
}

/** Pieces of each field, by its rows; the sum is `nPieces`, or the number of fields. */
export function piecesOfFields(nRows: readonly number[], nPieces: number): number[] {
  const total = nRows.reduce((sum, n) => sum + n, 0)
  const ends = nRows.map((_, i) => nRows.slice(0, i + 1).reduce((sum, n) => sum + n, 0))
  const rounded = ends.map((end) => Math.round((nPieces * end) / total))
  return rounded.map((end, i) => Math.max(1, end - (rounded[i - 1] ?? 0)))
}

/** How the pieces of a job of `classify` are done. */
export function classifyWork(
  job: Job,
  hooks: { onProgress?(nDone: number, nTotal: number): void },
): PieceWork {
  const { fields, model, words } = job.request as Request
  return {
    resumes: false,
    inputs(piece) {
      const { fields, modelInputs } = job.shared as Shared
      return new Set([...fields[placeOf(job.shared as Shared, piece).field].inputs, ...modelInputs])
    },
    async work(piece, into) {
      const { field: i, first, end } = placeOf(job.shared as Shared, piece)
      const { name, images, catalog } = fields[i]
      const paths = images.map((path) => pathOf(job, path))
      const field = await openField(paths, words, [pathOf(job, catalog)])
      try {
        const positions = await readPositions(join(job.folder, 'plan', `${name}.rows`), first, end)
        const file = model === 'shipped' ? model : pathOf(job, model)
        const opened = await openModelAt(file, words.precision)
        const answers = await answersTo(field, positions, opened, { ...words, ...hooks })
        await writeAnswers(into, answers)
      } finally {
        await field.close()
      }
    },
  }
}

/** The field and the rows of a piece. */
function placeOf({ fields }: Shared, piece: number): { field: number; first: number; end: number } {
  let before = 0
  for (const [field, { nRows, nPieces }] of fields.entries()) {
    if (piece < before + nPieces) {
      const [first, end] = rowsOfPiece(piece - before, nPieces, nRows)
      return { field, first, end }
    }
    before += nPieces
  }
  throw new Error(`internal: no field has piece ${piece}`)
}

/** What `merge` is asked for beside the job. */
export interface ClassifiedFiles extends NoteOptions {
  /** The catalogue with classes; of several fields, the folder for one catalogue each. */
  readonly out: string
  /** Folder for the page; of several fields, each has a folder in it. */
  readonly report?: string
  /** The ending of the catalogues of several fields, e.g. `.fits`; default `.ecsv`. */
  readonly ending?: string
  readonly command?: string
  /** Pieces that are not done; their rows get no class. */
  readonly missing: ReadonlySet<number>
}

/** Makes the catalogues of a job whose pieces are done. */
export async function mergeClassified(
  job: Job,
  { out, report, ending = '.ecsv', missing, ...options }: ClassifiedFiles,
): Promise<Classification[]> {
  const { fields, model: asked, words } = job.request as Request
  const shared = job.shared as Shared
  const file = asked === 'shipped' ? asked : pathOf(job, asked)
  const model = await openModelAt(file, words.precision)
  const classifications: Classification[] = []
  for (const [i, { name, images, catalog }] of fields.entries()) {
    const started = new Date()
    const paths = [images.map((path) => pathOf(job, path)), pathOf(job, catalog)] as const
    const { field, candidates } = await openFieldOfJob(...paths, words)
    try {
      const notes = new Notes()
      const { notes: lines, unlikeNote } = shared.fields[i]
      for (const [line, isDoubt] of lines) isDoubt ? notes.doubt(line) : notes.say(line)
      const remarks = { notes, unlikeNote: unlikeNote ?? undefined }
      const answers = await answersOfField(job, i, model, missing)
      const use = { ...words, started, onNote: listenerOf(options) }
      const made = joinedClassification({ field, candidates, model }, remarks, answers, use)
      const isOne = fields.length === 1
      const files = {
        out: isOne ? out : join(out, `${name}${ending}`),
        report: report === undefined || isOne ? report : join(report, name),
      }
      const asked = { ...options, ...files, prefix: words.prefix }
      const inputs = [paths[1], ...model.files]
      await checkOutputs(field, model.card, { ...asked, inputs })
      await writeClasses(made, candidates.id, field, asked)
      const page = files.report && (await writePage(made, field, asked))
      classifications.push({ ...made, ...(page && { report: page }) })
    } finally {
      await field.close()
    }
  }
  return classifications
}

/** The answers of all pieces of a field, in the order of its rows. */
async function answersOfField(
  job: Job,
  field: number,
  { networks, card }: Model,
  missing: ReadonlySet<number>,
): Promise<Answers> {
  const shared = job.shared as Shared
  const { nRows, nPieces } = shared.fields[field]
  const before = shared.fields.slice(0, field).reduce((sum, one) => sum + one.nPieces, 0)
  const nClasses = card.classes.length
  const nNetworks = networks.length
  const flags = new Uint32Array(nRows).fill(flagValue('not_done'))
  const blank = () => new Float32Array(nRows * nClasses).fill(Number.NaN)
  const logits = networks.map(blank)
  const seconds = { cutting: 0, network: 0 }
  for (let i = 0; i < nPieces; i++) {
    if (missing.has(before + i)) continue
    const [first, end] = rowsOfPiece(i, nPieces, nRows)
    const folder = resultFolder(job, before + i)
    const found = await readAnswers(folder, { nRows: end - first, nClasses, nNetworks })
    flags.set(found.flags, first)
    for (const [k, part] of found.logits.entries()) logits[k].set(part, first * nClasses)
    seconds.cutting += found.seconds.cutting
    seconds.network += found.seconds.network
  }
  return { flags, logits, seconds }
}
