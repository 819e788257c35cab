/**
 * Stamps of another size: the same sky in more or fewer pixels (decision 9). Rows first, then
 * columns, in float64, as Pillow's `Image.resize` and, for bilinear, PyTorch's
 * `interpolate(antialias=True)`.
 *
 * Output pixel i has its centre at c = (i + 1/2) n/m in a line of n pixels that becomes one of m.
 * With the scale s = max(1, n/m), pixel j has the weight k((j + 1/2 - c) / s), divided by the sum
 * of the weights over all j in the line. When a line shrinks, s widens the kernel, so that no pixel
 * is passed over: antialiasing. The kernels k(x):
 *
 *   bilinear  1 - |x| for |x| < 1
 *   lanczos   sinc(x) sinc(x/3) for |x| < 3, where sinc(x) = sin(pi x) / (pi x)   (Duchon 1979)
 *   nearest   pixel floor(c) alone; it has no antialiasing
 *
 * Surface brightness is kept, not flux: weights sum to 1, so a flat sky keeps its value, and the
 * unit of a pixel stays "per pixel of the mosaic". The flux of a source is the sum of its pixels
 * times (n / m)^2.
 *
 * Pixels that are NaN take no part: with w the weights and k = 1 where a pixel is known, an output
 * pixel is sum(w k x) / sum(w k) where sum(w k) >= 1/2, else NaN.
 */
import { InputError } from '../errors.js'

export const RESAMPLINGS = ['nearest', 'bilinear', 'lanczos'] as const
export type Resampling = (typeof RESAMPLINGS)[number]

/** An output pixel is known if pixels with this share of its weight are. */
const LEAST_KNOWN = 0.5

export class Resampler {
  readonly fromPx: number
  readonly toPx: number
  private readonly taps: Taps
  private readonly between: Float64Array

  /**
   * @param fromPx side of the crops
   * @param toPx side of the stamps made of them
   * @throws InputError if a side is not a whole number, 1 or more
   */
  constructor(method: Resampling, fromPx: number, toPx: number) {
    for (const side of [fromPx, toPx]) {
      if (Number.isInteger(side) && side >= 1) continue
      throw new InputError({
        what: 'the side of a stamp',
        expected: 'a whole number of pixels from 1 on',
        got: `${side}`,
      })
    }
    this.fromPx = fromPx
    this.toPx = toPx
    this.taps = tapsOf(method, fromPx, toPx)
    this.between = new Float64Array(fromPx * toPx)
  }

  /**
   * Resamples any number of planes, one after another.
   *
   * @param crops (n, fromPx, fromPx)
   * @returns (n, toPx, toPx)
   * @example new Resampler('lanczos', 50, 299).resampled(crops) // 299 x 299 px each
   */
  resampled(crops: Float32Array): Float32Array {
    const [nIn, nOut] = [this.fromPx ** 2, this.toPx ** 2]
    const nPlanes = crops.length / nIn
    const out = new Float32Array(nPlanes * nOut)
    for (let p = 0; p < nPlanes; p++) {
      const crop = crops.subarray(p * nIn, (p + 1) * nIn)
      const plane = out.subarray(p * nOut, (p + 1) * nOut)
      if (crop.every(Number.isFinite)) this.weigh(crop, plane)
      else this.weighKnown(crop, plane)
    }
    return out
  }

  private weighKnown(crop: Float32Array, out: Float32Array): void {
    const known = new Float32Array(out.length)
    this.weigh(
      crop.map((value) => (Number.isFinite(value) ? 1 : 0)),
      known,
    )
    this.weigh(
      crop.map((value) => (Number.isFinite(value) ? value : 0)),
      out,
    )
    for (let i = 0; i < out.length; i++) {
      out[i] = known[i] >= LEAST_KNOWN ? out[i] / known[i] : Number.NaN
    }
  }

  /** Resamples a crop without NaN: rows, then columns. */
  private weigh(crop: Float32Array, out: Float32Array): void {
    const { fromPx: n, toPx: m, between } = this
    const { first, width, weights } = this.taps
    for (let y = 0; y < n; y++) {
      for (let x = 0; x < m; x++) {
        const end = Math.min(width, n - first[x])
        let sum = 0
        for (let k = 0; k < end; k++) sum += weights[x * width + k] * crop[y * n + first[x] + k]
        between[y * m + x] = sum
      }
    }
    const line = new Float64Array(m)
    for (let y = 0; y < m; y++) {
      line.fill(0)
      const end = Math.min(width, n - first[y])
      for (let k = 0; k < end; k++) {
        const weight = weights[y * width + k]
        if (weight === 0) continue
        const row = (first[y] + k) * m
        for (let x = 0; x < m; x++) line[x] += weight * between[row + x]
      }
      out.set(line, y * m)
    }
  }
}

/** Which pixels of a line make each pixel of the new line, and by what weights. */
interface Taps {
  /** The first pixel that each output pixel is made of. */
  readonly first: Int32Array
  /** How many pixels an output pixel is made of, at most. */
  readonly width: number
  /** `width` weights per output pixel, which sum to 1; 0 where it has fewer pixels. */
  readonly weights: Float64Array
}

const KERNELS = {
  bilinear: { radius: 1, at: (x: number) => Math.max(0, 1 - Math.abs(x)) },
  lanczos: { radius: 3, at: (x: number) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
}

function tapsOf(method: Resampling, nIn: number, nOut: number): Taps {
  const step = nIn / nOut
  if (method === 'nearest') {
    const first = Int32Array.from({ length: nOut }, (_, i) =>
      Math.floor(((2 * i + 1) * nIn) / (2 * nOut)),
    )
    return { first, width: 1, weights: new Float64Array(nOut).fill(1) }
  }
  const { radius, at } = KERNELS[method]
  const scale = Math.max(1, step)
  const reach = radius * scale
  const width = 2 * Math.ceil(reach) + 1
  const first = new Int32Array(nOut)
  const weights = new Float64Array(nOut * width)
  for (let i = 0; i < nOut; i++) {
    const centre = (i + 0.5) * step
    first[i] = Math.max(0, Math.trunc(centre - reach + 0.5))
    const end = Math.min(nIn, Math.trunc(centre + reach + 0.5))
    const row = weights.subarray(i * width, (i + 1) * width)
    for (let j = first[i]; j < end; j++) row[j - first[i]] = at((j + 0.5 - centre) / scale)
    const sum = row.reduce((total, weight) => total + weight, 0)
    for (let k = 0; k < width; k++) row[k] /= sum
  }
  return { first, width, weights }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}
