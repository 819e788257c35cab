/** From outcomes to shares, limits, samples and a corrected luminosity function. */
import { describe, expect, test } from 'vitest'
import {
  clusterCurve,
  completenessTable,
  correctedLuminosity,
  curvesOf,
  injectionsTable,
  keptBins,
  magnitudeLimits,
  type Outcome,
  type Purity,
  purityOf,
  recommended,
  refuseOtherFilter,
} from '../../src/completeness/index.js'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import { commonCandidatesOf } from '../../src/science/common-candidates.js'
import { scienceOf } from '../../src/science/index.js'
import { measurementsOf } from '../../src/science/measurements.js'
import { wilsonInterval } from '../../src/statistics/index.js'
import { ecsvText, parseEcsv, Table, withHistoryLines } from '../../src/tables/index.js'

const NOTHING = {
  ...{ distancePx: Number.NaN, foundX: Number.NaN, foundY: Number.NaN, magnitude: Number.NaN },
  ...{ error: Number.NaN, ci: Number.NaN, classValue: 0, probability: Number.NaN },
}

function outcome(v: number, fate: string, more: Partial<Outcome> = {}): Outcome {
  const kept = fate === 'kept' ? { classValue: 1, probability: 0.9, magnitude: v } : {}
  return {
    ...{ round: 0, kind: 'cluster', x: 10, y: 20, rEffPx: 1, magnitudes: [v + 1, v], sky: 0.1 },
    ...{ skyScatter: 0.01, fate, ...NOTHING, ...kept, ...more },
  }
}

/** n outcomes in a bin, of which some are kept, some found and not kept. */
function bin(v: number, n: number, nFound: number, nKept: number, more: Partial<Outcome> = {}) {
  return Array.from({ length: n }, (_, i) =>
    outcome(v, i < nKept ? 'kept' : i < nFound ? 'class_4' : 'not_found', {
      ...{ rEffPx: 0.5 + i / n, sky: 0.1 + (i % 7) / 100 },
      ...(i >= nKept && i < nFound && { probability: 0.2, classValue: 4, magnitude: v }),
      ...more,
    }),
  )
}

const outcomes = [
  ...bin(21.2, 100, 100, 98),
  ...bin(21.7, 100, 96, 90),
  ...bin(22.2, 100, 80, 60),
  ...bin(22.7, 100, 30, 20),
  ...bin(21.2, 20, 20, 4, { kind: 'star', rEffPx: 0 }),
]

describe('shares', () => {
  const curves = curvesOf(outcomes, 1)

  test('are counted in bins, with Wilson intervals', () => {
    const { bins } = clusterCurve(curves)!
    expect(bins.map(({ low, n, nFound, nKept }) => [low, n, nFound, nKept])).toEqual([
      [21, 100, 100, 98],
      [21.5, 100, 96, 90],
      [22, 100, 80, 60],
      [22.5, 100, 30, 20],
    ])
    const table = completenessTable(curves)
    const at = (name: string) => table.column(name).values
    expect(at('p_kept_low')[0]).toBeCloseTo(wilsonInterval(98, 100).low, 5)
  })

  test('of thirds add up to all', () => {
    for (const group of ['size', 'background', 'size and background'] as const) {
      const parts = curves.filter((curve) => curve.kind === 'cluster' && curve.group === group)
      expect(parts).toHaveLength(group === 'size and background' ? 9 : 3)
      const n = parts.flatMap(({ bins }) => bins).reduce((sum, one) => sum + one.n, 0)
      expect(n).toBe(400)
    }
  })

  test('every injection has a row', () => {
    const table = injectionsTable(outcomes, ['F438W', 'F555W'], 1)
    expect(table.nRows).toBe(outcomes.length)
    const read = parseEcsv(ecsvText(table))
    expect(read.column('fate').values[0]).toBe('kept')
    expect(read.column('id').values[419]).toBe(420)
  })
})

