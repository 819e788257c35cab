/**
 * Experiments: the grid, its table, cells that fail and are retried, and what is refused before any
 * is trained.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import { experimentFigure } from '../../src/figures/confusion.js'
import { svgOfSpec } from '../../src/figures/index.js'
import { Random } from '../../src/random.js'
import { numbersOf, parseCsv } from '../../src/tables/index.js'
import { cellsOf, type ExperimentOptions, readPlan, runPlan } from '../../src/train/index.js'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { tinyArchitecture } from './tiny-architecture.js'

const root = temporaryFolder()
const newFolder = () => mkdtempSync(join(root, 'case-'))

/** Two people, who err in a fifth of the cases each. */
function withPeople(n: number, seed: number, name: string) {
  const random = new Random(100 + seed)
  const classes = Array.from({ length: n }, (_, i) => 1 + (i % 4))
  const person = (who: string) => ({
    name: who,
    values: Int16Array.from(classes, (label) =>
      random.uniform() < 0.2 ? 1 + random.integer(4) : label,
    ),
  })
  const columns = [person('aa'), person('bb')]
  writeDatasetFile(join(root, name), { n, seed, classes, columns })
}

beforeAll(() => {
  withPeople(80, 1, 'one.fits')
  withPeople(80, 2, 'two.fits')
  withPeople(40, 3, 'unseen.fits')
})

const PLAN = `
datasets: [one.fits, two.fits]
testDatasets: [unseen.fits]
humans: [aa, bb]
architectures: [tiny]
labels:
  expert: { from: column, columns: [aa] }
  consensus: { from: mode, columns: [aa, bb] }
cropsPx: [6, 8]
trials: 2
recipe: { epochs: 2, batch: 16, learningRate: 0.02 }
`

function planIn(text: string): string {
  const path = join(root, `plan-${Math.random().toString(36).slice(2)}.yaml`)
  writeFileSync(path, text)
  return path
}

async function run(out: string, options: Partial<ExperimentOptions> = {}, text = PLAN) {
  const architectureNamed = (name: string) => {
    if (name !== 'tiny') throw new InputError({ what: `no architecture ${name}` })
    return tinyArchitecture
  }
  const plan = await readPlan(planIn(text))
  return runPlan(plan, { out, nThreads: 1, architectureNamed, ...options })
}

