/** From crops of mosaics to what a network takes: another size where the model asks for it, filled, normalised. */
import { type Normalisation, normaliseStamps } from './normalise.js'
import { Resampler } from './resample.js'
import type { Resampling } from './resample-taps.js'

/** What a model card says of its input. */
export interface StampRecipe {
  readonly bands: readonly unknown[]
  /** Side of the stamps that the network takes, px. */
  readonly sizePx: number
  /** What is cut to make them, where that is of another size. */
  readonly crop?: { readonly sizePx: number; readonly resampling: Resampling }
  readonly normalisation: Normalisation
}

export interface StampPreparation {
  /** Side of what is cut from the mosaics, px. */
  readonly cropPx: number
  /**
   * @param crops (n, bands, cropPx, cropPx) with NaN where there is no pixel; may be changed. Give few at a time where stamps are
   *   larger than crops: one of five bands of 299 px takes 1.8 MB
   * @returns (n, bands, sizePx, sizePx), finite
   */
  prepare(crops: Float32Array): Float32Array
}

/** @example const { cropPx, prepare } = stampPreparation(card) */
export function stampPreparation(recipe: StampRecipe): StampPreparation {
  const { bands, sizePx, crop, normalisation } = recipe
  const resampler = crop && new Resampler(crop.resampling, crop.sizePx, sizePx)
  return {
    cropPx: crop?.sizePx ?? sizePx,
    prepare(crops) {
      const stamps = resampler ? resampler.resampled(crops) : crops
      normaliseStamps(stamps, { nBands: bands.length, nPixels: sizePx ** 2 }, normalisation)
      return stamps
    },
  }
}
