/**
 * Whole runs on data set files: what their folders hold, that they repeat themselves, and what they
 * refuse before the first step.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import type { TrainingEvent } from '../../src/loop/index.js'
import { numbersOf, parseCsv } from '../../src/tables/index.js'
import {
  mergedRecipe,
  type RecipeOverrides,
  type TrainOptions,
  trainRun,
} from '../../src/train/index.js'
import { openModelAt } from '../../src/verbs/index.js'
import { type DatasetFile, writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { tinyArchitecture } from './tiny-architecture.js'

const root = temporaryFolder()
const newFolder = () => mkdtempSync(join(root, 'case-'))
const fields = [1, 2, 3].map((seed) => join(root, `field${seed}.fits`))

beforeAll(() => {
  for (const [i, path] of fields.entries()) writeDatasetFile(path, { n: 60, seed: i + 1 })
})

const RECIPE: RecipeOverrides = {
  epochs: 3,
  batch: 16,
  learningRate: 0.02,
  split: { validation: 0.2, test: 0.2 },
}

function jobIn(
  out: string,
  changes: Partial<TrainOptions> = {},
  overrides: RecipeOverrides = {},
): TrainOptions {
  return {
    datasets: fields,
    out,
    model: tinyArchitecture,
    recipe: mergedRecipe(RECIPE, overrides),
    ...changes,
  }
}

const run = (job: TrainOptions, options: Partial<TrainOptions> = {}) =>
  trainRun({ ...job, nThreads: 1, ...options })

/** All files of a run but those that hold times. */
function files(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(times\.csv|summary\.txt)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(
    names.sort().map((path) => [relative(folder, path), readFileSync(path, 'latin1')]),
  )
}

describe('a run', () => {
  const out = join(root, 'single')
  let notes: string[] = []
  beforeAll(async () => {
    notes = []
    await run(jobIn(out), { onNote: (note) => notes.push(note) })
  })

  test('leaves its recipe, inputs, metrics, model and results', () => {
    expect(Object.keys(files(out))).toEqual([
      'config.yaml',
      'held-out.csv',
      'inputs.json',
      'metrics.csv',
      'model.onnx',
      'result.json',
    ])
    expect(notes[0]).toMatch(
      /^training 109 \(.*\), validation 36 \(.*\), test 35 \(.*\); 3 fields$/,
    )
  })

  test('learns, and says so', async () => {
    const { result, summary } = await run(jobIn(out), { resume: true })
    expect(result.test!.n).toBe(35)
    expect(result.test!.accuracy).toBeGreaterThan(0.8)
    expect(result.test!.accuracyTwo).toBeGreaterThanOrEqual(result.test!.accuracy)
    expect(summary).toMatch(/^1 network: tiny, 2 bands, 8 px; seed 1; [\d.]+ s of training\n/)
    expect(summary).toMatch(/\ntest \(35\): [\d.]+ % in four classes, [\d.]+ % in two; recalls 1 /)
  })

  test('the model answers as held-out.csv says', async () => {
    const { card } = await openModelAt(out)
    expect(card.temperature).toBeGreaterThan(0)
    expect(card.bands).toEqual(['F438W', 'F555W'].map((name) => ({ name, accepts: [name] })))
    expect([card.sizePx, card.window, card.untrained]).toEqual([8, 'centred', false])
    const table = parseCsv(files(out)['held-out.csv'])
    const column = (name: string) => numbersOf(table.column(name))
    const [logits, p] = ['logit', 'ml_p'].map((stem) =>
      [1, 2, 3, 4].map((k) => column(`${stem}${k}`)),
    )
    for (let row = 0; row < table.nRows; row++) {
      const e = logits.map((values) => Math.exp(values[row] / card.temperature!))
      const sum = e.reduce((a, b) => a + b)
      for (const [k, values] of p.entries()) expect(values[row]).toBeCloseTo(e[k] / sum, 4)
    }
  })

  test('the same seed gives the same bytes, another seed others', async () => {
    const [again, other] = [join(newFolder(), 'run'), join(newFolder(), 'run')]
    await run(jobIn(again))
    await run(jobIn(other, { seed: 2 }))
    expect(files(again)).toEqual(files(out))
    expect(files(other)['model.onnx']).not.toEqual(files(out)['model.onnx'])
  })

  test('a folder that holds a run, or anything else, is not touched', async () => {
    await expect(run(jobIn(out))).rejects.toThrow(
      'a run is in this folder already; go on with --resume, or give another folder',
    )
    const taken = newFolder()
    writeFileSync(join(taken, 'thesis.tex'), '')
    await expect(run(jobIn(taken))).rejects.toThrow('the folder is not empty, and no run is in it')
  })

  test('is resumed with the same alone', async () => {
    const resumed = (changes: Partial<TrainOptions>, overrides = {}) =>
      run(jobIn(out, changes, overrides), { resume: true })
    await expect(resumed({ seed: 7 })).rejects.toThrow(
      'the run was begun with another seed: expected 1, got 7',
    )
    await expect(resumed({}, { epochs: 4 })).rejects.toThrow('another recipe.epochs: expected 3')
    await expect(resumed({ datasets: fields.slice(1) })).rejects.toThrow(
      /another datasets\.0\.sha256/,
    )
  })
})

