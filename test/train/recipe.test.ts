/** Recipes: what a file may say, what is said of a file that is wrong, and the presets. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { CommandError, InputError } from '../../src/errors.js'
import {
  cellsOf,
  DEFAULT_RECIPE,
  mergedRecipe,
  PRESETS,
  presetNamed,
  readPlan,
  readRecipe,
  recipe,
  recipeOverrides,
} from '../../src/train/index.js'
import { configText } from '../../src/train/run-folder.js'
import { parsedYaml } from '../../src/train/user-input.js'
import { temporaryFolder } from '../fits/files.js'

const folder = mkdtempSync(join(temporaryFolder(), 'recipes-'))
const read = (text: string) => parsedYaml(text, recipeOverrides, 'mine.yaml')

function refusal(text: string): string {
  try {
    read(text)
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    return (error as Error).message
  }
  throw new Error('not refused')
}

test.each([
  ['epochs: 5\nlearningrate: 1', 'mine.yaml, line 2: unknown key learningrate: expected one of'],
  ['epochs: 5\nlearningrate: 1', 'did you mean learningRate?'],
  ['split:\n  by: object\n  validaton: 0.1', 'mine.yaml, line 3: unknown key split.validaton'],
  ['split:\n  by: object\n  validaton: 0.1', 'did you mean validation?'],
  ['optimiser: { kind: adam, betta: 1 }', 'line 1: unknown key optimiser.betta'],
  ['optimiser: { kind: adma }', 'mine.yaml, line 1: optimiser.kind: expected sgd, adam, adamw'],
  [
    'sampling: balance',
    'sampling: expected natural, balanced, got "balance"; did you mean balanced?',
  ],
  ['epochs: 0', 'mine.yaml, line 1: epochs: expected number >=1, got 0'],
  ['epochs: many', 'mine.yaml, line 1: epochs: expected number, got "many"'],
  ['labelSmoothing: 1', 'labelSmoothing: expected number <1, got 1'],
  ['frozen: { epochs: 3 }', 'mine.yaml, line 1: frozen.through: expected string, got nothing'],
  ['epochs: 5\nepochs: 6', 'mine.yaml, line 2: not valid YAML: Map keys must be unique'],
  [
    'epochs: 5\nclassWeights: [1, 0, 1, 1]',
    'mine.yaml, line 2: classWeights: expected numbers above 0, one for each class, got [1,0,1,1]; give a class that should count little',
  ],
  ['epochs: [5', 'not valid YAML'],
  ['- epochs', 'expected object'],
])('%j', (text, message) => {
  expect(refusal(text)).toContain(message)
})

test('an empty file overrides nothing', () => {
  expect(mergedRecipe(read('# nothing yet\n'))).toEqual(DEFAULT_RECIPE)
})

test('later parts win, key by key', () => {
  const merged = mergedRecipe(
    { epochs: 3, split: { test: 0.1 } },
    { split: { by: 'field' }, optimiser: { kind: 'sgd', momentum: 0.9 } },
  )
  expect(merged.split).toEqual({ ...DEFAULT_RECIPE.split, by: 'field', test: 0.1 })
  expect([merged.epochs, merged.optimiser]).toEqual([3, { kind: 'sgd', momentum: 0.9 }])
})

test('config.yaml of a run is a recipe that gives the same run', () => {
  const whole = mergedRecipe({ frozen: { through: 'layer3' }, classWeights: [1, 2, 3, 4] })
  const text = configText(whole)
  expect(recipe.parse(parse(text))).toEqual(whole)
  expect(mergedRecipe(read(text))).toEqual(whole)
})

describe('presets', () => {
  test("starsift's own is a recipe", () => {
    expect(recipe.safeParse(mergedRecipe(presetNamed('starsift'))).success).toBe(true)
  })

  test.each(Object.keys(PRESETS).filter((name) => name !== 'starsift'))(
    '%s: each value says whether it is from the paper or assumed',
    (name) => {
      expect(recipe.safeParse(mergedRecipe(presetNamed(name))).success).toBe(true)
      const said = PRESETS[name].split('\n').filter((line) => /^\s*\w+: ./.test(line))
      for (const line of said) {
        if (/^\s+(columns|validation|test):|^flips:/.test(line)) continue
        expect(line).toMatch(/# (paper|published code|assumption)/)
      }
    },
  )

  test('one that there is not', () => {
    expect(() => presetNamed('wei2020-resnet')).toThrow('did you mean wei2020-resnet18?')
  })
})

describe('what the command line gives', () => {
  const config = join(folder, 'mine.yaml')
  writeFileSync(config, 'model: resnet18\nepochs: 7\n')

  test('the file wins over the preset', async () => {
    const { recipe, architecture } = await readRecipe(['wei2020-resnet18', config])
    expect([architecture.name, recipe.epochs, recipe.batch]).toEqual(['resnet18', 7, 32])
  })

  test('no network, or two', async () => {
    await expect(readRecipe([])).rejects.toThrow('no network; give --model, or --preset')
    await expect(readRecipe([config], 'starcnet')).rejects.toThrow(CommandError)
    await expect(readRecipe([config], 'starcnet')).rejects.toThrow('starcnet and resnet18')
  })
})

describe('docs/guide/training.md', () => {
  const page = readFileSync('docs/guide/training.md', 'utf8')

  test('its plan is a plan', async () => {
    const [, text] = /```yaml\n(datasets:[\s\S]*?)```/.exec(page)!
    const path = join(folder, 'plan.yaml')
    writeFileSync(path, text)
    const found = await readPlan(path)
    expect(cellsOf(found, 'out').length).toBe(2 * 2 * 3)
    expect(found.datasets[0]).toBe(join(folder, 'ngc628.fits'))
  })
})
