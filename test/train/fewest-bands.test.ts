/** `fewestBands`: what is hidden in training, what the card says, what is refused. */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawVariations } from '../../src/loop/index.js'
import { Random } from '../../src/random.js'
import { mergedRecipe, type RecipeOverrides, trainRun } from '../../src/train/index.js'
import { settled } from '../../src/train/options.js'
import { prepare } from '../../src/train/prepare.js'
import { openModelAt } from '../../src/verbs/index.js'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { tinyArchitecture } from './tiny-architecture.js'
import { vectorArchitecture } from './vector-architecture.js'

const root = temporaryFolder()
const dataset = writeDatasetFile(join(root, 'a.fits'), {
  ...{ n: 60, seed: 1, bands: ['F336W', 'F438W', 'F555W'] },
})

async function run(overrides: RecipeOverrides) {
  const out = join(mkdtempSync(join(root, 'case-')), 'run')
  const recipe = mergedRecipe({ epochs: 1, batch: 16 }, overrides)
  await trainRun({ datasets: [dataset], out, model: tinyArchitecture, recipe })
  return (await openModelAt(out)).card
}

const nLeft = (hidden: number, nBands: number) =>
  Array.from({ length: nBands }, (_, band) => 1 - ((hidden >> band) & 1)).reduce((a, b) => a + b)

test('so many bands are left, every one as often', () => {
  const augmentation = { rotations: false, flips: false, bandDropout: 0.7, fewestBands: 3 }
  const drawn = drawVariations(20_000, 5, augmentation, new Random(2))
  expect(Math.min(...drawn.map(({ hidden }) => nLeft(hidden, 5)))).toBe(3)
  expect(Math.max(...drawn.map(({ hidden }) => nLeft(hidden, 5)))).toBe(5)
  const shares = [0, 1, 2, 3, 4].map(
    (band) => drawn.filter(({ hidden }) => (hidden >> band) & 1).length / drawn.length,
  )
  for (const share of shares) expect(share).toBeCloseTo(shares[0], 1)
})

test('without the key the draws are what they were', () => {
  const augmentation = { rotations: true, flips: true, bandDropout: 0.4 }
  const drawn = drawVariations(2000, 3, augmentation, new Random(3))
  const hash = drawn.reduce(
    (sum, { symmetry, hidden }, i) => sum + (i + 1) * (8 * symmetry + hidden),
    0,
  )
  expect(hash).toMatchInlineSnapshot(`60227976`)
})

test('the card has it', async () => {
  expect((await run({ bandDropout: 0.2, fewestBands: 2 })).fewestBands).toBe(2)
  expect(await run({ bandDropout: 0.2 })).not.toHaveProperty('fewestBands')
})

test('a run that goes on without the key says what is lost', async () => {
  const folder = mkdtempSync(join(root, 'given-'))
  const able = { bandDropout: 0.2, fewestBands: 2, novelty: {} }
  const given = { datasets: [dataset], model: vectorArchitecture, out: join(folder, 'run') }
  await trainRun({ ...given, recipe: mergedRecipe({ epochs: 1, batch: 16 }, able) })
  const init = join(given.out, 'model.onnx')
  const lost = async (overrides: RecipeOverrides) => {
    const recipe = mergedRecipe({ epochs: 1, batch: 16 }, overrides)
    const { notes } = await prepare(await settled({ ...given, init, recipe }))
    return notes.filter((note) => note.includes('the new one will'))
  }
  expect(await lost(able)).toEqual([])
  expect(await lost({})).toEqual([
    'the given model works with 2 of its 3 bands; the new one will need all of them, ' +
      'unless the recipe has fewestBands and bandDropout',
    'the given model flags stamps that are unlike its training; the new one will not, ' +
      'unless the recipe has novelty',
  ])
})

test('refused: bands that the network never saw missing, and more than there are', async () => {
  await expect(run({ fewestBands: 2 })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[InputError: fewestBands, bandDropout: the network is to do without bands, but no band is ever hidden in training: expected bandDropout above 0, got 0; hide bands in training (e.g. bandDropout: 0.1), or set fewestBands: null]`,
  )
  await expect(
    run({ fewestBands: 4, bandDropout: 0.2 }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[InputError: fewestBands: more bands than the stamps have: expected at most 3, got 4]`,
  )
})
