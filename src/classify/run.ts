/** The main job from files to file: everything is checked first, then the work begins. */

import { type CandidateSet, candidatesOf } from '../catalog/index.js'
import { checkPositions, type FitsMosaicSet, openMosaics, skyNotes } from '../cutouts/index.js'
import { checkWritable, refuseOverwriting, withFile, writeAtomically } from '../files/index.js'
import { blankScores, type ModelCard, openModel } from '../models/index.js'
import type { Device } from '../nn/index.js'
import { SOFTWARE } from '../software.js'
import {
  readTable,
  type Table,
  type TableFormat,
  tableBytes,
  writableFormatOf,
} from '../tables/index.js'
import { mosaicsForModel } from './bands.js'
import type { Classification, Provenance } from './classification.js'
import { type Classified, classify } from './classify.js'
import { withHistory, withScores } from './columns.js'
import type { Orientations } from './score-candidates.js'
import { type Shard, shardOf } from './shard.js'

export interface ClassifyJob {
  /** FITS files, or folders of them. */
  readonly images: readonly string[]
  /** .csv .ecsv .fits .tab .txt .cat */
  readonly catalog: string
  /** .onnx with a model card, or the folder of an ensemble. */
  readonly model: string
  /** Its ending says the format. */
  readonly out: string
  /** What the catalogue calls the centre of the first pixel; needed where its layout does not say, and overrules it with a note. */
  readonly origin?: 0 | 1
  /** Default `cpu`. */
  readonly device?: Device
  /** Stamps a run of the network, at most 256; default 8. */
  readonly batch?: number
  /** In how many each stamp is shown, the logits averaged; default 1. */
  readonly orientations?: Orientations
  readonly shard?: Shard
  onNote?(note: string): void
  onProgress?(nDone: number, nTotal: number): void
}

export interface FinishedJob {
  readonly classification: Classification
  readonly candidates: CandidateSet
  readonly seconds: Classified['seconds']
}

/**
 * Classifies the candidates of a catalogue and writes it back with the classes.
 *
 * @throws InputError if anything does not fit; nothing is written then
 */
export async function classifyFiles(job: ClassifyJob): Promise<FinishedJob> {
  const field = await openMosaics(job.images)
  try {
    return await classifyField(job, field)
  } finally {
    await field.close()
  }
}

/** As {@link classifyFiles}, on mosaics that the caller opened and closes. */
export async function classifyField(job: ClassifyJob, field: FitsMosaicSet): Promise<FinishedJob> {
  const started = new Date()
  const format = writableFormatOf(job.out)
  const mosaicFiles = field.mosaics.map(({ file }) => file)
  const model = await openModel(job.model, job.device)
  const { card, files, sessions, noveltyThresholds } = model
  await refuseOverwriting(job.out, [...mosaicFiles, job.catalog, ...files])
  await checkWritable(job.out)
  const whole = await readCandidates(job, field)
  checkPositions(whole, field)
  const notes = [...whole.notes, ...skyNotes(whole, field)]
  const candidates = job.shard ? shardOf(whole, job.shard) : whole
  mosaicsForModel(card, field.mosaics)
  rehearseOutput(candidates.table, card, format)
  for (const note of notes) job.onNote?.(note)

  const input = { field, candidates, whole, card, session: sessions, noveltyThresholds }
  const classified = await classify(input, job)
  for (const note of classified.notes) job.onNote?.(note)
  const { orientations = 1 } = job
  const table = withHistory(classified.table, { path: job.model, model, orientations })
  await writeAtomically(job.out, (file) => file.write(tableBytes(table, format)))

  const classification: Classification = {
    ...classified,
    x: candidates.x,
    y: candidates.y,
    card,
    notes: [...notes, ...classified.notes],
    provenance: provenanceOf(job, field, started),
  }
  return { classification, candidates, seconds: classified.seconds }
}

/** Of a run that began then and ends now. */
function provenanceOf(
  { model, catalog, device = 'cpu', orientations = 1 }: ClassifyJob,
  { mosaics }: FitsMosaicSet,
  started: Date,
): Provenance {
  return {
    software: SOFTWARE,
    started: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    ...{ device, orientations, model, catalog },
    mosaics: mosaics.map(({ band, file, bytes }) => ({ band, file, bytes })),
  }
}

/** Finds out before the work whether its result could be written: names taken, text beyond ASCII. */
function rehearseOutput(table: Table, card: ModelCard, format: TableFormat): void {
  const scores = blankScores(new Uint32Array(table.nRows), card.classes.length)
  tableBytes(withScores(table, scores, card), format)
}

async function readCandidates(
  { catalog, origin }: ClassifyJob,
  { wcs }: FitsMosaicSet,
): Promise<CandidateSet> {
  const table = await withFile(catalog, (source) => readTable(source))
  return candidatesOf(table, { origin, wcs })
}
