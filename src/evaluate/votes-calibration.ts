/**
 * What probabilities are worth against people's votes: an object on which people differ has no true
 * class, but shares q_k of its votes.
 *
 *   ECE    as for classes, with the share of the votes for the predicted class in place of right or
 *          wrong
 *   Brier  mean over objects and over their votes of sum_k (p_k - y_k)^2, with y of that vote:
 *          sum_k (p_k - q_k)^2 + 1 - sum_k q_k^2, from 0 to 2
 *   loss   mean of -sum_k q_k ln p_k
 */
import { meanOf } from '../statistics/index.js'
import { reliability } from './calibration.js'

export interface VotesCalibration {
  /** Objects with votes and probabilities. */
  readonly n: number
  readonly ece: number
  readonly brier: number
  readonly loss: number
}

/** Below it a probability counts as this much, so that one vote does not make the loss infinite. */
const LEAST = 1e-38

/**
 * @param predicted places in the list of classes, from 1 on
 * @param probabilities nObjects x K; rows that begin with NaN are not counted
 * @param shares of the votes, nObjects x K; rows of 0 or NaN are not counted
 */
export function votesCalibration(
  predicted: ArrayLike<number>,
  probabilities: Float64Array,
  shares: Float64Array,
): VotesCalibration {
  const k = shares.length / predicted.length
  const rows = Array.from(predicted, (_, row) => row).filter((row) => {
    const votes = shares.subarray(row * k, (row + 1) * k).reduce((sum, share) => sum + share, 0)
    return votes > 0 && !Number.isNaN(probabilities[row * k])
  })
  const at = (values: Float64Array, row: number) => values.subarray(row * k, (row + 1) * k)
  const each = rows.map((row) => {
    const [p, q] = [at(probabilities, row), at(shares, row)]
    let [brier, loss] = [1, 0]
    for (let i = 0; i < k; i++) {
      brier += (p[i] - q[i]) ** 2 - q[i] ** 2
      if (q[i] > 0) loss -= q[i] * Math.log(Math.max(p[i], LEAST))
    }
    return { brier, loss, p: p[predicted[row] - 1], share: q[predicted[row] - 1] }
  })
  const of = (key: 'brier' | 'loss' | 'p' | 'share') => each.map((one) => one[key])
  return {
    n: rows.length,
    ece: reliability(of('p'), of('share')).ece,
    brier: meanOf(of('brier')),
    loss: meanOf(of('loss')),
  }
}
