/** What a run says before its first step. */
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { flagValue } from '../../src/catalog/index.js'
import { architectureNamed, startingWeights } from '../../src/models/index.js'
import { Random } from '../../src/random.js'
import { trainingFacts } from '../../src/train/card-facts.js'
import {
  mergedRecipe,
  type RecipeOverrides,
  type TrainOptions,
  trainRun,
} from '../../src/train/index.js'
import { settled } from '../../src/train/options.js'
import { prepare } from '../../src/train/prepare.js'
import { safetensorsBytes } from '../../src/weights/index.js'
import { type DatasetFile, writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { tinyArchitecture } from './tiny-architecture.js'
import { vectorArchitecture } from './vector-architecture.js'

const folder = mkdtempSync(join(temporaryFolder(), 'notes-'))
const written = (name: string, file: Partial<DatasetFile> & { seed: number }) =>
  writeDatasetFile(join(folder, name), { n: 60, ...file })
const [one, two] = [1, 2].map((seed) => written(`${seed}.fits`, { seed }))

async function notesOf(
  changes: Partial<TrainOptions>,
  overrides: RecipeOverrides = {},
): Promise<readonly string[]> {
  const recipe = mergedRecipe({ batch: 16 }, overrides)
  const job = { datasets: [one], recipe, model: tinyArchitecture, out: folder, ...changes }
  return (await prepare(await settled(job))).notes
}

describe('units', () => {
  test('e-/s, however it is spelt: nothing', async () => {
    const datasets = [one, written('spelt.fits', { seed: 3, unit: 'e/s' })]
    expect((await notesOf({ datasets })).join()).not.toMatch(/unit/)
  })

  test('others, different ones, none', async () => {
    const counts = written('counts.fits', { seed: 4, unit: 'COUNTS' })
    const silent = written('silent.fits', { seed: 5, unit: '' })
    expect(await notesOf({ datasets: [counts] })).toContain(
      'the pixels are in COUNTS: the model will need mosaics in COUNTS too, while others need e-/s',
    )
    expect(await notesOf({ datasets: [silent] })).toContain(
      'the data sets do not say the unit of their pixels (BUNIT)',
    )
    expect((await notesOf({ datasets: [one, counts], testDatasets: [silent] }))[1]).toBe(
      `the data sets have pixels of different units (e-/s in ${one}; COUNTS in ${counts}; none in ${silent}): ` +
        'to a network these are different skies; bring the mosaics to one unit and cut again',
    )
  })
})

describe('the same objects again', () => {
  test('as a data set that is given twice: refused', async () => {
    const copy = join(folder, 'copy.fits')
    copyFileSync(one, copy)
    await expect(notesOf({ datasets: [one, copy] })).rejects.toThrow(
      `${copy}: a data set is given twice: got the bytes of ${one}; give each data set once`,
    )
    await expect(notesOf({ datasets: [one], testDatasets: [copy] })).rejects.toThrow()
  })

  test('as another field at the same places: counted', async () => {
    const again = written('again.fits', { seed: 1, n: 40, field: 'again', scaleArcsec: 0.0397 })
    expect(await notesOf({ datasets: [one, again] })).toContain(
      '40 objects lie at the place of another object, and count as objects of their own: are fields or data sets given twice?',
    )
  })
})

test('a small validation set', async () => {
  const few = (notes: readonly string[]) => notes.find((note) => note.startsWith('the validation'))
  expect(few(await notesOf({}))).toBe(
    'the validation set has 11 objects: the best epoch and the temperature rest on few objects; hold out 100 or more',
  )
  expect(few(await notesOf({}, { split: { validation: 0 } }))).toBeUndefined()
  const model = vectorArchitecture
  expect(few(await notesOf({ model }, { novelty: {} }))).toMatch(
    /the temperature and the threshold of novelty \(the 0.99 quantile of 11 is nearly the largest\) rest on few/,
  )
  expect(few(await notesOf({ model }, { novelty: { quantile: 0.5 } }))).toMatch(
    /the threshold of novelty rest on few/,
  )
  const large = written('large.fits', { seed: 6, n: 240 })
  expect(few(await notesOf({ datasets: [large] }, { split: { validation: 0.5 } }))).toBeUndefined()
})

test('stages that are frozen for longer than the run', async () => {
  const init = join(folder, 'first.safetensors')
  const shape = { nBands: 2, nClasses: 4, sizePx: 8 }
  const weights = startingWeights(tinyArchitecture, shape, new Random(1))
  writeFileSync(init, safetensorsBytes(weights, { format: 'pt' }))
  const frozen = { through: 'conv', epochs: 5 }
  const said = await notesOf({ init }, { epochs: 5, frozen })
  expect(said).toContain(
    'frozen.epochs 5 is not below epochs 5: the stages through conv are never trained',
  )
  expect((await notesOf({ init }, { epochs: 6, frozen })).join()).not.toMatch(/never trained/)
})

test('what reading weights renamed', async () => {
  const init = join(folder, 'wrapped.safetensors')
  const shape = { nBands: 2, nClasses: 4, sizePx: 8 }
  const weights = startingWeights(tinyArchitecture, shape, new Random(1))
  const wrapped = new Map([...weights].map(([name, tensor]) => [`module.${name}`, tensor]))
  writeFileSync(init, safetensorsBytes(wrapped, { format: 'pt' }))
  expect(await notesOf({ init })).toContain(
    `${init}: prefix 'module.' (DataParallel) taken off every name`,
  )
})

test("a preset made for ImageNet's weights, without any", async () => {
  const preset = 'wei2020-resnet18'
  const recipe = [preset, { input: { cropPx: 8, sizePx: 32 } }]
  const note =
    'the network begins with random weights; preset wei2020-resnet18 is meant for weights'
  expect((await notesOf({ recipe, model: 'resnet18' })).join()).toContain(note)
  const settings = await settled({ datasets: [one], out: folder, recipe })
  const starcnet = { ...settings, architecture: architectureNamed('starcnet') }
  expect((await prepare(starcnet)).notes.join()).not.toContain(note)
})

describe('a given model', () => {
  const out = join(folder, 'run')
  const init = join(out, 'model.onnx')
  beforeAll(async () => {
    const recipe = mergedRecipe({ epochs: 1, batch: 16 })
    await trainRun({ datasets: [one], recipe, model: tinyArchitecture, out, nThreads: 1 })
  })

  test('objects of its fields among those that are held out', async () => {
    const notes = await notesOf({ datasets: [two], testDatasets: [one], init })
    expect(notes).toContain(
      '60 test objects are of fields that the given model was trained on (field1): accuracy may be too optimistic',
    )
    expect(notes.join()).not.toMatch(/validation objects are/)
    expect(await notesOf({ datasets: [one, two], init })).toContainEqual(
      expect.stringMatching(
        /^\d+ validation objects are of fields that the given model was trained on \(field1\): accuracy, temperature and novelty threshold may be too optimistic$/,
      ),
    )
  })

  test('its fields stay on the card of what goes on with it', async () => {
    const recipe = mergedRecipe({ batch: 16 })
    const job = { datasets: [two], recipe, model: tinyArchitecture, out, init }
    const facts = trainingFacts(await prepare(await settled(job)), 1, null)
    expect(facts.fields).toEqual(['field1', 'field2'])
  })
})

test('the card of a member says the seed of the split, where that is another', async () => {
  const recipe = mergedRecipe({ batch: 16 })
  const job = { datasets: [one], recipe, model: tinyArchitecture, out: folder, seed: 7 }
  const prepared = await prepare(await settled(job))
  expect(trainingFacts(prepared, 7, null)).not.toHaveProperty('splitSeed')
  expect(trainingFacts(prepared, 123, null)).toMatchObject({ seed: 123, splitSeed: 7 })
})

describe('rows that may be wrong', () => {
  const flags = (values: readonly number[]) => [
    { name: 'cutout_flags', values: Int32Array.from({ length: 60 }, (_, i) => values[i] ?? 0) },
  ]

  test('stamps that lie elsewhere than their sky position are counted and named', async () => {
    const bit = flagValue('position_mismatch')
    const apart = written('apart.fits', { seed: 8, columns: flags([0, bit, bit + 8, 8, bit, bit]) })
    expect(await notesOf({ datasets: [apart] })).toContain(
      `${apart}: 4 of 60 rows (2, 3, 5, ...) that are used have the flag position_mismatch: ` +
        'their stamps may show another object than the one that was classified',
    )
    const fine = written('fine.fits', { seed: 9, columns: flags([8, 16, 512]) })
    expect((await notesOf({ datasets: [fine] })).join()).not.toMatch(/position_mismatch/)
  })

  test('one vote that is none is left out and counted', async () => {
    const votes = ['a', 'b', 'c'].map((name) => ({
      name,
      values: Int16Array.from({ length: 60 }, (_, i) =>
        name === 'b' && i === 7 ? 50 : 1 + (i % 4),
      ),
    }))
    const datasets = [written('votes.fits', { seed: 10, columns: votes })]
    const labels = { from: 'mode' as const, columns: ['a', 'b', 'c'] }
    expect(await notesOf({ datasets }, { labels })).toContain(
      'column b: 1 of 60 rows (8) hold no class (50); they count as not inspected',
    )
  })
})
