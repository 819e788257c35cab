/** The words of the answer, on fields that differ in one way each. */
import { describe, expect, test } from 'vitest'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import { readCommonCandidates, type Science, scienceOf } from '../../src/science/index.js'
import { type Verdict, verdictOf } from '../../src/science/verdict.js'
import { exchanged, madeUpCatalogue, withColumn } from './catalogues.js'

const catalogue = madeUpCatalogue(600, 5)
const human = catalogue.column('human').values as Float64Array
const values = (name: string) => catalogue.column(name).values as Float64Array
const random = new Random(3)
const chance = human.map(() => random.uniform())

function comparisonWith(machine: ArrayLike<number>): Science['comparisons'][number] {
  const columns = ['human', 'machine'].map((label) => ({ column: label, label }))
  const candidates = readCommonCandidates(
    { catalogues: [withColumn(catalogue, 'machine', machine)], columns, distanceMpc: 10 },
    new Notes(),
  )
  return scienceOf(candidates, { distanceMpc: 10, random: new Random(1) }).comparisons[0]
}

/** Names of all distributions that differ, much or little. */
const distributions = ({ matters, systematic }: Verdict) => [
  ...matters.distributions,
  ...systematic.distributions,
]

const v = values('mag_v')
const colour = v.map((mag, row) => mag - values('mag_i')[row])

describe('fields that differ in one way', () => {
  test('in the number: 40 % fewer clusters, chosen by chance', () => {
    const { verdict } = comparisonWith(
      human.map((code, row) => (code <= 2 && chance[row] < 0.4 ? 4 : code)),
    )
    expect(verdict.number).toBe('matters')
    expect(verdict.matters).toEqual({ slopes: [], distributions: [] })
    expect(verdict.text).toMatch(/^It matters for the number of clusters\. machine has \d+/)
    expect(verdict.text).toMatch(/or −(3[5-9]|4[0-5]) %, 95 % interval −\d+ to −\d+/)
    expect(verdict.text).toContain('No difference beyond chance is found for the other')
  })

  test('in the luminosity function: faint ones against bright ones', () => {
    const { verdict } = comparisonWith(
      exchanged(
        human,
        (row) => v[row] > 22.4 && v[row] < 23.3,
        (row) => v[row] < 22.2,
      ),
    )
    expect(verdict.number).toBe('none')
    expect(verdict.matters.slopes).toContain('luminosity in V')
    expect(distributions(verdict)).toContain('V')
    for (const name of ['U − B', 'V − I', 'CI', 'log age', 'log mass']) {
      expect(verdict.matters.distributions).not.toContain(name)
    }
    expect(verdict.text).toMatch(/^It matters for the slopes? of .*luminosity in V/)
    expect(verdict.text).not.toContain('the number of clusters,')
  })

  test('in the colours: red ones against blue ones', () => {
    const { verdict } = comparisonWith(
      exchanged(
        human,
        (row) => colour[row] > 0.6,
        (row) => colour[row] < 0.6,
      ),
    )
    expect(verdict.number).toBe('none')
    expect(verdict.matters.distributions).toContain('V − I')
    for (const name of ['CI', 'V', 'log age', 'log mass']) {
      expect(verdict.matters.distributions).not.toContain(name)
    }
    expect(verdict.matters.slopes).not.toContain('luminosity in V')
    expect(verdict.text).toMatch(/^It matters for the distributions? of .*V − I/)
  })

  test('in masses and ages: young light ones against old heavy ones', () => {
    const [age, mass] = [values('age'), values('mass')]
    const { verdict } = comparisonWith(
      exchanged(
        human,
        (row) => age[row] < 1e8 && mass[row] < 2e4,
        (row) => age[row] > 1e7 && mass[row] > 2e4,
      ),
    )
    expect(verdict.number).toBe('none')
    expect(distributions(verdict)).toEqual(expect.arrayContaining(['log age', 'log mass']))
    for (const name of ['V', 'U − B', 'V − I', 'CI']) {
      expect(verdict.matters.distributions).not.toContain(name)
    }
    expect(verdict.text).toMatch(/^It matters .*distributions? of .*log age/)
  })

  test('in nothing', () => {
    const { verdict } = comparisonWith(human)
    expect(verdict.text).toMatch(
      /^With these data it does not matter: none of 7 slopes, none of 11 distributions and not the number of clusters differs by more than chance allows\. machine has (\d+) clusters where human has \1 \(difference 0, /,
    )
  })

  test('in a few clusters that are missing: a little, and never "it does not matter"', () => {
    let left = 9
    const { verdict } = comparisonWith(
      human.map((code, row) => (code <= 2 && chance[row] < 0.2 && left-- > 0 ? 4 : code)),
    )
    expect(verdict.number).toBe('small')
    expect(verdict.text).toMatch(/^It matters a little for .*the number of clusters/)
    expect(verdict.text).not.toContain('does not matter')
  })
})

describe('the words follow the intervals', () => {
  const same = comparisonWith(human)
  const none = { low: Number.NaN, high: Number.NaN }

  test.each(same.slopes.map(({ function: { name } }, f) => [name, f] as const))(
    'the slope of %s: an interval without 0 is named',
    (name, f) => {
      for (const interval of [
        { low: 0.01, high: 0.2 },
        { low: -0.2, high: -0.01 },
      ]) {
        const slopes = same.slopes.map((slope, i) => (i === f ? { ...slope, interval } : slope))
        const { text, systematic } = verdictOf({ ...same, slopes })
        expect(systematic.slopes).toEqual([name])
        expect(text).toContain(`It matters a little for the slope of ${name}`)
      }
    },
  )

  test.each(same.distributions.map(({ quantity: { name } }, q) => [name, q] as const))(
    'the distribution of %s: an interval of the medians without 0 is named, and so is a small p',
    (name, q) => {
      for (const change of [{ shiftInterval: { low: 0.01, high: 0.2 } }, { pExchange: 0.001 }]) {
        const distributions = same.distributions.map((found, i) =>
          i === q ? { ...found, ...change } : found,
        )
        const { text } = verdictOf({ ...same, distributions })
        expect(text).toContain(`It matters a little for the distribution of ${name}`)
      }
    },
  )

  test('what could not be compared is named', () => {
    const slopes = same.slopes.map((slope, i) => (i < 2 ? { ...slope, interval: none } : slope))
    const { text, unknown } = verdictOf({ ...same, slopes })
    expect(unknown.slopes).toEqual(['luminosity in NUV', 'luminosity in U'])
    expect(text).toContain('There are too few clusters to compare the slopes of luminosity in NUV')
  })

  test('a number of clusters that differs is never passed over', () => {
    for (const [low, high] of [
      [1, 3],
      [-300, -200],
    ]) {
      const { text, number } = verdictOf({
        ...same,
        nOnlyOther: low > 0 ? 2 : 0,
        nOnlyReference: low > 0 ? 0 : 250,
        countInterval: { low, high },
      })
      expect(number).toBe(low > 0 ? 'small' : 'matters')
      expect(text).toMatch(/^It matters (a little )?for the number of clusters/)
    }
  })
})
