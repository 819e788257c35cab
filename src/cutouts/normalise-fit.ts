/**
 * The numbers of a normalisation, measured on the stamps that a network is trained on, and on no
 * others.
 */
import { InputError } from '../errors.js'
import { medianAndNoise } from './noise.js'
import type { Normalisation } from './normalise.js'

/** About so many pixels of a band are enough for its median. */
const MOST_SAMPLED = 2 ** 20

/**
 * Measures means, deviations and softenings, one number per band.
 *
 *   subtract, standardise   mean and standard deviation of all pixels of the band
 *   asinh                   mean: the median; softening: 1.4826 MAD about it, the noise of the sky.
 *                           From more than two million pixels every k-th is taken
 *
 * @param stamps (n, bands, height, width), the training set; NaN and infinity are left out
 * @param names names of the bands, for errors
 * @throws InputError if a band has no finite pixel, or no spread where the kind divides by it
 * @example fittedNormalisation('asinh', stamps, { nPixels: 32 * 32, names: ['F555W', 'F814W'] })
 */
export function fittedNormalisation(
  kind: Normalisation['kind'],
  stamps: Float32Array,
  { nPixels, names }: { nPixels: number; names: readonly string[] },
): Normalisation {
  if (kind === 'stamp') return { kind }
  const planes = names.map((_, band) => new Planes(stamps, { nPixels, nBands: names.length, band }))
  const measured = planes.map((pixels) => (kind === 'asinh' ? robust(pixels) : moments(pixels)))
  const means = measured.map(({ middle }) => middle)
  const widths = measured.map(({ width }) => width)
  for (const [band, name] of names.entries()) {
    if (Number.isNaN(means[band])) throw new InputError({ what: `no pixels in band ${name}` })
    if (kind !== 'subtract' && !(widths[band] > 0)) {
      throw new InputError({
        what: `the pixels of band ${name} have no spread`,
        expected: `a spread to divide by (${kind})`,
        got: `${widths[band]}`,
        remedy: 'look at the mosaics of this band, or subtract the mean only',
      })
    }
  }
  if (kind === 'subtract') return { kind, means }
  return kind === 'asinh'
    ? { kind, means, softenings: widths }
    : { kind, means, deviations: widths }
}

interface Measured {
  middle: number
  width: number
}

/** The finite pixels of one band of all stamps. */
class Planes {
  readonly length: number
  private readonly stamps: Float32Array
  private readonly place: { nPixels: number; nBands: number; band: number }

  constructor(stamps: Float32Array, place: { nPixels: number; nBands: number; band: number }) {
    this.stamps = stamps
    this.place = place
    this.length = stamps.length / place.nBands
  }

  *pixels(step = 1): Generator<number> {
    const { nPixels, nBands, band } = this.place
    for (let i = 0; i < this.length; i += step) {
      const stamp = Math.floor(i / nPixels)
      const value = this.stamps[(stamp * nBands + band) * nPixels + (i % nPixels)]
      if (Number.isFinite(value)) yield value
    }
  }
}

/** Mean and standard deviation in one pass (Welford 1962); the mean is NaN without pixels. */
function moments(planes: Planes): Measured {
  let n = 0
  let middle = 0
  let squares = 0
  for (const value of planes.pixels()) {
    n += 1
    const off = value - middle
    middle += off / n
    squares += off * (value - middle)
  }
  return { middle: n === 0 ? Number.NaN : middle, width: Math.sqrt(squares / n) }
}

/**
 * Median and 1.4826 MAD; NaN without pixels. The step is odd, so that it does not stay on the same
 * columns in stamps of an even size.
 */
function robust(planes: Planes): Measured {
  const step = 2 * Math.floor(planes.length / MOST_SAMPLED / 2) + 1
  return medianAndNoise(Float32Array.from(planes.pixels(step)))
}
