/**
 * Scores that are standard normal one by one. A mixture that was fitted to normal scores ties them together, but its own
 * marginals are near normal only; z -> Phi^-1(F(z)), with F the mixture's distribution of that entry, makes them so, and
 * leaves the order and with it the ties between entries as they were.
 */
import { erfc, normalQuantile } from '../statistics/normal.js'
import type { GaussianMixture } from './population-mixture.js'

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
  let [low, high] = [-2 * FURTHEST, 2 * FURTHEST]
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2
    if (shareBelow(mixture, k, middle) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
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
