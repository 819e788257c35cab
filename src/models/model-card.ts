/**
 * The model card: everything that belongs to a model and not to code elsewhere. It travels inside
 * the .onnx file as JSON under the metadata key `starsift.card`. A field that this version does not
 * know is an error: what it asks for would not be done.
 */
import type { StampLayout } from '../cutouts/index.js'
import { type CardFields, cardFields } from './card-fields.js'
import { cardFaults } from './check-card.js'

export const modelCard = cardFields.superRefine((card, context) => {
  for (const fault of cardFaults(card)) context.addIssue({ code: 'custom', ...fault })
})

export type ModelCard = CardFields

/**
 * What stamps a model takes, to be compared with those of a data set.
 *
 * @example
 * const expected = layoutOfModel(card)
 * checkLayout(expected, layoutOfDataset(header, axes), 'ngc628.fits', 'model run/model.onnx')
 */
export function layoutOfModel(
  card: Pick<ModelCard, 'bands' | 'sizePx' | 'crop' | 'window' | 'pixelScaleArcsec'>,
): StampLayout {
  const { bands, sizePx, crop, window, pixelScaleArcsec } = card
  return {
    bands: bands.map(({ accepts }) => accepts.join('|')),
    sizePx,
    cropPx: crop?.sizePx ?? sizePx,
    ...(crop && { resampling: crop.resampling }),
    window,
    ...(pixelScaleArcsec !== undefined && { pixelScaleArcsec }),
  }
}

export type Range = readonly [low: number, high: number]

/**
 * Pixel scales of the mosaics that the model was trained on, arcsec; undefined where the card does
 * not say.
 */
export function trainedScales({
  trainedOn,
  pixelScaleArcsec: scale,
}: Pick<ModelCard, 'trainedOn' | 'pixelScaleArcsec'>): Range | undefined {
  return trainedOn?.pixelScaleArcsec ?? (scale ? [scale, scale] : undefined)
}

/**
 * From which distance on a stamp is unlike the training set, for every set of missing bands. A set
 * that the card does not know has the threshold of all bands.
 *
 * @returns undefined if the model cannot tell; else a function of the missing bands, in which bit i
 *   is set where band i is missing
 * @example noveltyThresholds(card)?.(0b00011) // the first two bands are missing
 */
export function noveltyThresholds({
  bands,
  novelty,
}: Pick<ModelCard, 'bands' | 'novelty'>): ((missing: number) => number) | undefined {
  if (!novelty) return undefined
  const bits = new Map(bands.map(({ name }, i) => [name, 2 ** i]))
  const known = new Map(
    novelty.missing?.map(({ bands: names, threshold }) => [
      names.reduce((sum, name) => sum + bits.get(name)!, 0),
      threshold,
    ]),
  )
  return (missing) => known.get(missing) ?? novelty.threshold
}