describe('an ensemble', () => {
  const out = join(root, 'ensemble')
  const job = jobIn(out, { members: 3 })
  beforeAll(async () => {
    await run(job)
  })

  test('has a folder for each member, no two alike, and one model of all', async () => {
    const found = files(out)
    const models = [1, 2, 3].map((i) => found[`member-0${i}/model.onnx`])
    expect(new Set(models).size).toBe(3)
    const { card, networks, files: used } = await openModelAt(out)
    expect(networks.length).toBe(3)
    expect(used.map((path) => relative(out, path))).toEqual([
      'ensemble.json',
      ...[1, 2, 3].map((i) => `member-0${i}/model.onnx`),
    ])
    expect(card.temperature).toBe(JSON.parse(found['ensemble.json']).temperature)
  })

  test('votes: the mode of the members, its share, the mean of their probabilities', () => {
    const found = files(out)
    const table = parseCsv(found['held-out.csv'])
    const members = [1, 2, 3].map((i) => parseCsv(found[`member-0${i}/held-out.csv`]))
    const { temperature } = JSON.parse(found['ensemble.json'])
    for (let row = 0; row < table.nRows; row++) {
      const votes = members.map((member) => numbersOf(member.column('ml_class'))[row])
      const counts = [1, 2, 3, 4].map((k) => votes.filter((vote) => vote === k).length)
      const most = Math.max(...counts)
      expect(numbersOf(table.column('ml_qual'))[row]).toBeCloseTo(most / 3, 6)
      if (most > 1) {
        expect(numbersOf(table.column('ml_class'))[row]).toBe(1 + counts.indexOf(most))
      }
      const p = members.map((member) => {
        const e = [1, 2, 3, 4].map((k) =>
          Math.exp(numbersOf(member.column(`logit${k}`))[row] / temperature),
        )
        return e[0] / e.reduce((a, b) => a + b)
      })
      const mean = p.reduce((a, b) => a + b) / 3
      expect(numbersOf(table.column('ml_p1'))[row]).toBeCloseTo(mean, 5)
    }
  })

  test('stopped in any member and resumed: the same bytes', async () => {
    const whole = files(out)
    for (const [member, step] of [
      [1, 1],
      [1, 18],
      [2, 7],
      [3, 18],
    ]) {
      const other = join(newFolder(), 'run')
      const onProgress = (event: TrainingEvent, at: number) => {
        if (event.kind === 'step' && event.step === step && at === member)
          throw new Error('stopped')
      }
      await expect(run({ ...job, out: other }, { onProgress })).rejects.toThrow('stopped')
      await run({ ...job, out: other }, { resume: true })
      expect(files(other)).toEqual(whole)
    }
  })

  test('a member that is replaced by another is found out', async () => {
    const other = join(newFolder(), 'run')
    await run({ ...job, out: other })
    const bytes = readFileSync(join(other, 'member-01/model.onnx'))
    writeFileSync(join(other, 'member-02/model.onnx'), bytes)
    await expect(openModelAt(other)).rejects.toThrow('another model than the ensemble was made of')
    rmSync(join(other, 'member-02/model.onnx'))
    await expect(openModelAt(other)).rejects.toThrow('no such file')
  })
})

