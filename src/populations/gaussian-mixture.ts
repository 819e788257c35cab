/**
 * Gaussian mixtures of normal scores: how to draw a vector, or the rest of a vector whose first
 * entries are known, and what value of a catalogue a score stands for.
 *
 * With the Cholesky factor L of a component's covariance (C = L L^T, lower triangular), x = m + L z
 * for standard normal z. L is triangular, so the first k entries of x fix the first k of z, and the
 * others stay free. This is the conditional distribution for a given prefix; the density of z gives
 * the component's new weight (Bishop 2006, Pattern Recognition and Machine Learning, sections 2.3
 * and 9.2).
 *
 * The distribution of a value is given as its quantiles at fixed normal scores: value <-> standard
 * normal number, linear between the knots and constant beyond the last, so that no value leaves the
 * range of the data. A mixture that was fitted to such scores ties several quantities together, but
 * its own marginal distributions are only nearly normal. With F the mixture's distribution of one
 * entry, z -> Phi^-1(F(z)) makes that entry standard normal; it keeps the order, and so the ties
 * between entries.
 */
import type { Random } from '../random.js'
import { bisectedRoot, erfc, firstAbove, normalQuantile } from '../statistics/index.js'

export interface GaussianComponent {
  /** Share of the mixture, 0-1. */
  readonly weight: number
  readonly mean: readonly number[]
  /** Lower Cholesky factor of the covariance, row by row: n (n + 1) / 2 numbers for n means. */
  readonly cholesky: readonly number[]
}

/**
 * Some components of a mixture may have fewer entries than others: their vectors end earlier.
 *
 * @example sampleMixture([{ weight: 1, mean: [0, 5], cholesky: [1, 0.8, 0.6] }], random) // [x, y]
 */
export type GaussianMixture = readonly GaussianComponent[]

/**
 * Draws a vector; it is as long as the component that it comes from.
 *
 * @param prefix values of the first entries, for which the others are drawn. No component may be
 *   shorter than it
 */
export function sampleMixture(
  mixture: GaussianMixture,
  random: Random,
  prefix: readonly number[] = [],
): number[] {
  const weights = prefix.length === 0 ? mixture.map(weightOf) : posterior(mixture, prefix)
  const { mean, cholesky } = mixture[pick(weights, random)]
  const z = standardised(mean, cholesky, prefix)
  const x = [...prefix]
  for (let i = prefix.length; i < mean.length; i++) {
    z.push(random.normal())
    x.push(mean[i] + rowTimes(cholesky, i, z))
  }
  return x
}

/** Draws an index; its probability is proportional to its weight. */
export function pick(weights: readonly number[], random: Random): number {
  let left = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0)
  for (let i = 0; i < weights.length - 1; i++) {
    left -= weights[i]
    if (left < 0) return i
  }
  return weights.length - 1
}

/** Weights of the components for given first entries, up to a common factor. */
export function posterior(mixture: GaussianMixture, prefix: readonly number[]): number[] {
  const logs = mixture.map(({ weight, mean, cholesky }) => {
    const z = standardised(mean, cholesky, prefix)
    const exponent = z.reduce((sum, value) => sum + (value * value) / 2, 0)
    const logDeterminant = z.reduce((sum, _, i) => sum + Math.log(cholesky[diagonal(i)]), 0)
    return Math.log(weight) - exponent - logDeterminant
  })
  const highest = Math.max(...logs)
  return logs.map((log) => Math.exp(log - highest))
}

/** z of L z = x - mean, for the first entries of x, by forward substitution. */
function standardised(
  mean: readonly number[],
  cholesky: readonly number[],
  prefix: readonly number[],
): number[] {
  const z: number[] = []
  prefix.forEach((value, i) => {
    z.push((value - mean[i] - rowTimes(cholesky, i, z)) / cholesky[diagonal(i)])
  })
  return z
}

/** Row i of L times z, over the entries that z has. */
function rowTimes(cholesky: readonly number[], i: number, z: readonly number[]): number {
  const start = (i * (i + 1)) / 2
  let sum = 0
  for (let j = 0; j <= i && j < z.length; j++) sum += cholesky[start + j] * z[j]
  return sum
}

function diagonal(i: number): number {
  return (i * (i + 3)) / 2
}

function weightOf({ weight }: GaussianComponent): number {
  return weight
}

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
