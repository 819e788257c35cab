/** From crops of mosaics to what a network takes: another size where the model asks for it, filled, normalised. */
import { type Normalisation, normaliseStamps } from './normalise.js'
import { Resampler, type Resampling } from './resample.js'

/** What a model card says of its input. */
export interface StampRecipe {
  readonly bands: readonly unknown[]
  /** Side of the stamps that the network takes, px. */
  readonly sizePx: number
  /** What is cut to make them, where that is of another size. */
  readonly crop?: { readonly sizePx: number; readonly resampling: Resampling }
  /** What resampled pixels are multiplied with, where those of the mosaics have another area than those of training; default 1. */
  readonly brightness?: number
  readonly normalisation: Normalisation
  /** Set where bands may be missing: one without data then is 0 after the normalisation, not filled before it. */
  readonly fewestBands?: number
}

export interface StampPreparation {
  /** Side of what is cut from the mosaics, px. */
  readonly cropPx: number
  /** Stamps before they are filled and normalised: (n, bands, sizePx, sizePx); the crops themselves, changed, where they are of that size. */
  resampled(crops: Float32Array): Float32Array
  /**
   * @param crops (n, bands, cropPx, cropPx) with NaN where there is no pixel; may be changed. Give few at a time where stamps are
   *   larger than crops: one of five bands of 299 px takes 1.8 MB
   * @returns (n, bands, sizePx, sizePx), finite
   */
  prepare(crops: Float32Array): Float32Array
}

/** @example const { cropPx, prepare } = stampPreparation(card) */
export function stampPreparation(recipe: StampRecipe): StampPreparation {
  const { bands, sizePx, crop, brightness = 1, normalisation, fewestBands } = recipe
  const resampler = crop && new Resampler(crop.resampling, crop.sizePx, sizePx)
  const resampled = (crops: Float32Array) => {
    const stamps = resampler ? resampler.resampled(crops) : crops
    if (brightness !== 1) for (let i = 0; i < stamps.length; i++) stamps[i] *= brightness
    return stamps
  }
  return {
    cropPx: crop?.sizePx ?? sizePx,
    resampled,
    prepare(crops) {
      const nPixels = sizePx ** 2
      const missing = fewestBands ? planesWithoutData(crops, (crop?.sizePx ?? sizePx) ** 2) : []
      const stamps = resampled(crops)
      normaliseStamps(stamps, { nBands: bands.length, nPixels }, normalisation)
      for (const plane of missing) stamps.fill(0, plane * nPixels, (plane + 1) * nPixels)
      return stamps
    },
  }
}

/** Counted over all stamps. What has no data is what the cutter flags so: all NaN, infinite or exactly 0. */
function planesWithoutData(crops: Float32Array, nPixels: number): number[] {
  const planes = Array.from({ length: crops.length / nPixels }, (_, plane) => plane)
  return planes.filter((plane) => {
    const pixels = crops.subarray(plane * nPixels, (plane + 1) * nPixels)
    return !pixels.some((value) => Number.isFinite(value) && value !== 0)
  })
}
