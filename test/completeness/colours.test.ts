/** Colours of artificial sources: of what the field has, red sources and faint fluxes included. */
import { expect, test } from 'vitest'
import { coloursFor, drawnColours } from '../../src/completeness/colours.js'
import { photometryFlag } from '../../src/photometry/index.js'
import { Random } from '../../src/random.js'

const ZERO = 25
const ERROR = 0.1

function band(filter: string, flux: readonly number[], flags: readonly number[] = []) {
  const of = (value: number) => new Float64Array(flux.length).fill(value)
  const own = Int16Array.from(flux, (_, row) => flags[row] ?? 0)
  const values = Float64Array.from(flux)
  return { filter, flux: values, error: of(ERROR), ci: of(1.2), flags: own, zero: ZERO }
}

test('are those of sources in V, also where another band hardly has them', () => {
  const bands = [band('F438W', [10, 0.01, -0.1, Number.NaN]), band('F555W', [10, 10, 10, 10])]
  const { colours, note } = drawnColours(bands, 1, [true, true, true, true], {})
  const bluish = colours.cluster.map(({ lessV: [colour] }) => colour)
  expect(bluish[0]).toBe(0)
  expect(bluish[1]).toBeCloseTo(7.5, 9)
  expect(bluish.slice(2)).toEqual([Number.NaN])
  expect(colours.cluster.map(({ lessV }) => lessV[1])).toEqual([0, 0, 0])
  expect(note).toMatch(/fewer than 10 clusters and stars of the field have 10 sigma in F555W/)
})

test('sources with gaps in a band, or too faint in V, tell none', () => {
  const gap = photometryFlag('gap')
  const bands = [band('F438W', [10, 10, 10], [0, gap]), band('F555W', [10, 10, 0.9])]
  const { colours } = drawnColours(bands, 1, [true, true, true], {})
  expect(colours.cluster).toHaveLength(1)
  const undetected = photometryFlag('not_detected')
  const faint = drawnColours(
    [band('F438W', [0.1], [undetected]), band('F555W', [10])],
    1,
    [true],
    {},
  )
  expect(faint.colours.cluster[0].lessV[0]).toBeCloseTo(5, 9)
})

test('saturated sources tell none, unless all are saturated, which is said', () => {
  const n = 14
  const drawnOf = (nSaturated: number) => {
    const flags = Array.from({ length: n }, (_, i) =>
      i < nSaturated ? photometryFlag('saturated') : 0,
    )
    const bands = [band('F438W', Array(n).fill(10), flags), band('F555W', Array(n).fill(10))]
    const { colours, note } = drawnColours(bands, 1, Array(n).fill(true), {})
    return [colours.cluster.length, note]
  }
  expect(drawnOf(3)[0]).toBe(11)
  expect(drawnOf(5)[0]).toBe(9)
  expect(drawnOf(14)).toEqual([14, expect.stringMatching(/all sources .* are saturated/)])
})

test('the mean light of a band is that of the sources, though noise hides most of them', () => {
  const random = new Random(5)
  const n = 4000
  const [truth, v] = [1.5 * ERROR, 100 * ERROR]
  const blue = Array.from({ length: n }, () => truth + ERROR * random.normal())
  const bands = [band('F275W', blue), band('F555W', Array(n).fill(v))]
  const { colours } = drawnColours(bands, 1, Array(n).fill(true), {})
  const drawn = Array.from({ length: n }, () => {
    const [colour] = coloursFor(colours.cluster, 23, random)
    return Number.isNaN(colour) ? 0 : v * 10 ** (-0.4 * colour)
  })
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length
  // All sources are as bright, so 25 of them are drawn from.
  const own = colours.cluster.map(({ lessV: [colour] }) =>
    Number.isNaN(colour) ? 0 : v * 10 ** (-0.4 * colour),
  )
  expect(mean(own) / truth).toBeGreaterThan(0.97)
  expect(mean(own) / truth).toBeLessThan(1.06)
  expect(mean(drawn) / truth).toBeGreaterThan(0.6)
  expect(mean(drawn) / truth).toBeLessThan(1.5)
  // Those above 3 sigma alone would give more than twice the light.
  const seen = blue.filter((flux) => flux > 3 * ERROR)
  expect(mean(seen) / truth).toBeGreaterThan(2)
})

test('an injection has those of sources about 1 mag brighter, as far as there are any', () => {
  const random = new Random(1)
  const sources = Array.from({ length: 200 }, (_, i) => ({ v: 20 + i / 50, lessV: [i, 0] }))
  const drawnAt = (v: number) =>
    Array.from({ length: 400 }, () => coloursFor(sources, v, random)[0])
  const range = (values: readonly number[]) => [Math.min(...values), Math.max(...values)]
  expect(range(drawnAt(23))).toEqual([88, 112])
  expect(range(drawnAt(19))).toEqual([0, 24])
  expect(range(drawnAt(27))).toEqual([175, 199])
  expect(coloursFor(sources.slice(0, 1), 27, random)).toEqual([0, 0])
})

test('can be asked, and must be of a filter that is there', () => {
  const bands = [band('F438W', [10]), band('F555W', [10]), band('F814W', [Number.NaN])]
  const colours = { F438W: 0.7, F814W: -1 }
  const one = [{ v: 0, lessV: [0.7, 0, -1] }]
  const asked = drawnColours(bands, 1, [true], { colours })
  expect(asked).toEqual({ colours: { cluster: one, star: one }, note: undefined })
  const half = drawnColours(bands, 1, [true], { colours: { F814W: -1 } })
  expect(half.colours.cluster[0].lessV).toEqual([0, 0, -1])
  expect(() => drawnColours(bands, 1, [], { colours: { F606W: 1 } })).toThrow(/for F606W/)
})

test('that nobody knows are refused by name', () => {
  const dark = [band('F438W', [10]), band('F555W', [0.5])]
  expect(() => drawnColours(dark, 1, [true], {})).toThrow(/colours are not known.*--colour F438W/)
})
