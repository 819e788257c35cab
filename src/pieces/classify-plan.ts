/**
 * `classify` in pieces. The plan reads the catalogue of each field once, and writes the positions
 * of its rows; a piece reads its own rows of them, so its memory does not grow with the catalogue.
 * Its result is what the networks answered; the merge makes classes of all answers, as one process
 * would.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CandidateSet } from '../catalog/index.js'
import { type FieldRemarks, fieldRemarks, remarksOn } from '../classify/index.js'
import { candidatesOn, type FitsMosaicSet, type WindowRule } from '../cutouts/index.js'
import type { Plan } from '../jobs/index.js'
import type { Model } from '../models/index.js'
import { listenerOf, type NoteOptions } from '../notes.js'
import { ROWS_A_STRIP, type Table } from '../tables/index.js'
import {
  askedFields,
  type ClassifyOptions,
  type DownloadHooks,
  type FieldFiles,
  filesOfField,
  foundCatalogue,
  hasCatalog,
  imageFiles,
  isShippedName,
  type NamedFiles,
  openField,
  openModelAt,
  openTable,
  refuseCatalogWords,
  SHIPPED_MODEL,
  type ShippedName,
  tableOfFound,
  withStrips,
} from '../verbs/index.js'
import { catalogueInStrips } from './catalogue-in-strips.js'
import {
  type FieldOfJob,
  type FieldPaths,
  type FieldShare,
  fieldOfJob,
  filesOf,
  foundPath,
  piecesOfFields,
  positionsPath,
  refuseNames,
} from './fields.js'
import { type JobPath, jobPath } from './job-path.js'
import { noiseWindows } from './noise-windows.js'
import { writePositions } from './row-files.js'
import { shippedSum } from './shipped-sum.js'

/** What is asked of each field alike. */
export type ClassifyWords = Pick<
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

export interface ClassifyPlanOptions extends NoteOptions, DownloadHooks, ClassifyWords {
  /** Mosaics of one field, as of `classify`. */
  readonly images?: readonly string[]
  readonly catalog?: string
  /** Several fields, in place of `images` and `catalog`. */
  readonly fields?: readonly FieldFiles[]
  readonly model?: string
}

export interface ClassifyRequest {
  readonly fields: readonly FieldOfJob[]
  /** The name of a shipped model, or the path of a model. */
  readonly model: ShippedName | JobPath
  readonly words: ClassifyWords
}

/** What was measured of the fields, in their order. */
export interface ClassifyShared {
  readonly modelInputs: readonly string[]
  /** SHA-256 of the shipped model, where it is asked: it lies elsewhere on each machine. */
  readonly shippedSha256: string | null
  readonly fields: readonly (FieldShare & {
    readonly notes: readonly (readonly [line: string, isDoubt: boolean])[]
    readonly unlikeNote: string | null
    /** How the plan found the sources; null where there was a catalogue. */
    readonly foundBy: readonly string[] | null
  })[]
}

/**
 * @param folder of the job, which is there
 * @param nPieces pieces of all fields; each field has at least one; default: see
 *   {@link piecesOfFields}
 */
export async function planClassify(
  options: ClassifyPlanOptions,
  nPieces: number | undefined,
  folder: string,
): Promise<Plan> {
  const asked = askedFields(options, true)
  refuseNames(asked)
  const name = options.model ?? SHIPPED_MODEL
  const model = await openModelAt(name, options.precision)
  const words = wordsOf(options)
  const fields: Planned[] = []
  for (const named of asked) fields.push(await planField(named, model, options, folder))
  const shares = piecesOfFields(
    fields.map(({ shared }) => shared.nRows),
    nPieces,
  )
  const modelInputs = isShippedName(name) ? [] : model.files
  const shared: ClassifyShared = {
    fields: fields.map((field, i) => ({ ...field.shared, nPieces: shares[i] })),
    modelInputs: modelInputs.map((path) => jobPath(folder, path).path),
    shippedSha256: isShippedName(name) ? await shippedSum(name) : null,
  }
  const request: ClassifyRequest = {
    ...{ fields: fields.map((field) => field.request), words },
    model: isShippedName(name) ? name : jobPath(folder, name),
  }
  return {
    ...{ verb: 'classify', request, shared },
    inputs: [...new Set([...fields.flatMap(({ files }) => files), ...modelInputs])],
    nPieces: shares.reduce((sum, n) => sum + n, 0),
  }
}

/** What a plan keeps of a field, and the files that it reads. */
interface Planned {
  readonly request: FieldOfJob
  readonly shared: Omit<ClassifyShared['fields'][number], 'nPieces'>
  readonly files: readonly string[]
}

