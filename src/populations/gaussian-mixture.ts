/**
 * Gaussian mixtures: how to draw a vector, or the rest of a vector whose first entries are known.
 *
 * With the Cholesky factor L of a component's covariance (C = L L^T, lower triangular), x = m + L z
 * for standard normal z. L is triangular, so the first k entries of x fix the first k of z, and the
 * others stay free. This is the conditional distribution for a given prefix; the density of z gives
 * the component's new weight (Bishop 2006, Pattern Recognition and Machine Learning, sections 2.3
 * and 9.2).
 */
import type { Random } from '../random.js'

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
