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
import { type Model, type ModelCard, planesHolding, planesOf } from '../models/index.js'
import { missingBandsNote, mosaicsForModel, unusedMosaicsNote } from './band-match.js'
import { scaleDoubt, stampRecipeAt } from './pixel-scale.js'

export interface ModelStamps {
  readonly cutter: StampCutter
  readonly preparation: StampPreparation
  /** Planes, height and width of a stamp as the network takes it. */
  readonly picture: readonly [number, number, number]
  /** The plane of the model that each band is in this field; -1 for a band without a mosaic. */
  readonly planeOfBand: readonly number[]
  /** The planes of the model that a stamp has, in their order. */
  readonly planes: readonly number[]
  /** What to say about bands that no mosaic has; undefined where all are there. */
  readonly bandsNote: string | undefined
  /** What to say about mosaics that the model does not take; undefined where it takes all. */
  readonly unusedNote: string | undefined
  /** What to say about a pixel scale that the model does not know; undefined where it does. */
  readonly scaleDoubt: string | undefined
}

/**
 * Stamps as the networks of a model are shown them when they classify: without the planes that no
 * mosaic fills, where each of the networks can be opened so.
 *
 * @throws InputError as {@link stampsFor}
 */
export function filledStampsFor(field: FitsMosaicSet, { card, networks }: Model): ModelStamps {
  const fill = networks.every(({ openForPlanes }) => openForPlanes) ? 'filled' : 'all'
  return stampsFor(field, card, fill)
}

/**
 * @param shown whether stamps have all planes of the model, or those alone that a mosaic fills
 * @throws InputError if a band is missing that the model needs, or two mosaics fit one band
 */
export function stampsFor(
  field: FitsMosaicSet,
  card: ModelCard,
  shown: 'all' | 'filled' = 'all',
): ModelStamps {
  const mosaics = mosaicsForModel(card, field.mosaics)
  const bandsNote = missingBandsNote(card, mosaics)
  const unusedNote = unusedMosaicsNote(card, mosaics, field.mosaics)
  const count = planesOf(card).length
  const filters = mosaics.map((mosaic) => mosaic?.band)
  const planeOfBand = planesHolding(card, filters)
  const all = Array.from({ length: count }, (_, plane) => plane)
  const planes = all.filter((plane) => shown === 'all' || planeOfBand.includes(plane))
  const recipe = {
    ...stampRecipeAt(field.pixelScaleArcsec, card),
    planes: { ofBands: planeOfBand, count, shown: planes },
  }
  const preparation = stampPreparation(recipe)
  return {
    cutter: new StampCutter(mosaics, preparation.cropPx, card.fewestBands),
    preparation,
    picture: [planes.length, card.sizePx, card.sizePx],
    ...{ planeOfBand, planes },
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
