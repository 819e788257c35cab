/**
 * `cutouts` in pieces. A piece cuts the stamps of its rows into a file; the merge puts them into
 * the data set, as one process would.
 */
import { join } from 'node:path'
import {
  blankStamps,
  type CutDataset,
  type CutStamp,
  checkCutting,
  checkDatasetPath,
  cutDataset,
  type DatasetLayout,
  datasetToCut,
  fieldStamps,
  readStamps,
  writeStamps,
} from '../datasets/index.js'
import { checkWritable } from '../files/index.js'
import { type Job, type PieceWork, type Plan, resultFolder } from '../jobs/index.js'
import { listenerOf, type NoteOptions } from '../notes.js'
import {
  askedFields,
  type CutoutsOptions,
  cuttingOf,
  filesOfField,
  openField,
  withFieldsToCut,
} from '../verbs/index.js'
import {
  type FieldOfJob,
  type FieldPaths,
  type FieldShare,
  fieldOfJob,
  filesOf,
  pathsOf,
  piecesOfFields,
  positionsPath,
  refuseNames,
  refuseOtherField,
  rowsAt,
  rowsOfField,
} from './fields.js'
import { jobPath } from './job-path.js'
import { readPositions, writePositions } from './row-files.js'

export type CutoutsPlanOptions = Omit<CutoutsOptions, 'out' | 'onProgress'>

type Words = Omit<
  CutoutsPlanOptions,
  'images' | 'catalog' | 'fields' | 'onNote' | 'strict' | 'onDownload'
>

interface Request {
  readonly fields: readonly FieldOfJob[]
  readonly words: Words
}

interface Shared {
  readonly layout: DatasetLayout
  readonly fields: readonly FieldShare[]
}

/**
 * @param folder of the job, which is there
 * @param nPieces pieces of all fields; each field has at least one; default: see
 *   {@link piecesOfFields}
 */
export async function planCutouts(
  options: CutoutsPlanOptions,
  nPieces: number | undefined,
  folder: string,
): Promise<Plan> {
  const asked = askedFields(options)
  refuseNames(asked)
  const cutting = { ...cuttingOf(options), onNote: listenerOf(options) }
  checkCutting(
    asked.map(({ name }) => name),
    cutting,
  )
  const fields: FieldPaths[] = []
  for (const { name, images, catalog } of asked) {
    fields.push({ name, ...(await filesOfField(images, catalog, options)) })
  }
  const { images: _, catalog: __, fields: ___, onNote: ____, ...rest } = options
  const { strict: _____, onDownload: ______, ...words } = rest
  return withFieldsToCut(fields, options, undefined, async (opened) => {
    const { layout, candidates } = datasetToCut(opened, cutting)
    for (const [i, { name }] of fields.entries()) {
      await writePositions(positionsPath(folder, name), [candidates[i]])
    }
    const nRows = candidates.map(({ table }) => table.nRows)
    const shares = piecesOfFields(nRows, nPieces)
    const files: string[][] = []
    for (const { field, catalog } of opened) files.push(await filesOf(field, catalog))
    const shared: Shared = {
      layout,
      fields: shares.map((n, i) => ({
        ...{ nRows: nRows[i], nPieces: n },
        inputs: files[i].map((path) => jobPath(folder, path).path),
      })),
    }
    const request: Request = { fields: fields.map((one) => fieldOfJob(folder, one)), words }
    const total = shares.reduce((sum, n) => sum + n, 0)
    const inputs = [...new Set(files.flat())]
    return { verb: 'cutouts', request, shared, inputs, nPieces: total }
  })
}

/** The file of a piece. */
const STAMPS = 'stamps'

export function cutoutsWork(
  job: Job,
  { onProgress }: { onProgress?(nDone: number, nTotal: number): void },
): PieceWork {
  const { fields, words } = job.request as Request
  const shared = job.shared as Shared
  return {
    resumes: false,
    inputs: (piece) => new Set(shared.fields[rowsAt(shared.fields, piece).field].inputs),
    async work(piece, into) {
      const { field: i, first, end } = rowsAt(shared.fields, piece)
      const { name, images, catalog } = pathsOf(job, fields[i])
      const positions = await readPositions(positionsPath(job.folder, name), first, end)
      const field = await openField(images, words, [catalog])
      try {
        await refuseOtherField(job, shared.fields[i], field, catalog)
        const stamps = fieldStamps({ name, catalog, field }, positions, shared.layout)
        await writeStamps(join(into, STAMPS), stamps, shared.layout, onProgress)
      } finally {
        await field.close()
      }
    },
  }
}

/** What `merge` is asked for beside the job. */
export interface CutoutsFile extends NoteOptions {
  /** The data set file. */
  readonly out: string
  /** Pieces that are not done; their stamps are blank, with the flag `not_done`. */
  readonly missing: ReadonlySet<number>
}

/** Makes the data set of a job whose pieces are done. */
export async function mergeCutouts(
  job: Job,
  { out, missing, ...options }: CutoutsFile,
): Promise<CutDataset> {
  const { fields, words } = job.request as Request
  const { fields: shares, layout } = job.shared as Shared
  checkDatasetPath(out)
  await checkWritable(out)
  const paths = fields.map((field) => pathsOf(job, field))
  const cutting = { ...cuttingOf(words), onNote: listenerOf(options), out }
  async function* stampsOf(field: number): AsyncGenerator<CutStamp> {
    for (const { piece, first, end } of rowsOfField(shares, field)) {
      const path = join(resultFolder(job, piece), STAMPS)
      const nRows = end - first
      const stamps = missing.has(piece)
        ? blankStamps(nRows, layout)
        : readStamps(path, nRows, layout)
      for await (const { row, ...stamp } of stamps) yield { row: first + row, ...stamp }
    }
  }
  return withFieldsToCut(paths, words, out, async (opened) => {
    for (const [i, { field, catalog }] of opened.entries()) {
      await refuseOtherField(job, shares[i], field, catalog)
    }
    return cutDataset(opened, cutting, stampsOf)
  })
}