describe('refused before the first step', () => {
  const written = (file: Partial<DatasetFile>, name = 'a.fits') =>
    writeDatasetFile(join(newFolder(), name), { n: 60, seed: 9, ...file })

  async function refusal(
    changes: Partial<TrainOptions>,
    overrides: RecipeOverrides = {},
  ): Promise<string> {
    const out = join(newFolder(), 'run')
    const onProgress = () => {
      throw new Error('it began')
    }
    const error = await run(jobIn(out, changes, overrides), { onProgress }).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(error).toBeInstanceOf(InputError)
    expect(existsSync(out)).toBe(false)
    return (error as InputError).message
  }

  test('labels outside 1-4 in more than a tenth of the rows', async () => {
    const isOdd = (i: number) => i >= 6 && i < 13
    const classes = Array.from({ length: 60 }, (_, i) => (isOdd(i) ? 5 : 1 + (i % 4)))
    expect(await refusal({ datasets: [written({ classes })] })).toMatch(
      /a\.fits, column class, row 7: unknown class: expected classes 0-4, got 5/,
    )
  })

  test('a class without examples', async () => {
    const classes = Array.from({ length: 60 }, (_, i) => [1, 2, 4][i % 3])
    expect(await refusal({ datasets: [written({ classes })] })).toMatch(
      /^no example of class 3 to train on: expected examples of classes 1, 2, 3 and 4, got 12, 12, 0, 12/,
    )
  })

  test('stamps of another size, or band order, than the first file', async () => {
    const larger = written({ sidePx: 10 })
    expect(await refusal({ datasets: [fields[0], larger] })).toMatch(
      /a\.fits: stamps of another size: expected 8 px \(.*field1\.fits\), got 10 px/,
    )
    const swapped = written({ bands: ['F555W', 'F438W'] })
    expect(await refusal({ datasets: [fields[0], swapped] })).toMatch(
      /a\.fits: bands in another order: expected F438W,F555W \(.*\), got F555W,F438W/,
    )
  })

  test('one field, where whole fields are to be held out', async () => {
    expect(await refusal({ datasets: [fields[0]] }, { split: { by: 'field' } })).toMatch(
      /^too few fields to keep whole fields apart: expected at least 3.*got 1 \(field1\)/,
    )
  })

  test('the same object in training and test', async () => {
    const copy = written({ seed: 1, field: 'again' })
    expect(await refusal({ testDatasets: [copy] })).toMatch(/^the same object in two sets: got/)
  })

  test('a stage that there is not', async () => {
    expect(await refusal({}, { frozen: { through: 'cnov' } })).toMatch(
      /^frozen\.through: tiny has no stage cnov to freeze: expected conv, got|did you mean conv\?/,
    )
  })

  test('a batch larger than the training set', async () => {
    const out = join(newFolder(), 'run')
    await expect(run(jobIn(out, {}, { batch: 500 }))).rejects.toThrow('the size of a batch')
  })

  test('a folder below a file', async () => {
    const out = join(fields[0], 'run')
    await expect(run(jobIn(out))).rejects.toThrow(/field1\.fits: a file has the name of the folder/)
  })

  test('a column that is not there', async () => {
    const labels = { columns: ['clas'] }
    expect(await refusal({}, { labels })).toMatch('no column clas; did you mean class?')
  })
})

