/** Random counts against their exact probabilities, and intervals from counts against row by row. */
import { describe, expect, test } from 'vitest'
import { countsByStratum, matrixOf } from '../../src/evaluate/confusion-matrix.js'
import { accuracy, cohensKappa, confusionMatrix, recalls } from '../../src/evaluate/index.js'
import { Random } from '../../src/random.js'
import {
  addResampled,
  binomial,
  bootstrapIntervals,
  countIntervals,
} from '../../src/statistics/index.js'

/** Probabilities of 0 ... n successes, by the slow product. */
function exactBinomial(n: number, p: number): number[] {
  let logChoose = 0
  return Array.from({ length: n + 1 }, (_, k) => {
    if (k > 0) logChoose += Math.log((n - k + 1) / k)
    return Math.exp(logChoose + k * Math.log(p) + (n - k) * Math.log1p(-p))
  })
}

/** Pearson's chi squared per degree of freedom, with cells of at least 20 expected draws. */
function chiSquared(found: readonly number[], expected: readonly number[]): number {
  let [sum, cells, seen, wanted] = [0, 0, 0, 0]
  expected.forEach((value, k) => {
    seen += found[k]
    wanted += value
    if (wanted < 20) return
    sum += (seen - wanted) ** 2 / wanted
    cells++
    ;[seen, wanted] = [0, 0]
  })
  return sum / (cells - 1)
}

describe('a binomial number', () => {
  const N_DRAWS = 40_000
  test.each([
    ['by inversion', 7, 0.3],
    ['by inversion, rare', 4000, 0.001],
    ['at the border, inverted', 99, 0.1],
    ['at the border, rejected', 101, 0.1],
    ['by rejection', 60, 0.5],
    ['by rejection, large', 3000, 0.21],
    ['mirrored', 80, 0.9],
  ])('%s: n = %i, p = %f, as often as it is probable', (_, n, p) => {
    const random = new Random(n)
    const found = new Array<number>(n + 1).fill(0)
    for (let i = 0; i < N_DRAWS; i++) found[binomial(n, p, random)]++
    const expected = exactBinomial(n, p).map((share) => N_DRAWS * share)
    const chi2 = chiSquared(found, expected)
    expect(chi2).toBeGreaterThan(0.2)
    expect(chi2).toBeLessThan(2.2)
  })

  test('of a million trials: mean and scatter', () => {
    const random = new Random(3)
    const draws = Array.from({ length: 4000 }, () => binomial(1e6, 0.37, random))
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length
    const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length
    expect(Math.abs(mean - 370_000)).toBeLessThan((4 * 483) / Math.sqrt(4000))
    expect(Math.sqrt(variance) / Math.sqrt(1e6 * 0.37 * 0.63)).toBeCloseTo(1, 1)
  })

  test('where nothing is random', () => {
    const random = new Random(1)
    expect(binomial(0, 0.4, random)).toBe(0)
    expect(binomial(9, 0, random)).toBe(0)
    expect(binomial(9, 1, random)).toBe(9)
  })
})

test('resampled counts keep their sum, and empty cells stay empty', () => {
  const random = new Random(5)
  for (let draw = 0; draw < 200; draw++) {
    const out = new Float64Array(5)
    addResampled([3, 0, 90, 7, 0], random, out)
    expect(out.reduce((sum, n) => sum + n, 0)).toBe(100)
    expect([out[1], out[4]]).toEqual([0, 0])
    expect(out.every((n) => n >= 0)).toBe(true)
  }
})

describe('intervals from counts', () => {
  /** 450 objects in three fields of different quality. */
  function madeUp() {
    const random = new Random(8)
    const field = Uint8Array.from({ length: 450 }, (_, i) => (i < 50 ? 0 : i < 200 ? 1 : 2))
    const truth = Uint8Array.from(field, () => 1 + Math.floor(4 * random.uniform() ** 1.5))
    const predicted = truth.map((code, i) =>
      random.uniform() < 0.5 + 0.15 * field[i] ? code : 1 + random.integer(4),
    )
    return { field, truth, predicted }
  }
  const { field, truth, predicted } = madeUp()
  const measure = (matrix: ReturnType<typeof confusionMatrix>) => [
    ...[accuracy(matrix), cohensKappa(matrix)],
    ...recalls(matrix),
  ]
  const fromCounts = (seed: number) =>
    countIntervals(
      countsByStratum(truth, predicted, field),
      (counts) => measure(matrixOf(counts)),
      { random: new Random(seed), nResamples: 2000 },
    )

  test('are those of drawing rows, within the noise of the draws', () => {
    const byRow = bootstrapIntervals(
      truth.length,
      (rows) =>
        measure(
          confusionMatrix(
            Array.from(rows, (row) => truth[row]),
            Array.from(rows, (row) => predicted[row]),
          ),
        ),
      { random: new Random(2), nResamples: 2000, strata: field },
    )
    fromCounts(1).forEach(({ low, high }, m) => {
      // The end of a 95 % interval of 2000 draws scatters by 1.5 % of its width.
      const width = byRow[m].high - byRow[m].low
      expect(Math.abs(low - byRow[m].low), `low of ${m}`).toBeLessThan(0.07 * width)
      expect(Math.abs(high - byRow[m].high), `high of ${m}`).toBeLessThan(0.07 * width)
    })
  })

  test('depend on the seed alone', () => {
    expect(fromCounts(7)).toEqual(fromCounts(7))
    expect(fromCounts(7)).not.toEqual(fromCounts(8))
  })
})
