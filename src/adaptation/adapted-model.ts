/**
 * Adapts a model to a field of which nobody has classified an object: statistics of the batch norms
 * first, where the field is foreign; then self-training of the last stage. The result is measured
 * on stamps that were held out, and refused where it is surer and less steady than before.
 */
import { type ByteSource, fileNameOf, memorySource } from '../bytes/index.js'
import type { CandidateSet } from '../catalog/index.js'
import type { FitsMosaicSet } from '../cutouts/index.js'
import {
  adaptedFacts,
  graphWithNovelty,
  inferenceGraph,
  type ModelCard,
  modelBytes,
  readCard,
} from '../models/index.js'
import { pickedRows, type SessionOptions, type Weights } from '../nn/index.js'
import { Notes, type OnNote } from '../notes.js'
import { Random } from '../random.js'
import { beforeAndAfter, refuseSurer, type Steadiness, steadinessOf } from '../train/index.js'
import { type Adaptable, readAdaptable } from './adaptable.js'
import { ownStatistics } from './own-statistics.js'
import { logitsOfViews, selfTrained } from './self-training.js'
import { SHOWINGS } from './showings.js'
import { type ShownStamps, shownStamps } from './shown-stamps.js'
import { featuresOfViews } from './views.js'

export interface AdaptationInput {
  /** A model file. */
  readonly source: ByteSource
  readonly field: FitsMosaicSet
  readonly candidates: CandidateSet
  /** Name of the catalogue, for the card. */
  readonly catalogue: string
}

export interface AdaptationUse extends Pick<SessionOptions, 'nThreads'> {
  /** Draws the stamps, those that are held out, the order of training and dropout; default 1. */
  readonly seed?: number
  /** Day that the card gives; default today. */
  readonly today?: Date
  /**
   * Called with every note as soon as it is known: those on the field before the work. What it
   * throws ends the work.
   */
  readonly onNote?: OnNote
  /** Called with the views of stamps that the network has seen. */
  onProgress?(nDone: number, nTotal: number): void
}

export interface AdaptedModel {
  readonly bytes: Uint8Array
  readonly card: ModelCard
  /** On the stamps, and on what the file no longer has. */
  readonly notes: Notes
}

/**
 * Adapts a model; no file is written.
 *
 * @throws InputError if the model does not fit the mosaics, was adapted already or cannot be; if
 *   there are fewer than 100 stamps; or if it would become more sure and less consistent
 * @example
 * const { bytes, card } = await adaptedModel({ source, field, candidates, catalogue: 'a.tab' })
 * card.adapted?.consistency // [0.84, 0.87]
 */
export async function adaptedModel(
  { source, field, candidates, catalogue }: AdaptationInput,
  { seed = 1, today = new Date(), ...use }: AdaptationUse = {},
): Promise<AdaptedModel> {
  const adaptable = await readAdaptable(source)
  const { card } = adaptable.file
  const shown = await shownStamps(field, candidates, card, seed)
  const notes = new Notes()
  if (card.remark) notes.say(`the model: ${card.remark}`)
  notes.add(shown.notes).tell(use.onNote)
  const changed = await adaptedWeights(adaptable, shown, { ...use, seed })
  const { before, after } = changed
  refuseSurer(before, after, source.name)
  const made = await fileOf(adaptable, changed.weights, {
    mosaics: field.mosaics.map(({ file }) => fileNameOf(file)),
    ...{ catalogue, nStamps: shown.rows.length, date: today.toISOString().slice(0, 10), seed },
    ...{ from: card.graphSha256, ownStatistics: changed.share, epoch: changed.epoch },
    ...beforeAndAfter(before, after),
  })
  made.notes.tell(use.onNote)
  return { ...made, notes: notes.add(made.notes) }
}

interface Changed {
  readonly weights: Weights
  /** Share of the stamps' own moments in the statistics. */
  readonly share: number
  /** Epoch of the self-training; 0: none. */
  readonly epoch: number
  /** On the stamps that were held out. */
  readonly before: Steadiness
  readonly after: Steadiness
}

async function adaptedWeights(
  adaptable: Adaptable,
  shown: ShownStamps,
  { seed, nThreads, onProgress }: AdaptationUse & { seed: number },
): Promise<Changed> {
  const { file, shape, weights: old } = adaptable
  const options = { device: 'cpu', nThreads } as const
  const isHeldOut = heldOutOf(shown.rows.length, seed)
  const steadiness = async (views: readonly Float32Array[], weights: Weights) => {
    const held = views.map((view) => rowsOf(view, isHeldOut))
    const logits = await logitsOfViews(adaptable, held, weights, options)
    return steadinessOf(logits, shape.nClasses, file.card.temperature)
  }
  const { share, weights: moved } = await ownStatistics(adaptable, shown, options)
  const counting = counted(shown.rows.length * (share > 0 ? 2 : 1), onProgress)
  const seen = (weights: Weights) =>
    featuresOfViews(adaptable, weights, shown, SHOWINGS, { ...options, onStamps: counting })
  const before = await seen(old)
  const views = share > 0 ? await seen(moved) : before
  const trained = await selfTrained(adaptable, views, moved, { ...options, isHeldOut, seed })
  return {
    ...{ weights: trained.weights, share, epoch: trained.epoch },
    before: await steadiness(before, old),
    after: await steadiness(views, trained.weights),
  }
}

/** One stamp in so many is held out. */
const HELD_OUT = 5

function heldOutOf(n: number, seed: number): boolean[] {
  const order = new Random(seed).shuffled(Array.from({ length: n }, (_, row) => row))
  const held = new Set(order.slice(0, Math.round(n / HELD_OUT)))
  return Array.from({ length: n }, (_, row) => held.has(row))
}

function rowsOf(features: Float32Array, isWanted: readonly boolean[]): Float32Array {
  const rows = isWanted.flatMap((is, row) => (is ? [row] : []))
  return pickedRows(features, rows, features.length / isWanted.length)
}

/** Stamps in all of their views, as the progress of the whole. */
function counted(nStamps: number, onProgress: AdaptationUse['onProgress']): (n: number) => void {
  const nViews = SHOWINGS.reduce((n, { symmetries }) => n + symmetries.length, 0)
  let nDone = 0
  return (n) => {
    nDone += n
    onProgress?.(nDone, nStamps * nViews)
  }
}

/** The model file, and what it no longer has. */
async function fileOf(
  { file, architecture, shape, space }: Adaptable,
  weights: Weights,
  adapted: Parameters<typeof adaptedFacts>[1],
): Promise<AdaptedModel> {
  const { int8, gallery } = file.card
  const facts = adaptedFacts(file.card, adapted)
  const graph = space
    ? graphWithNovelty(architecture, shape, space)
    : inferenceGraph(architecture, shape)
  const beside = facts.gallery ? { gallery: file.beside.gallery } : {}
  const bytes = await modelBytes(graph, weights, facts, beside)
  const notes = new Notes()
  if (int8) notes.say('the new model has no ranges for int8: run `starsift models quantize`')
  if (gallery && !facts.gallery) {
    notes.say('the new model has no gallery, since its features are others: run `models gallery`')
  }
  return { bytes, card: await readCard(memorySource(bytes)), notes }
}
