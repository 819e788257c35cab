/** The page of a measurement of completeness: a table that only some runs write. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { curvesOf, magnitudeLimits, type Outcome } from '../../src/completeness/index.js'
import { writeCompleteness } from '../../src/report/index.js'
import { temporaryFolder } from '../fits/files.js'

const out = join(temporaryFolder(), 'out')

const outcomes = Array.from({ length: 30 }, (_, i): Outcome => {
  const found = { foundX: 10, foundY: 20, distancePx: 0.1, magnitude: 21, error: 0.1, ci: 1.4 }
  return {
    ...{ round: 0, kind: 'cluster', x: 10, y: 20, rEffPx: 1, magnitudes: [21 + i / 10], ...found },
    ...{ sky: 0.1 + i / 100, skyScatter: 0.01, fate: 'kept', classValue: 1, probability: 0.9 },
  }
})

test('the purity of an earlier run goes where it is not known now', async () => {
  const curves = curvesOf(outcomes, 0)
  const report = {
    ...{ title: 'Completeness', outcomes, filters: ['F555W'], v: 0, curves, words: [], notes: [] },
    ...{ limits: magnitudeLimits(curves), facts: [], inputs: [] },
  }
  const sample = { threshold: 0.5, purity: 0.9, completeness: 0.8 }
  await writeCompleteness(out, { ...report, samples: [sample, { ...sample, threshold: 0.6 }] })
  expect(existsSync(join(out, 'purity.ecsv'))).toBe(true)
  await writeCompleteness(out, { ...report, samples: [] })
  expect(existsSync(join(out, 'purity.ecsv'))).toBe(false)
})
