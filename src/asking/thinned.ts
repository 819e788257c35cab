/**
 * The features of a network in fewer numbers, which keep the distances between rows to about a
 * tenth: each is a sum of all features with random weights of variance 1 / n (Johnson &
 * Lindenstrauss 1984).
 */
import { Random } from '../random.js'

/** So many numbers are kept of each row: 100,000 rows take 26 MB. */
const N_AXES = 64

export interface Thinned {
  readonly nAxes: number
  /** @param features (n, nFeatures) @returns (n, nAxes) */
  thin(features: Float32Array): Float32Array
}

/** @example thinned(384).nAxes // 64 */
export function thinned(nFeatures: number, seed = 1): Thinned {
  if (nFeatures <= N_AXES) return { nAxes: nFeatures, thin: (features) => features.slice() }
  const random = new Random(seed)
  const weights = Float32Array.from({ length: nFeatures * N_AXES }, () => {
    return random.normal() / Math.sqrt(N_AXES)
  })
  return {
    nAxes: N_AXES,
    thin(features) {
      const out = new Float32Array((features.length / nFeatures) * N_AXES)
      for (let i = 0; i < features.length; i++) {
        const at = Math.floor(i / nFeatures) * N_AXES
        const from = (i % nFeatures) * N_AXES
        for (let k = 0; k < N_AXES; k++) out[at + k] += features[i] * weights[from + k]
      }
      return out
    },
  }
}
