/** The main job from files to files: everything is checked first, then the work begins. */
import { resolve } from 'node:path'

import { fileNameOf } from '../bytes/index.js'
import { type AskedColumns, areTheFour, type CandidateSet, classRegions } from '../catalog/index.js'
import {
  type Classification,
  checkPrefix,
  classifyCandidates,
  type NetworkUse,
  type Shard,
  shardOf,
  unclassifiedTable,
} from '../classify/index.js'
import { candidatesOn, type FitsMosaicSet } from '../cutouts/index.js'
import { CommandError } from '../errors.js'
import { checkFolder, checkWritable, refuseOverwriting, writeAtomically } from '../files/index.js'
import { classesOfCard, type Model, type ModelCard, type Precision } from '../models/index.js'
import { listenerOf, type NoteOptions, type OnNote } from '../notes.js'
import type { FieldDrawing } from '../report/index.js'
import { lostByFormat, refuseUnwritable, tableBytes, writableFormatOf } from '../tables/index.js'
import { type EarlyNetwork, earlyNetwork } from './early-network.js'
import { foundCatalogue, hasCatalog, refuseCatalogWords, tableOfFound } from './found-table.js'
import { modelFile, openModelAt, SHIPPED_MODEL } from './model-path.js'
import { type MosaicWords, openField } from './open-field.js'
import { openTable, type TableChoice } from './open-table.js'
import { type DownloadHooks, filesOfField, imageFiles } from './published.js'

export interface ClassifyOptions
  extends NoteOptions,
    DownloadHooks,
    AskedColumns,
    TableChoice,
    MosaicWords,
    Omit<NetworkUse, 'started' | 'onNote' | 'onProgress'> {
  /**
   * FITS mosaics of one field, one per band, or folders or archives of them; or the name of a
   * published field, e.g. `legus:ngc1566`, which brings its catalogue.
   */
  readonly images: readonly string[]
  /**
   * Candidates: .csv .ecsv .fits .tab .txt .cat; default: that of a published field, or the sources
   * that `detect` finds in the mosaics.
   */
  readonly catalog?: string
  /** A model file, the folder of a training run, `shipped` or `typical`; default `shipped`. */
  readonly model?: string
  /** How the networks compute; `int8` is faster, and a little less exact. Default `float32`. */
  readonly precision?: Precision
  /** The catalogue with classes: .csv .ecsv .fits .tab */
  readonly out: string
  /** A file of DS9 regions with the classes, in the shapes and colours of the pages: .reg */
  readonly regions?: string
  /** Folder for report.html, a page with pictures; default: no page. */
  readonly report?: string
  /**
   * The number that the catalogue gives to the centre of the first pixel. Needed if its layout does
   * not say. If the layout says another number, this one is used, and a note says so.
   */
  readonly origin?: 0 | 1
  /** Column of people's classes, by its name or number; default: the one of the layout. */
  readonly classColumn?: string
  /** Classifies only this share of the rows. */
  readonly shard?: Shard
  /** The command line, for the page. */
  readonly command?: string
  /**
   * Called as the work goes on: with candidates, then with percents of the report. Without a
   * catalogue rows of the mosaics and measurements come first.
   */
  onProgress?(
    nDone: number,
    nTotal: number,
    of: 'rows' | 'measurements' | 'candidates' | 'report',
  ): void
}

/**
 * Classifies the candidates of a catalogue and writes the catalogue back with the classes.
 *
 * @throws InputError if anything does not fit; nothing is written then
 * @example
 * await classify({ images: ['ngc1566/'], catalog: 'ngc1566.tab', out: 'classes.csv' })
 * await classify({ images: ['ngc1566/'], out: 'classes.csv' }) // its sources are found first
 */
export async function classify(options: ClassifyOptions): Promise<Classification> {
  const started = new Date()
  const path = modelFile(options.model ?? SHIPPED_MODEL)
  const onNote = listenerOf(options)
  if (options.prefix !== undefined) checkPrefix(options.prefix)
  if (!options.model) onNote(`no --model: the shipped model, ${path}`, false)
  if (options.report) await checkFolder(options.report)
  const { out } = options
  writableFormatOf(out)
  const isGiven = hasCatalog(options.images, options.catalog)
  if (!isGiven) refuseCatalogWords(options)
  const { images, catalog } = isGiven
    ? await filesOfField(options.images, options.catalog, options)
    : { images: await imageFiles(options.images, options), catalog: undefined }
  const model = openModelAt(path, options.precision)
  // Its error is for whoever waits for it.
  model.catch(() => {})
  return classifyImages({ ...options, images, catalog, onNote, model, started })
}

async function classifyImages(options: Omit<OpenedOptions, 'early'>): Promise<Classification> {
  const { images, catalog, out, report, model } = options
  const field = await openField(images, options, catalog === undefined ? [out] : [catalog, out])
  const early = await earlyNetwork(model, field, catalog, options)
  try {
    const { classification, drawing } = await classifyField(field, { ...options, early })
    if (!report) return classification
    const page = await writePage(classification, field, { ...options, drawing: await drawing })
    return { ...classification, report: page }
  } finally {
    await early.release()
    await field.close()
  }
}

/** Formats in which a column keeps its description, which says what the classes are. */
const KEEP_MEANING: ReadonlySet<string> = new Set(['ecsv', 'fits', 'votable', 'parquet', 'ipac'])
const NO_MEANING =
  'the file cannot say what its classes are, as .ecsv, .fits, .vot and .parquet can: give the ' +
  'model to `evaluate --classes`'

