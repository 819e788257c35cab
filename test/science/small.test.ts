/** The small parts: turn-over, limits, Holm, bins, lines, tables. */
import { describe, expect, test } from 'vitest'
import { Notes } from '../../src/notes.js'
import { distanceModulusOf } from '../../src/photometry/index.js'
import { Random } from '../../src/random.js'
import {
  ageRange,
  askedRange,
  magnitudeRange,
  massRange,
  peakOf,
} from '../../src/science/fit-ranges.js'
import {
  binnedCounts,
  fittedLine,
  readCommonCandidates,
  scienceOf,
  scienceTables,
  signed,
} from '../../src/science/index.js'
import { holm } from '../../src/statistics/holm.js'
import { csvText } from '../../src/tables/index.js'
import { madeUpCatalogue } from './catalogues.js'

const ALL = (n: number) => new Uint8Array(n).fill(1)

describe('turn-over', () => {
  test('the peak of what rises and is cut off', () => {
    const random = new Random(1)
    // 10^(0.4 m) up to 24 mag, then nothing.
    const magnitudes = Array.from({ length: 3000 }, () => 24 + 2.5 * Math.log10(random.uniform()))
    expect(peakOf(magnitudes, 0.2)).toBeCloseTo(23.75, 0)
  })

  test('NaN is not counted, and nothing has no peak', () => {
    expect(peakOf([1, 1.05, Number.NaN, 5], 0.2)).toBeCloseTo(1, 1)
    expect(peakOf([Number.NaN], 0.2)).toBeNaN()
  })
})

describe('limits', () => {
  const magnitudes = Float64Array.from([20, 22.9, 23, 23, 23.1])

  test('magnitudes: half a magnitude brighter than the turn-over, or as asked', () => {
    expect(magnitudeRange('v', magnitudes, ALL(5))).toEqual({
      low: Number.NEGATIVE_INFINITY,
      high: 22.5,
      from: '0.5 mag brighter than the turn-over at 23.00',
    })
    expect(magnitudeRange('v', magnitudes, ALL(5), { low: 19, high: 22 })).toEqual({
      low: 19,
      high: 22,
      from: 'as asked',
    })
  })

  test('masses: 0.2 dex above the turn-over', () => {
    const { low, high } = massRange(Float64Array.from([1e4, 1e4, 1e6]), ALL(3))
    expect([low, high]).toEqual([16000, Number.POSITIVE_INFINITY])
  })

  test.each([
    ['V=:23.2', { v: { high: 23.2 } }],
    ['mass=5e3:1e5', { mass: { low: 5000, high: 1e5 } }],
    ['age=1e7:', { age: { low: 1e7 } }],
  ])('%s', (text, range) => {
    expect(askedRange(text)).toEqual(range)
  })

  test('one after the other, both count', () => {
    const first = askedRange('age=:1e8', askedRange('v=20:'))
    expect(askedRange('V=:23', first)).toEqual({ v: { low: 20, high: 23 }, age: { high: 1e8 } })
    expect(() => magnitudeRange('v', magnitudes, ALL(5), askedRange('v=:19', first).v)).toThrow(
      '--fit v: nothing lies within the limits: expected a lower limit below the upper one, got 20 to 19 (as asked)',
    )
  })

  test('refused: one limit that leaves nothing before the other, which is not asked', () => {
    const masses = Float64Array.from([1e4, 1e4, 1e6])
    expect(() => massRange(masses, ALL(3), { high: 1e4 })).toThrow(
      '--fit mass: nothing lies within the limits: expected a lower limit below the upper one, got 16000 to 10000 (0.2 dex above the turn-over at 1e4 Msun); give both limits, e.g. --fit mass=LOW:HIGH',
    )
    expect(() => magnitudeRange('v', magnitudes, ALL(5), { low: 22.5 })).toThrow(
      '--fit v: nothing lies within the limits',
    )
    expect(() => ageRange({ low: 3e8 })).toThrow('got 300000000 to 200000000 (as asked)')
  })

  test.each(['v=23', 'r=20:22', 'v=23:20', 'mass=0:1e5', 'age=x:2', 'mass=-1:'])(
    'refused: %s',
    (text) => {
      expect(() => askedRange(text)).toThrow(`got ${text}`)
    },
  )
})

