/**
 * A distribution as quantiles at fixed normal scores: value <-> standard normal number, linear
 * between the knots and constant beyond the last, so that no value leaves the range of the data.
 *
 * A Gaussian mixture that was fitted to such scores ties several quantities together, but its own
 * marginal distributions are only nearly normal. With F the mixture's distribution of one entry, z
 * -> Phi^-1(F(z)) makes that entry standard normal; it keeps the order, and so the ties between
 * entries.
 */
import { bisectedRoot, erfc, firstAbove, normalQuantile } from '../statistics/index.js'
import type { GaussianMixture } from './gaussian-mixture.js'

const STEP = 0.5
const REACH = 3

/**
 * Scores of the knots: -3, -2.5, ... 3; at the outer two are the smallest and the largest value.
 */
export const NORMAL_SCORES: readonly number[] = Array.from(
  { length: (2 * REACH) / STEP + 1 },
  (_, k) => k * STEP - REACH,
)

/**
 * @param quantiles the values at {@link NORMAL_SCORES}, strictly ascending
 * @example fromNormalScore(vQuantiles, 0) // the median of V
 */
export function fromNormalScore(quantiles: readonly number[], z: number): number {
  const last = quantiles.length - 1
  const at = Math.min(Math.max((z + REACH) / STEP, 0), last)
  const k = Math.min(Math.floor(at), last - 1)
  return quantiles[k] + (at - k) * (quantiles[k + 1] - quantiles[k])
}

/** The inverse of {@link fromNormalScore}; values beyond the ends get the scores of the ends. */
export function toNormalScore(quantiles: readonly number[], value: number): number {
  const last = quantiles.length - 1
  const above = firstAbove(quantiles, value)
  if (above === 0) return -REACH
  if (above > last) return REACH
  const k = Math.min(above - 1, last - 1)
  return NORMAL_SCORES[k] + (STEP * (value - quantiles[k])) / (quantiles[k + 1] - quantiles[k])
}

/** Scores end here: the catalogues' smallest and largest values lie at -3 and 3. */
const FURTHEST = 5

/** Standard normal score of a mixture's entry `k`, among the components that have this entry. */
export function marginalScore(mixture: GaussianMixture, k: number, z: number): number {
  const share = shareBelow(mixture, k, z)
  const [lowest, highest] = [erfc(FURTHEST / Math.SQRT2) / 2, 1 - erfc(FURTHEST / Math.SQRT2) / 2]
  return normalQuantile(Math.min(Math.max(share, lowest), highest))
}

/** The inverse of {@link marginalScore}. */
export function fromMarginalScore(mixture: GaussianMixture, k: number, score: number): number {
  const share = 1 - erfc(score / Math.SQRT2) / 2
  const ends = { inside: -2 * FURTHEST, outside: 2 * FURTHEST }
  return bisectedRoot((z) => shareBelow(mixture, k, z) < share, ends, 50)
}

/** F(z) of entry `k`. */
function shareBelow(mixture: GaussianMixture, k: number, z: number): number {
  let [below, total] = [0, 0]
  const start = (k * (k + 1)) / 2
  for (const { weight, mean, cholesky } of mixture) {
    if (mean.length <= k) continue
    const sigma = Math.hypot(...cholesky.slice(start, start + k + 1))
    below += (weight * erfc((mean[k] - z) / sigma / Math.SQRT2)) / 2
    total += weight
  }
  return below / total
}
