/**
 * What a network sees of a pixel x, which is in the unit of the mosaics (e-/s):
 *
 *   subtract     x - mean of the band, as StarcNet
 *   standardise  (x - mean) / deviation of the band, as networks made for everyday pictures
 *   asinh        asinh((x - mean) / softening): linear where |x - mean| is well below softening,
 *                logarithmic where it is well above (Lupton et al. 1999, AJ 118, 1406)
 *   stamp        (x - median) / (1.4826 MAD), both measured on this stamp in this band, where
 *                1.4826 MAD estimates the standard deviation of normal noise: brightness and colour
 *                are lost, shape stays
 *
 * The normalisation is part of the model card. Training and use apply it by the same function,
 * here.
 */
import { canRunKernels, onKernels, pixelsAt, take } from '../kernels/index.js'
import { medianOfSorted } from '../statistics/index.js'
import { asinhPixels } from './asinh.js'
import { medianAndNoise } from './noise.js'

/** One number per band, in the unit of the mosaics; deviations and softenings are above 0. */
export type Normalisation =
  | { kind: 'subtract'; means: number[] }
  | { kind: 'standardise'; means: number[]; deviations: number[] }
  | { kind: 'asinh'; means: number[]; softenings: number[] }
  | { kind: 'stamp' }

export const NORMALISATIONS = ['subtract', 'standardise', 'asinh', 'stamp'] as const

/**
 * Gives pixels without data the median of their plane ({@link fillWithMedian}), then normalises all
 * pixels, in place.
 *
 * @param stamps (n, bands, height, width), as they were cut
 * @param nPixels pixels in a plane: height x width
 * @example normaliseStamps(stamps, { nBands: 5, nPixels: 32 * 32 }, { kind: 'stamp' })
 */
export function normaliseStamps(
  stamps: Float32Array,
  { nBands, nPixels }: { nBands: number; nPixels: number },
  normalisation: Normalisation,
): void {
  for (let at = 0, band = 0; at < stamps.length; at += nPixels, band = (band + 1) % nBands) {
    const plane = stamps.subarray(at, at + nPixels)
    fillWithMedian(plane)
    normalisePlane(plane, normalisation, band)
  }
}

function normalisePlane(plane: Float32Array, normalisation: Normalisation, band: number): void {
  const { kind } = normalisation
  if (kind === 'subtract') {
    subtractFrom(plane, normalisation.means[band])
  } else if (kind === 'asinh') {
    asinhPixels(plane, normalisation.means[band], normalisation.softenings[band])
  } else {
    const [middle, width] =
      kind === 'stamp'
        ? ownScale(plane)
        : [normalisation.means[band], normalisation.deviations[band]]
    for (let i = 0; i < plane.length; i++) plane[i] = (plane[i] - middle) / width
  }
}

function subtractFrom(plane: Float32Array, mean: number): void {
  if (!canRunKernels()) {
    for (let i = 0; i < plane.length; i++) plane[i] -= mean
    return
  }
  onKernels([], (kernels) => {
    const place = take(4 * plane.length)
    const shown = pixelsAt(place, plane.length)
    shown.set(plane)
    kernels.subtract(place, plane.length, mean)
    plane.set(shown)
  })
}

/**
 * Median and 1.4826 MAD of a plane. Where more than half of the pixels are equal, as in a gap, the
 * MAD is 0, and the standard deviation about the median takes its place; where all pixels are
 * equal, the width is 1, so that they become 0.
 */
function ownScale(plane: Float32Array): [median: number, width: number] {
  const { middle: median, width } = medianAndNoise(plane.slice())
  if (width > 0) return [median, width]
  const square = plane.reduce((sum, value) => sum + (value - median) ** 2, 0)
  return [median, Math.sqrt(square / plane.length) || 1]
}

/**
 * Gives pixels that are NaN or infinite the median of the other pixels, in place. A plane without
 * any data becomes all 0. The median, and not 0: a galaxy's disc is not dark, so 0 would draw an
 * edge that the sky does not have.
 *
 * @param plane one band of one stamp
 */
export function fillWithMedian(plane: Float32Array): void {
  if (isWhole(plane)) return
  const known = plane.filter(Number.isFinite)
  const median = known.length === 0 ? 0 : medianOfSorted(known.sort())
  for (let i = 0; i < plane.length; i++) if (!Number.isFinite(plane[i])) plane[i] = median
}

/**
 * 0 x is NaN where x is NaN or infinite, else 0 (or -0). Sums of such products, and no branch for
 * each pixel: four of them, since each has to wait for its last one.
 */
function isWhole(plane: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0]
  const end = plane.length - (plane.length % 4)
  for (let i = 0; i < end; i += 4) {
    a += 0 * plane[i]
    b += 0 * plane[i + 1]
    c += 0 * plane[i + 2]
    d += 0 * plane[i + 3]
  }
  for (let i = end; i < plane.length; i++) a += 0 * plane[i]
  return a + b + c + d === 0
}

/** What a pixel becomes, in words for people. */
export const NORMALISATION_FORMULAS: Readonly<Record<Normalisation['kind'], string>> = {
  subtract: 'pixel - mean of the band',
  standardise: '(pixel - mean) / deviation of the band',
  asinh: 'asinh((pixel - mean) / softening of the band)',
  stamp: '(pixel - median) / (1.4826 MAD) of the stamp, band by band',
}

/**
 * A normalisation in words, with its numbers.
 *
 * @example
 * normalisationText({ kind: 'subtract', means: [0.02] })
 * // 'pixel - mean of the band; means 0.0200000'
 */
export function normalisationText(normalisation: Normalisation): string {
  const numbers = Object.entries(normalisation).flatMap(([name, values]) =>
    Array.isArray(values) ? [`${name} ${values.map((v) => v.toPrecision(6)).join(', ')}`] : [],
  )
  return [NORMALISATION_FORMULAS[normalisation.kind], ...numbers].join('; ')
}
