/**
 * How much noise there is, by the median absolute deviation (MAD), which sources in a stamp hardly
 * move.
 */
import { median, medianOf } from '../statistics/index.js'

/** For normal noise, sigma / MAD = 1 / Phi^-1(3/4). */
const SIGMA_PER_MAD = 1.4826022185056018

/**
 * Median and 1.4826 MAD.
 *
 * @param values finite numbers; they are changed
 * @returns NaN where there are no values
 */
export function medianAndNoise(values: Float32Array): { middle: number; width: number } {
  if (values.length === 0) return { middle: Number.NaN, width: Number.NaN }
  const middle = medianOf(values)
  for (let i = 0; i < values.length; i++) values[i] = Math.abs(values[i] - middle)
  return { middle, width: SIGMA_PER_MAD * medianOf(values) }
}

/** So many stamps of a field are measured: enough for the median of their noise. */
const MOST_MEASURED = 500

/** The step through n stamps of a field: 3 means that every third stamp is measured. */
export function measuredStep(n: number): number {
  return Math.max(1, Math.ceil(n / MOST_MEASURED))
}

/**
 * The noise of a field, band by band: the median over its stamps of 1.4826 MAD of the plane, before
 * the normalisation. Planes without a spread, as in a gap, are left out.
 *
 * @example
 * const noise = new FieldNoise(5)
 * for (const stamp of stamps) noise.add(stamp)
 * noise.ofBands() // five numbers, e-/s
 */
export class FieldNoise {
  private readonly widths: number[][]

  constructor(nBands: number) {
    this.widths = Array.from({ length: nBands }, () => [])
  }

  /** @param stamp (bands, height, width), NaN where there is no pixel */
  add(stamp: Float32Array): void {
    const nPixels = stamp.length / this.widths.length
    for (const [band, widths] of this.widths.entries()) {
      const plane = stamp.subarray(band * nPixels, (band + 1) * nPixels)
      const { width } = medianAndNoise(finiteOf(plane))
      if (width > 0) widths.push(width)
    }
  }

  /** One number per band; NaN where no plane has a spread. */
  ofBands(): number[] {
    return this.widths.map((widths) => median(widths))
  }
}

function finiteOf(values: Float32Array): Float32Array {
  const finite = new Float32Array(values.length)
  let n = 0
  // Inf - Inf is NaN.
  for (let i = 0; i < values.length; i++) if (values[i] - values[i] === 0) finite[n++] = values[i]
  return finite.subarray(0, n)
}
