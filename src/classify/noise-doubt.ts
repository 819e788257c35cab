/** Whether a field is as deep as those that the model was trained on: the noise of its bands. */
import type { ModelCard } from '../models/card.js'
import type { Range } from './pixel-scale.js'

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
