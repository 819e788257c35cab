/** Quantiles, intervals and tests, held against the answers of NumPy and SciPy, stored or live. */
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { bootstrapIntervals, wilsonInterval } from '../../src/statistics/interval.js'
import { mcnemar } from '../../src/statistics/mcnemar.js'
import { erfc, normalQuantile } from '../../src/statistics/normal.js'
import { quantile } from '../../src/statistics/quantile.js'

const random = new Random(7)
export const CASES = {
  quantiles: [0, 0.025, 0.3, 0.5, 0.975, 1].map((p) => [[1, 2, 2, 3.5, 9, 40], p] as const),
  erfc: [-3, -0.5, 0, 1e-8, 0.3, 1, 2.49, 2.51, 4, 8, 25],
  normal: [1e-6, 0.025, 0.3, 0.5, 0.8, 0.975, 1 - 1e-9],
  wilson: [
    [0, 5, 0.95],
    [5, 5, 0.95],
    [9, 10, 0.95],
    [687, 1061, 0.95],
    [3, 7, 0.68],
  ] as const,
  mcnemar: [
    [10, 2],
    [2, 10],
    [7, 7],
    [1, 0],
    [120, 81],
    [1500, 900],
  ] as const,
  bootstrap: Array.from({ length: 300 }, () => random.normal() + 2),
}

/** What evaluate_statistics.py says of each. */
export interface Answers {
  quantiles: number[]
  erfc: number[]
  normal: number[]
  wilson: [low: number, high: number][]
  mcnemar: [exact: number, statistic: number, approximate: number][]
  bootstrap: [low: number, high: number]
}

export function testStatistics(expected: Answers): void {
  test('quantiles', () => {
    CASES.quantiles.forEach(([values, p], i) => {
      near(quantile(values, p), expected.quantiles[i], 1e-15)
    })
  })

  test('erfc to 1e-11 of its value', () => {
    CASES.erfc.forEach((x, i) => {
      near(erfc(x), expected.erfc[i], 1e-11)
    })
  })

  test('quantiles of the normal distribution', () => {
    CASES.normal.forEach((p, i) => {
      expect(normalQuantile(p)).toBeCloseTo(expected.normal[i], 6)
    })
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13)
  })

  test("Wilson's interval", () => {
    CASES.wilson.forEach(([k, n, level], i) => {
      const { low, high } = wilsonInterval(k, n, level)
      expect(low).toBeCloseTo(expected.wilson[i][0], 12)
      expect(high).toBeCloseTo(expected.wilson[i][1], 12)
    })
  })

  test("McNemar's test, exact and by chi squared", () => {
    CASES.mcnemar.forEach(([b, c], i) => {
      const { pExact, chi2, pChi2 } = mcnemar(b, c)
      const [exact, statistic, approximate] = expected.mcnemar[i]
      near(pExact, exact, 1e-10)
      expect(chi2).toBeCloseTo(statistic, 12)
      near(pChi2, approximate, 1e-10)
    })
  })

  // 20,000 draws each: the ends wander by about 1 % of the width.
  test('bootstrap interval of a mean, to 3 % of its width', () => {
    const values = CASES.bootstrap
    const mean = (rows: Uint32Array) => [
      rows.reduce((sum, row) => sum + values[row], 0) / rows.length,
    ]
    const options = { random: new Random(1), nResamples: 20_000 }
    const [{ low, high }] = bootstrapIntervals(values.length, mean, options)
    const [lowest, highest] = expected.bootstrap
    const tolerance = 0.03 * (highest - lowest)
    expect(Math.abs(low - lowest)).toBeLessThan(tolerance)
    expect(Math.abs(high - highest)).toBeLessThan(tolerance)
  })
}

function near(value: number, wanted: number, relative: number): void {
  expect(Math.abs(value - wanted)).toBeLessThanOrEqual(relative * Math.abs(wanted) + 1e-300)
}
