/**
 * Going on with a model of starsift's own: its first and last layer, and its normalisation, are
 * kept.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { architectureNamed, pretrainedWeights, untrainedModel } from '../../src/models/index.js'
import { readOnnxWeights, type Weights } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { mergedRecipe, type RecipeOverrides, trainRun } from '../../src/train/index.js'
import { openModelAt } from '../../src/verbs/index.js'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'

const root = temporaryFolder()
const starsift = architectureNamed('starsift')
const BANDS = ['F438W', 'F555W']
const MEANS = [0.25, -0.5]
const init = join(root, 'starsift.onnx')
const dataset = join(root, 'field.fits')
let given: Weights

const weightsOf = (path: string) =>
  readOnnxWeights(memorySource(new Uint8Array(readFileSync(path)), path))

beforeAll(async () => {
  const options = { bands: BANDS, means: MEANS, sizePx: 16 }
  writeFileSync(init, await untrainedModel(starsift, new Random(3), options))
  given = await weightsOf(init)
  writeDatasetFile(dataset, { n: 40, seed: 1, sidePx: 16, bands: BANDS })
})

/** As good as untrained: what comes out is what was begun with. */
async function begun(overrides: RecipeOverrides = {}) {
  const out = join(mkdtempSync(join(root, 'case-')), 'run')
  const recipe = mergedRecipe({ epochs: 1, batch: 8, learningRate: 1e-9 }, overrides)
  await trainRun({ datasets: [dataset], out, model: starsift, recipe, init, nThreads: 1 })
  return { card: (await openModelAt(out)).card, weights: await weightsOf(join(out, 'model.onnx')) }
}

/** Trained weights that differ from the given ones; running statistics always do. */
const changedIn = (weights: Weights) =>
  [...given]
    .filter(([name]) => !name.includes('#') && !name.includes('running'))
    .filter(([name, { data }]) => {
      const now = weights.get(name)!.data
      return !data.every((value, i) => Math.abs(value - now[i]) < 1e-5)
    })
    .map(([name]) => name)

describe('a run', () => {
  test('takes every layer and the normalisation; the card says so', async () => {
    const { card, weights } = await begun()
    expect(changedIn(weights)).toEqual([])
    expect(card.normalisation).toEqual({ kind: 'subtract', means: MEANS })
    expect(card.pretrained).toMatchObject({ firstLayer: 'kept', lastLayer: 'kept' })
  })

  test('up to a stage: what follows is drawn anew', async () => {
    const { card, weights } = await begun({ pretrained: { upTo: 'scales' } })
    expect(changedIn(weights)).toEqual([
      ...['features.weight', 'features.bias'],
      ...['classes.weight', 'classes.bias'],
    ])
    expect(card.pretrained).toMatchObject({ firstLayer: 'kept', upTo: 'scales' })
    expect(card.pretrained).not.toHaveProperty('lastLayer')
  })

  test('with a first layer of its own where it is asked for', async () => {
    const { card, weights } = await begun({ pretrained: { firstLayer: 'random' } })
    expect(changedIn(weights).sort()).toEqual(
      ['near', 'wide'].flatMap((scale) => [`${scale}.0.conv.weight`, `${scale}.presence.weight`]),
    )
    expect(card.pretrained).toMatchObject({ firstLayer: 'random', lastLayer: 'kept' })
  })
})

test('weights that are no model: both ends as ever', () => {
  const own = new Map([...given].filter(([name]) => !name.includes('#')))
  const shape = { nBands: 2, nClasses: 4, sizePx: 16, firstLayer: 'mean' } as const
  const taken = (more: object) =>
    pretrainedWeights(own, starsift, { ...shape, ...more }, new Random(4))
  const plain = taken({})
  expect(plain.notes[0]).toMatch(/drawn anew: classes$/)
  const [first, second] = [0, 1].map(
    (band) => plain.weights.get('near.0.conv.weight')!.data[9 * band],
  )
  expect(first).toBe(second)
  expect(taken({ areSameBands: true, areSameClasses: true }).notes[0]).toMatch(/drawn anew: none$/)
})
