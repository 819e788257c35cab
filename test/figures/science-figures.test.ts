/**
 * The figures of the science page: which there are, what they say, and one of them to the last
 * line.
 */
import { describe, expect, test } from 'vitest'
import { countFigure } from '../../src/figures/count-figure.js'
import { svgOfSpec } from '../../src/figures/index.js'
import { scatterFigure } from '../../src/figures/scatter-figure.js'
import { scienceFigures } from '../../src/figures/science-figures.js'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import { readCommonCandidates, type Science, scienceOf } from '../../src/science/index.js'
import { madeUpCatalogue, without } from '../science/catalogues.js'

function scienceOfLabels(labels: string[], table = madeUpCatalogue(300)): Science {
  const columns = labels.map((label, i) => ({ column: i === 0 ? 'human' : 'machine', label }))
  const candidates = readCommonCandidates(
    { catalogues: [table], columns, distanceMpc: 10 },
    new Notes(),
  )
  return scienceOf(candidates, { distanceMpc: 10, random: new Random(1) })
}

const two = scienceOfLabels(['human', 'machine'])

describe('two columns', () => {
  const figures = scienceFigures(two)
  const titled = (name: string) => figures.find((figure) => figure.name === name)!

  test('every figure, once', () => {
    expect(figures.map(({ name }) => name)).toEqual([
      'luminosity-nuv',
      'luminosity-u',
      'luminosity-b',
      'luminosity-v',
      'luminosity-i',
      'mass-function',
      'age-function',
      'colour-ub-vi',
      'colour-nuvb-vi',
      'mass-age',
      'concentration',
    ])
    expect(titled('luminosity-v').title).toBe('Luminosity function in V')
    expect(titled('mass-function').title).toBe('Mass function')
  })

  test('captions say n, slopes with intervals, and the distance', () => {
    expect(titled('luminosity-v').caption).toMatch(
      /human: slope \d\.\d\d \(\d\.\d\d to \d\.\d\d\), n = \d+; machine: slope .* Distance modulus 30\.00 mag \(10 Mpc\)\.$/,
    )
    expect(titled('colour-ub-vi').caption).toMatch(
      /both \(n = \d+\), only human \(n = \d+\), only machine \(n = \d+\)\./,
    )
    expect(titled('concentration').caption).toMatch(/; human n = \d+, machine n = \d+\.$/)
  })

  test('axes say what they show and in which unit; legends say n', async () => {
    const titles: Record<string, string[]> = {
      'luminosity-v': ['absolute magnitude in V (mag)', 'clusters per 0.5 mag'],
      'mass-function': ['mass (M☉)', 'clusters per 0.25 dex'],
      'age-function': ['age (yr)', 'clusters per 0.25 dex'],
      'colour-ub-vi': ['V − I (mag)', 'U − B (mag)'],
      concentration: ['CI (mag)', 'share of clusters per 0.1 mag'],
    }
    for (const [id, expected] of Object.entries(titles)) {
      const svg = await svgOfSpec(titled(id).spec)
      for (const title of expected) expect(svg, id).toContain(`>${title}<`)
      expect(svg.match(/\(n = \d+( in fit)?\)/g)?.length, id).toBeGreaterThanOrEqual(2)
    }
  })

  test('shares add up to 1 in each series, and lie inside the axis', () => {
    const { spec } = titled('concentration')
    const { values } = spec.data as { values: { series: string; x: number; share: number }[] }
    const sums = new Map<string, number>()
    for (const { series, share } of values) sums.set(series, (sums.get(series) ?? 0) + share)
    expect(sums.size).toBe(2)
    for (const [series, sum] of sums) expect(sum, series).toBeCloseTo(1, 9)
    const [first, last] = (spec.encoding as { x: { scale: { domain: number[] } } }).x.scale.domain
    for (const { x } of values) expect(x >= first && x <= last).toBe(true)
  })

  test('ultraviolet is up, and no object is outside the frame', async () => {
    const svg = await svgOfSpec(titled('colour-ub-vi').spec)
    const ticks = [
      ...svg.matchAll(
        /text-anchor="end" transform="translate\([-\d.]+,([\d.]+)\)"[^>]*>([−\d.]+)</g,
      ),
    ].map(([, y, label]) => ({ y: Number(y), value: Number(label.replace('−', '-')) }))
    expect(ticks.length).toBeGreaterThan(2)
    ticks.sort((one, other) => one.value - other.value)
    expect(ticks.map(({ y }) => y)).toEqual(
      ticks.map(({ y }) => y).sort((one, other) => one - other),
    )
    const { quantities, candidates } = two
    const shown = candidates.samples[0].isMember.filter(
      (is, row) =>
        is + candidates.samples[1].isMember[row] > 0 &&
        quantities.every(
          ({ id, values }) => !['u_b', 'v_i'].includes(id) || !Number.isNaN(values[row]),
        ),
    )
    const counts = [...svg.matchAll(/\(n = (\d+)\)/g)].map(([, n]) => Number(n))
    expect(counts.reduce((sum, n) => sum + n)).toBe(shown.length)
  })

  test('the luminosity function is the committed one', async () => {
    const svg = await svgOfSpec(titled('luminosity-v').spec)
    const rounded = svg.replace(/-?\d+\.\d+/g, (number) =>
      String(Number(Number(number).toFixed(1))),
    )
    await expect(rounded.replaceAll('><', '>\n<')).toMatchFileSnapshot('luminosity.svg.txt')
  })
})

test('one column, and three', () => {
  const ids = (science: Science) => scienceFigures(science).map(({ name }) => name)
  expect(ids(scienceOfLabels(['human']))).toContain('colour-ub-vi')
  const three = ids(scienceOfLabels(['human', 'machine', 'again'], madeUpCatalogue(100)))
  expect(three).toEqual(expect.arrayContaining(['colour-ub-vi-2', 'colour-ub-vi-3']))
  expect(new Set(three).size).toBe(three.length)
})

test('what the catalogue lacks is not drawn', () => {
  const table = without(without(madeUpCatalogue(100), 'ci'), 'mag_nuv')
  const ids = scienceFigures(scienceOfLabels(['human'], table)).map(({ name }) => name)
  expect(ids).not.toContain('concentration')
  expect(ids).not.toContain('colour-nuvb-vi')
})

test('nothing to draw is no figure', () => {
  const [{ function: fn }] = two.functions
  const nobody = { ...two.candidates.samples[0], isMember: new Uint8Array(two.candidates.n) }
  const fits = [{ label: 'human', nInRange: 0 }]
  expect(
    countFigure({ function: fn, samples: [nobody], fits, distanceModulus: 30 }),
  ).toBeUndefined()
  const axis = { title: 'x', values: two.quantities[0].values }
  expect(scatterFigure({ x: axis, y: axis, first: nobody })).toBeUndefined()
})
