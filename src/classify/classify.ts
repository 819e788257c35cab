/**
 * The main job: mosaics and candidates in, a class for every candidate out. Stamps are cut and classified
 * in batches sorted by row; answers go back to the catalogue's own order.
 */
import { type CandidateSet, flagValue, isUnclassified } from '../catalog/index.js'
import { type FitsMosaicSet, fillWithMedian, placeWindows, StampCutter } from '../cutouts/index.js'
import type { ModelCard } from '../models/card.js'
import type { Session } from '../nn/index.js'
import type { Table } from '../tables/index.js'
import { mosaicsForModel } from './bands.js'
import { blankScores, type Scores, withScores } from './columns.js'
import { argmax, softmax } from './scores.js'

export interface ClassifyInput {
  readonly field: FitsMosaicSet
  readonly candidates: CandidateSet
  readonly card: ModelCard
  readonly session: Session
}

export interface ClassifyOptions {
  /** Stamps a run of the network; default 8, where the CPU's caches still hold what it computes. */
  batch?: number
  /** Called after every batch. */
  onProgress?(nDone: number, nTotal: number): void
}

export interface Classified extends Scores {
  readonly table: Table
  readonly notes: readonly string[]
  /** Seconds spent cutting stamps, and in the network. */
  readonly seconds: { readonly cutting: number; readonly network: number }
}

/**
 * Classifies every candidate.
 *
 * @throws InputError if a band is missing
 */
export async function classify(
  { field, candidates, card, session }: ClassifyInput,
  { batch = 8, onProgress }: ClassifyOptions = {},
): Promise<Classified> {
  const cutter = new StampCutter(mosaicsForModel(card, field.mosaics), card.sizePx)
  const nRows = candidates.table.nRows
  const nClasses = card.classes.length
  const { flags, windows } = placeWindows(candidates, field, card.window, card.sizePx)
  const { classes, probabilities } = blankScores(nRows, nClasses)
  const seconds = { cutting: 0, network: 0 }

  const sorted = [...windows]
  for (let start = 0; start < sorted.length; start += cutter.batch) {
    const part = sorted.slice(start, start + cutter.batch)
    const began = performance.now()
    const stamps = new Float32Array(part.length * cutter.stampLength)
    const noticed = await cutter.cut(
      part.map(([, window]) => window),
      stamps,
    )
    normalise(stamps, card)
    seconds.cutting += (performance.now() - began) / 1000
    for (let first = 0; first < part.length; first += batch) {
      const n = Math.min(batch, part.length - first)
      const ran = performance.now()
      const logits = await logitsOf(session, card, stamps, first, n)
      seconds.network += (performance.now() - ran) / 1000
      for (let i = 0; i < n; i++) {
        const [row] = part[first + i]
        flags[row] |= noticed[first + i]
        if (isUnclassified(flags[row])) continue
        const scores = probabilities.subarray(row * nClasses, (row + 1) * nClasses)
        if (softmax(logits, i * nClasses, scores)) classes[row] = card.classes[argmax(scores)].value
        else flags[row] |= flagValue('bad_scores')
      }
      onProgress?.(start + first + n, sorted.length)
    }
  }
  const scores = { classes, probabilities, flags }
  const table = withScores(candidates.table, scores, card)
  return { ...scores, table, notes: notesOn(field, card), seconds }
}

/** Logits of stamps [first, first + n). */
async function logitsOf(
  session: Session,
  { bands, sizePx }: ModelCard,
  stamps: Float32Array,
  first: number,
  n: number,
): Promise<Float32Array> {
  const length = bands.length * sizePx ** 2
  const data = stamps.subarray(first * length, (first + n) * length)
  const { logits } = await session.run({
    stamps: { shape: [n, bands.length, sizePx, sizePx], data },
  })
  return logits.data
}

/** Fills what has no pixels and applies the card's normalisation, in place. */
function normalise(stamps: Float32Array, { normalisation, sizePx }: ModelCard): void {
  const nPixels = sizePx ** 2
  const { means } = normalisation
  for (let at = 0, band = 0; at < stamps.length; at += nPixels, band = (band + 1) % means.length) {
    const plane = stamps.subarray(at, at + nPixels)
    fillWithMedian(plane)
    for (let i = 0; i < nPixels; i++) plane[i] -= means[band]
  }
}

/** Doubts about the mosaics that the user should hear of. */
function notesOn(field: FitsMosaicSet, card: ModelCard): string[] {
  const notes = [...field.notes]
  const expected = card.pixelScaleArcsec
  const found = field.pixelScaleArcsec
  if (expected && found && Math.abs(found / expected - 1) > 0.05) {
    notes.push(
      `the mosaics have ${found.toFixed(4)} arcsec a pixel, the model was made for ${expected}: ` +
        'its classes are not to be trusted here',
    )
  }
  for (const { unit, file } of field.mosaics) {
    if (!/^(e(lectrons?)?-?\s*(\/\s*s(ec)?|\s*s-1))$/i.test(unit)) {
      notes.push(`${file}: unit ${unit || 'unknown'}, the model expects electrons/s`)
    }
  }
  return notes
}
