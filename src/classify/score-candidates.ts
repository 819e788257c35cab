/**
 * One network's answer to every candidate. Stamps are cut and scored in batches sorted by row; answers go back
 * to the catalogue's own order. Where each stamp is shown in several orientations, its logits are their mean.
 */
import { isUnclassified } from '../catalog/index.js'
import {
  type PlacedWindows,
  type StampCutter,
  type StampPreparation,
  turned,
} from '../cutouts/index.js'
import type { ModelCard } from '../models/index.js'
import type { Session, Tensor } from '../nn/index.js'

export interface Stamps {
  readonly placed: PlacedWindows
  readonly cutter: StampCutter
  readonly preparation: StampPreparation
  /** Of a stamp as the network takes it: bands, height, width. */
  readonly picture: readonly [number, number, number]
  readonly nClasses: number
}

/** Seconds spent cutting stamps, and in the network. */
export interface Seconds {
  cutting: number
  network: number
}

export interface ScoringOptions {
  /** Stamps a run of the network. */
  readonly batch: number
  /** In which each stamp is shown, see cutouts/symmetry.ts. */
  readonly symmetries: readonly number[]
  onProgress?(nDone: number, nTotal: number): void
}

export interface Answers {
  /** nRows x nClasses. */
  readonly logits: Float32Array
  /** One a row: the network's output of that name, where it has one. */
  readonly novelty: Float32Array
}

/**
 * @param flags of every row; what the cutter notices is added
 * @param seconds what this takes is added
 * @returns NaN where a row has no stamp to be scored
 */
export async function scoreCandidates(
  stamps: Stamps,
  session: Session,
  flags: Uint32Array,
  seconds: Seconds,
  { batch, symmetries, onProgress }: ScoringOptions,
): Promise<Answers> {
  const { placed, cutter, preparation, nClasses } = stamps
  const logits = new Float32Array(flags.length * nClasses).fill(Number.NaN)
  const novelty = new Float32Array(flags.length).fill(Number.NaN)
  const length = stamps.picture.reduce((product, side) => product * side, 1)
  const sorted = [...placed.windows]
  const buffer = new Float32Array(Math.min(cutter.batch, sorted.length) * cutter.stampLength)
  for (let start = 0; start < sorted.length; start += cutter.batch) {
    const part = sorted.slice(start, start + cutter.batch)
    const began = performance.now()
    const crops = buffer.subarray(0, part.length * cutter.stampLength)
    const windows = part.map(([, window]) => window)
    const noticed = await cutter.cut(windows, crops)
    const prepared = preparation.prepare(crops)
    seconds.cutting += (performance.now() - began) / 1000
    for (let first = 0; first < part.length; first += batch) {
      const n = Math.min(batch, part.length - first)
      const ran = performance.now()
      const shown = prepared.subarray(first * length, (first + n) * length)
      const answers = await answersTo(session, stamps.picture, shown, symmetries)
      seconds.network += (performance.now() - ran) / 1000
      for (let i = 0; i < n; i++) {
        const [row] = part[first + i]
        flags[row] |= noticed[first + i]
        if (isUnclassified(flags[row])) continue
        logits.set(answers.logits.subarray(i * nClasses, (i + 1) * nClasses), row * nClasses)
        if (answers.novelty) novelty[row] = answers.novelty[i]
      }
      onProgress?.(start + first + n, sorted.length)
    }
  }
  return { logits, novelty }
}

/** Mean logits over the orientations; the novelty is that of the first. */
async function answersTo(
  session: Session,
  picture: Stamps['picture'],
  stamps: Float32Array,
  symmetries: readonly number[],
): Promise<{ logits: Float32Array; novelty?: Float32Array }> {
  const [nBands, side] = picture
  const shape = [stamps.length / (nBands * side * side), ...picture]
  const answers: Record<string, Tensor>[] = []
  for (const symmetry of symmetries) {
    const data = symmetry === 0 ? stamps : turned(stamps, side, symmetry)
    answers.push(await session.run({ stamps: { shape, data } }))
  }
  const [{ logits, novelty }] = answers
  const mean = logits.data.map(
    (_, i) => answers.reduce((sum, answer) => sum + answer.logits.data[i], 0) / answers.length,
  )
  return { logits: mean, novelty: novelty?.data }
}

/* A stamp may be shown to the network turned and mirrored; its logits are then the mean over what was shown. */

/** In how many each stamp is shown: as it is; also turned by 180 degrees; turned and mirrored in all eight ways. */
export type Orientations = 1 | 2 | 8

/** By number of orientations; the half turn first, for it gains most of what all eight do (docs/studies/default-model.md). */
export const SYMMETRIES: Readonly<Record<Orientations, readonly number[]>> = {
  1: [0],
  2: [0, 2],
  8: [0, 1, 2, 3, 4, 5, 6, 7],
}

type Temperatures = Pick<ModelCard, 'temperature' | 'orientationTemperatures'>

/** That of so many orientations, where the card knows it; else that of one. */
export function temperatureFor(
  { temperature, orientationTemperatures }: Temperatures,
  orientations: Orientations,
): number | undefined {
  return orientations === 1 ? temperature : (orientationTemperatures?.[orientations] ?? temperature)
}

/** A mean of logits is less sure than one of them, and righter: what calibrates the one does not calibrate the other. */
export function orientationNotes(card: Temperatures, orientations: Orientations): string[] {
  const isKnown = orientations === 1 || card.orientationTemperatures?.[orientations] !== undefined
  if (isKnown || card.temperature === undefined) return []
  return [
    `the model's probabilities are calibrated for one orientation; of the mean over ${orientations} they are too cautious, by a little`,
  ]
}
