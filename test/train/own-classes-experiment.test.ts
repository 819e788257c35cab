/** An experiment of classes that its recipe names: its tables, its matrices, what is refused. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { experimentFigure } from '../../src/figures/index.js'
import { checkedPlan, resultsMarkdown, runPlan } from '../../src/train/index.js'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { tinyArchitecture } from './tiny-architecture.js'

const root = temporaryFolder()
const CLASSES = [
  { label: 'cluster', from: [1, 2], cluster: true },
  { label: 'a, b|c', from: [3], cluster: false },
  { label: 'other', from: [4], cluster: false },
]

function planIn(folder: string) {
  const classes = Array.from({ length: 60 }, (_, i) => 1 + (i % 4))
  const turned = classes.map((code) => (code === 4 ? 3 : code))
  const columns = [
    { name: 'ann', values: Int16Array.from(classes) },
    { name: 'bob', values: Int16Array.from(turned) },
  ]
  const file = (name: string, seed: number) =>
    writeDatasetFile(join(folder, name), { n: 60, seed, classes, columns, field: `f${seed}` })
  return {
    datasets: [file('train.fits', 1)],
    testDatasets: [file('test.fits', 2)],
    humans: ['ann', 'bob'],
    architectures: ['tiny'],
    labels: { all: { from: 'column' as const, columns: ['class'] } },
    cropsPx: [8],
    trials: 1,
    recipe: { epochs: 1, batch: 30, classes: CLASSES },
  }
}

test('tables, people and matrices have the classes of the recipe', async () => {
  const folder = mkdtempSync(join(root, 'case-'))
  const out = join(folder, 'out')
  const architectureNamed = () => tinyArchitecture
  const finished = await runPlan(checkedPlan(planIn(folder)), { out, architectureNamed })
  const { cells, humans, list } = finished
  expect(cells[0].error).toBeUndefined()
  expect(cells[0].scores!.matrix.map((row) => row.length)).toEqual([3, 3, 3])
  const [head, row] = readFileSync(join(out, 'results.csv'), 'utf8').split('\n')
  expect(head).toContain(
    'recall_cluster,recall_cluster_sd,"recall_a, b|c","recall_a, b|c_sd",recall_other',
  )
  expect(row.split(',')).toHaveLength(19)
  // Of four objects bob calls the fourth one as the third: both orders of a pair count.
  expect(humans!.matrix).toEqual([
    [60, 0, 0],
    [0, 30, 15],
    [0, 15, 0],
  ])
  expect(humans!.accuracyTwo).toBe(1)
  const text = resultsMarkdown(cells, humans, list)
  expect(text).toContain('Two classes: {cluster} against {a, b|c, other}.')
  expect(text).toContain('| all 3 classes | two classes | cluster | a, b\\|c | other |')
  const panel = { title: 'a', matrix: cells[0].scores!.matrix }
  const words = JSON.stringify(
    experimentFigure(
      [panel],
      1,
      list.map(({ label }) => `${label}`),
    ),
  )
  expect(words).toContain('"sort":["cluster","a, b|c","other"]')
})

test('classes of one architecture alone are refused', () => {
  const plan = { ...planIn(mkdtempSync(join(root, 'case-'))), recipe: {} }
  expect(() => checkedPlan({ ...plan, recipes: { tiny: { classes: CLASSES } } })).toThrow(
    'classes of recipes.tiny: the networks of an experiment have the same classes',
  )
})
