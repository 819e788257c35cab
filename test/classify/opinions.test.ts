/** What a model says voice by voice: the same as it says when it classifies. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { planQuestions, thinned } from '../../src/asking/index.js'
import { candidatesOf } from '../../src/catalog/index.js'
import { classifyCandidates, opinionsOf } from '../../src/classify/index.js'
import { openMosaics } from '../../src/cutouts/index.js'
import { openFitsFiles, withFile } from '../../src/files/index.js'
import { openModel } from '../../src/models/index.js'
import { Random } from '../../src/random.js'
import { parseEcsv } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { candidatesIn, mixedRows, openField } from './small-field.js'
import { modelOf, smallModel } from './small-model.js'

const demo = 'demo/sim2-1'
const catalogue = join(demo, 'sim2-1_candidates.ecsv')

test('the shipped model: two orientations, and features before the last stage', async () => {
  const files = readdirSync(demo).filter((name) => name.endsWith('.fits'))
  const field = await openMosaics(await openFitsFiles(files.map((name) => join(demo, name))))
  const table = parseEcsv(readFileSync(catalogue, 'utf8'), catalogue)
  const candidates = candidatesOf(table, { origin: 1 })
  const model = await withFile('models/starsift.onnx', (source) => openModel(source))
  const done: number[] = []
  const opinions = await opinionsOf(
    { field, candidates, model },
    { onProgress: (n, of) => done.push(n / of) },
  )
  const { scores } = await classifyCandidates({ field, candidates, model })
  await field.close()

  expect(opinions.areMembers).toBe(false)
  expect(opinions.voices).toHaveLength(2)
  const off = opinions.voices[0].map((p, i) => Math.abs(p - scores.probabilities[i]))
  expect(Math.max(...off)).toBeLessThan(1e-5)
  expect(opinions.voices[1]).not.toEqual(opinions.voices[0])
  expect(opinions.nFeatures).toBe(64)
  expect(opinions.features).toHaveLength(64 * table.nRows)
  expect(opinions.features!.every(Number.isFinite)).toBe(true)
  expect(done.at(-1)).toBe(1)
  const ids = Array.from({ length: table.nRows }, (_, row) => `${row}`)
  const plan = planQuestions({ ids, order: 'active', opinions })
  expect(plan.next([], 100)).toHaveLength(table.nRows)
})

test('an ensemble: a voice for each member, NaN where a row has no stamp', async () => {
  const field = await openField(temporaryFolder(), 1)
  const [one, other] = [await smallModel(), await smallModel('centred', 12)]
  const first = modelOf(one.card, one.session)
  const networks = [...first.networks, ...modelOf(other.card, other.session).networks]
  const candidates = candidatesIn(mixedRows(20))
  const opinions = await opinionsOf({ field, candidates, model: { ...first, networks } }, {})
  const each = await Promise.all(
    [one, other].map(({ card, session }) =>
      classifyCandidates({ field, candidates, model: modelOf(card, session) }),
    ),
  )
  await Promise.all([field.close(), one.session.release(), other.session.release()])
  expect(opinions.areMembers).toBe(true)
  expect(opinions.features).toBeUndefined()
  expect(opinions.voices).toEqual(each.map(({ scores }) => scores.probabilities))
  expect(opinions.voices[0].some(Number.isNaN)).toBe(true)
})

test('thinned features keep their distances to about a fifth', () => {
  const random = new Random(5)
  const features = Float32Array.from({ length: 40 * 384 }, () => random.normal())
  const { nAxes, thin } = thinned(384)
  const thin64 = thin(features)
  const distance = (of: Float32Array, n: number, i: number, j: number) =>
    Math.hypot(...Array.from({ length: n }, (_, k) => of[i * n + k] - of[j * n + k]))
  const ratios = Array.from({ length: 39 }, (_, i) => {
    return distance(thin64, nAxes, i, i + 1) / distance(features, 384, i, i + 1)
  })
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
  const square = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / ratios.length
  expect(mean).toBeCloseTo(1, 1)
  expect(Math.sqrt(square)).toBeLessThan(0.2)
  expect(thinned(12).thin(features.slice(0, 24))).toEqual(features.slice(0, 24))
})
