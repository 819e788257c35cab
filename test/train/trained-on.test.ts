/** What a card says of the training fields: their noise, band by band, and pixel scale. */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mergedRecipe, type RecipeOverrides, trainRun } from '../../src/train/index.js'
import { openModelAt } from '../../src/verbs/index.js'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { tinyArchitecture } from './tiny-architecture.js'

const root = temporaryFolder()
/**
 * Noise of 1, of 3, and of 50 in a field that is only tested on; a mean that does not matter, a
 * stamp with holes.
 */
const [quiet, noisy, other] = [1, 3, 50].map((scale, i) =>
  writeDatasetFile(join(root, `${scale}.fits`), {
    ...{ n: 60, seed: i + 1, sidePx: 16 },
    spoil(pixels) {
      for (const [k, value] of pixels.entries()) {
        const isFirst = k % 512 < 256
        pixels[k] = k < 100 ? Number.NaN : 7 + (isFirst ? scale : 0.2) * value
      }
    },
  }),
)

async function cardOf(overrides: RecipeOverrides = {}, datasets = [quiet, noisy]) {
  const out = join(mkdtempSync(join(root, 'case-')), 'run')
  const recipe = mergedRecipe({ epochs: 1, batch: 16, split: { validation: 0.2 } }, overrides)
  const job = { datasets, testDatasets: [other], out, model: tinyArchitecture, recipe }
  await trainRun(job)
  return (await openModelAt(out)).card
}

function expectNear(found: readonly (readonly number[])[], expected: readonly number[][]): void {
  for (const [i, range] of expected.entries()) {
    for (const [k, value] of range.entries()) expect(found[i][k] / value).toBeCloseTo(1, 1)
  }
}

test('the lowest and the highest of the training fields, not of those that are only tested on', async () => {
  const { trainedOn } = await cardOf()
  expect(trainedOn!.pixelScaleArcsec).toEqual([0.0396, 0.0396])
  expectNear(trainedOn!.noise, [
    [1, 3],
    [0.2, 0.2],
  ])
})

test('of the stamps as the network sees them: smoothed where they are enlarged', async () => {
  const plain = (await cardOf()).trainedOn!
  const enlarged = (await cardOf({ input: { sizePx: 32 } })).trainedOn!
  const ratio = enlarged.noise[0][1] / plain.noise[0][1]
  // Bilinear, two to one: weights 3/4 and 1/4 along each axis, (9/16 + 1/16).
  expect(ratio).toBeCloseTo(0.625, 1)
})

test('a band that does not vary has no noise, and does not count as the quietest', async () => {
  const flat = writeDatasetFile(join(root, 'flat.fits'), {
    ...{ n: 60, seed: 4, sidePx: 16 },
    spoil(pixels) {
      for (const [k, value] of pixels.entries()) pixels[k] = k % 512 < 256 ? 2 * value : 7
    },
  })
  const { trainedOn } = await cardOf({}, [noisy, flat])
  expectNear(trainedOn!.noise, [
    [2, 3],
    [0.2, 0.2],
  ])
})
