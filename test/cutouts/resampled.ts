/** Noise, one resampling of a square, and what Pillow and PyTorch are asked. */
import { RESAMPLINGS, Resampler, type Resampling } from '../../src/cutouts/index.js'
import { Random } from '../../src/random.js'

export function drawn(n: number, seed = n): Float32Array {
  const random = new Random(seed)
  return Float32Array.from({ length: n * n }, () => random.normal())
}

export function resampled(method: Resampling, crop: Float32Array, toPx: number): Float32Array {
  return new Resampler(method, Math.sqrt(crop.length), toPx).resampled(crop)
}

// Without ties: no centre falls on the border of two pixels, where Pillow's nearest follows its
// rounding errors.
const sizes = [
  [25, 32],
  [50, 78],
  [50, 32],
  [100, 36],
  [7, 3],
  [3, 1],
  [1, 4],
]
export const cases = RESAMPLINGS.flatMap((method) =>
  sizes.map(([fromPx, toPx]) => ({ method, fromPx, toPx, crop: [...drawn(fromPx)] })),
)

export const titles = cases.map(({ method, fromPx, toPx }) => `${method} ${fromPx} to ${toPx}`)