describe('given weights', () => {
  const first = join(root, 'first')
  beforeAll(async () => {
    await run(jobIn(first))
  })
  const init = join(first, 'model.onnx')

  test("a model's weights and normalisation are gone on with; the card says so", async () => {
    const out = join(newFolder(), 'run')
    await run(jobIn(out, { datasets: fields.slice(0, 2), init }, { frozen: { through: 'conv' } }))
    const [before, after] = [(await openModelAt(first)).card, (await openModelAt(out)).card]
    expect(after.normalisation).toEqual(before.normalisation)
    expect(after.pretrained).toMatchObject({
      ...{ from: 'model.onnx', firstLayer: 'kept', lastLayer: 'kept' },
    })
    expect(JSON.parse(files(out)['inputs.json']).init.sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  test('stamps that the model does not take', async () => {
    const path = writeDatasetFile(join(newFolder(), 'swapped.fits'), {
      ...{ n: 60, seed: 5, bands: ['F555W', 'F438W'] },
    })
    await expect(run(jobIn(join(newFolder(), 'run'), { datasets: [path], init }))).rejects.toThrow(
      /bands in another order: expected F438W,F555W \(model .*model\.onnx\)/,
    )
  })

  test('weights of another network', async () => {
    const other = join(newFolder(), 'run')
    await run(jobIn(other, {}, { input: { sizePx: 12 } }))
    const given = join(other, 'model.onnx')
    await expect(run(jobIn(join(newFolder(), 'run'), { init: given }))).rejects.toThrow(
      /stamps of another size/,
    )
  })
})

test('classes balanced twice', async () => {
  const overrides = { sampling: 'balanced', classWeights: 'balanced' } as const
  await expect(run(jobIn(join(newFolder(), 'run'), {}, overrides))).rejects.toThrow(
    'the classes are balanced twice',
  )
})

test('soft labels from votes, the mode, and one of the voters', async () => {
  const n = 60
  const votes = ['aa', 'bb', 'cc'].map((name, k) => ({
    name,
    values: Int16Array.from({ length: n }, (_, i) => 1 + ((i + (k === 2 ? 1 : 0)) % 4)),
  }))
  const folder = newFolder()
  mkdirSync(folder, { recursive: true })
  const path = writeDatasetFile(join(folder, 'votes.fits'), { n, seed: 4, columns: votes })
  const columns = ['aa', 'bb', 'cc']
  for (const labels of [
    { from: 'mode', columns },
    { from: 'soft', columns },
    { from: 'column', columns: ['cc'] },
  ] as const) {
    const out = join(newFolder(), 'run')
    const { result } = await run(
      jobIn(out, { datasets: [path] }, { labels: { ...labels, columns: [...labels.columns] } }),
    )
    expect(result.test!.n).toBeGreaterThan(0)
  }
})

test('a test data set is never trained on, whatever the shares', async () => {
  const out = join(newFolder(), 'run')
  const overrides = { split: { validation: 0.2, test: 0 } }
  await run(jobIn(out, { datasets: fields.slice(0, 2), testDatasets: [fields[2]] }, overrides))
  const table = parseCsv(files(out)['held-out.csv'])
  const sets = table.column('set').values as string[]
  const names = table.column('field').values as string[]
  expect(new Set(names.filter((_, i) => sets[i] === 'test'))).toEqual(new Set(['field3']))
  expect(sets.filter((set) => set === 'test').length).toBe(60)
})

test('crops and another size: the card says it, and the model takes it', async () => {
  const out = join(newFolder(), 'run')
  await run(jobIn(out, {}, { input: { cropPx: 6, sizePx: 12, resampling: 'lanczos' } }))
  const { card } = await openModelAt(out)
  expect([card.sizePx, card.crop]).toEqual([12, { sizePx: 6, resampling: 'lanczos' }])
})
