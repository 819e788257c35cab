/**
 * Which pixels of a line make a pixel of a longer or shorter line, and by what weights: as Pillow's
 * `Image.resize` and, for bilinear, PyTorch's `interpolate(antialias=True)` have them.
 *
 * Output pixel i has its centre at c = (i + 1/2) n/m in a line of n pixels that becomes one of m. With the scale
 * s = max(1, n/m), pixel j has the weight k((j + 1/2 - c) / s), divided by the sum over all j in the line. When a line
 * shrinks s widens the kernel, so that no pixel is passed over: antialiasing. The kernels k(x):
 *
 *   bilinear  1 - |x| for |x| < 1
 *   lanczos   sinc(x) sinc(x/3) for |x| < 3, where sinc(x) = sin(pi x) / (pi x)   (Lanczos-3; Duchon 1979)
 *   nearest   pixel floor(c) alone; it has no antialiasing
 */

export const RESAMPLINGS = ['nearest', 'bilinear', 'lanczos'] as const
export type Resampling = (typeof RESAMPLINGS)[number]

export interface Taps {
  /** First pixel of each output pixel. */
  readonly first: Int32Array
  /** How many pixels each output pixel is made of, at most. */
  readonly width: number
  /** `width` a row, a row an output pixel; each sums to 1; 0 where there are fewer pixels. */
  readonly weights: Float64Array
}

const KERNELS = {
  bilinear: { radius: 1, at: (x: number) => Math.max(0, 1 - Math.abs(x)) },
  lanczos: { radius: 3, at: (x: number) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
}

export function tapsOf(method: Resampling, nIn: number, nOut: number): Taps {
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
