/**
 * From crops of mosaics to what a network takes: resampled where the model asks for it, filled,
 * normalised.
 */
import { type Normalisation, normaliseStamps } from './normalise.js'
import { Resampler, type Resampling } from './resample.js'

/** What a model card says about its input. */
export interface StampRecipe {
  readonly bands: readonly unknown[]
  /** Side of the stamps that the network takes, px. */
  readonly sizePx: number
  /** What is cut from the mosaics to make them, where that has another size. */
  readonly crop?: { readonly sizePx: number; readonly resampling: Resampling }
  /**
   * Factor of all pixels, where pixels of the mosaics have another area on the sky than those of
   * training; default 1.
   */
  readonly brightness?: number
  readonly normalisation: Normalisation
  /** Set where bands may be missing: a plane without data then is 0 after the normalisation. */
  readonly fewestBands?: number
}

export interface StampPreparation {
  /** Side of what is cut from the mosaics, px. */
  readonly cropPx: number
  /**
   * Stamps (n, bands, sizePx, sizePx) that are not yet filled or normalised. Crops that have this
   * size already are changed in place.
   */
  resampled(crops: Float32Array): Float32Array
  /**
   * Stamps as the network takes them.
   *
   * @param crops (n, bands, cropPx, cropPx) with NaN where there is no pixel; may be changed. Give
   *   few at a time where stamps are larger than crops: five bands of 299 px take 1.8 MB
   * @returns (n, bands, sizePx, sizePx), all finite
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

/**
 * Numbers of the planes, counted over all stamps, in which every pixel is NaN, infinite or exactly
 * 0: the cutter flags the same ones `no_data`.
 */
function planesWithoutData(crops: Float32Array, nPixels: number): number[] {
  const planes = Array.from({ length: crops.length / nPixels }, (_, plane) => plane)
  return planes.filter((plane) => {
    const pixels = crops.subarray(plane * nPixels, (plane + 1) * nPixels)
    return !pixels.some((value) => Number.isFinite(value) && value !== 0)
  })
}
