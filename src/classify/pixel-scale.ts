/**
 * Mosaics of another pixel scale than those of training, shown to the network as it knows them: what is cut spans the same sky
 * as a stamp of training and is resampled to as many pixels, and their values, in e-/s a pixel, go with the pixel's area:
 *
 *   side = cropPx p0 / p,   value * (side / cropPx)^2,   p the mosaics' scale and p0 that of training, arcsec
 *
 * The point spread function then has its size again; the noise has not (docs/default-model.md, "Pixel scales").
 */
import type { StampRecipe } from '../cutouts/index.js'
import type { ModelCard } from '../models/card.js'

/** Scales that differ by less than this share are shown as they are. */
const LARGEST_SCALE_DIFFERENCE = 0.05

export type Range = readonly [low: number, high: number]

type Trained = Pick<ModelCard, 'trainedOn' | 'pixelScaleArcsec'>

/**
 * How stamps of these mosaics are made for the network: as the card says, or, where its scale is another, from crops of the
 * same sky.
 *
 * @param found arcsec a pixel of the mosaics; undefined where nobody knows
 * @example stampRecipeAt(0.05, card).crop // { sizePx: 38, resampling: 'lanczos' } for 48 px of 0.0396 arcsec
 */
export function stampRecipeAt(found: number | undefined, card: ModelCard): StampRecipe {
  const shown = scaleShown(found, card)
  if (!found || !shown) return card
  const cropPx = card.crop?.sizePx ?? card.sizePx
  const sizePx = nearestOfParity(cropPx * (shown / found), cropPx)
  return {
    ...card,
    crop: { sizePx, resampling: card.crop?.resampling ?? 'lanczos' },
    brightness: (sizePx / cropPx) ** 2,
  }
}

/** What is found against what was trained on, and what is done about it; undefined where they agree. */
export function scaleDoubt(found: number | undefined, card: Trained): string | undefined {
  if (!found || !scaleShown(found, card)) return undefined
  const trained = rangeText(rangeOf(card)!, (scale) => scale.toFixed(4))
  return (
    `the mosaics have ${found.toFixed(4)} arcsec a pixel, the model was made for ${trained}: stamps are resampled to that, and ` +
    'its classes are less to be trusted; better drizzle the mosaics to that scale'
  )
}

export function rangeText([low, high]: Range, text: (value: number) => string): string {
  return low === high ? text(low) : `${text(low)} to ${text(high)}`
}

/** The nearest scale of training, where the mosaics' is not among them; arcsec. */
function scaleShown(found: number | undefined, card: Trained): number | undefined {
  const range = rangeOf(card)
  if (!found || !range) return undefined
  const nearest = Math.min(range[1], Math.max(range[0], found))
  return Math.abs(found / nearest - 1) > LARGEST_SCALE_DIFFERENCE ? nearest : undefined
}

function rangeOf({ trainedOn, pixelScaleArcsec: scale }: Trained): Range | undefined {
  return trainedOn?.pixelScaleArcsec ?? (scale ? [scale, scale] : undefined)
}

/** Even or odd as the crops of training are, so that the source lies in the same place of a pixel. */
function nearestOfParity(side: number, like: number): number {
  const odd = like % 2
  return Math.max(2 + odd, 2 * Math.round((side - odd) / 2) + odd)
}
