/** Networks of classes that the recipe names: their cards, their held-out tables, what is refused. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { meaningIn, ownClassesOf } from '../../src/catalog/index.js'
import { classifiedTable } from '../../src/classify/classified-table.js'
import { blankScores } from '../../src/models/index.js'
import { Notes } from '../../src/notes.js'
import { parseCsv, Table, tableBytes } from '../../src/tables/index.js'
import { type RecipeOverrides, type TrainOptions, trainRun } from '../../src/train/index.js'
import { openModelAt } from '../../src/verbs/index.js'
import { type DatasetFile, writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { tinyArchitecture } from './tiny-architecture.js'

const root = temporaryFolder()
const newFolder = () => mkdtempSync(join(root, 'case-'))

const RECIPE: RecipeOverrides = { epochs: 2, batch: 16, learningRate: 0.02, split: { test: 0.2 } }
const CLUSTER_OR_NOT: RecipeOverrides['classes'] = [
  { label: 'cluster', from: [1, 2], cluster: true },
  { label: 'other', from: [3, 4], cluster: false },
]

/** One band; the middle of a stamp is bright where the class says so. */
function oneBand(file: Partial<DatasetFile> = {}): string {
  const classes = Array.from({ length: 80 }, (_, i) => 1 + (i % 4))
  const spoil = (pixels: Float32Array) => {
    pixels.forEach((_, i) => {
      pixels[i] = Math.sin(i * i) + (i % 64 === 27 ? (classes[Math.floor(i / 64)] > 2 ? 6 : -6) : 0)
    })
  }
  const path = join(newFolder(), 'one.fits')
  return writeDatasetFile(path, { n: 80, seed: 1, bands: ['F555W'], classes, spoil, ...file })
}

async function trained(recipe: RecipeOverrides, more: Partial<TrainOptions> = {}) {
  const out = newFolder()
  const notes: string[] = []
  const run = await trainRun({
    ...{ datasets: [oneBand()], out, model: tinyArchitecture, nThreads: 1 },
    recipe: [RECIPE, recipe],
    onNote: (note) => notes.push(note),
    ...more,
  })
  return { ...run, out, notes }
}

describe('two classes made of four, in one band', () => {
  test('are in the card, the result, the summary and held-out.csv', async () => {
    const { model, result, summary, out, notes } = await trained({ classes: CLUSTER_OR_NOT })
    const { card } = await openModelAt(model)
    expect(card.bands.map(({ name }) => name)).toEqual(['F555W'])
    expect(card.classes).toEqual([
      { value: 1, name: 'cluster', label: 'cluster', cluster: true, from: [1, 2] },
      { value: 2, name: 'other', label: 'other', cluster: false, from: [3, 4] },
    ])
    expect(result.test!.matrix.map((row) => row.length)).toEqual([2, 2])
    expect(summary).toMatch(/test \(16\): [\d.]+ % in two classes; recalls cluster [\d.]+ %, other/)
    expect(notes[0]).toMatch(/of classes cluster\/other/)
    const table = parseCsv(readFileSync(join(out, 'held-out.csv'), 'utf8'))
    expect(table.names.slice(7, 11)).toEqual(['class', 'ml_class', 'ml_p1', 'ml_p2'])
    expect(new Set(table.column('class').values as string[])).toEqual(new Set(['cluster', 'other']))
  })

  test('an ensemble votes for them, and a resumed run is the same run', async () => {
    const recipe = { classes: CLUSTER_OR_NOT }
    const { out, model, notes } = await trained(recipe, { members: 2 })
    expect((await openModelAt(model)).card.classes).toHaveLength(2)
    const dataset = /"file": "([^"]+)"/.exec(readFileSync(join(out, 'inputs.json'), 'utf8'))![1]
    const again = await trained(recipe, { members: 2, out, datasets: [dataset], resume: true })
    expect(again.model).toBe(model)
    expect(notes.join()).not.toMatch(/begun with another/)
  })

  test('stand as the user wrote them in the table of classify', async () => {
    const { model } = await trained({
      classes: [
        { label: 0, name: 'galaxy', from: [3, 4], cluster: false },
        { label: 7, name: 'cluster', from: [1, 2], cluster: true },
      ],
    })
    const opened = await openModelAt(model)
    const flags = new Uint32Array(2)
    const scores = { ...blankScores(flags, 2), classes: Uint8Array.of(2, 1) }
    const table = classifiedTable(
      new Table([{ name: 'x', values: Float64Array.of(1, 2) }]),
      scores,
      {
        ...opened,
      },
      { orientations: 1 },
    )
    expect([...table.column('ml_class').values]).toEqual([7, 0])
    const said = meaningIn(table.column('ml_class'), 'a.fits')
    expect(said?.map(({ label, name, isCluster, from }) => [label, name, isCluster, from])).toEqual(
      [
        [0, 'galaxy', false, [3, 4]],
        [7, 'cluster', true, [1, 2]],
      ],
    )
    expect(table.column('ml_p1').description).toBe('probability of class 0 (galaxy)')
    expect(tableBytes(table, 'fits').length % 2880).toBe(0)
  })
})

