/**
 * Two columns that differ in known ways: every count, difference and interval is that of its own
 * function or
 * quantity, as a slow draw-again (bootstrap) of this test finds it.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import { readCommonCandidates, type Science, scienceOf } from '../../src/science/index.js'
import { madeUpCatalogue, withColumn } from './catalogues.js'

const N = 400
const N_DRAWS = 400
/** Of the width of an interval: 400 draws leave its ends that uncertain. */
const TOLERANCE = 0.35

const catalogue = madeUpCatalogue(N)
const column = (name: string) => catalogue.column(name).values as Float64Array
const human = column('human')

/** No clusters that are red, heavy or bright in NUV; some clusters more among the faint. */
const machine = human.map((code, row) => {
  const isRed = column('mag_v')[row] - column('mag_i')[row] > 0.7
  const isHeavy = column('mass')[row] > 5e4
  const isBright = column('mag_nuv')[row] < 21
  if (isRed || isHeavy || isBright) return 4
  return column('mag_v')[row] > 23.5 && row % 3 === 0 ? 1 : code
})
const isCluster = (codes: Float64Array) => Array.from(codes, (code) => code === 1 || code === 2)
const [first, second] = [human, machine].map(isCluster)

let science: Science
beforeAll(() => {
  const columns = ['human', 'machine'].map((label) => ({ column: label, label }))
  const table = withColumn(catalogue, 'machine', machine)
  const candidates = readCommonCandidates(
    { catalogues: [table], columns, distanceMpc: 10 },
    new Notes(),
  )
  science = scienceOf(candidates, { distanceMpc: 10, random: new Random(1) })
})

/** What a measure of drawn rows scatters between: its quantiles at 2.5 and 97.5 %. */
function drawnAgain(measure: (rows: readonly number[]) => number): { low: number; high: number } {
  const random = new Random(2)
  const values = Array.from({ length: N_DRAWS }, () =>
    measure(Array.from({ length: N }, () => random.integer(N))),
  ).sort((a, b) => a - b)
  return { low: values[Math.round(0.025 * N_DRAWS)], high: values[Math.round(0.975 * N_DRAWS)] }
}

function expectNear(
  found: { low: number; high: number },
  expected: { low: number; high: number },
  what: string,
): void {
  const width = expected.high - expected.low
  expect(width, what).toBeGreaterThan(0)
  expect(Math.abs(found.low - expected.low) / width, `${what}: low`).toBeLessThan(TOLERANCE)
  expect(Math.abs(found.high - expected.high) / width, `${what}: high`).toBeLessThan(TOLERANCE)
}

const median = (values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2
}

test('clusters by both, and by one alone', () => {
  const count = (holds: (row: number) => boolean) =>
    Array.from({ length: N }, (_, row) => row).filter(holds).length
  const [{ nBoth, nOnlyReference, nOnlyOther, countInterval }] = science.comparisons
  expect(nBoth).toBe(count((row) => first[row] && second[row]))
  expect(nOnlyReference).toBe(count((row) => first[row] && !second[row]))
  expect(nOnlyOther).toBe(count((row) => !first[row] && second[row]))
  expect([nOnlyReference, nOnlyOther].every((n) => n > 5)).toBe(true)
  const change = (row: number) => Number(second[row]) - Number(first[row])
  const drawn = drawnAgain((rows) => rows.reduce((sum, row) => sum + change(row), 0))
  expectNear(countInterval, drawn, 'clusters')
})

describe('slopes', () => {
  test('each difference is the change of its own slope, within its own interval', () => {
    const { slopes } = science.comparisons[0]
    expect(slopes).toHaveLength(7)
    for (const { function: fn, difference, interval } of slopes) {
      // Without an upper end the most likely slope is 1 + 1 / mean ln(x / low).
      if (fn.span !== Number.POSITIVE_INFINITY) continue
      const slope = (rows: readonly number[], isMember: boolean[]) => {
        const own = rows.filter((row) => isMember[row] && !Number.isNaN(fn.logs[row]))
        return 1 + own.length / own.reduce((sum, row) => sum + fn.logs[row], 0)
      }
      const change = (rows: readonly number[]) => slope(rows, second) - slope(rows, first)
      const all = Array.from({ length: N }, (_, row) => row)
      expect(difference, fn.id).toBeCloseTo(change(all), 9)
      expectNear(interval, drawnAgain(change), fn.id)
    }
    const ids = slopes.filter(({ function: fn }) => fn.span === Number.POSITIVE_INFINITY)
    expect(ids.map(({ function: fn }) => fn.id)).toContain('mass')
  })

  test('one is outside where it leaves the reference’s interval, and its change is no chance', () => {
    const { slopes } = science.comparisons[0]
    const said = slopes.map(({ function: fn, interval, isOutside }) => {
      const [reference, other] = science.functions
        .find(({ function: { id } }) => id === fn.id)!
        .fits.map(({ fit }) => fit!)
      const isAbove = other.slope > reference.interval.high && interval.low > 0
      const isBelow = other.slope < reference.interval.low && interval.high < 0
      expect(isOutside, fn.id).toBe(isAbove || isBelow)
      return isOutside
    })
    expect(new Set(said)).toEqual(new Set([true, false]))
  })
})

test('each shift is that of its own median, within its own interval', () => {
  const { distributions } = science.comparisons[0]
  const shifts = new Set<string>()
  for (const { quantity, shift, shiftInterval, nReference, nOther } of distributions) {
    const of = (rows: readonly number[], isMember: boolean[]) =>
      rows
        .filter((row) => isMember[row] && !Number.isNaN(quantity.values[row]))
        .map((row) => quantity.values[row])
    const all = Array.from({ length: N }, (_, row) => row)
    expect([nReference, nOther]).toEqual([of(all, first).length, of(all, second).length])
    const change = (rows: readonly number[]) => median(of(rows, second)) - median(of(rows, first))
    expect(shift, quantity.id).toBeCloseTo(change(all), 12)
    expectNear(shiftInterval, drawnAgain(change), quantity.id)
    shifts.add(shift.toFixed(3))
  }
  expect(shifts.size).toBeGreaterThan(6)
})
