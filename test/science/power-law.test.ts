/** Slopes against a slow independent fit, and recovered from samples whose slope is known. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { fitPowerLaw, shareBetween, slopeOfMean } from '../../src/science/power-law.js'
import { hasPython, runPython } from '../setup/peers.js'

const NO_END = Number.POSITIVE_INFINITY

/** ln(x/low) of n objects of a power law between 1 and e^span, by inversion. */
function drawn(random: Random, n: number, slope: number, span: number): Float64Array {
  const k = slope - 1
  const share = span === NO_END ? 1 : -Math.expm1(-k * span)
  return Float64Array.from({ length: n }, () =>
    k === 0 ? random.uniform() * span : -Math.log1p(-random.uniform() * share) / k,
  )
}

const CASES = [
  { n: 10, slope: 2, low: 1, high: NO_END },
  { n: 200, slope: 2.35, low: 5e3, high: NO_END },
  { n: 50, slope: 2, low: 3e4, high: 1e6 },
  { n: 150, slope: 0.9, low: 1e7, high: 2e8 },
  { n: 40, slope: -1, low: 1e7, high: 1e9 },
]

describe.skipIf(!hasPython('scipy'))('against scipy', () => {
  const random = new Random(7)
  const cases = CASES.map(({ n, slope, low, high }) => {
    const logs = drawn(random, n, slope, Math.log(high / low))
    return { logs, low, high, x: Array.from(logs, (y) => low * Math.exp(y)) }
  })
  const path = join(mkdtempSync(join(tmpdir(), 'power-law-')), 'cases.json')
  writeFileSync(
    path,
    JSON.stringify(
      cases.map(({ x, low, high }) => ({ x, low, high: high === NO_END ? null : high })),
    ),
  )
  const answers: number[][] = JSON.parse(runPython('science_power_law.py', path))

  test.each(CASES.map((_, i) => i))('case %i', (i) => {
    const { logs, low, high } = cases[i]
    const { n, slope, interval } = fitPowerLaw(logs, Math.log(high / low))
    expect(n).toBe(CASES[i].n)
    expect(slope).toBeCloseTo(answers[i][0], 5)
    expect(interval.low).toBeCloseTo(answers[i][1], 5)
    expect(interval.high).toBeCloseTo(answers[i][2], 5)
  })
})

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
