/**
 * What a model says of every row, and how much a label would teach it.
 *
 * Every voice v (a member of an ensemble, or an orientation of the stamp) gives probabilities p_v.
 * With H(p) = -sum_k p_k ln p_k / ln K, from 0 to 1, and p the mean of the p_v:
 *
 *   entropy       H(p)                  the model as a whole cannot tell
 *   disagreement  H(p) - mean_v H(p_v)  the voices contradict each other
 *
 * The second is the mutual information of class and voice (Houlsby et al. 2011, arXiv:1112.5745;
 * the Jensen-Shannon divergence): it is what can be learned, and not what no stamp can tell. A
 * row's weight is the sum of both.
 */
import { indexOfLargest } from '../statistics/index.js'

/** The answers of a model to all rows of a catalogue. */
export interface Opinions {
  readonly nClasses: number
  /** Probabilities of each voice, nRows x nClasses; NaN where a row has none. */
  readonly voices: readonly Float32Array[]
  /** Whether the voices are members of an ensemble; else they are orientations. */
  readonly areMembers: boolean
  /** Where each row lies in the space of the network's features, nRows x `nFeatures`. */
  readonly features?: Float32Array
  readonly nFeatures?: number
}

/** Per row; NaN where the model gave no answer. */
export interface Doubts {
  readonly entropy: Float32Array
  readonly disagreement: Float32Array
}

/** @example doubtsOf({ nClasses: 2, voices: [[1, 0], [0, 1]], ... }).disagreement[0] // 1 */
export function doubtsOf({ nClasses, voices }: Opinions, nRows: number): Doubts {
  const entropy = new Float32Array(nRows).fill(Number.NaN)
  const disagreement = new Float32Array(nRows).fill(Number.NaN)
  const mean = new Float64Array(nClasses)
  for (let row = 0; row < nRows; row++) {
    mean.fill(0)
    let own = 0
    for (const voice of voices) {
      const p = voice.subarray(row * nClasses, (row + 1) * nClasses)
      for (let k = 0; k < nClasses; k++) mean[k] += p[k] / voices.length
      own += relativeEntropy(p) / voices.length
    }
    entropy[row] = relativeEntropy(mean)
    disagreement[row] = Math.max(0, entropy[row] - own)
  }
  return { entropy, disagreement }
}

/** H(p); NaN where a probability is. */
function relativeEntropy(p: ArrayLike<number>): number {
  let sum = 0
  for (let k = 0; k < p.length; k++) if (p[k] !== 0) sum -= p[k] * Math.log(p[k])
  return sum / Math.log(p.length)
}

/**
 * Where the rows lie, so that rows which would teach the model the same lie together: at the
 * gradient of the last layer, were the most probable class the right one (BADGE: Ash et al. 2020,
 * arXiv:1906.03671),
 *
 *   g = (p - e) f^T,   |g - g'|^2 = |d|^2 |f|^2 + |d'|^2 |f'|^2 - 2 (d . d') (f . f'),   d = p - e
 *
 * where e is 1 for that class and 0 for the others, and f are the features of the network. A row of
 * which the model is sure lies near 0, wherever its features are. Without features, f are the
 * probabilities of all voices, side by side.
 */
export interface Space {
  squareBetween(row: number, other: number): number
}

export function spaceOf(opinions: Opinions, nRows: number): Space {
  const { nClasses } = opinions
  const { places, nAxes } = placesOf(opinions, nRows)
  const slopes = slopesOf(opinions, nRows)
  const squares = new Float64Array(nRows)
  const product = (of: Float32Array, n: number, row: number, other: number) => {
    let sum = 0
    for (let k = 0; k < n; k++) sum += of[row * n + k] * of[other * n + k]
    return sum
  }
  for (let row = 0; row < nRows; row++) {
    squares[row] = product(slopes, nClasses, row, row) * product(places, nAxes, row, row)
  }
  return {
    squareBetween(row, other) {
      const between = product(slopes, nClasses, row, other) * product(places, nAxes, row, other)
      return Math.max(0, squares[row] + squares[other] - 2 * between)
    },
  }
}

/** p - e of each row, nRows x nClasses; 0 where the model gave no answer. */
function slopesOf({ nClasses, voices }: Opinions, nRows: number): Float32Array {
  const slopes = new Float32Array(nRows * nClasses)
  for (let row = 0; row < nRows; row++) {
    const own = slopes.subarray(row * nClasses, (row + 1) * nClasses)
    for (const voice of voices) {
      for (let k = 0; k < nClasses; k++) own[k] += voice[row * nClasses + k] / voices.length
    }
    if (own.some(Number.isNaN)) own.fill(0)
    else own[indexOfLargest(own)] -= 1
  }
  return slopes
}

function placesOf(
  { features, nFeatures, voices, nClasses }: Opinions,
  nRows: number,
): { places: Float32Array; nAxes: number } {
  if (features && nFeatures) return { places: features, nAxes: nFeatures }
  const nAxes = voices.length * nClasses
  const places = new Float32Array(nRows * nAxes)
  for (let row = 0; row < nRows; row++) {
    for (const [i, voice] of voices.entries()) {
      const p = voice.subarray(row * nClasses, (row + 1) * nClasses)
      places.set(p, row * nAxes + i * nClasses)
    }
  }
  return { places: places.map((value) => value || 0), nAxes }
}
