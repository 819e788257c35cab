/** Samples of power laws whose slope is known, and what a slow independent fit says of some. */
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { fitPowerLaw } from '../../src/science/power-law.js'

export const NO_END = Number.POSITIVE_INFINITY

/** ln(x/low) of n objects of a power law between 1 and e^span, by inversion. */
export function drawn(random: Random, n: number, slope: number, span: number): Float64Array {
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

const random = new Random(7)
const cases = CASES.map(({ n, slope, low, high }) => {
  const logs = drawn(random, n, slope, Math.log(high / low))
  return { logs, low, high, x: Array.from(logs, (y) => low * Math.exp(y)) }
})

/** What science_power_law.py is asked. */
export const asked = cases.map(({ x, low, high }) => ({
  ...{ x, low, high: high === NO_END ? null : high },
}))

/** @param answers slope, and the ends of its interval */
export function testFits(answers: readonly number[][]): void {
  test.each(CASES.map((_, i) => i))('case %i', (i) => {
    const { logs, low, high } = cases[i]
    const { n, slope, interval } = fitPowerLaw(logs, Math.log(high / low))
    expect(n).toBe(CASES[i].n)
    expect(slope).toBeCloseTo(answers[i][0], 5)
    expect(interval.low).toBeCloseTo(answers[i][1], 5)
    expect(interval.high).toBeCloseTo(answers[i][2], 5)
  })
}
