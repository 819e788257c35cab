/**
 * Mosaics of another pixel scale than those of training, shown to the network as it knows them: what is cut spans the same sky
 * as a stamp of training and is resampled to as many pixels, and the flux is kept:
 *
 *   side = cropPx p0 / p,   value * (side / cropPx)^2,   p the mosaics' scale and p0 that of training, arcsec
 *
 * The side is a whole number, even or odd as in training, so it is up to 1 px off. The point spread function then has its
 * size again; the noise has not (docs/decisions/0011-pixel-scale.md).
 */

import { isSameScale, type StampRecipe } from '../cutouts/index.js'
import type { ModelCard } from '../models/index.js'
import { trainedScales } from '../models/index.js'

/** Beyond it a scale in the header is more likely wrong than meant, or leaves too few pixels to show anything. */
const LARGEST_RATIO = 4

type Trained = Pick<ModelCard, 'sizePx' | 'crop' | 'trainedOn' | 'pixelScaleArcsec'>

/**
 * How stamps of these mosaics are made for the network: as the card says, or, where its scale is another, from crops of the
 * same sky.
 *
 * @param found arcsec a pixel of the mosaics; undefined where nobody knows
 * @example stampRecipeAt(0.05, card).crop // { sizePx: 38, resampling: 'lanczos' } for 48 px of 0.0396 arcsec
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

/** Whether the mosaics' scale is none of training, and what is done about it; undefined where it is, or nobody knows. */
export function scaleDoubt(found: number | undefined, card: Trained): string | undefined {
  const shown = nearestTrained(found, card)
  if (!found || !shown) return undefined
  const sizePx = cropAt(found, card)
  const done =
    sizePx === undefined
      ? 'they are shown as they are, for stamps of whole pixels come no nearer, or the difference is too large to be made up for: check CD or CDELT'
      : `stamps are resampled to that, from ${sizePx} px of the mosaics to ${card.sizePx}; better drizzle them to that scale`
  return `the mosaics have ${found.toPrecision(4)} arcsec a pixel, the model was made for ${shown.toPrecision(4)}: ${done}; every row is flagged unlike_training`
}

/** Side of the crops that show the same sky, px of the mosaics; undefined where that is the card's, or makes no sense. */
function cropAt(found: number | undefined, card: Trained): number | undefined {
  const shown = nearestTrained(found, card)
  if (!found || !shown) return undefined
  const ratio = shown / found
  if (Math.max(ratio, 1 / ratio) > LARGEST_RATIO) return undefined
  const cropPx = cropOf(card)
  const side = nearestOfParity(cropPx * ratio, cropPx)
  return side === cropPx ? undefined : side
}

/** The nearest scale of training, where the mosaics' is not among them; arcsec. */
function nearestTrained(found: number | undefined, card: Trained): number | undefined {
  const range = trainedScales(card)
  if (!found || !range) return undefined
  const nearest = Math.min(range[1], Math.max(range[0], found))
  return isSameScale(nearest, found) ? undefined : nearest
}

function cropOf({ crop, sizePx }: Trained): number {
  return crop?.sizePx ?? sizePx
}

/** Even or odd as the crops of training are, so that the source lies in the same place of a pixel. */
function nearestOfParity(side: number, like: number): number {
  const odd = like % 2
  return 2 * Math.round((side - odd) / 2) + odd
}