/** All files but those that hold times, and without the seconds of the table. */
function files(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && !/^(times\.csv|summary\.txt|results\.md)$/.test(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name))
  const text = (path: string) => readFileSync(path, 'latin1').replace(/,\d+\.\d,(?=\n|")/g, ',s,')
  return Object.fromEntries(entries.sort().map((path) => [relative(folder, path), text(path)]))
}

describe('a grid', () => {
  const out = join(root, 'grid')
  const notes: string[] = []
  let finished: Awaited<ReturnType<typeof run>>
  beforeAll(async () => {
    finished = await run(out, { onNote: (note) => notes.push(note) })
  })

  test('has a run for each cell, in the order of the plan', () => {
    const names = finished.cells.map(({ cell }) => cell.name)
    expect(names).toEqual([
      'tiny_expert_6px',
      'tiny_expert_8px',
      'tiny_consensus_6px',
      'tiny_consensus_8px',
    ])
    for (const name of names) {
      expect(readdirSync(join(out, 'cells', name))).toContain('ensemble.json')
    }
  })

  test('a note says whose it is', () => {
    const { cells } = finished
    for (const { cell } of cells) {
      expect(notes.filter((note) => note.startsWith(`${cell.name}: training `))).toHaveLength(1)
    }
  })

  test('the table: mean and spread over the trials, and the vote, against the truth', () => {
    const table = parseCsv(readFileSync(join(out, 'results.csv'), 'utf8'))
    expect(table.nRows).toBe(4)
    const folder = join(out, 'cells', 'tiny_consensus_8px')
    const read = (...path: string[]) =>
      JSON.parse(readFileSync(join(folder, ...path, 'result.json'), 'utf8'))
    const trials = [read('member-01'), read('member-02')].map((result) => result.test.accuracy)
    const value = (name: string) => numbersOf(table.column(name))[3]
    expect(value('accuracy')).toBeCloseTo((trials[0] + trials[1]) / 2, 5)
    expect(value('accuracy_sd')).toBeCloseTo(Math.abs(trials[0] - trials[1]) / Math.SQRT2, 5)
    expect(value('vote_accuracy')).toBeCloseTo(read().test.accuracy, 5)
    expect([value('trials'), value('n_test')]).toEqual([2, 40])
    expect(value('seconds')).toBeGreaterThan(0)
    const held = parseCsv(readFileSync(join(folder, 'held-out.csv'), 'utf8'))
    const sets = held.column('set').values as string[]
    const truth = numbersOf(held.column('class')).filter((_, row) => sets[row] === 'test')
    expect([...truth]).toEqual(Array.from({ length: 40 }, (_, i) => 1 + (i % 4)))
  })

  test('cells of one label source hold the same objects out', () => {
    const ids = finished.cells.map(({ cell }) => {
      const held = parseCsv(readFileSync(join(cell.settings.out, 'held-out.csv'), 'utf8'))
      return [...(held.column('field').values as string[])].join() + numbersOf(held.column('id'))
    })
    expect([ids[0], ids[2]]).toEqual([ids[1], ids[3]])
  })

  test('people against each other: every ordered pair', () => {
    const { matrix, accuracy } = finished.humans!
    const total = matrix.flat().reduce((sum, n) => sum + n, 0)
    expect(total).toBe(2 * 40)
    expect(matrix[0][1]).toBe(matrix[1][0])
    const agreeing = matrix.reduce((sum, row, k) => sum + row[k], 0)
    expect(accuracy).toBeCloseTo(agreeing / total, 12)
  })

  test('the table for people has every cell, and the people', () => {
    const text = readFileSync(join(out, 'results.md'), 'utf8')
    expect(text.match(/^\| tiny \|/gm)!.length).toBe(4)
    expect(text).toMatch(/\| people, one against another \| aa, bb \|/)
  })

  test('the figure has a panel for each cell and one for the people', async () => {
    const panels = [
      ...finished.cells.map(({ cell, scores }) => ({ title: cell.name, matrix: scores!.matrix })),
      { title: 'people', matrix: finished.humans!.matrix },
    ]
    const svg = await svgOfSpec(experimentFigure(panels, 2))
    for (const { title } of panels) expect(svg).toContain(`>${title}<`)
    const shares = [...svg.matchAll(/>(\d+)<\/text>/g)].length
    expect(shares).toBeGreaterThanOrEqual(5 * 16)
  })

  test('is not begun twice; resumed, nothing changes', async () => {
    await expect(run(out)).rejects.toThrow(
      'an experiment is in this folder already; go on with --resume',
    )
    const before = files(out)
    await run(out, { resume: true })
    expect(files(out)).toEqual(before)
  })

  test('resumed with another plan: refused before anything is trained', async () => {
    const other = PLAN.replace('epochs: 2', 'epochs: 3')
    await expect(run(out, { resume: true }, other)).rejects.toThrow(
      'the run was begun with another recipe.epochs: expected 2, got 3',
    )
  })
})

test('a cell that fails is reported and left alone until it is retried; the others stand', async () => {
  const whole = join(newFolder(), 'whole')
  await run(whole)
  const out = join(newFolder(), 'failing')
  const notes: string[] = []
  const failing = async (folder: string) => {
    if (folder.includes('expert_8px'))
      throw new InputError({ what: 'the disk is full', where: basename(folder) })
  }
  const first = await run(out, { drawCurves: failing, onNote: (note) => notes.push(note) })
  expect(first.cells.map(({ error }) => error)).toEqual([
    undefined,
    'member-01: the disk is full',
    undefined,
    undefined,
  ])
  expect(notes).toContain('cell tiny_expert_8px failed: member-01: the disk is full')
  expect(readFileSync(join(out, 'results.csv'), 'utf8')).toContain('"member-01: the disk is full"')
  expect(readFileSync(join(out, 'results.md'), 'utf8')).toContain(
    'failed: member-01: the disk is full',
  )
  const again = await run(out, { resume: true })
  expect(again.cells[1].error).toBe('member-01: the disk is full')
  const retried = await run(out, { retry: true })
  expect(retried.cells[1].error).toBeUndefined()
  expect(files(out)).toEqual(files(whole))
})

test('what a preset says of labels, model and crop gives way to the grid', async () => {
  const plan = PLAN.replace('trials: 2', 'trials: 2\npreset: wei2020-resnet18')
  const [cell] = cellsOf(await readPlan(planIn(plan)), 'out', () => tinyArchitecture)
  const { labels, model, input } = cell.settings.recipe
  expect([labels.columns, model, input.cropPx]).toEqual([['aa'], 'tiny', 6])
  expect(cell.settings.preset).toBe('wei2020-resnet18')
})

describe('refused before any cell is trained', () => {
  const refusal = async (text: string): Promise<string> => {
    const out = join(newFolder(), 'experiment')
    const onProgress = () => {
      throw new Error('it began')
    }
    const error = await run(out, { onProgress }, text).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(error).toBeInstanceOf(InputError)
    expect(existsSync(out)).toBe(false)
    return (error as InputError).message
  }

  test.each([
    ['trials: 2', 'trails: 2', /line 10: unknown key trails: .*did you mean trials\?/],
    ['trials: 2', 'trials: 0', /line 10: trials: expected number >=1, got 0/],
    ['cropsPx: [6, 8]', 'cropsPx: [6, 6]', /: cropsPx: 6 is given twice/],
    ['cropsPx: [6, 8]', 'cropsPx: [6, 9]', /cell tiny_expert_9px, .*a crop larger than the stamps/],
    ['columns: [aa]', 'columns: [ab]', /cell tiny_expert_6px, .*no column ab; did you mean aa\?/],
    ['[unseen.fits]', '[unsene.fits]', /unsene\.fits: no such file/],
    ['[unseen.fits]', '[one.fits]', /the same object in two sets/],
    ['[tiny]', '[tniy]', /no architecture tniy/],
    [
      'recipe: {',
      'recipe: { epoch: 3, ',
      /line 11: unknown key recipe\.epoch: .*did you mean epochs\?/,
    ],
    ['trials: 2', 'trials: 2\ninit: { resnet18: a.pth }', /init of resnet18, which is not among/],
    [
      'recipe: {',
      'recipe: { labels: { columns: [bb] }, ',
      /labels of recipe: the grid varies this; give it as labels of the plan, by name, and leave/,
    ],
    ['recipe: {', 'recipe: { model: tiny, ', /model of recipe: .*; give it as architectures/],
    [
      'trials: 2',
      'trials: 2\nrecipes: { tiny: { input: { cropPx: 7 } } }',
      /input\.cropPx of recipes\.tiny: the grid varies this; give it as cropsPx of the plan/,
    ],
    ['humans: [aa, bb]', 'humans: [aa, cc]', /no column cc/],
  ])('%s: %s', async (right, wrong, message) => {
    expect(await refusal(PLAN.replace(right, wrong))).toMatch(message)
  })
})
