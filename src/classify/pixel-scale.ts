/**
 * Mosaics of another pixel scale than those of training, shown to the network as it knows them. A
 * crop spans as much sky as a stamp of training, is resampled to as many pixels, and keeps its
 * flux:
 *
 *   side = cropPx p0 / p,   value * (side / cropPx)^2
 *
 * where p is the scale of the mosaics and p0 that of training, arcsec per pixel. The side is a
 * whole number, even or odd as in training, so it is up to 1 px off. The point spread function then
 * has its size again; the noise has not (docs/decisions/0011-pixel-scale.md).
 */
import { isSameScale, type StampRecipe } from '../cutouts/index.js'
import { type ModelCard, trainedScales } from '../models/index.js'

/**
 * A scale that differs by a larger factor is more likely wrong in the header than meant, or leaves
 * too few pixels to show anything.
 */
const LARGEST_RATIO = 4

type Trained = Pick<ModelCard, 'sizePx' | 'crop' | 'trainedOn' | 'pixelScaleArcsec'>

/**
 * How stamps of these mosaics are made for the network: as the card says, or, where the pixel scale
 * of training is another, from crops that show as much sky.
 *
 * @param found pixel scale of the mosaics, arcsec; undefined where nobody knows
 * @example
 * // for a card of 48 px of 0.0396 arcsec
 * stampRecipeAt(0.05, card).crop // { sizePx: 38, resampling: 'lanczos' }
 */
export function stampRecipeAt(found: number | undefined, card: ModelCard): StampRecipe {
  const sizePx = cropAt(found, card)
  if (sizePx === undefined) return card
  return {
    ...card,
    crop: { sizePx, resampling: card.crop?.resampling ?? 'lanczos' },
    brightness: (sizePx / cropOf(card)) ** 2,
  }
}

/**
 * What the user should know where the network was not trained on this pixel scale; undefined where
 * it was, or nobody knows.
 */
export function scaleDoubt(found: number | undefined, card: Trained): string | undefined {
  const shown = nearestTrained(found, card)
  if (!found || !shown) return undefined
  const sizePx = cropAt(found, card)
  const done =
    sizePx === undefined
      ? 'they are shown as they are, for stamps of whole pixels come no nearer, ' +
        'or the difference is too large to be made up for: check CD or CDELT'
      : `stamps are resampled to that, from ${sizePx} px of the mosaics to ${card.sizePx}; ` +
        'better drizzle them to that scale'
  return (
    `the mosaics have ${found.toPrecision(4)} arcsec a pixel, ` +
    `the model was made for ${shown.toPrecision(4)}: ${done}; every row is flagged unlike_training`
  )
}

/**
 * Side of the crops that show as much sky as the card's, px of the mosaics; undefined where that is
 * the card's own side, or the scales are too different.
 */
function cropAt(found: number | undefined, card: Trained): number | undefined {
  const shown = nearestTrained(found, card)
  if (!found || !shown) return undefined
  const ratio = shown / found
  if (Math.max(ratio, 1 / ratio) > LARGEST_RATIO) return undefined
  const cropPx = cropOf(card)
  const side = nearestOfParity(cropPx * ratio, cropPx)
  return side === cropPx ? undefined : side
}

/** The nearest scale of training, arcsec; undefined where the mosaics have one of training. */
function nearestTrained(found: number | undefined, card: Trained): number | undefined {
  const range = trainedScales(card)
  if (!found || !range) return undefined
  const nearest = Math.min(range[1], Math.max(range[0], found))
  return isSameScale(nearest, found) ? undefined : nearest
}

function cropOf({ crop, sizePx }: Trained): number {
  return crop?.sizePx ?? sizePx
}

/** Even or odd as the crops of training, so that the source lies in the same place of a pixel. */
function nearestOfParity(side: number, like: number): number {
  const odd = like % 2
  return 2 * Math.round((side - odd) / 2) + odd
}
