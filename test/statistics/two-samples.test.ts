/** The two-sample tests against scipy, and by properties that need no reference. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { andersonDarling } from '../../src/statistics/anderson-darling.js'
import { kolmogorovSmirnov } from '../../src/statistics/kolmogorov-smirnov.js'
import { hasPython, runPython } from '../setup/peers.js'

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

function samples(): [number[], number[]][] {
  const random = new Random(20)
  const draw = (n: number, shift: number, decimals: number) =>
    Array.from({ length: n }, () => Number((random.normal() + shift).toFixed(decimals)))
  return CASES.map(([m, n, shift, decimals]) => [draw(m, 0, decimals), draw(n, shift, decimals)])
}

describe.skipIf(!hasPython('scipy'))('against scipy', () => {
  const cases = samples()
  const path = join(mkdtempSync(join(tmpdir(), 'two-samples-')), 'cases.json')
  writeFileSync(path, JSON.stringify(cases))
  const answers: number[][] = JSON.parse(runPython('science_two_samples.py', path))

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
})

const SAMPLE = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 4, maxLength: 30 })

test('the order of the samples and any rising function of the values change nothing', () => {
  fc.assert(
    fc.property(SAMPLE, SAMPLE, (first, second) => {
      fc.pre(new Set([...first, ...second]).size > 1)
      for (const test of [kolmogorovSmirnov, andersonDarling]) {
        const { statistic, p } = test(first, second)
        const swapped = test(second, first)
        const risen = test(first.map(Math.exp), second.map(Math.exp))
        for (const other of [swapped, risen]) {
          expect(other.statistic).toBeCloseTo(statistic, 9)
          expect(other.p).toBeCloseTo(p, 9)
        }
        expect(p).toBeGreaterThan(0)
        expect(p).toBeLessThanOrEqual(1)
      }
    }),
  )
})

/** Every way in which m of the pooled places can belong to the first sample. */
function shareAtLeast(m: number, n: number, d: number): number {
  let [all, reach] = [0, 0]
  for (let bits = 0; bits < 2 ** (m + n); bits++) {
    const places = Array.from({ length: m + n }, (_, k) => (bits >> k) & 1)
    if (places.reduce((sum, bit) => sum + bit, 0) !== m) continue
    all++
    const first = places.flatMap((bit, k) => (bit ? [k] : []))
    const second = places.flatMap((bit, k) => (bit ? [] : [k]))
    if (kolmogorovSmirnov(first, second).statistic >= d - 1e-12) reach++
  }
  return reach / all
}

test.each([
  [5, 4, [1, 2, 3, 4, 5], [6, 7, 8, 9]],
  [5, 4, [1, 3, 5, 7, 9], [2, 4, 6, 8]],
  [6, 6, [1, 2, 3, 4, 8, 9], [5, 6, 7, 10, 11, 12]],
])('p is the share of all orders, %i and %i values', (m, n, first, second) => {
  const { statistic, p } = kolmogorovSmirnov(first, second)
  expect(p).toBeCloseTo(shareAtLeast(m, n, statistic), 12)
})

test('small p keep their digits', () => {
  const first = Array.from({ length: 100 }, (_, i) => i)
  const { statistic, p } = kolmogorovSmirnov(
    first,
    first.map((value) => value + 100),
  )
  // 2 / binomial(200, 100)
  expect(statistic).toBe(1)
  expect(p / 2.208752e-59).toBeCloseTo(1, 5)
})

test('nothing to compare is NaN', () => {
  for (const test of [kolmogorovSmirnov, andersonDarling]) {
    expect(test([], [1, 2]).p).toBeNaN()
  }
  expect(andersonDarling([1, 1, 1], [1, 1]).p).toBeNaN()
})
