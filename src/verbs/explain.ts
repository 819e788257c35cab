/** `starsift explain` as a function: why some rows of a catalogue have their classes. */
import { fileNameOf } from '../bytes/index.js'
import type { AskedColumns, CandidateSet } from '../catalog/index.js'
import { candidatesOn, type FitsMosaicSet } from '../cutouts/index.js'
import { CommandError, InputError } from '../errors.js'
import { type ExplainUse, type Explanations, explainRows } from '../explanation/index.js'
import { checkFolder } from '../files/index.js'
import { listenerOf, type NoteOptions } from '../notes.js'
import { modelFile, openModelAt, SHIPPED_MODEL } from './model-path.js'
import { type MosaicWords, openField } from './open-field.js'
import { openTable, type TableChoice } from './open-table.js'
import { type DownloadHooks, filesOfField } from './published.js'

export interface ExplainOptions
  extends NoteOptions,
    DownloadHooks,
    AskedColumns,
    TableChoice,
    MosaicWords,
    ExplainUse {
  /** FITS mosaics of one field, one per band, folders or archives; or e.g. `legus:ngc1566`. */
  readonly images: readonly string[]
  /** Candidates, in any format; default: those of a published field. */
  readonly catalog?: string
  /** The rows to explain, from 1 on; they or `ids` are needed. */
  readonly rows?: readonly number[]
  /** Their ids in the catalogue. */
  readonly ids?: readonly string[]
  /** A model file, the folder of a training run, `shipped` or `typical`; default `shipped`. */
  readonly model?: string
  /** Folder for explain.html, explanations.ecsv and explanations.json. */
  readonly out: string
  /** The number that the catalogue gives to the centre of the first pixel. */
  readonly origin?: 0 | 1
  /** The command line, for the page. */
  readonly command?: string
}

export interface Explained {
  readonly explanations: Explanations
  /** Path of the page. */
  readonly page: string
}

/**
 * Explains the classes of some rows, and writes a page, a table and a JSON file.
 *
 * @throws InputError if anything does not fit, or a row is not there; nothing is written then
 * @example
 * await explain({ images: ['ngc1566/'], catalog: 'ngc1566.tab', rows: [12, 77], out: 'why/' })
 */
export async function explain(options: ExplainOptions): Promise<Explained> {
  const onNote = listenerOf(options)
  refuseNoRows(options)
  const path = modelFile(options.model ?? SHIPPED_MODEL)
  if (!options.model) onNote(`no --model: the shipped model, ${path}`, false)
  await checkFolder(options.out)
  const { images, catalog } = await filesOfField(options.images, options.catalog, options)
  const field = await openField(images, options, [catalog])
  try {
    return await explainField(field, catalog, path, options)
  } finally {
    await field.close()
  }
}

async function explainField(
  field: FitsMosaicSet,
  catalog: string,
  path: string,
  { hdu, format, origin, out, command, ...options }: ExplainOptions,
): Promise<Explained> {
  const onNote = listenerOf(options)
  const model = await openModelAt(path)
  const { x, y, ra, dec, id, frame, patchPx, nNearest } = options
  const table = await openTable(catalog, { hdu, format }, [x, y, ra, dec, id])
  const candidates = candidatesOn(field, table, { origin, x, y, ra, dec, id, frame })
  const rows = chosenRows(candidates, options)
  const { device, nThreads, batch, orientations, onProgress } = options
  const explanations = await explainRows({ field, candidates, model }, rows, {
    ...{ device, nThreads, batch, orientations, onProgress, patchPx, nNearest },
  })
  explanations.notes.tell(onNote)
  // Loading this takes 0.1 s.
  const { writeExplanations } = await import('../report/index.js')
  const inputs = [catalog, ...model.files, ...field.mosaics.map(({ file }) => file)]
  const catalogue = fileNameOf(catalog)
  const report = { explanations, model: fileNameOf(path), catalogue, command }
  return { explanations, page: await writeExplanations(out, report, inputs) }
}

function refuseNoRows({ rows, ids }: Pick<ExplainOptions, 'rows' | 'ids'>): void {
  if ((rows === undefined) !== (ids === undefined)) return
  throw new CommandError({
    what: rows ? '--rows and --ids' : 'which rows?',
    expected: '--rows or --ids',
    remedy: 'e.g. --rows 12,77',
  })
}

/** @returns rows from 0 on, each once, in the order in which they are asked for */
function chosenRows(
  candidates: CandidateSet,
  { rows, ids }: Pick<ExplainOptions, 'rows' | 'ids'>,
): number[] {
  const found = rows
    ? rows.map((row) => rowNumbered(row, candidates))
    : ids!.map((id) => rowNamed(id, candidates))
  return [...new Set(found)]
}

function rowNumbered(row: number, { id: { length }, table }: CandidateSet): number {
  if (Number.isInteger(row) && row >= 1 && row <= length) return row - 1
  throw new InputError({
    what: 'no such row',
    where: table.meta.source,
    expected: `1 to ${length}`,
    got: `${row}`,
  })
}

function rowNamed(name: string, { id, table }: CandidateSet): number {
  const first = id.indexOf(name)
  const second = first < 0 ? -1 : id.indexOf(name, first + 1)
  if (first >= 0 && second < 0) return first
  throw new InputError({
    what: first < 0 ? 'no row has this id' : `rows ${first + 1} and ${second + 1} have this id`,
    where: table.meta.source,
    got: name,
    remedy: 'give row numbers with --rows, from 1 on; --id names the column of the ids',
  })
}
