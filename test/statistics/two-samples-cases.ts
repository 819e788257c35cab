/** Pairs of samples: small and large, alike and apart, with ties and without. */
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { andersonDarling, kolmogorovSmirnov } from '../../src/statistics/two-samples.js'

/** Sizes, a shift of the second sample, and to how many decimals values are rounded (ties). */
const CASES: readonly [m: number, n: number, shift: number, decimals: number][] = [
  [10, 10, 0, 6],
  [10, 25, 0.5, 6],
  [3, 4, 1, 6],
  [50, 37, 0, 1],
  [50, 50, 1.5, 6],
  [472, 454, 0.05, 3],
  [472, 454, 0.2, 0],
  [200, 1000, 0.3, 2],
]

export function samples(): [number[], number[]][] {
  const random = new Random(20)
  const draw = (n: number, shift: number, decimals: number) =>
    Array.from({ length: n }, () => Number((random.normal() + shift).toFixed(decimals)))
  return CASES.map(([m, n, shift, decimals]) => [draw(m, 0, decimals), draw(n, shift, decimals)])
}

/** Kolmogorov and Smirnov's statistic and p, Anderson and Darling's, of each pair. */
export function testTwoSamples(answers: readonly number[][]): void {
  const cases = samples()

  test.each(CASES.map((_, i) => i))('case %i', (i) => {
    const [first, second] = cases[i]
    const [d, pKs, a2, pAd] = answers[i]
    const ks = kolmogorovSmirnov(first, second)
    expect(ks.statistic).toBeCloseTo(d, 12)
    expect(ks.p / pKs).toBeCloseTo(1, 8)
    const ad = andersonDarling(first, second)
    expect(ad.statistic).toBeCloseTo(a2, 9)
    expect(ad.p).toBeCloseTo(pAd, 9)
  })
}
