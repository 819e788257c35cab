/** What a recipe asks of the split: one way alone, and a test set from one place. */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { mergedRecipe, type RecipeOverrides } from '../../src/train/index.js'
import { settled } from '../../src/train/options.js'
import { prepare } from '../../src/train/prepare.js'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { tinyArchitecture } from './tiny-architecture.js'

const folder = mkdtempSync(join(temporaryFolder(), 'splits-'))
const fields = [1, 2, 3].map((seed) => join(folder, `field${seed}.fits`))

beforeAll(() => {
  for (const [i, path] of fields.entries()) writeDatasetFile(path, { n: 60, seed: i + 1 })
})

/** Which fields are in each set, and what is said. */
async function setsOf(split: RecipeOverrides['split'], testDatasets: readonly string[] = []) {
  const datasets = fields.filter((path) => !testDatasets.includes(path))
  const recipe = mergedRecipe({ batch: 16 }, { split })
  const job = { datasets, testDatasets, recipe, model: tinyArchitecture, out: folder }
  const found = await prepare(await settled(job))
  const fieldsOf = (rows: Uint32Array) =>
    [...new Set(Array.from(rows, (row) => found.dataset.objects.field[row]))].sort()
  const { training, validation, test } = found.split
  return {
    ...{ training: fieldsOf(training), validation: fieldsOf(validation), test: fieldsOf(test) },
    ...{ nTest: test.length, notes: found.notes },
  }
}

test('test data sets alone are the test set: a share is not held out beside them, and that is said', async () => {
  const { nTest, test, notes } = await setsOf({ validation: 0.1, test: 0.1 }, [fields[2]])
  expect([nTest, test]).toEqual([60, ['field3']])
  expect(notes).toContain(`split.test 0.1 is not used: the test set is ${fields[2]}`)
})

test('nor are named fields', async () => {
  const named = { by: 'named', validationFields: ['field1'], testFields: ['field2'] } as const
  const split = { ...named, validationFields: ['field1'], testFields: ['field2'] }
  const { training, validation, test, notes } = await setsOf(split, [fields[2]])
  expect([training, validation, test]).toEqual([['field2'], ['field1'], ['field3']])
  expect(notes).toContain(`split.testFields field2 is not used: the test set is ${fields[2]}`)
})

test('by name: the shares of defaults and presets are taken back', async () => {
  const { training, validation, test } = await setsOf({ by: 'named', validationFields: ['field2'] })
  expect([training, validation, test]).toEqual([['field1', 'field3'], ['field2'], []])
  const merged = mergedRecipe({ split: { test: 0.1 } }, { split: { by: 'named' } })
  expect([merged.split.validation, merged.split.test]).toEqual([0, 0])
})

test.each<[RecipeOverrides['split'], string]>([
  [
    { validationFields: ['field1'] },
    'split: split.validationFields has no meaning where fields are not held out by name: ' +
      'expected by: named, got by: object, validationFields: [field1]; set by: named',
  ],
  [
    { by: 'field', testFields: ['field1', 'field2'] },
    'got by: field, testFields: [field1, field2]; set by: named',
  ],
  [
    { by: 'named', validationFields: ['field1'], test: 0.1 },
    'split.test has no meaning where fields are held out by name: expected validationFields, testFields or both, ' +
      'got by: named, test: 0.1; leave test out, or choose by: object or by: field',
  ],
  [{ by: 'named' }, 'no field to hold out'],
])('refused: %j', async (split, message) => {
  await expect(setsOf(split)).rejects.toThrow(message)
})