interface OpenedOptions extends Omit<ClassifyOptions, 'onNote' | 'catalog' | 'model'> {
  readonly catalog: string | undefined
  readonly model: Promise<Model>
  readonly early: EarlyNetwork
  readonly started: Date
  readonly onNote: OnNote
}

async function classifyField(
  field: FitsMosaicSet,
  { catalog, hdu, format, out, regions, shard, early, onProgress, ...options }: OpenedOptions,
): Promise<{ classification: Classification; drawing: Promise<FieldDrawing> | undefined }> {
  const model = await options.model
  const inputs = catalog === undefined ? model.files : [catalog, ...model.files]
  const written = await checkOutputs(field, model.card, { ...options, out, regions, inputs })
  const asked = askedOf(options)
  const { x, y, ra, dec, id, classColumn } = asked
  const { images, onNote } = options
  const table =
    catalog === undefined
      ? await tableOfFound(await foundCatalogue(field, { onNote, onProgress }), images)
      : await openTable(catalog, { hdu, format }, [x, y, ra, dec, id, classColumn])
  const whole = candidatesOn(field, table, asked)
  const candidates = shard ? shardOf(whole, shard) : whole
  // It throws now, and not after the work, if the table cannot be written.
  await refuseUnwritable(unclassifiedTable(candidates.table, model.card, options.prefix), written)
  for (const line of await lostByFormat(candidates.table, written)) options.onNote?.(line, false)
  const drawing = options.report ? begunDrawing(field, candidates, model.card) : undefined
  // Its error is for whoever waits for it.
  drawing?.catch(() => {})
  const classification = await classifyCandidates(
    { field, candidates, whole, model, first: early.taken() },
    { ...options, onProgress: (nDone, nTotal) => onProgress?.(nDone, nTotal, 'candidates') },
  )
  await writeClasses(classification, candidates.id, field, { ...options, out, regions })
  return { classification, drawing }
}

/** The drawing of a page begins before the classes are known. */
async function begunDrawing(
  field: FitsMosaicSet,
  { x, y }: CandidateSet,
  card: ModelCard,
): Promise<FieldDrawing> {
  // Loading this takes 0.1 s, so it is loaded only if a report is wanted.
  const { FieldDrawing } = await import('../report/index.js')
  return new FieldDrawing(field, { card, positions: { x, y } })
}

/** Where the classes go, and what must not be replaced. */
interface Outputs extends Pick<ClassifyOptions, 'out' | 'regions' | 'prefix' | 'onNote'> {
  readonly inputs: readonly string[]
}

/**
 * Before the work: whether the catalogue with classes can be written.
 *
 * @returns its format
 */
export async function checkOutputs(
  { mosaics }: FitsMosaicSet,
  card: ModelCard,
  { out, regions, inputs, onNote }: Outputs,
): Promise<ReturnType<typeof writableFormatOf>> {
  const written = writableFormatOf(out)
  if (regions !== undefined && resolve(regions) === resolve(out)) {
    throw new CommandError({ what: '--regions and --out', expected: 'two files', got: out })
  }
  const images = mosaics.map(({ file }) => file)
  for (const path of regions === undefined ? [out] : [out, regions]) {
    await refuseOverwriting(path, [...images, ...inputs])
    await checkWritable(path)
  }
  if (!areTheFour(classesOfCard(card)) && !KEEP_MEANING.has(written)) onNote?.(NO_MEANING, false)
  return written
}

/** Writes the catalogue with classes, and their regions where they are asked for. */
export async function writeClasses(
  classification: Classification,
  ids: readonly string[],
  field: FitsMosaicSet,
  { out, regions, ...options }: Omit<Outputs, 'inputs'>,
): Promise<void> {
  const bytes = await tableBytes(classification.table, writableFormatOf(out))
  if (regions !== undefined) await writeRegions(regions, ids, classification, field, options)
  await writeAtomically(out, (file) => file.write(bytes))
}

async function writeRegions(
  path: string,
  ids: readonly string[],
  { scores, positions, card, provenance: { software, model } }: Classification,
  { wcs }: FitsMosaicSet,
  { prefix = 'ml', onNote }: Pick<ClassifyOptions, 'prefix' | 'onNote'>,
): Promise<void> {
  const { text, nNowhere } = classRegions({
    ...{ ids, ...positions, classes: scores.classes, kinds: card.classes, wcs },
    ...{ column: `${prefix}_class`, by: `classes by ${software}, model ${fileNameOf(model)}` },
  })
  if (nNowhere > 0) {
    onNote?.(`${nNowhere} of ${ids.length} rows have no position, and so no region`, false)
  }
  await writeAtomically(path, (file) => file.write(new TextEncoder().encode(text)))
}

type Asked = AskedColumns & Pick<ClassifyOptions, 'origin' | 'classColumn'>

/** What the user says of the catalogue. */
function askedOf({ origin, x, y, ra, dec, id, frame, classColumn }: Asked) {
  return { origin, x, y, ra, dec, id, frame, classColumn }
}

/** @returns its path */
export async function writePage(
  classification: Classification,
  mosaics: FitsMosaicSet,
  {
    report,
    command,
    drawing,
    onProgress,
  }: Pick<ClassifyOptions, 'report' | 'command' | 'onProgress'> & { drawing?: FieldDrawing },
): Promise<string> {
  const { writeReport } = await import('../report/index.js')
  const percents = (share: number) => onProgress?.(Math.round(100 * share), 100, 'report')
  return writeReport(report!, { classification, mosaics, command, drawing, onProgress: percents })
}
