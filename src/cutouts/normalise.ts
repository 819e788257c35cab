/**
 * What a network sees of a pixel x, which is in the mosaics' unit (e-/s):
 *
 *   subtract     x - mean of the band, as StarcNet
 *   standardise  (x - mean) / deviation of the band, as networks made for everyday pictures
 *   asinh        asinh((x - mean) / softening): linear where |x - mean| is well below the softening,
 *                logarithmic where it is well above (Lupton, Gunn & Szalay 1999, AJ 118, 1406)
 *   stamp        (x - median) / (1.4826 MAD), of this stamp in this band, where 1.4826 MAD estimates the standard
 *                deviation of normal noise: brightness and colour are lost, shape stays
 *
 * It belongs to the model card. Training and use apply it by the same function, here.
 */
import { fillWithMedian, medianAndNoise } from './noise.js'

/** Numbers are one a band, in the mosaics' unit; deviations and softenings are above 0. */
export type Normalisation =
  | { kind: 'subtract'; means: number[] }
  | { kind: 'standardise'; means: number[]; deviations: number[] }
  | { kind: 'asinh'; means: number[]; softenings: number[] }
  | { kind: 'stamp' }

export const NORMALISATIONS = ['subtract', 'standardise', 'asinh', 'stamp'] as const

/**
 * Replaces what has no pixel by the median of its plane ({@link fillWithMedian}), then normalises; in place.
 *
 * @param stamps (n, bands, height, width), as they were cut
 * @param nPixels of a plane: height x width
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
    const mean = normalisation.means[band]
    for (let i = 0; i < plane.length; i++) plane[i] -= mean
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

/**
 * Median and 1.4826 MAD of a plane. Where more than half of the pixels are equal, as in a gap, the MAD is 0
 * and the standard deviation about the median stands in; where all are equal, 1, so that they become 0.
 */
function ownScale(plane: Float32Array): [median: number, width: number] {
  const { middle: median, width } = medianAndNoise(plane.slice())
  if (width > 0) return [median, width]
  const square = plane.reduce((sum, value) => sum + (value - median) ** 2, 0)
  return [median, Math.sqrt(square / plane.length) || 1]
}

/** What becomes of a pixel, in words for people. */
export const NORMALISATION_FORMULAS: Readonly<Record<Normalisation['kind'], string>> = {
  subtract: 'pixel - mean of the band',
  standardise: '(pixel - mean) / deviation of the band',
  asinh: 'asinh((pixel - mean) / softening of the band)',
  stamp: '(pixel - median) / (1.4826 MAD) of the stamp, band by band',
}

/**
 * A normalisation in words, with its numbers.
 *
 * @example normalisationText({ kind: 'subtract', means: [0.02] }) // 'pixel - mean of the band; means 0.0200000'
 */
export function normalisationText(normalisation: Normalisation): string {
  const numbers = Object.entries(normalisation).flatMap(([name, values]) =>
    Array.isArray(values) ? [`${name} ${values.map((v) => v.toPrecision(6)).join(', ')}`] : [],
  )
  return [NORMALISATION_FORMULAS[normalisation.kind], ...numbers].join('; ')
}

/**
 * The inverse hyperbolic sine of many pixels: a field has tens of millions. From -32 to 32 by Taylor's series to the third order
 * about the nearest of 8,193 points 1/128 apart (the rest is less than (1/256)^4 / 6); beyond, as ln(a + sqrt(a² + 1)), which
 * takes three times as long. The table has both signs: noise about 0 has either at random, and a processor that guesses
 * wrong at every second pixel takes twice as long.
 */
const PER_UNIT = 128
const END = 32
const N_POINTS = 2 * END * PER_UNIT + 1
const N_TERMS = 4
/** Of each point the value, and the terms of the first to third order in units of 1/128. */
const table = new Float64Array(N_POINTS * N_TERMS)
for (let i = 0; i < N_POINTS; i++) {
  const x = i / PER_UNIT - END
  const c = 1 / Math.sqrt(1 + x * x)
  const derivatives = [Math.asinh(x), c, -x * c ** 3, (2 * x * x - 1) * c ** 5]
  const factorials = [1, 1, 2, 6]
  const terms = derivatives.map((value, k) => value / factorials[k] / PER_UNIT ** k)
  table.set(terms, i * N_TERMS)
}
/** Beyond it the square is no number. */
const LARGEST = 1e150

/**
 * Replaces each pixel x by asinh((x - mean) / softening), within 1e-10 before it is rounded to float32; NaN stays NaN.
 *
 * @param softening above 0
 * @example asinhPixels(Float32Array.of(3), 1, 2) // the pixel is 0.8813736
 */
export function asinhPixels(pixels: Float32Array, mean: number, softening: number): void {
  const scale = PER_UNIT / softening
  const start = END * PER_UNIT + 0.5 - mean * scale
  for (let i = 0; i < pixels.length; i++) {
    const at = pixels[i] * scale + start
    if (at >= 0 && at < N_POINTS) {
      const point = at | 0
      const d = at - point - 0.5
      const k = point << 2
      pixels[i] = table[k] + d * (table[k + 1] + d * (table[k + 2] + d * table[k + 3]))
    } else pixels[i] = asinhOfLarge((pixels[i] - mean) / softening)
  }
}

function asinhOfLarge(v: number): number {
  const a = Math.abs(v)
  if (!(a < LARGEST)) return Math.asinh(v)
  const y = Math.log(a + Math.sqrt(a * a + 1))
  return v < 0 ? -y : y
}
