/** Whether a field is like those that the model was trained on: its pixel scale, and the noise of its bands. */
import type { ModelCard } from '../models/card.js'
import { type Range, rangeText, scaleDoubt } from './pixel-scale.js'

/**
 * Noise outside the range of training by more than this factor is of another depth. At twice, fields on which the default model
 * fell from 86 to 37 % would have passed (docs/default-model.md, "Fine-tuning").
 */
const LARGEST_NOISE_FACTOR = 1.25

export interface MeasuredField {
  readonly pixelScaleArcsec: number | undefined
  /** Of each band, e-/s, NaN where there is none; undefined where there were too few stamps to tell. */
  readonly noise: readonly number[] | undefined
}

/**
 * What is found against what was trained on, and what to do; none if the field is like the training set, or the card does not
 * say what that was like.
 */
export function doubtsAbout(
  field: MeasuredField,
  { trainedOn, bands }: Pick<ModelCard, 'trainedOn' | 'bands'>,
): string[] {
  if (!trainedOn) return []
  const doubts = [
    trainedOn.pixelScaleArcsec && scaleDoubt(field.pixelScaleArcsec, { trainedOn }),
    field.noise && noiseDoubt(field.noise, trainedOn.noise, bands),
  ]
  return doubts.flatMap((doubt) => (doubt ? `${doubt}; ${FLAGGED}` : []))
}

const FLAGGED = 'every row is flagged unlike_training'

function noiseDoubt(
  found: readonly number[],
  trained: readonly Range[],
  bands: ModelCard['bands'],
): string | undefined {
  const outside = bands.flatMap(({ accepts }, i) => {
    const [low, high] = trained[i]
    const isOutside =
      found[i] < low / LARGEST_NOISE_FACTOR || found[i] > high * LARGEST_NOISE_FACTOR
    if (!isOutside) return []
    return [
      `${accepts.join(' or ')} ${digits(found[i])} (trained on ${rangeText(trained[i], digits)})`,
    ]
  })
  if (outside.length === 0) return undefined
  return (
    `the noise of the stamps is not that of the training fields, e-/s: ${outside.join(', ')}: another depth, or another unit; ` +
    `check BUNIT, and look at a sample of the classes, or train on fields of this depth (train --init)`
  )
}

function digits(value: number): string {
  return `${Number(value.toPrecision(3))}`
}
