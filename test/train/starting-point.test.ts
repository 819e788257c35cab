/** Which stages may be frozen: those that come from given weights. */
import { expect, test } from 'vitest'
import { architectureNamed } from '../../src/models/index.js'
import { checkStart } from '../../src/train/check-recipe.js'
import { mergedRecipe, type RecipeOverrides } from '../../src/train/index.js'

const check = (overrides: RecipeOverrides, isGiven: boolean) => () =>
  checkStart(architectureNamed('resnet18'), mergedRecipe(overrides), isGiven)

test.each<[RecipeOverrides, boolean]>([
  [{}, false],
  [{ frozen: { through: 'layer3' } }, true],
  [{ frozen: { through: 'layer3' }, pretrained: { upTo: 'layer3' } }, true],
  [{ frozen: { through: 'layer1' }, pretrained: { upTo: 'layer3' } }, true],
  [{ pretrained: { firstLayer: 'random' } }, true],
])('%j, weights given: %s', (overrides, isGiven) => {
  expect(check(overrides, isGiven)).not.toThrow()
})

test.each<[RecipeOverrides, boolean, string]>([
  [
    { frozen: { through: 'layer3' } },
    false,
    'frozen.through: stage conv1 is to be frozen, but its weights are drawn at random: got layer3, no weights given; ' +
      'give weights (--init, in a plan init), or set frozen: null',
  ],
  [
    { frozen: { through: 'layer3' }, pretrained: { upTo: 'layer2' } },
    true,
    'frozen.through: stage layer3 is to be frozen, but its weights are drawn at random: got layer3, pretrained.upTo: layer2; ' +
      'freeze through layer2 at most, or take more (pretrained: { upTo: layer3 })',
  ],
  [
    { frozen: { through: 'conv1' }, pretrained: { firstLayer: 'random' } },
    true,
    'stage conv1 is to be frozen, but its weights are drawn at random: got conv1, pretrained.firstLayer: random',
  ],
  [
    { pretrained: { upTo: 'layer2' } },
    false,
    'pretrained.upTo: no weights are given from which stages could be taken: got layer2; ' +
      'give weights (--init, in a plan init), or set pretrained: { upTo: null }',
  ],
  [{ frozen: { through: 'layr3' } }, true, 'resnet18 has no stage layr3 to freeze'],
])('%j, weights given: %s: refused', (overrides, isGiven, message) => {
  expect(check(overrides, isGiven)).toThrow(message)
})
