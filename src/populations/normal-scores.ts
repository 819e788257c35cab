import { bisectedRoot, erfc, firstAbove, normalQuantile } from '../statistics/index.js'
import type { GaussianMixture } from './gaussian-mixture.js'

/**
 * A marginal distribution as quantiles at fixed normal scores: value <-> standard normal number, linear
 * between the knots and constant beyond the last, so that the range of the data is never left.
 */

const STEP = 0.5
const REACH = 3

/** Where the quantiles are taken: -3, -2.5, ... 3; the outer two are the smallest and largest value. */
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

/*
 * Scores that are standard normal one by one. A mixture that was fitted to normal scores ties them together, but its own
 * marginals are near normal only; z -> Phi^-1(F(z)), with F the mixture's distribution of that entry, makes them so, and
 * leaves the order and with it the ties between entries as they were.
 */

/** Beyond it nothing is told apart: the catalogues' ends lie at 3. */
const FURTHEST = 5

/** Standard normal score of entry `k` of a draw, among the components that have it. */
export function marginalScore(mixture: GaussianMixture, k: number, z: number): number {
  const share = shareBelow(mixture, k, z)
  const [lowest, highest] = [erfc(FURTHEST / Math.SQRT2) / 2, 1 - erfc(FURTHEST / Math.SQRT2) / 2]
  return normalQuantile(Math.min(Math.max(share, lowest), highest))
}

/** The inverse of {@link marginalScore}, by bisection. */
export function fromMarginalScore(mixture: GaussianMixture, k: number, score: number): number {
  const share = 1 - erfc(score / Math.SQRT2) / 2
  const ends = { inside: -2 * FURTHEST, outside: 2 * FURTHEST }
  return bisectedRoot((z) => shareBelow(mixture, k, z) < share, ends, 50)
}

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
