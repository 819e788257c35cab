/**
 * NGC 1566, people's classes and StarcNet's: the same numbers from NumPy and SciPy
 * (science_ngc1566.py).
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Science } from '../../src/science/index.js'
import { hasPython, runPython } from '../setup/peers.js'
import { CATALOGUE, hasNgc1566, PREDICTIONS, scienceOfNgc1566 } from './ngc1566.js'

interface Reference {
  common: number
  clusters: number[]
  both: number
  slopes: Record<string, [n: number, slope: number]>[]
  tests: Record<string, number[]>
}

describe.skipIf(!hasNgc1566() || !hasPython('scipy'))('NGC 1566', () => {
  let science: Science

  beforeAll(async () => {
    science = await scienceOfNgc1566()
  })

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
    const { candidates, comparisons } = science
    expect(candidates.n).toBe(reference.common)
    expect(candidates.samples.map(({ nMembers }) => nMembers)).toEqual(reference.clusters)
    expect(comparisons[0].nBoth).toBe(reference.both)
    expect([reference.common, ...reference.clusters, reference.both]).toEqual([1061, 472, 454, 386])
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
