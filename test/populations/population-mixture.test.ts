/** Gaussian mixtures and normal scores against what they are by definition. */
import { describe, expect, test } from 'vitest'
import {
  fromNormalScore,
  type GaussianMixture,
  NORMAL_SCORES,
  pick,
  sampleMixture,
  toNormalScore,
} from '../../src/populations/gaussian-mixture.js'
import { populationOf } from '../../src/populations/population.js'
import { Random } from '../../src/random.js'

/** L L^T. */
function covarianceOf(cholesky: readonly number[], n: number): number[][] {
  const at = (i: number, j: number) => (j > i ? 0 : cholesky[(i * (i + 1)) / 2 + j])
  const range = Array.from({ length: n }, (_, k) => k)
  return range.map((i) => range.map((j) => range.reduce((s, k) => s + at(i, k) * at(j, k), 0)))
}

function momentsOf(rows: readonly number[][]): { mean: number[]; covariance: number[][] } {
  const n = rows[0].length
  const range = Array.from({ length: n }, (_, k) => k)
  const mean = range.map((i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length)
  const product = (i: number, j: number) =>
    rows.reduce((sum, row) => sum + (row[i] - mean[i]) * (row[j] - mean[j]), 0) / rows.length
  return { mean, covariance: range.map((i) => range.map((j) => product(i, j))) }
}

test('samples of every shipped component have its mean and covariance', () => {
  for (const name of ['ngc628c', 'ngc1566', 'mean']) {
    for (const { mixture } of Object.values(populationOf(name).classes)) {
      for (const component of mixture) {
        const random = new Random(1)
        const rows = Array.from({ length: 4000 }, () => sampleMixture([component], random))
        const n = component.mean.length
        const wanted = covarianceOf(component.cholesky, n)
        const { mean, covariance } = momentsOf(rows)
        for (let i = 0; i < n; i++) {
          const sigma = Math.sqrt(wanted[i][i])
          expect(Math.abs(mean[i] - component.mean[i])).toBeLessThan(0.08 * sigma)
          for (let j = 0; j <= i; j++) {
            const scale = sigma * Math.sqrt(wanted[j][j])
            expect(Math.abs(covariance[i][j] - wanted[i][j])).toBeLessThan(0.12 * scale)
          }
        }
      }
    }
  }
})

describe('given the first entries', () => {
  // Two components; x first, y follows x with slope 0.8 in one and -0.5 in the other.
  const mixture: GaussianMixture = [
    { weight: 0.3, mean: [0, 1], cholesky: [1, 0.8, 0.2] },
    { weight: 0.7, mean: [2, 5], cholesky: [2, -1, 0.3] },
  ]

  test('the others have the conditional mean and deviation', () => {
    const random = new Random(2)
    const ys = Array.from({ length: 4000 }, () => sampleMixture([mixture[1]], random, [4])[1])
    const { mean, covariance } = momentsOf(ys.map((y) => [y]))
    // 5 - 1 / 2 (4 - 2), deviation 0.3
    expect(mean[0]).toBeCloseTo(4, 1)
    expect(Math.sqrt(covariance[0][0])).toBeCloseTo(0.3, 1)
  })

  test('components come by their posterior weights', () => {
    const random = new Random(3)
    const x = 1
    const density = (m: number, s: number) => Math.exp(-((x - m) ** 2) / (2 * s * s)) / s
    const [a, b] = [0.3 * density(0, 1), 0.7 * density(2, 2)]
    const ys = Array.from({ length: 8000 }, () => sampleMixture(mixture, random, [x])[1])
    // At x = 1 the first component's y is 1.8 +- 0.2, the second's 5.5 +- 0.3.
    expect(ys.filter((y) => y < 3.5).length / 8000).toBeCloseTo(a / (a + b), 1)
    expect(sampleMixture(mixture, random, [x])).toHaveLength(2)
  })

  test('a value far from every component gives numbers', () => {
    expect(sampleMixture(mixture, new Random(4), [1e4])[1]).toBeLessThan(0)
  })
})

test('indices come by weight', () => {
  const random = new Random(5)
  const counts = [0, 0, 0]
  for (let k = 0; k < 9000; k++) counts[pick([1, 0, 2], random)]++
  expect(counts[1]).toBe(0)
  expect(counts[2] / 9000).toBeCloseTo(2 / 3, 1)
})

test('normal scores and values are inverse to each other within the range, constant beyond', () => {
  const quantiles = NORMAL_SCORES.map((z) => 20 + z + 0.05 * z ** 2)
  for (const z of [-3, -2.75, -0.1, 0, 0.5, 1.3, 2.99]) {
    expect(toNormalScore(quantiles, fromNormalScore(quantiles, z))).toBeCloseTo(z, 10)
  }
  expect(fromNormalScore(quantiles, 0)).toBe(20)
  expect(fromNormalScore(quantiles, -9)).toBe(quantiles[0])
  expect(fromNormalScore(quantiles, 9)).toBe(quantiles[12])
  expect(toNormalScore(quantiles, 0)).toBe(-3)
  expect(toNormalScore(quantiles, 99)).toBe(3)
  expect(toNormalScore(quantiles, quantiles[12])).toBe(3)
})
