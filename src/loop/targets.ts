/**
 * Labels as coefficients c of the loss -sum_nk c_nk log p_nk, so that it is PyTorch's
 * CrossEntropyLoss with `reduction='mean'`. With class weights w and label smoothing e over K
 * classes (Szegedy et al. 2016):
 *   one class y_n:            c_nk = ((1 - e) [k = y_n] w_k + e/K w_k) / sum_n w_{y_n}
 *   probabilities q_nk:       c_nk = ((1 - e) q_nk + e/K) w_k / N
 * PyTorch divides by the sum of the weights in the first case, by the number of stamps in the
 * second.
 */
import { InputError } from '../errors.js'

export interface LossOptions {
  /** Weight of each class; default all 1. */
  readonly classWeights?: readonly number[]
  /** The e above, in [0, 1); default 0. */
  readonly labelSmoothing?: number
}

/**
 * Coefficients for classes.
 *
 * @param labels counted from 0
 * @returns (n, nClasses)
 * @throws InputError if a label or an option is out of range, or all weights of the batch are 0
 * @example targetsOf([1], 3, {}) // [0, 1, 0]
 */
export function targetsOf(
  labels: ArrayLike<number>,
  nClasses: number,
  options: LossOptions = {},
): Float32Array {
  const { weights, smoothing } = checked(nClasses, options)
  let total = 0
  for (let i = 0; i < labels.length; i++) {
    if (!(labels[i] < nClasses)) throw unknownLabel(labels[i], i, nClasses)
    total += weights[labels[i]]
  }
  if (total === 0) throw new InputError({ what: 'every stamp of a batch has class weight 0' })
  return Float32Array.from({ length: labels.length * nClasses }, (_, i) => {
    const k = i % nClasses
    const hit = labels[Math.floor(i / nClasses)] === k ? 1 - smoothing : 0
    return ((hit + smoothing / nClasses) * weights[k]) / total
  })
}

/**
 * Coefficients for probabilities of the classes.
 *
 * @param probabilities (n, nClasses)
 * @returns (n, nClasses)
 */
export function softTargetsOf(
  probabilities: Float32Array,
  nClasses: number,
  options: LossOptions = {},
): Float32Array {
  const { weights, smoothing } = checked(nClasses, options)
  const n = probabilities.length / nClasses
  return probabilities.map(
    (q, i) => (((1 - smoothing) * q + smoothing / nClasses) * weights[i % nClasses]) / n,
  )
}

function checked(nClasses: number, { classWeights, labelSmoothing = 0 }: LossOptions) {
  const weights = classWeights ?? new Array<number>(nClasses).fill(1)
  if (weights.length !== nClasses || !weights.every((w) => w >= 0 && Number.isFinite(w))) {
    throw new InputError({
      what: 'class weights',
      expected: `${nClasses} numbers of at least 0`,
      got: weights.join(' '),
    })
  }
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new InputError({
      what: 'label smoothing',
      expected: 'at least 0, below 1',
      got: `${labelSmoothing}`,
    })
  }
  return { weights, smoothing: labelSmoothing }
}

function unknownLabel(label: number, i: number, nClasses: number): InputError {
  return new InputError({
    what: 'a label outside the classes',
    where: `stamp ${i} of the batch`,
    expected: `0 to ${nClasses - 1}`,
    got: `${label}`,
  })
}
