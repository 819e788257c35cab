/** Whether a field is as deep as those that the model was trained on: the noise of its bands. */

import { flagValue, isUnclassified } from '../catalog/index.js'
import { FieldNoise } from '../cutouts/index.js'
import type { ModelCard, Range } from '../models/index.js'
import type { Stamps } from './score-candidates.js'

/**
 * Noise outside the range of training by more than this factor is of another depth. At twice, fields on which the default model
 * fell from 86 to 37 % would have passed (docs/studies/default-model.md, "Fine-tuning").
 */
const LARGEST_FACTOR = 1.25

/**
 * What is found against what was trained on, and what to do; undefined if the field is like the training set, or the card does
 * not say what that was like.
 *
 * @param found of each band, e-/s, NaN where there is none; undefined where there were too few stamps to tell
 */
export function noiseDoubt(
  found: readonly number[] | undefined,
  { trainedOn, bands }: Pick<ModelCard, 'trainedOn' | 'bands'>,
): string | undefined {
  if (!trainedOn || !found) return undefined
  const outside = bands.flatMap(({ accepts }, i) => {
    const [low, high] = trainedOn.noise[i]
    if (!(found[i] < low / LARGEST_FACTOR || found[i] > high * LARGEST_FACTOR)) return []
    return [`${accepts.join(' or ')} ${digits(found[i])} (trained on ${rangeText([low, high])})`]
  })
  if (outside.length === 0) return undefined
  return (
    `the noise of the stamps is not that of the training fields, e-/s: ${outside.join(', ')}: another depth, or another unit; ` +
    'check BUNIT, and look at a sample of the classes, or train on fields of this depth (train --init); ' +
    'every row is flagged unlike_training'
  )
}

function rangeText([low, high]: Range): string {
  return low === high ? digits(low) : `${digits(low)} to ${digits(high)}`
}

function digits(value: number): string {
  return `${Number(value.toPrecision(3))}`
}

/*
 * The noise of a field, for comparison with the fields of training: by fifty stamps from all over the whole catalogue, so
 * that every shard of it comes to the same answer. They come as ten times five neighbours in the order of their rows, which
 * share most of the rows that are read for them.
 */

const N_PLACES = 10
const STAMPS_A_PLACE = 5
/** With fewer stamps the median says more of them than of the field. */
const FEWEST_MEASURED = 20

/**
 * @param stamps of the whole catalogue
 * @returns of each band, e-/s, NaN where no stamp has a spread; undefined where there are fewer than 20 stamps
 */
export async function fieldNoise({
  placed,
  cutter,
  preparation,
  picture: [nBands],
}: Stamps): Promise<number[] | undefined> {
  const windows = sample([...placed.windows.values()])
  if (windows.length < FEWEST_MEASURED) return undefined
  const noise = new FieldNoise(nBands)
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

/** Sorted as they were; all where there are no more. */
function sample<T>(sorted: readonly T[]): readonly T[] {
  if (sorted.length <= N_PLACES * STAMPS_A_PLACE) return sorted
  return Array.from({ length: N_PLACES }, (_, place) => {
    const first = Math.floor((place * sorted.length) / N_PLACES)
    return sorted.slice(first, first + STAMPS_A_PLACE)
  }).flat()
}

/* Rows that are unlike what the networks were trained on, by their own account (models/novelty.ts). */

/** What one network says. */
export interface NetworkNovelty {
  /** d^2 of each row, NaN where it gave none. */
  readonly values: Float32Array
  /** Above it a row is unlike the training set; undefined where the network cannot tell. */
  readonly threshold: number | undefined
}

/**
 * Flags the rows of which more than half of the networks say so. A distance that is no number is above every threshold.
 *
 * @param flags of every row; rows without a stamp are left alone
 */
export function flagUnlike(flags: Uint32Array, networks: readonly NetworkNovelty[]): void {
  for (let row = 0; row < flags.length; row++) {
    if (isUnclassified(flags[row])) continue
    const votes = networks.filter(
      ({ values, threshold }) => threshold !== undefined && !(values[row] <= threshold),
    )
    if (votes.length > networks.length / 2) flags[row] |= flagValue('unlike_training')
  }
}
