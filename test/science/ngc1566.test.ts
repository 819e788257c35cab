/** NGC 1566, classes by people (column 36) against StarcNet's published predictions. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { withFile } from '../../src/files/index.js'
import { Random } from '../../src/random.js'
import { readPopulation, type Science, scienceOf } from '../../src/science/index.js'
import type { Interval } from '../../src/statistics/interval.js'
import { readTable } from '../../src/tables/index.js'
import { hasPython, hasShared, runPython, sharedPath } from '../setup/peers.js'

const CATALOGUE = sharedPath(
  'legus',
  'hlsp_legus_hst_wfc3_ngc1566_multiband_v1_padagb-mwext-avgapcor.tab',
)
const PREDICTIONS = sharedPath('starcnet', 'predictions.csv')

interface Reference {
  common: number
  clusters: number[]
  both: number
  slopes: Record<string, [n: number, slope: number]>[]
  tests: Record<string, number[]>
}

describe.skipIf(!hasShared('legus') || !hasShared('starcnet'))('NGC 1566', () => {
  let science: Science

  beforeAll(async () => {
    const population = readPopulation(
      {
        catalogues: [await withFile(CATALOGUE, (file) => readTable(file))],
        columns: [{ column: 'class', label: 'human' }],
        joined: [
          {
            column: 'Prediction',
            label: 'StarcNet',
            table: await withFile(PREDICTIONS, (file) => readTable(file)),
          },
        ],
        distanceMpc: 17.7,
      },
      [],
    )
    science = scienceOf(population, { distanceMpc: 17.7, random: new Random(1) })
  })

  describe.skipIf(!hasPython('scipy'))('the same numbers from numpy and scipy', () => {
    let reference: Reference

    beforeAll(() => {
      const ranges = Object.fromEntries(
        science.functions.map(({ function: { id, kind, range } }) => [
          id.replace('luminosity_', ''),
          kind === 'luminosity' ? range.high : [range.low, range.high],
        ]),
      )
      const path = join(mkdtempSync(join(tmpdir(), 'science-')), 'limits.json')
      writeFileSync(path, JSON.stringify(ranges))
      reference = JSON.parse(runPython('science_ngc1566.py', CATALOGUE, PREDICTIONS, path))
    })

    test('counts', () => {
      const { population, comparisons } = science
      expect(population.n).toBe(reference.common)
      expect(population.samples.map(({ nMembers }) => nMembers)).toEqual(reference.clusters)
      expect(comparisons[0].nBoth).toBe(reference.both)
      expect([reference.common, ...reference.clusters, reference.both]).toEqual([
        1061, 472, 454, 386,
      ])
    })

    test('slopes', () => {
      for (const { function: fn, fits } of science.functions) {
        fits.forEach(({ fit, nInRange }, s) => {
          const [n, slope] = reference.slopes[s][fn.id]
          expect(nInRange, fn.id).toBe(n)
          expect(fit?.slope, fn.id).toBeCloseTo(slope, 6)
        })
      }
    })

    test('two-sample tests', () => {
      for (const found of science.comparisons[0].distributions) {
        const [n, m, d, pKs, a2, pAd] = reference.tests[found.quantity.id]
        expect([found.nReference, found.nOther]).toEqual([n, m])
        expect(found.tests?.kolmogorov.statistic).toBeCloseTo(d, 9)
        expect(found.tests?.kolmogorov.p).toBeCloseTo(pKs, 9)
        expect(found.tests?.anderson.statistic).toBeCloseTo(a2, 6)
        expect(found.tests?.anderson.p).toBeCloseTo(pAd, 6)
      }
    })
  })

  test('sentinels are no numbers: what people found in no image has no magnitude there', () => {
    const { mag_nuv: nuv } = science.population.measurements
    expect(nuv!.some(Number.isNaN)).toBe(true)
    expect(nuv!.every((value) => Number.isNaN(value) || value < 40)).toBe(true)
  })

  test('slopes, their intervals, and how far apart they are, as docs/studies/ngc1566-science.md has them', () => {
    const page = readFileSync('docs/studies/ngc1566-science.md', 'utf8')
    const cell = (value: number, { low, high }: Interval) =>
      [value, low, high].map((x) => (Math.abs(x) < 0.005 ? '0.00' : x.toFixed(2)))
    const text = ([value, low, high]: string[]) => `${value} (${low} to ${high})`
    for (const [f, { function: fn, fits }] of science.functions.entries()) {
      const { difference, interval } = science.comparisons[0].slopes[f]
      const cells = [
        ...fits.map(({ fit }) => text(cell(fit!.slope, fit!.interval))),
        text(cell(difference, interval)),
      ]
      const n = fits.map(({ nInRange }) => nInRange).join(', ')
      const rows = page.split('\n').filter((line) => line.startsWith(`| ${fn.name} |`))
      expect(rows.length).toBe(2)
      expect(rows[0].endsWith(`| ${n} |`), `${rows[0]} ${n}`).toBe(true)
      expect(rows[1]).toBe(`| ${[fn.name, ...cells].join(' | ')} |`)
    }
  })

  test('the answer', () => {
    expect(science.comparisons[0].verdict.text).toMatchInlineSnapshot(
      `"With these data it does not matter: none of 7 slopes leaves the 95 % interval that human gives, and none of 11 distributions differs as those of independent samples would. StarcNet has 454 clusters where human has 472 (difference −18, 95 % interval −42 to +6); 386 are the same objects. The largest change of a slope is −0.09 (−0.18 to −0.02), of luminosity in B. Smaller than the uncertainties, but not chance, since the columns disagree about objects of a kind: the slopes of luminosity in NUV and luminosity in B, and the distributions of NUV, U, B, I, NUV − B, U − B, V − I and log mass."`,
    )
  })
})
