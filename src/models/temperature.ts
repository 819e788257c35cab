/**
 * Temperature scaling (Guo et al. 2017, ICML, arXiv:1706.04599): one number T by which all logits
 * are divided before the softmax, so that probabilities mean what they say; the class that a
 * network gives never changes. T is fitted on examples that were not trained on, by the least
 * negative log-likelihood
 *
 *   NLL(T) = -1/n sum_i sum_k q_ik log( 1/M sum_m softmax(z_mi / T)[k] )
 *
 * of the mean of M networks, where q_ik is the share of class k of the votes on example i; one
 * class has the whole share where nobody voted. An ensemble is pooled first and calibrated
 * afterwards (Rahaman & Thiery 2021, arXiv:2007.08792), for the mean of calibrated networks is too
 * cautious.
 */
import { softmax } from '../statistics/index.js'

/** T is sought between these: beyond, all probabilities are 0 or 1, or all the same. */
export const TEMPERATURES = { lowest: 0.05, highest: 20 } as const
const GOLDEN = (Math.sqrt(5) - 1) / 2
const TOLERANCE = 1e-5

export interface TemperatureFit {
  readonly temperature: number
  /** Negative log-likelihood per example, at T = 1 and at the fitted T. */
  readonly before: number
  readonly after: number
}

/**
 * Golden-section search over log T.
 *
 * @param logits one array per network, (n, nClasses)
 * @param labels counted from 0
 * @param shares of the votes, (n, nClasses), where people voted
 * @example
 * // sure, but right in half of the examples
 * fittedTemperature([Float32Array.of(9, 0, 9, 0)], Uint8Array.of(0, 1)).temperature // 20
 */
export function fittedTemperature(
  logits: readonly Float32Array[],
  labels: Uint8Array,
  shares?: Float32Array,
): TemperatureFit {
  const loss = (logT: number) => negativeLogLikelihood(logits, labels, Math.exp(logT), shares)
  let [low, high] = [Math.log(TEMPERATURES.lowest), Math.log(TEMPERATURES.highest)]
  let [a, b] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)]
  let [atA, atB] = [loss(a), loss(b)]
  while (high - low > TOLERANCE) {
    if (atA < atB) {
      ;[high, b, atB] = [b, a, atA]
      a = high - GOLDEN * (high - low)
      atA = loss(a)
    } else {
      ;[low, a, atA] = [a, b, atB]
      b = low + GOLDEN * (high - low)
      atB = loss(b)
    }
  }
  const temperature = Number(Math.exp((low + high) / 2).toPrecision(6))
  const after = negativeLogLikelihood(logits, labels, temperature, shares)
  return { temperature, before: loss(0), after }
}

/**
 * Negative log-likelihood per example at one temperature.
 *
 * @param logits one array per network, (n, nClasses)
 * @param shares of the votes, (n, nClasses), where people voted
 */
export function negativeLogLikelihood(
  logits: readonly Float32Array[],
  labels: Uint8Array,
  temperature: number,
  shares?: Float32Array,
): number {
  const p = new Float32Array(logits[0].length / labels.length)
  const mean = new Float64Array(p.length)
  let sum = 0
  for (const [row, label] of labels.entries()) {
    mean.fill(0)
    for (const member of logits) {
      softmax(member, row * p.length, p, temperature)
      for (let k = 0; k < p.length; k++) mean[k] += p[k] / logits.length
    }
    if (!shares) sum -= Math.log(Math.max(mean[label], Number.MIN_VALUE))
    else {
      for (let k = 0; k < p.length; k++) {
        const share = shares[row * p.length + k]
        if (share > 0) sum -= share * Math.log(Math.max(mean[k], Number.MIN_VALUE))
      }
    }
  }
  return sum / labels.length
}
