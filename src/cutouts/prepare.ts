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
  /** Present where the network has more planes than bands. */
  readonly planes?: PlanesOfBands
  /** Set where bands may be missing: a plane without data then is 0 after the normalisation. */
  readonly fewestBands?: number
}

/** Which plane each band of a field is, of the planes that a network has. */
export interface PlanesOfBands {
  /** One for each band; -1 for a band without a mosaic. */
  readonly ofBands: readonly number[]
  readonly count: number
  /** The planes that a stamp gets, where the network is opened for these alone; default: all. */
  readonly shown?: readonly number[]
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
   * @returns (n, planes, sizePx, sizePx), all finite; the planes are the bands, unless the recipe
   *   says otherwise
   */
  prepare(crops: Float32Array): Float32Array
}

/** @example const { cropPx, prepare } = stampPreparation(card) */
export function stampPreparation(recipe: StampRecipe): StampPreparation {
  const { bands, sizePx, crop, brightness = 1, planes, fewestBands } = recipe
  const normalisation = planes ? ofPlanes(recipe.normalisation, planes) : recipe.normalisation
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
      return planes ? inPlanes(stamps, nPixels, planes) : stamps
    },
  }
}

/** The numbers of the planes that the bands are; those of a band without a plane do not count. */
function ofPlanes(all: Normalisation, { ofBands }: PlanesOfBands): Normalisation {
  const picked = (values: number[]) => ofBands.map((plane) => values[Math.max(0, plane)])
  if (all.kind === 'stamp') return all
  const means = picked(all.means)
  if (all.kind === 'subtract') return { kind: all.kind, means }
  return all.kind === 'asinh'
    ? { kind: all.kind, means, softenings: picked(all.softenings) }
    : { kind: all.kind, means, deviations: picked(all.deviations) }
}

/**
 * Stamps (n, bands, ...) as (n, planes, ...): each band in its plane, the other planes 0.
 *
 * @param nPixels of a plane
 */
export function inPlanes(
  stamps: Float32Array,
  nPixels: number,
  { ofBands, count, shown = Array.from({ length: count }, (_, plane) => plane) }: PlanesOfBands,
): Float32Array {
  if (`${ofBands}` === `${shown}`) return stamps
  const n = stamps.length / nPixels / ofBands.length
  const out = new Float32Array(n * shown.length * nPixels)
  for (let i = 0; i < n; i++) {
    for (const [band, plane] of ofBands.entries()) {
      if (plane < 0) continue
      const from = (i * ofBands.length + band) * nPixels
      const to = (i * shown.length + shown.indexOf(plane)) * nPixels
      out.set(stamps.subarray(from, from + nPixels), to)
    }
  }
  return out
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
