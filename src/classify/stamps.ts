/**
 * The stamps of one field as one model takes them: which mosaic is which band, which crop of the
 * mosaics shows as much sky as the model knows, and how its pixels are normalised.
 */
import {
  type FitsMosaicSet,
  StampCutter,
  type StampPreparation,
  stampPreparation,
} from '../cutouts/index.js'
import { type ModelCard, planesHolding, planesOf } from '../models/index.js'
import { missingBandsNote, mosaicsForModel, unusedMosaicsNote } from './band-match.js'
import { scaleDoubt, stampRecipeAt } from './pixel-scale.js'

export interface ModelStamps {
  readonly cutter: StampCutter
  readonly preparation: StampPreparation
  /** Planes, height and width of a stamp as the network takes it. */
  readonly picture: readonly [number, number, number]
  /** The plane that each band is in this field; -1 for a band without a mosaic. */
  readonly planeOfBand: readonly number[]
  /** What to say about bands that no mosaic has; undefined where all are there. */
  readonly bandsNote: string | undefined
  /** What to say about mosaics that the model does not take; undefined where it takes all. */
  readonly unusedNote: string | undefined
  /** What to say about a pixel scale that the model does not know; undefined where it does. */
  readonly scaleDoubt: string | undefined
}

/** @throws InputError if a band is missing that the model needs, or two mosaics fit one band */
export function stampsFor(field: FitsMosaicSet, card: ModelCard): ModelStamps {
  const mosaics = mosaicsForModel(card, field.mosaics)
  const bandsNote = missingBandsNote(card, mosaics)
  const unusedNote = unusedMosaicsNote(card, mosaics, field.mosaics)
  const count = planesOf(card).length
  const filters = mosaics.map((mosaic) => mosaic?.band)
  const planeOfBand = planesHolding(card, filters)
  const planes = card.filters && { planes: { ofBands: planeOfBand, count } }
  const recipe = { ...stampRecipeAt(field.pixelScaleArcsec, card), ...planes }
  const preparation = stampPreparation(recipe)
  return {
    cutter: new StampCutter(mosaics, preparation.cropPx, card.fewestBands),
    preparation,
    picture: [count, card.sizePx, card.sizePx],
    planeOfBand,
    bandsNote,
    unusedNote,
    scaleDoubt: scaleDoubt(field.pixelScaleArcsec, card),
  }
}

/**
 * The pixels of the mosaics that a model sees of a source.
 *
 * @throws InputError if the model does not fit the mosaics
 * @example modelWindow(field, model.card) // { rule: 'centred', sizePx: 48 }
 */
export function modelWindow(field: FitsMosaicSet, card: ModelCard) {
  return { rule: card.window, sizePx: stampsFor(field, card).preparation.cropPx }
}
