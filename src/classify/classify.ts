/**
 * The main job: mosaics and candidates in, a class for every candidate out. The networks of an ensemble come one
 * after another, each over all candidates: no more than one is in memory.
 */

import { type CandidateSet, flagValue } from '../catalog/index.js'
import {
  type FitsMosaic,
  type FitsMosaicSet,
  placeWindows,
  StampCutter,
  stampPreparation,
} from '../cutouts/index.js'
import { ensembleScores, type ModelCard, type Scores } from '../models/index.js'
import type { Session } from '../nn/index.js'
import type { Table } from '../tables/index.js'
import { missingBandsNote, mosaicsForModel } from './bands.js'
import { withScores } from './columns.js'
import { fieldNoise, flagUnlike, noiseDoubt } from './doubts.js'
import { scaleDoubt, stampRecipeAt } from './pixel-scale.js'
import {
  type Answers,
  type Orientations,
  orientationNotes,
  type Seconds,
  type Stamps,
  SYMMETRIES,
  scoreCandidates,
  temperatureFor,
} from './score-candidates.js'

export interface ClassifyInput {
  readonly field: FitsMosaicSet
  readonly candidates: CandidateSet
  /** Of a shard: the whole catalogue, by which the field is compared with those of training; default: the candidates. */
  readonly whole?: CandidateSet
  readonly card: ModelCard
  /** The network; or each of an ensemble, opened when its turn comes and released after it. */
  readonly session: Session | readonly (() => Promise<Session>)[]
  /** Of each network, where it tells what is unlike its training set; default: that of the card. */
  readonly noveltyThresholds?: readonly (number | undefined)[]
}

export interface ClassifyOptions {
  /** Stamps a run of the network, at most 256 (fewer of large crops); default 8, where the CPU's caches still hold what it computes. */
  batch?: number
  /** In how many each stamp is shown to the network, whose logits are averaged; default 1. */
  orientations?: Orientations
  /** Called after every batch. */
  onProgress?(nDone: number, nTotal: number): void
}

export interface Classified extends Scores {
  readonly table: Table
  readonly notes: readonly string[]
  readonly seconds: Readonly<Seconds>
}

/**
 * Classifies every candidate.
 *
 * @throws InputError if a band is missing
 */
export async function classify(
  { field, candidates, card, session, ...input }: ClassifyInput,
  { batch = 8, orientations = 1, onProgress }: ClassifyOptions = {},
): Promise<Classified> {
  const mosaics = mosaicsForModel(card, field.mosaics)
  const bandsNote = missingBandsNote(card, mosaics)
  const stamps = stampsFor(field, mosaics, candidates, card)
  const lacking = bandsNote ? flagValue('missing_bands') : 0
  const flags = Uint32Array.from(stamps.placed.flags, (bits) => bits | lacking)
  const seconds = { cutting: 0, network: 0 }
  const members = 'run' in session ? [session] : session
  const { noveltyThresholds = members.map(() => card.novelty?.threshold) } = input
  const answers: Answers[] = []
  for (const [i, member] of members.entries()) {
    const network = typeof member === 'function' ? await member() : member
    const isOurs = network !== member
    const progress = (nDone: number, n: number) => onProgress?.(i * n + nDone, members.length * n)
    const options = { batch, symmetries: SYMMETRIES[orientations], onProgress: progress }
    const answer = scoreCandidates(stamps, network, flags, seconds, options)
    answers.push(await answer.finally(() => isOurs && network.release()))
  }
  flagUnlike(
    flags,
    answers.map(({ novelty }, i) => ({ values: novelty, threshold: noveltyThresholds[i] })),
  )
  const doubts = await doubtsAboutField(field, mosaics, input.whole ?? candidates, card)
  if (doubts.length > 0) for (const row of flags.keys()) flags[row] |= flagValue('unlike_training')
  const logits = answers.map((answer) => answer.logits)
  const classes = card.classes.map(({ value }) => value)
  const temperature = temperatureFor(card, orientations)
  const scores = ensembleScores(logits, flags, { classes, temperature })
  const table = withScores(candidates.table, scores, card)
  const notes = [
    ...notesOn(field, card),
    ...orientationNotes(card, orientations),
    ...(bandsNote ? [bandsNote] : []),
    ...doubts,
  ]
  return { ...scores, table, notes, seconds }
}

function stampsFor(
  field: FitsMosaicSet,
  mosaics: readonly (FitsMosaic | undefined)[],
  candidates: CandidateSet,
  card: ModelCard,
): Stamps {
  const preparation = stampPreparation(stampRecipeAt(field.pixelScaleArcsec, card))
  const { cropPx } = preparation
  return {
    placed: placeWindows(candidates, field, card.window, cropPx),
    cutter: new StampCutter(mosaics, cropPx, card.fewestBands),
    preparation,
    picture: [card.bands.length, card.sizePx, card.sizePx],
    nClasses: card.classes.length,
  }
}

/**
 * Whether the field is like those of training, as far as the card says what these were like. Resampling changes the noise, so
 * of mosaics of another scale that is not asked.
 */
async function doubtsAboutField(
  field: FitsMosaicSet,
  mosaics: readonly (FitsMosaic | undefined)[],
  whole: CandidateSet,
  card: ModelCard,
): Promise<string[]> {
  const scale = scaleDoubt(field.pixelScaleArcsec, card)
  if (scale) return [scale]
  if (!card.trainedOn) return []
  const noise = noiseDoubt(await fieldNoise(stampsFor(field, mosaics, whole, card)), card)
  return noise ? [noise] : []
}

/** Doubts about the mosaics that the user should hear of. */
function notesOn(field: FitsMosaicSet, card: ModelCard): string[] {
  return [...field.notes, ...(card.remark ? [`the model: ${card.remark}`] : [])]
}
