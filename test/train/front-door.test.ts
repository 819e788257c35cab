/** The front door: recipes and plans by name, from files and made in code; weights by name. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import { type Plan, readPlan } from '../../src/train/index.js'
import { settled, type TrainOptions } from '../../src/train/options.js'
import { runExperiment, train, weightsFile } from '../../src/verbs/index.js'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { tinyArchitecture } from './tiny-architecture.js'

const root = mkdtempSync(join(temporaryFolder(), 'front-door-'))
const file = join(root, 'mine.yaml')
const [one, two] = [1, 2].map((seed) => join(root, `${seed}.fits`))
const OVERRIDES = { epochs: 1, batch: 16 }

beforeAll(() => {
  writeFileSync(file, 'epochs: 7\nbatch: 48\n')
  for (const [i, path] of [one, two].entries()) writeDatasetFile(path, { n: 60, seed: i + 1 })
})

describe('a recipe', () => {
  const recipeOf = async (recipe: TrainOptions['recipe'], model?: TrainOptions['model']) =>
    settled({ datasets: [one], out: root, recipe, model })

  test('by the name of a preset, which names its network', async () => {
    const { recipe, architecture, preset } = await recipeOf('wei2020-resnet18')
    expect([recipe.epochs, architecture.name, preset]).toEqual([60, 'resnet18', 'wei2020-resnet18'])
  })

  test('from a file, and made in code', async () => {
    expect((await recipeOf(file, 'starcnet')).recipe).toMatchObject({ epochs: 7, batch: 48 })
    expect((await recipeOf(OVERRIDES, 'starcnet')).recipe).toMatchObject(OVERRIDES)
  })

  test('from several parts: the later ones win', async () => {
    const { recipe } = await recipeOf(['wei2020-resnet18', file, { epochs: 2 }])
    expect([recipe.epochs, recipe.batch, recipe.sampling]).toEqual([2, 48, 'balanced'])
  })

  test('a key that is undefined is left out', async () => {
    const recipe = { epochs: undefined, split: { test: undefined, validation: 0.1 } }
    const { epochs, split } = (await recipeOf(recipe, 'starcnet')).recipe
    expect([epochs, split.test, split.validation]).toEqual([30, 0, 0.1])
  })

  test('made in code and misspelt: refused as in a file', async () => {
    const recipe = { epoch: 3 } as object
    await expect(recipeOf(recipe, 'starcnet')).rejects.toThrow(
      /^recipe: unknown key epoch: expected one of .*; did you mean epochs\?$/,
    )
    await expect(recipeOf({ batch: 0 }, 'starcnet')).rejects.toThrow(
      'recipe: batch: expected number >=1, got 0',
    )
  })

  test('with a network of your own, which it does not name', async () => {
    const { recipe, architecture } = await recipeOf(OVERRIDES, tinyArchitecture)
    expect(architecture).toBe(tinyArchitecture)
    expect(recipe).not.toHaveProperty('model')
  })
})

test('the shipped model as weights to start from', async () => {
  const bands = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']
  const dataset = writeDatasetFile(join(root, 'five.fits'), { n: 80, seed: 3, sidePx: 48, bands })
  const out = join(root, 'shipped')
  const recipe = ['starsift', { batch: 32, epochs: 1 }]
  await train({ datasets: [dataset], out, recipe, init: 'shipped', nThreads: 1 })
  const inputs = JSON.parse(readFileSync(join(out, 'inputs.json'), 'utf8'))
  expect(inputs.init.file).toBe(weightsFile('shipped'))
  expect(existsSync(join(out, 'learning-curves.svg'))).toBe(true)
})

test('notes, progress and the result of a run', async () => {
  const out = join(root, 'run')
  const [notes, steps]: [string[], number[]] = [[], []]
  const { result, model, summary } = await train({
    ...{ datasets: [one], out, model: tinyArchitecture, recipe: OVERRIDES, nThreads: 1 },
    drawCurves: async () => {},
    onNote: (note) => notes.push(note),
    onProgress: (event) => event.kind === 'step' && steps.push(event.step),
  })
  expect(notes[0]).toMatch(/^training \d+ \(/)
  expect(steps).toEqual([1, 2, 3])
  expect(model).toBe(join(out, 'model.onnx'))
  expect(summary).toBe(readFileSync(join(out, 'summary.txt'), 'utf8'))
  expect(result).toEqual(JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')))
})

describe('a plan', () => {
  const plan: Plan = {
    datasets: [one],
    testDatasets: [two],
    architectures: ['tiny'],
    labels: { one: { from: 'column', columns: ['class'] } },
    cropsPx: [6],
    trials: 1,
    recipe: OVERRIDES,
  }
  const drawCurves = async () => {}
  const options = { nThreads: 1, architectureNamed: () => tinyArchitecture, drawCurves }

  test('made in code gives the same models as from a file', async () => {
    const path = join(root, 'plan.yaml')
    writeFileSync(path, JSON.stringify({ ...plan, datasets: ['1.fits'], testDatasets: ['2.fits'] }))
    const modelOf = async (given: string | Plan, name: string) => {
      const out = join(root, name)
      const { cells } = await runExperiment({ plan: given, out, ...options })
      expect(cells[0].error).toBeUndefined()
      expect(existsSync(join(out, 'matrices.pdf'))).toBe(true)
      return readFileSync(join(cells[0].cell.settings.out, 'model.onnx'))
    }
    expect(await modelOf(plan, 'code')).toEqual(await modelOf(path, 'file'))
  })

  test('made in code and wrong: refused before anything is trained', async () => {
    const run = (changes: object) =>
      runExperiment({ plan: { ...plan, ...changes }, out: join(root, 'wrong'), ...options })
    await expect(run({ trails: 2 })).rejects.toThrow(/^plan: unknown key trails: .*mean trials\?$/)
    await expect(run({ cropsPx: [6, 6] })).rejects.toThrow('plan: cropsPx: 6 is given twice')
    await expect(run({ trials: 0 })).rejects.toThrow(InputError)
  })

  test('its weights may have names; paths are relative to the file', async () => {
    const path = join(root, 'init.yaml')
    const init = { tiny: 'shipped', other: 'own.pth' }
    writeFileSync(path, JSON.stringify({ ...plan, architectures: ['tiny', 'other'], init }))
    const found = (await readPlan(path, weightsFile)).init
    expect(found).toEqual({ tiny: weightsFile('shipped'), other: join(root, 'own.pth') })
  })
})
