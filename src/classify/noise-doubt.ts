/**
 * Whether a field is as deep as those that the model was trained on: the noise of its bands,
 * measured on fifty stamps from all over the catalogue. They come as ten times five neighbours in
 * the order of their rows, which share most of the rows that are read for them.
 */
import { FieldNoise, type StampWindow } from '../cutouts/index.js'
import type { ModelCard, Range } from '../models/index.js'
import type { ModelStamps } from './stamps.js'

const N_PLACES = 10
const STAMPS_PER_PLACE = 5
/** A median over fewer stamps says more about these stamps than about the field. */
const FEWEST_MEASURED = 20

/**
 * Noise outside the range of training by more than this factor means another depth. A factor of 2
 * would have passed fields on which the default model of then fell from 87 to 36 %
 * (docs/studies/default-model.md, "Fine-tuning").
 */
const LARGEST_FACTOR = 1.25

/**
 * Why a field as a whole is unlike the training fields: its pixel scale or else its noise;
 * undefined if it is not, or the card does not say what they were like.
 *
 * @param windowsAt gives those at {@link noiseRanks} of the whole catalogue
 */
export async function unlikeDoubt(
  stamps: ModelStamps,
  card: ModelCard,
  windowsAt: () => readonly StampWindow[] | Promise<readonly StampWindow[]>,
): Promise<string | undefined> {
  if (stamps.scaleDoubt || !card.trainedOn) return stamps.scaleDoubt
  return noiseDoubt(stamps, await windowsAt(), card)
}

/**
 * What the user should know about the noise of a field; undefined if it is like that of the
 * training fields, or the card does not say what they were like.
 *
 * @param windows those at {@link noiseRanks} of the whole catalogue
 */
export async function noiseDoubt(
  stamps: ModelStamps,
  windows: readonly StampWindow[],
  card: ModelCard,
): Promise<string | undefined> {
  return noiseDifference(await fieldNoise(stamps, windows), card, stamps.planeOfBand)
}

/**
 * The bands whose noise is not that of training, and what to do; undefined if all are as in
 * training.
 *
 * @param found one number per band, e-/s; NaN where there is none; undefined where there were too
 *   few stamps to tell
 * @param planeOfBand the plane of the model that each band is; default: as many, in their order
 */
export function noiseDifference(
  found: readonly number[] | undefined,
  { trainedOn, bands }: Pick<ModelCard, 'trainedOn' | 'bands'>,
  planeOfBand: readonly number[] = bands.map((_, band) => band),
): string | undefined {
  if (!trainedOn || !found) return undefined
  const outside = bands.flatMap(({ accepts }, i) => {
    if (planeOfBand[i] < 0) return []
    const [low, high] = trainedOn.noise[planeOfBand[i]]
    if (!(found[i] < low / LARGEST_FACTOR || found[i] > high * LARGEST_FACTOR)) return []
    return [`${accepts.join(' or ')} ${digits(found[i])} (trained on ${rangeText([low, high])})`]
  })
  if (outside.length === 0) return undefined
  return (
    `the noise of the stamps is not that of the training fields, e-/s: ${outside.join(', ')}: ` +
    'another depth, or another unit; check BUNIT, and look at a sample of the classes, ' +
    'or train on fields of this depth (train --init); every row is flagged unlike_training'
  )
}

function rangeText([low, high]: Range): string {
  return low === high ? digits(low) : `${digits(low)} to ${digits(high)}`
}

function digits(value: number): string {
  return `${Number(value.toPrecision(3))}`
}

/**
 * The noise of each band, e-/s, NaN where no stamp has a spread.
 *
 * @returns undefined where there are fewer than 20 stamps
 */
async function fieldNoise(
  { cutter, preparation, planeOfBand }: ModelStamps,
  windows: readonly StampWindow[],
): Promise<number[] | undefined> {
  if (windows.length < FEWEST_MEASURED) return undefined
  const noise = new FieldNoise(planeOfBand.length)
  for (let start = 0; start < windows.length; start += cutter.batch) {
    const part = windows.slice(start, start + cutter.batch)
    const crops = new Float32Array(part.length * cutter.stampLength)
    await cutter.cut(part, crops)
    for (let at = 0; at < crops.length; at += cutter.stampLength) {
      noise.add(preparation.resampled(crops.slice(at, at + cutter.stampLength)))
    }
  }
  return noise.ofBands()
}

/** Which of `n` windows are looked at: fifty of them, in their order; all where there are fewer. */
export function noiseRanks(n: number): number[] {
  if (n <= N_PLACES * STAMPS_PER_PLACE) return Array.from({ length: n }, (_, i) => i)
  return Array.from({ length: N_PLACES }, (_, place) => {
    const first = Math.floor((place * n) / N_PLACES)
    return Array.from({ length: STAMPS_PER_PLACE }, (_, i) => first + i)
  }).flat()
}