test('a class without examples is an error that names the line without it', async () => {
  const from = { labels: { columns: ['kind'] } }
  const kinds = Array.from({ length: 80 }, (_, i) => (i % 4 === 0 ? 'star' : 'galaxy, far'))
  const datasets = [oneBand({ columns: [{ name: 'kind', values: kinds }] })]
  const star = { label: 'star', cluster: false }
  const galaxy = { label: 'galaxy, far', cluster: false }
  const classes = [star, galaxy, { label: 'Haufen ☆', cluster: true }]
  await expect(trained({ ...from, classes }, { datasets })).rejects.toThrow(
    /^no example of class Haufen ☆ to train on: .*take Haufen ☆ out of the classes of the recipe/,
  )
  const { result } = await trained({ ...from, classes: [star, galaxy] }, { datasets })
  expect(result.test!.recalls).toHaveLength(2)
})

test('of the four classes, the error gives the whole line', async () => {
  const classes = Array.from({ length: 80 }, (_, i) => [1, 2, 4][i % 3])
  await expect(trained({}, { datasets: [oneBand({ classes })] })).rejects.toThrow(
    'with this line of the recipe: classes: [{ label: 1, cluster: true }, ' +
      '{ label: 2, cluster: true }, { label: 4, cluster: false }]',
  )
})

test('forty classes of words are trained; rows of no class are left out and counted', async () => {
  const words = Array.from({ length: 40 }, (_, k) => `kind ${k + 1}`)
  const kinds = Array.from({ length: 400 }, (_, i) => (i < 3 ? 'unheard of' : words[i % 40]))
  const classes = Array.from({ length: 400 }, () => 1)
  const datasets = [
    oneBand({ n: 400, classes, spoil: undefined, columns: [{ name: 'kind', values: kinds }] }),
  ]
  const { model, notes } = await trained(
    {
      labels: { columns: ['kind'] },
      classes: words.map((label, k) => ({ label, cluster: k < 2 })),
    },
    { datasets },
  )
  expect((await openModelAt(model)).card.classes).toHaveLength(40)
  expect(notes.join('\n')).toMatch(
    /column kind: 3 of 400 rows[^\n]* label that is of no class \(unheard of\); they are left out/,
  )
})

describe('refused', () => {
  const named = (labels: readonly (number | string)[]) => ({
    classes: labels.map((label) => ({ label, cluster: false })),
  })
  const many = Array.from({ length: 41 }, (_, k) => k + 1)
  test.each([
    ['one class', named(['a']), /classes: expected array/],
    ['41 classes', named(many), /classes: expected array/],
    ['a label twice', named([1, '1']), /classes: expected labels that differ/],
    ['a control character', named(['a', 'b\u0007']), /classes\.1\.label: /],
    [
      'a label of the data under two classes',
      {
        classes: [
          { label: 'a', from: [1, 2], cluster: true },
          { label: 'b', from: [2, 3], cluster: false },
        ],
      },
      /labels of the data that mean one class each/,
    ],
    [
      'weights of another number',
      { classes: CLUSTER_OR_NOT, classWeights: [1, 1, 1, 1] },
      /classWeights: expected 2 numbers above 0, one for each class, got \[1,1,1,1\]/,
    ],
  ] as const)('%s', async (_, recipe, said) => {
    await expect(trained(recipe as RecipeOverrides)).rejects.toThrow(said)
  })
})

test('one label that is none costs its row, in training on the four classes too', async () => {
  const classes = Array.from({ length: 80 }, (_, i) => (i === 6 ? 5 : 1 + (i % 4)))
  const { notes, result } = await trained(
    {},
    { datasets: [oneBand({ classes, spoil: undefined })] },
  )
  expect(notes.join('\n')).toMatch(
    /column class: 1 of 80 rows \(7\) hold no class \(5\); they count as not inspected/,
  )
  expect(notes[0]).toMatch(/^training 47 /)
  expect(result.test!.n).toBe(16)
})

test('a label 0 is a class where the list has it, else nobody has looked', () => {
  const column = { name: 'c', values: Float64Array.of(0, 1, Number.NaN, 5) }
  const list = (from: number[][]) =>
    from.map((labels) => ({ label: labels[0], name: 'n', isCluster: false, from: labels }))
  const notes = new Notes()
  expect([...ownClassesOf(column, list([[1], [0]]), 't', notes)]).toEqual([2, 1, 0, 0])
  expect([...notes].join()).toMatch(/1 of 4 rows[^,]* label that is of no class \(5\)/)
  expect([...ownClassesOf(column, list([[1], [5]]), 't')]).toEqual([0, 1, 0, 2])
})
