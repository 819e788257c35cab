import { describe, expect, test } from 'vitest'
import { CommandError } from '../../src/errors.js'
import { NORMAL_SCORES } from '../../src/populations/gaussian-mixture.js'
import {
  atDistance,
  drawClass,
  drawColours,
  drawSource,
  populationOf,
  QUANTITIES,
  withClass4Share,
} from '../../src/populations/population.js'
import { Random } from '../../src/random.js'
import { kolmogorovSmirnov } from '../../src/statistics/two-samples.js'
import { CLASSES, drawn, N, quantities } from './drawn-sources.js'

/** The share of a standard normal distribution below z, by a slow sum. */
function normalShareBelow(z: number): number {
  const step = 1e-3
  let sum = 0
  for (let x = -8; x < z; x += step) sum += Math.exp(-((x + step / 2) ** 2) / 2) * step
  return sum / Math.sqrt(2 * Math.PI)
}

describe.each(['ngc628c', 'ngc1566'])('draws against the quantiles of %s', (name) => {
  const shares = NORMAL_SCORES.map(normalShareBelow)

  test.each(CLASSES)('class %i', (classValue) => {
    const draws = drawn(name, classValue, classValue)
    const { quantiles } = populationOf(name).classes[classValue]
    for (const [k, quantity] of QUANTITIES.entries()) {
      const own = draws.map((draw) => draw[quantity]).filter(Number.isFinite)
      expect(Math.min(...own), quantity).toBeGreaterThanOrEqual(quantiles[k][0] - 1e-9)
      expect(Math.max(...own), quantity).toBeLessThanOrEqual(quantiles[k].at(-1)! + 1e-9)
      for (const [i, knot] of quantiles[k].slice(1, -1).entries()) {
        const share = own.filter((value) => value < knot).length / own.length
        expect(Math.abs(share - shares[i + 1]), `${quantity} below ${knot}`).toBeLessThan(0.025)
      }
    }
  })
})

test('the same seed gives the same draws, another gives others', () => {
  expect(drawn('mean', 2, 7, 50)).toEqual(drawn('mean', 2, 7, 50))
  expect(drawn('mean', 2, 7, 1)[0]).not.toEqual(drawn('mean', 2, 8, 1)[0])
})

test.each(['ngc628c', 'ngc1566', 'mean'])('%s: coefficients are sound', (name) => {
  const { classShares, classes } = populationOf(name)
  expect(classShares.reduce((a, b) => a + b)).toBeCloseTo(1, 2)
  for (const classValue of CLASSES) {
    const { quantiles, mixture } = classes[classValue]
    expect(mixture.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 2)
    expect(quantiles).toHaveLength(QUANTITIES.length)
    for (const knots of quantiles) {
      expect(knots).toHaveLength(13)
      expect(knots.every((knot, k) => k === 0 || knot > knots[k - 1])).toBe(true)
    }
    for (const { mean, cholesky } of mixture) {
      expect([4, 5, 6]).toContain(mean.length)
      expect(cholesky).toHaveLength((mean.length * (mean.length + 1)) / 2)
    }
  }
})

test('classes come in the shares of the field', () => {
  const [population, random] = [populationOf('ngc1566'), new Random(2)]
  const counts = [0, 0, 0, 0]
  for (let k = 0; k < N; k++) counts[drawClass(population, random) - 1]++
  counts.forEach((count, k) => {
    expect(count / N).toBeCloseTo(population.classShares[k], 1)
  })
})

test('colours given V and CI have the distribution of draws that happen to be there', () => {
  const [population, random] = [populationOf('ngc628c'), new Random(4)]
  const [v, ci] = [23, 1.6]
  const near = drawn('ngc628c', 1, 9)
    .concat(drawn('ngc628c', 1, 10))
    .filter((draw) => Math.abs(draw.V - v) < 0.15 && Math.abs(draw.CI - ci) < 0.03)
  const given = Array.from({ length: N }, () => {
    const magnitudes = drawColours(population, 1, { v, ci }, random)
    expect(magnitudes.v).toBe(v)
    return quantities(magnitudes, ci)
  })
  expect(near.length).toBeGreaterThan(500)
  for (const quantity of ['B-V', 'V-I', 'U-B', 'NUV-B'] as const) {
    const finite = (rows: typeof given) => rows.map((row) => row[quantity]).filter(Number.isFinite)
    expect(kolmogorovSmirnov(finite(near), finite(given)).statistic, quantity).toBeLessThan(0.06)
  }
})

test('at another distance V shifts by the distance modulus, and nothing else', () => {
  const [near, far] = ['near', 'far'].map(() => new Random(6))
  const population = populationOf('mean')
  const moved = atDistance(population, 2 * population.distanceMpc)
  expect(moved.distanceMpc).toBe(2 * population.distanceMpc)
  for (let k = 0; k < 50; k++) {
    const [a, b] = [drawSource(population, 3, near), drawSource(moved, 3, far)]
    for (const band of ['b', 'v', 'i'] as const) {
      expect(b.magnitudes[band] - a.magnitudes[band]).toBeCloseTo(5 * Math.log10(2), 9)
    }
    expect(b.ciTarget).toBe(a.ciTarget)
  }
})

test.each([0.18, 0.85])('a share of class 4 of %f leaves the others in proportion', (share) => {
  const population = populationOf('ngc1566')
  const [one, two, three, four] = withClass4Share(population, share).classShares
  const [a, b, c] = population.classShares
  expect(four).toBe(share)
  expect(one + two + three + four).toBeCloseTo(1, 12)
  expect([one / three, two / three]).toEqual([expect.closeTo(a / c, 12), expect.closeTo(b / c, 12)])
})

test.each([0, 1, 1.2, Number.NaN])('%f is no share of class 4', (share) => {
  expect(() => withClass4Share(populationOf('mean'), share)).toThrow(CommandError)
})

test('an unknown population is a wrong command', () => {
  expect(() => populationOf('ngc1556')).toThrow(CommandError)
  expect(() => populationOf('ngc1556')).toThrow(
    'unknown population: expected ngc628c, ngc1566, mean, got ngc1556; did you mean ngc1566?',
  )
  expect(() => populationOf('toString')).toThrow(CommandError)
})