test('Holm: multiplied by how many are left, never falling, never above 1', () => {
  expect(holm([0.01, 0.04, 0.03, 0.5])).toEqual([0.04, 0.09, 0.09, 0.5])
  expect(holm([0.6, Number.NaN, 0.7])).toEqual([1, Number.NaN, 1])
  expect(holm([])).toEqual([])
})

test('the distance modulus of 10 pc is 0', () => {
  expect(distanceModulusOf(1e-5)).toBeCloseTo(0, 12)
  expect(distanceModulusOf(17.7)).toBeCloseTo(31.24, 2)
})

test('signed numbers', () => {
  expect([1.26, -0.5, 0.001, -0.001].map((value) => signed(value, 1))).toEqual([
    '+1.3',
    '−0.5',
    '0.0',
    '0.0',
  ])
})

describe('common candidates', () => {
  const columns = ['human', 'machine'].map((label) => ({ column: label, label }))
  const catalogues = [madeUpCatalogue()]
  const candidates = readCommonCandidates({ catalogues, columns, distanceMpc: 10 }, new Notes())
  const science = scienceOf(candidates, { distanceMpc: 10, random: new Random(1) })
  const [luminosity] = science.functions.filter(({ function: { id } }) => id === 'luminosity_v')

  test.each([
    [{ age: { low: 10, high: 200 } }, '--fit age: no object lies between 10 and 200 yr'],
    [{ v: { low: 40, high: 41 } }, '--fit v: no object lies between 40 and 41 mag'],
    [{ mass: { low: 1e12 } }, '--fit mass: no object lies between 1000000000000 and Infinity Msun'],
  ])('limits that hold no object, as in another unit, are refused: %o', (ranges, said) => {
    const random = new Random(1)
    expect(() => scienceOf(candidates, { distanceMpc: 10, random, ranges })).toThrow(said)
  })

  test('bins hold every object once, and their edges are multiples of their width', () => {
    for (const { function: fn } of science.functions) {
      for (const sample of candidates.samples) {
        const n = fn.values.filter(
          (value, row) => sample.isMember[row] && !Number.isNaN(value),
        ).length
        const bins = binnedCounts(fn, sample)
        expect(bins.reduce((sum, bin) => sum + bin.n, 0)).toBe(n)
        for (const { low } of bins) {
          const edge = fn.kind === 'luminosity' ? low / 0.5 : Math.log10(low) / 0.25
          expect(edge).toBeCloseTo(Math.round(edge), 9)
        }
      }
    }
  })

  test('the line expects, over its range, as many objects as were fitted', () => {
    const { function: fn, fits } = luminosity
    const line = fittedLine(fn, fits[0], candidates.samples[0])
    expect(Math.max(...line.map(({ value }) => value))).toBeCloseTo(fn.range.high, 2)
    let sum = 0
    for (let i = 1; i < line.length; i++) {
      const mean = (line[i].n - line[i - 1].n) / Math.log(line[i].n / line[i - 1].n)
      sum += (mean * Math.abs(line[i].value - line[i - 1].value)) / 0.5
    }
    // What lies beyond the brightest object is missing.
    expect(sum / fits[0].nInRange).toBeGreaterThan(0.98)
    expect(sum / fits[0].nInRange).toBeLessThanOrEqual(1.001)
  })

  test('tables: a row a function and column, empty cells where there is no number', () => {
    const tables = scienceTables(science)
    expect([...tables.keys()]).toEqual([
      'samples',
      'slopes',
      'slope-differences',
      'distributions',
      'counts',
    ])
    expect(tables.get('slopes')!.nRows).toBe(2 * 7)
    expect(tables.get('distributions')!.nRows).toBe(11)
    const lines = csvText(tables.get('slopes')!).split('\n')
    expect(lines[0]).toBe(
      'function,classes,low,high,limit,selection,n,slope,slope_low,slope_high,slope_further_in',
    )
    expect(lines[7]).toMatch(/^luminosity_v,human,,[\d.]+,0\.5 mag brighter than [^,]+,,\d+,/)
    expect(csvText(tables.get('distributions')!)).not.toMatch(/nan|inf/i)
  })
})
