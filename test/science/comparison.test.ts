/** Two columns of classes: equal ones, ones that differ by chance, ones that differ by colour. */
import { describe, expect, test } from 'vitest'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import { readCommonCandidates, type Science, scienceOf } from '../../src/science/index.js'
import { exchangeTest } from '../../src/statistics/exchange-test.js'
import type { Table } from '../../src/tables/index.js'
import { madeUpCatalogue, withColumn, without } from './catalogues.js'

function scienceOfColumns(table: Table, labels = ['human', 'machine']): Science {
  const columns = labels.map((label) => ({ column: label, label }))
  const candidates = readCommonCandidates(
    { catalogues: [table], columns, distanceMpc: 10 },
    new Notes(),
  )
  return scienceOf(candidates, { distanceMpc: 10, random: new Random(1) })
}

const catalogue = madeUpCatalogue()
const classes = (name: string) => catalogue.column(name).values as Float64Array

test('a column compared with itself differs in nothing', () => {
  const { comparisons } = scienceOfColumns(withColumn(catalogue, 'machine', classes('human')))
  const [{ slopes, distributions, verdict, nOnlyReference, nOnlyOther, countInterval }] =
    comparisons
  expect([nOnlyReference, nOnlyOther]).toEqual([0, 0])
  expect(countInterval).toEqual({ low: 0, high: 0 })
  for (const { difference, interval, isOutside } of slopes) {
    expect([difference, interval.low, interval.high, isOutside]).toEqual([0, 0, 0, false])
  }
  for (const { shift, tests } of distributions) {
    expect([shift, tests?.pAnderson, tests?.pKolmogorov]).toEqual([0, 1, 1])
  }
  const none = { slopes: [], distributions: [] }
  expect(verdict).toMatchObject({ matters: none, systematic: none, nSlopes: 7, nDistributions: 11 })
  expect(verdict.text).toMatch(/^With these data it does not matter: none of 7 slopes/)
})

test('columns that differ by chance: it does not matter', () => {
  const [{ verdict }] = scienceOfColumns(catalogue).comparisons
  expect(verdict.matters).toEqual({ slopes: [], distributions: [] })
})

test('a column without red clusters: it matters for the colour, and not for what has no colour', () => {
  const v = catalogue.column('mag_v').values
  const i = catalogue.column('mag_i').values
  const blue = classes('human').map((value, row) =>
    Number(v[row]) - Number(i[row]) > 0.6 ? 4 : value,
  )
  const science = scienceOfColumns(withColumn(catalogue, 'machine', blue))
  const [{ verdict, distributions, nOnlyOther }] = science.comparisons
  expect(nOnlyOther).toBe(0)
  expect(verdict.matters.distributions).toContain('V − I')
  for (const name of ['CI', 'log age', 'log mass', 'V']) {
    expect(verdict.matters.distributions).not.toContain(name)
  }
  expect(verdict.text).toMatch(
    /^It matters for the number of clusters, .*distributions? of .*V − I\. machine has \d+ clusters where human has \d+/,
  )
  const { shift, shiftInterval } = distributions.find(({ quantity }) => quantity.id === 'v_i')!
  expect(shift).toBeLessThan(-0.1)
  expect(shiftInterval.high).toBeLessThan(-0.1)
})

test('the same seed gives the same numbers', () => {
  const twice = [1, 2].map(() => scienceOfColumns(catalogue).comparisons)
  expect(twice[0]).toEqual(twice[1])
})

test('the slopes that the catalogue was made with are within the intervals', () => {
  const { functions } = scienceOfColumns(catalogue)
  const made: Record<string, number> = { luminosity_v: 2, mass: 2, age: 1 }
  for (const { function: fn, fits } of functions) {
    const slope = made[fn.id]
    if (slope === undefined) continue
    for (const { fit } of fits) {
      expect(fit!.interval.low, fn.id).toBeLessThan(slope)
      expect(fit!.interval.high, fn.id).toBeGreaterThan(slope)
    }
  }
})

test('without ages there is no mass and no age function; without a band, not its functions', () => {
  const { functions, quantities } = scienceOfColumns(without(without(catalogue, 'age'), 'mag_nuv'))
  const ids = functions.map(({ function: { id } }) => id)
  expect(ids).toEqual(['luminosity_u', 'luminosity_b', 'luminosity_v', 'luminosity_i'])
  expect(quantities.map(({ id }) => id)).not.toContain('nuv_b')
})

describe('too few', () => {
  const few = (n: number) => classes('human').map((_, row) => (row < n ? 1 : 4))

  test('nine clusters: stated, and nothing is fitted or tested', () => {
    const science = scienceOfColumns(withColumn(catalogue, 'machine', few(9)))
    expect(science.notes).toContain('machine: 9 objects of class 1, fewer than 10')
    expect(science.notes).toContain('machine: 0 objects of class 2, fewer than 10')
    expect(science.notes).toContain('machine: 9 clusters, fewer than 10: nothing is fitted')
    for (const { fits } of science.functions) {
      expect(fits[0].fit).toBeDefined()
      expect([fits[1].fit, fits[1].furtherIn]).toEqual([undefined, undefined])
    }
    const [{ slopes, distributions, verdict }] = science.comparisons
    expect(slopes.every(({ interval }) => Number.isNaN(interval.low))).toBe(true)
    for (const { tests, shiftInterval, pExchange } of distributions) {
      expect([tests, shiftInterval.low, pExchange]).toEqual([undefined, NaN, NaN])
    }
    expect(verdict.text).toMatch(/^It matters for the number of clusters\. machine has 9 clusters/)
    expect(verdict.text).toContain('There are too few clusters to compare anything else.')
  })

  test('no cluster at all', () => {
    const science = scienceOfColumns(withColumn(catalogue, 'machine', few(0)))
    expect(science.candidates.samples[1].nMembers).toBe(0)
    expect(science.comparisons[0].verdict.nSlopes).toBe(0)
  })
})

/** Draws of catalogues in which the columns are exchangeable: p is below 0.1 in a tenth of them. */
test('the exchange test rejects as often as it says', () => {
  const random = new Random(11)
  const rejected = { pKolmogorov: 0, pAnderson: 0 }
  const nDraws = 100
  for (let draw = 0; draw < nDraws; draw++) {
    const values = Array.from({ length: 60 }, () => random.normal())
    const first = values.map(() => random.integer(2))
    const second = first.map((is) => (random.uniform() < 0.7 ? is : 1 - is))
    const found = exchangeTest(values, first, second, random)
    if (found.pKolmogorov <= 0.1) rejected.pKolmogorov++
    if (found.pAnderson <= 0.1) rejected.pAnderson++
  }
  // Binomial(100, 0.1): mean 10, sigma 3; D takes few values, so its p are coarse and its share may
  // be less.
  for (const n of Object.values(rejected)) expect(n).toBeLessThanOrEqual(19)
  expect(rejected.pAnderson).toBeGreaterThanOrEqual(2)
})

test('it finds what the usual test cannot see: a few disputed objects that are all bright', () => {
  const values = Array.from({ length: 400 }, (_, row) => row / 400)
  const first = values.map(() => 1)
  const second = values.map((value) => (value < 0.05 ? 0 : 1))
  const { pAnderson } = exchangeTest(values, first, second, new Random(2))
  expect(pAnderson).toBeLessThan(0.01)
})