describe('cuts', () => {
  const UNKNOWN: Purity = { samples: [], nCovered: 0, nSources: 0, ranges: [] }

  test('magnitudes at 90 % and 50 %, on lines between bins', () => {
    const limits = magnitudeLimits(curvesOf(outcomes, 1))
    const v = (of: string, level: number) =>
      limits.find((limit) => limit.of === of && limit.level === level)!.v
    expect(v('kept', 0.9)).toBeCloseTo(21.75 + 0, 2)
    expect(v('kept', 0.5)).toBeCloseTo(22.25 + 0.5 * (0.1 / 0.4), 6)
    expect(v('found', 0.9)).toBeCloseTo(21.75 + 0.5 * (0.06 / 0.16), 6)
    const [, , said] = recommended(limits, UNKNOWN, 0.9)
    expect(said).toMatch(/^90 % of the clusters are kept at V = 21.75 \(/)
  })

  test('say so where a share is never lost, or never reached', () => {
    const always = magnitudeLimits(curvesOf(bin(21.2, 50, 50, 50), 1))
    expect(always.map(({ why }) => why)).toEqual(Array(4).fill('never lost'))
    const never = magnitudeLimits(curvesOf(bin(21.2, 50, 0, 0), 1))
    expect(never.map(({ why }) => why)).toEqual(Array(4).fill('never reached'))
    expect(recommended(never, UNKNOWN, 0.9)[0]).toMatch(/not even in the brightest bin of V$/)
    const few = magnitudeLimits(curvesOf(bin(21.2, 4, 4, 4), 1))
    expect(few.map(({ why }) => why)).toEqual(Array(4).fill('too few'))
    expect(recommended(few, UNKNOWN, 0.9)[0]).toMatch(/at an unknown V: no bin has 5 injections$/)
  })

  test('purity: clusters and stars of the field follow from what is kept', () => {
    // 100 sources in the bin: 60 clusters, 98 % kept, and 40 stars, 20 % kept.
    const n = 100
    const nKept = Math.round(60 * 0.98 + 40 * 0.2)
    const sources = {
      ...{ x: [], y: [], magnitude: Array(n).fill(21.2), probability: [] },
      isKept: Array.from({ length: n }, (_, i) => (i < nKept ? 1 : 0)),
    }
    const { samples, ...cover } = purityOf(outcomes, sources)
    expect(cover).toEqual({ nCovered: 100, nSources: 100, ranges: [[21, 21.5]] })
    const sure = samples.find(({ threshold }) => threshold === 0.5)!
    expect(sure.purity).toBeCloseTo((60 * 0.98) / (60 * 0.98 + 40 * 0.2), 2)
    expect(sure.completeness).toBeCloseTo(0.98, 9)
    expect(purityOf(outcomes, { ...sources, isKept: Array(n).fill(0) }).samples).toEqual([])
  })

  test('purity: bins are those of the measured V, and what they leave out is said', () => {
    // All are measured 0.5 mag brighter than they were injected.
    const shifted = [
      ...bin(21.2, 100, 100, 98, { magnitude: 20.7 }),
      ...bin(21.2, 20, 20, 4, { kind: 'star', magnitude: 20.7 }),
      ...bin(21.7, 100, 100, 98, { magnitude: 21.2 }),
      ...bin(21.7, 20, 20, 4, { kind: 'star', magnitude: 21.2 }),
    ]
    const magnitude = [20.6, 20.9, 21.1, 21.6, 21.7, null]
    const sources = { x: [], y: [], magnitude, probability: [], isKept: [1, 1, 1, 0, 0, 0] }
    const purity = purityOf(shifted, sources)
    expect(purity).toMatchObject({ nSources: 6, ranges: [[20.5, 21.5]] })
    expect(purity.nCovered).toBeCloseTo(3, 9)
    expect(recommended([], purity, 0.9)[0]).toMatch(
      /; this is about 3 of the 6 sources of the field, V = 20.5 to 21.5$/,
    )
  })
})

describe('the luminosity function', () => {
  // A power law of slope 2, of which the catalogue kept the shares of the injections.
  const random = new Random(2)
  const table = completenessTable(curvesOf(outcomes, 1))
  const all = Float64Array.from({ length: 4000 }, () => 22 + Math.log10(random.uniform()) * 2.5)
  // On the lines between the centres of the bins.
  const share = (v: number) =>
    v < 21.25 ? 0.98 : v < 21.75 ? 0.98 - 0.16 * (v - 21.25) : 0.9 - 0.6 * (v - 21.75)
  const counted = all.filter((v) => v > 21 && random.uniform() < share(v))
  const candidates = commonCandidatesOf([
    {
      nRows: counted.length,
      measurements: { mag_v: counted },
      columns: [{ label: 'ml', classes: new Uint8Array(counted.length).fill(1) }],
    },
  ])
  const science = scienceOf(candidates, {
    ...{ distanceMpc: 10, ranges: { v: { low: 21, high: 22 } }, random: new Random(1) },
  })

  test('is the number over the share, with the error of both', () => {
    const { samples, notes } = correctedLuminosity(science, keptBins(table), new Random(1))!
    const [{ bins, slope, slopeInterval, nInFit }] = samples
    const faint = bins.find(({ low }) => low === 21.5)!
    expect(faint.corrected).toBeCloseTo(faint.n / 0.9, 6)
    const counting = Math.sqrt(faint.n) / 0.9
    expect(faint.interval.high - faint.corrected).toBeGreaterThan(counting)
    expect(faint.corrected - faint.interval.low).toBeGreaterThan(counting)
    expect(nInFit).toBe(counted.length)
    expect(slope).toBeGreaterThan(science.functions[0].fits[0].fit!.slope)
    expect(slopeInterval.low).toBeLessThan(2)
    expect(slopeInterval.high).toBeGreaterThan(2)
    expect(notes.length).toBe(1)
  })

  test('says where nothing is known, and fits the slope elsewhere', () => {
    const bins = keptBins(table).filter(({ low }) => low < 21.5)
    const { samples, notes, range } = correctedLuminosity(science, bins, new Random(1))!
    expect(samples[0].bins.at(-1)!.corrected).toBeNaN()
    expect(range).toMatchObject({ low: 21, high: 21.5 })
    expect(notes[1]).toMatch(/are for V = 21.00 to 21.50, .* was to be for V = 21.00 to 22.00$/)
    expect(notes.isDoubt(notes[1])).toBe(true)
    expect(notes[2]).toMatch(/clusters in 1 bins of V are not corrected/)
  })

  test('no slope where nothing is known within the range of the fit', () => {
    const bins = keptBins(table).filter(({ low }) => low >= 22)
    const { samples, notes, range } = correctedLuminosity(science, bins, new Random(1))!
    expect(range).toBeUndefined()
    expect(samples[0]).toMatchObject({ nInFit: 0, slope: Number.NaN })
    expect(notes[1]).toMatch(/^no corrected slope: in no bin of V/)
  })

  test.each([
    ['the bright end is not known', (low: number) => low < 20, 20],
    ['a bin within is not known', (low: number) => low === 19.5, 20],
  ])('the slope is right where %s', (_, isLost, from) => {
    // A power law of slope 2 without a bright end, all of it kept.
    const random = new Random(5)
    const values = Float64Array.from(
      { length: 2000 },
      () => 22 + 2.5 * Math.log10(random.uniform()),
    )
    const classes = new Uint8Array(values.length).fill(1)
    const part = { nRows: values.length, measurements: { mag_v: values } }
    const all = commonCandidatesOf([{ ...part, columns: [{ label: 'ml', classes }] }])
    const open = scienceOf(all, {
      ...{ distanceMpc: 10, ranges: { v: { high: 22 } }, random: new Random(1) },
    })
    const lows = Array.from({ length: 8 }, (_, i) => 18 + i / 2).filter((low) => !isLost(low))
    const bins = lows.map((low) => ({ low, high: low + 0.5, n: 100, nKept: 100 }))
    const { samples, range, notes } = correctedLuminosity(open, bins, new Random(1))!
    expect(range).toMatchObject({ low: from, high: 22 })
    expect(Math.abs(samples[0].slope - 2)).toBeLessThan(0.15)
    expect(notes.isDoubt(notes[1])).toBe(false)
  })

  test('what the catalogue may have otherwise than the run is a doubt', () => {
    const { notes } = correctedLuminosity(science, keptBins(table), new Random(1))!
    expect(notes[0]).toMatch(
      /here Vega; its system, .*sources as found as there.*here classes 1, 2\)/,
    )
    expect(notes.isDoubt(notes[0])).toBe(true)
  })

  test('V in another filter is refused, as far as both are known', () => {
    const told = withHistoryLines(table, ['Model: shipped', 'V: F555W from 20 to 25 mag, evenly'])
    const read = parseEcsv(ecsvText(told))
    expect(() => refuseOtherFilter(read, { filtersV: ['F606W'] })).toThrow(
      /V of the catalogue is F606W, V of that run F555W/,
    )
    refuseOtherFilter(read, { filtersV: ['F555W'] })
    refuseOtherFilter(read, {})
    refuseOtherFilter(table, { filtersV: ['F606W'] })
    const notes = new Notes()
    const values = Float64Array.of(20)
    const { filtersV } = measurementsOf(new Table([{ name: 'mag_f606w', values }]), '', {}, notes)
    expect(filtersV).toEqual(['F606W'])
  })

  test('another table is refused by name', () => {
    expect(() => keptBins(injectionsTable(outcomes, ['F438W', 'F555W'], 1))).toThrow(
      /not the table of a measurement of completeness/,
    )
  })
})
