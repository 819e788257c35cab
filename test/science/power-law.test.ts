/**
 * Slopes recovered from samples whose slope is known, and by stored answers of a slow independent
 * fit.
 */
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { fitPowerLaw, shareBetween, slopeOfMean } from '../../src/science/power-law.js'
import { storedAnswers } from '../setup/golden.js'
import { drawn, NO_END, testFits } from './power-law-samples.js'

testFits(storedAnswers<number[][]>('power-law'))

/** 2000 samples: a coverage of 95 % is then known to 0.5 %; four sigma are allowed. */
const N_SAMPLES = 2000

test.each([
  [10, 2, NO_END],
  [30, 2.3, NO_END],
  [30, 2, 3],
  [100, 1, 3],
  [200, 0.2, 4],
])(
  'n = %i, slope %f, span %f: the 95 %% interval holds the slope in 95 %% of the samples',
  (n, slope, span) => {
    const random = new Random(1)
    let held = 0
    let sum = 0
    for (let i = 0; i < N_SAMPLES; i++) {
      const fit = fitPowerLaw(drawn(random, n, slope, span), span)
      if (fit.interval.low <= slope && slope <= fit.interval.high) held++
      sum += fit.slope
    }
    expect(Math.abs(held / N_SAMPLES - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / N_SAMPLES))
    // The estimate's bias is k/n at most.
    expect(Math.abs(sum / N_SAMPLES - slope)).toBeLessThan(0.02 + 2 / n)
  },
)

test('a wider level holds the narrower one', () => {
  const logs = drawn(new Random(3), 60, 2, NO_END)
  const [narrow, wide] = [0.68, 0.95].map((level) => fitPowerLaw(logs, NO_END, level).interval)
  expect(wide.low).toBeLessThan(narrow.low)
  expect(wide.high).toBeGreaterThan(narrow.high)
})

test('a truncation that is far away does not matter', () => {
  const logs = drawn(new Random(4), 100, 2.2, NO_END)
  const mean = logs.reduce((sum, y) => sum + y, 0) / logs.length
  expect(slopeOfMean(mean, 60)).toBeCloseTo(slopeOfMean(mean, NO_END), 9)
})

test('shares of a power law add up to 1, also where it is flat', () => {
  for (const slope of [-1, 1, 1.0000000001, 2, 3]) {
    const edges = [0, 0.3, 1, 2.5, 3]
    const shares = edges.slice(1).map((to, i) => shareBetween(slope, 3, edges[i], to))
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 8)
  }
  expect(shareBetween(2, NO_END, 0, Math.log(2))).toBeCloseTo(0.5, 12)
})

test('nothing from nothing', () => {
  const { n, slope, interval } = fitPowerLaw([], 3)
  expect([n, slope, interval.low, interval.high]).toEqual([0, NaN, NaN, NaN])
})
