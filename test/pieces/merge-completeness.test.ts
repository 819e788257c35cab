/** The results of a job of `completeness` do not take the place of what it read. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Job } from '../../src/jobs/index.js'
import { resultFolder } from '../../src/jobs/index.js'
import { mergeCompleteness } from '../../src/pieces/completeness-pieces.js'
import { toJson } from '../../src/verbs/index.js'
import { temporaryFolder } from '../fits/files.js'

const root = temporaryFolder()

test('an input in the output folder is not replaced', async () => {
  const [folder, out] = [join(root, 'job'), join(root, 'out')]
  const catalog = join(out, 'limits.ecsv')
  const job = {
    ...{ folder, nPieces: 1, inputs: [{ path: '../out/limits.ecsv' }] },
    request: {
      ...{ images: [], names: ['a'], catalog: null, model: 'shipped', weights: {} },
      words: { nInjections: 1 },
    },
  } as unknown as Job
  for (const dir of [join(folder, 'plan'), resultFolder(job, 0), out]) {
    mkdirSync(dir, { recursive: true })
  }
  writeFileSync(catalog, 'mine')
  const facts = {
    ...{ bands: [{ filter: 'F555W' }], v: 0, limit: 25, notes: [] },
    sources: { x: [], y: [], magnitude: [], probability: [], isKept: [] },
  }
  writeFileSync(join(folder, 'plan', 'facts.json'), toJson(facts))
  const nothing = { foundX: Number.NaN, foundY: Number.NaN, error: Number.NaN, ci: Number.NaN }
  const outcome = {
    ...{ round: 0, kind: 'cluster', x: 10, y: 20, rEffPx: 1, magnitudes: [21], sky: 0.1 },
    ...{ skyScatter: 0.01, fate: 'not_found', distancePx: Number.NaN, magnitude: Number.NaN },
    ...{ ...nothing, classValue: 0, probability: Number.NaN },
  }
  writeFileSync(join(resultFolder(job, 0), 'rounds.json'), toJson([outcome]))
  await expect(mergeCompleteness(job, out, [0], () => {})).rejects.toThrow(
    /limits\.ecsv: the output would replace an input/,
  )
  expect(readFileSync(catalog, 'utf8')).toBe('mine')
})