/**
 * Looks at a field, and writes the positions of its rows. Where there is no catalogue its sources
 * are found now, once for all pieces.
 */
async function planField(
  { name, ...paths }: NamedFiles,
  model: Model,
  options: ClassifyPlanOptions,
  folder: string,
): Promise<Planned> {
  const given = hasCatalog(paths.images, paths.catalog)
    ? await filesOfField(paths.images, paths.catalog, options)
    : undefined
  if (!given) refuseCatalogWords(options)
  const images = given?.images ?? (await imageFiles(paths.images, options))
  const catalog = given?.catalog ?? foundPath(folder, name)
  const words = wordsOf(options)
  const field = await openField(images, words, [catalog])
  try {
    const at = positionsPath(folder, name)
    const found = given ? undefined : await foundCatalogue(field, { onNote: listenerOf(options) })
    if (found) await writeFile(catalog, found.bytes)
    const { nRows, remarks } = found
      ? await wholeTable(field, await tableOfFound(found, images), model, words, at)
      : await lookedAt(field, catalog, model, words, at)
    remarks.notes.tell(listenerOf(options))
    const files = await filesOf(field, catalog)
    const inputs = files.map((path) => jobPath(folder, path).path)
    const foundBy = found?.history ?? null
    return {
      request: fieldOfJob(folder, { name, images, catalog, isFound: found !== undefined }),
      shared: { nRows, inputs, ...keptRemarks(remarks), foundBy },
      files,
    }
  } finally {
    await field.close()
  }
}

/** Catalogues of fewer bytes are read whole: that is quicker. */
const LEAST_BYTES = 2 ** 23

/**
 * Writes the positions of a catalogue to `path`. A large catalogue is read in strips, if it can be.
 *
 * @param leastBytes of a catalogue that is read in strips
 */
export async function lookedAt(
  field: FitsMosaicSet,
  catalog: string,
  model: Model,
  words: ClassifyWords,
  path: string,
  { leastBytes = LEAST_BYTES, rowsAStrip = ROWS_A_STRIP } = {},
): Promise<{ nRows: number; remarks: FieldRemarks }> {
  const { hdu, format, x, y, ra, dec, id, classColumn } = words
  const asked = [x, y, ra, dec, id, classColumn]
  const found = await withStrips(
    catalog,
    { hdu, format },
    asked,
    leastBytes,
    rowsAStrip,
    (strips) => catalogueInStrips(strips, field, words, path, dirname(path)),
  )
  if (found) {
    const windowsAt = (rule: WindowRule, cropPx: number) =>
      noiseWindows(path, found.nRows, field, rule, cropPx)
    const remarks = await remarksOn({ ...found, field, model, windowsAt }, words)
    return { nRows: found.nRows, remarks }
  }
  return wholeTable(field, await openTable(catalog, { hdu, format }, asked), model, words, path)
}

async function wholeTable(
  field: FitsMosaicSet,
  table: Table,
  model: Model,
  words: ClassifyWords,
  path: string,
): Promise<{ nRows: number; remarks: FieldRemarks }> {
  const candidates = candidatesOn(field, table, words)
  const remarks = await fieldRemarks({ field, candidates, model }, words)
  await writePositions(path, [candidates])
  return { nRows: candidates.table.nRows, remarks }
}

function wordsOf(options: ClassifyPlanOptions): ClassifyWords {
  const { hdu, format, origin, band, unit, x, y, ra, dec, id, frame, classColumn } = options
  const { device, batch, orientations, precision, prefix } = options
  const columns = { x, y, ra, dec, id, frame, classColumn }
  const networks = { device, batch, orientations, precision, prefix }
  return { hdu, format, origin, band, unit, ...columns, ...networks }
}

/**
 * A field and its candidates.
 *
 * @param foundBy how the plan found the sources; null where there is a catalogue
 */
export async function openFieldOfJob(
  { images, catalog }: Omit<FieldPaths, 'name'>,
  { hdu, format, ...words }: ClassifyWords,
  foundBy: readonly string[] | null,
): Promise<{ field: FitsMosaicSet; candidates: CandidateSet }> {
  const field = await openField(images, words, [catalog])
  try {
    const { x, y, ra, dec, id, classColumn } = words
    const table = foundBy
      ? await tableOfFound({ bytes: await readFile(catalog), history: foundBy }, images)
      : await openTable(catalog, { hdu, format }, [x, y, ra, dec, id, classColumn])
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
