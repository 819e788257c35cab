/** Runs that are adapted to stamps without labels: what they keep, say and refuse. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { adaptationText, unverifiedNote } from '../../src/models/index.js'
import { Random } from '../../src/random.js'
import {
  type RecipeOverrides,
  readRecipe,
  type TrainOptions,
  trainRun,
} from '../../src/train/index.js'
import { openModelAt } from '../../src/verbs/index.js'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { tinyArchitecture } from './tiny-architecture.js'
import { vectorArchitecture } from './vector-architecture.js'

const root = temporaryFolder()
const newFolder = () => join(mkdtempSync(join(root, 'case-')), 'run')
const at = (name: string) => join(root, name)
/** The same pixels, whatever the classes are. */
const wider = (pixels: Float32Array) => {
  const random = new Random(7)
  for (const i of pixels.keys()) pixels[i] = 2 * random.normal()
}

beforeAll(() => {
  writeDatasetFile(at('labelled.fits'), { n: 160, seed: 1 })
  writeDatasetFile(at('mine.fits'), { n: 130, seed: 2, spoil: wider })
  const nobody = new Array<number>(130).fill(0)
  writeDatasetFile(at('nobody.fits'), { n: 130, seed: 2, classes: nobody, spoil: wider })
  writeDatasetFile(at('few.fits'), { n: 99, seed: 3 })
})

const RECIPE: RecipeOverrides = { epochs: 3, batch: 16, learningRate: 0.01 }

function job(overrides: RecipeOverrides = {}, changes: Partial<TrainOptions> = {}): TrainOptions {
  return {
    ...{ datasets: [at('labelled.fits')], adapt: [at('mine.fits')], out: newFolder() },
    ...{ model: vectorArchitecture, recipe: [RECIPE, overrides], nThreads: 1 },
    ...changes,
  }
}

async function runOf(one: TrainOptions) {
  const notes: string[] = []
  await trainRun({ ...one, onNote: (note) => notes.push(note) })
  const { card } = await openModelAt(one.out)
  const inputs = JSON.parse(readFileSync(join(one.out, 'inputs.json'), 'utf8'))
  return { card, notes, inputs, out: one.out }
}

test('card, notes and inputs say to what, and that labels are ignored', async () => {
  const { card, notes, inputs, out } = await runOf(job({ adapt: { weight: 3 } }))
  expect(card.adapted).toEqual({ datasets: ['mine.fits'], nStamps: 104, weight: 3 })
  expect(unverifiedNote(card)).toMatch(
    /adapted without labels to 104 stamps of mine.fits in training: how.*ml_set.*not verified/,
  )
  expect(adaptationText(card.adapted!).join('\n')).toMatch(/covariances.*weight 3/)
  expect(notes.join('\n')).toMatch(/mine.fits: its labels are ignored/)
  expect(inputs.adaptDatasets[0].sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(card.training!.recipe.adapt).toEqual({ data: ['mine.fits'], weight: 3 })
  const again = await readRecipe([join(out, 'config.yaml')], vectorArchitecture)
  expect(again.recipe.adapt!.data).toEqual([at('mine.fits')])
})

test('stamps that nobody has classified do the same as those with labels', async () => {
  const [one, two] = [job(), job({}, { adapt: [at('nobody.fits')] })]
  const [first, second] = [await runOf(one), await runOf(two)]
  const metrics = (out: string) => readFileSync(join(out, 'metrics.csv'), 'utf8')
  expect(metrics(two.out)).toBe(metrics(one.out))
  expect(first.notes.join('\n')).toMatch('ignored')
  expect(second.notes.join('\n')).not.toMatch('ignored')
})

test('begun with a model: how sure and how steady, before and after', async () => {
  const before = await runOf({ ...job(), adapt: undefined })
  expect(before.card.adapted).toBeUndefined()
  const init = join(before.out, 'model.onnx')
  const { card } = await runOf(job({ epochs: 1, learningRate: 1e-4 }, { init }))
  const { confidence, consistency } = card.adapted!
  expect(confidence).toHaveLength(2)
  for (const share of [...confidence!, ...consistency!]) {
    expect(share).toBeGreaterThan(0.2)
    expect(share).toBeLessThanOrEqual(1)
  }
})

test('an ensemble: every member is adapted', async () => {
  const { card } = await runOf(job({ epochs: 1 }, { members: 2 }))
  expect(card.adapted).toMatchObject({ nStamps: 104, weight: 1 })
})

describe('what is refused', () => {
  const refused = (overrides: RecipeOverrides, changes: Partial<TrainOptions> = {}) =>
    expect(runOf(job(overrides, changes))).rejects
  test('too few stamps, or fewer than a batch', async () => {
    await refused({}, { adapt: [at('few.fits')] }).toThrow(/few.fits: too few.*100.*99/)
    await refused({ batch: 110 }).toThrow(/too few.*a batch of 110.*104/)
  })

  test('stamps of other bands, size and pixel scale', async () => {
    const other = (name: string, changes: object) =>
      writeDatasetFile(at(name), { n: 120, seed: 4, ...changes })
    const bands = other('bands.fits', { bands: ['F438W', 'F606W'] })
    await refused({}, { adapt: [bands] }).toThrow(/other bands.*F606W/)
    await refused({}, { adapt: [other('size.fits', { sidePx: 10 })] }).toThrow(/another size/)
    const scale = other('scale.fits', { scaleArcsec: 0.05 })
    await refused({}, { adapt: [scale] }).toThrow(/another pixel scale/)
  })

  test('a weight alone, data twice, frozen stages, features that are no vector', async () => {
    await refused({ adapt: { weight: 2 } }, { adapt: undefined }).toThrow(/no stamps to adapt/)
    const twice = [at('mine.fits'), at('mine.fits')]
    await refused({}, { adapt: twice }).toThrow(/given twice/)
    const frozen = { frozen: { through: 'features' } }
    const init = join((await runOf({ ...job({ epochs: 1 }), adapt: undefined })).out, 'model.onnx')
    await refused(frozen, { init }).toThrow(/frozen stages cannot be aligned/)
    await refused({}, { model: tinyArchitecture }).toThrow(/cannot be aligned.*no vector/)
  })
})
