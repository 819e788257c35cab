/**
 * Classes of one's own as a user has them: fields of one band are simulated, two classes are made
 * of four, and the network that learns them goes through classify, evaluate, science and their
 * pages; then the same with words from the catalogue, and an experiment.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseCsv, parseEcsv } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { done, refusal } from './command-line.js'

const folder = mkdtempSync(join(temporaryFolder(), 'case-'))
const path = (...names: string[]) => join(folder, ...names)
const field = (n: number) => path('fields', `sim5-${n}`)
const catalogue = (n: number) => path('fields', `sim5-${n}`, `sim5-${n}_candidates.ecsv`)
const table = (...names: string[]) => parseCsv(readFileSync(path(...names), 'utf8'))

const TWO = `
epochs: 3
labels: { columns: [class] }
split: { test: 0.2 }
classes:
  - { label: cluster, from: [1, 2], cluster: true }
  - { label: other, from: [3, 4], cluster: false }
`
const WORDS = `
epochs: 2
labels: { columns: [sub_class] }
classes:
  - { label: symmetric, cluster: true }
  - { label: elongated, cluster: true }
  - { label: association, cluster: false }
`

beforeAll(async () => {
  const simulate = ['--seed', '5', '--fields', '2', '--size', '600', '--bands', 'F555W']
  await done('simulate', '--out', path('fields'), ...simulate, '--candidates-per-field', '160')
  const stamps = ['--catalog', catalogue(1), '--size', '16', '--out', path('stamps.fits')]
  await done('cutouts', field(1), ...stamps)
  writeFileSync(path('two.yaml'), TWO)
  writeFileSync(path('words.yaml'), WORDS)
  for (const name of ['two', 'words']) {
    const recipe = ['--model', 'starsift', '--config', path(`${name}.yaml`)]
    await done('train', path('stamps.fits'), ...recipe, '--out', path(`run-${name}`))
  }
})

function classified(run: string, out: string): Promise<string> {
  const candidates = ['--catalog', catalogue(2), '--report', path(`report-${run}`)]
  return done('classify', field(2), ...candidates, '--model', path(run), '--out', path(out))
}

describe('two classes of one band', () => {
  beforeAll(async () => {
    for (const out of ['two.ecsv', 'two.fits', 'two.csv']) await classified('run-two', out)
  })

  test('stand in the catalogue and in the report', () => {
    const made = parseEcsv(readFileSync(path('two.ecsv'), 'utf8'), 'two.ecsv')
    expect(made.names.slice(-7)).toEqual(
      ['class', 'p1', 'p2', 'set', 'qual', 'entropy', 'flags'].map((end) => `ml_${end}`),
    )
    const words = new Set(made.column('ml_class').values as string[])
    expect([...words].every((word) => ['cluster', 'other'].includes(word))).toBe(true)
    const page = readFileSync(path('report-run-two', 'report.html'), 'utf8')
    expect(page).toMatch(/in class cluster and <b>\d+<\/b> in class other\./)
  })

  /** What `evaluate --json` prints. */
  interface Answer {
    classes: { label: string }[]
    predictions: {
      matrix: number[][]
      allClasses: { accuracy: { value: number } }
      twoClasses?: object
      recalls: object[]
    }[]
  }

  test('are evaluated against the four classes of the catalogue, from each format', async () => {
    const truth = ['--truth', catalogue(2), '--json', '--out']
    const answers: Answer[] = []
    for (const [name, ...more] of [
      ['two.ecsv'],
      ['two.fits'],
      ['two.csv', '--classes', path('run-two')],
    ]) {
      const text = await done('evaluate', path(name), ...more, ...truth, path(`ev-${name}`))
      const { page: _, ...answer } = JSON.parse(text) as Answer & { page: string }
      answers.push(answer)
    }
    expect(answers[1]).toEqual(answers[0])
    // CSV has the probabilities in decimals.
    const counted = [answers[2].predictions[0]].flatMap((of) => [
      of.matrix,
      of.allClasses,
      of.recalls,
    ])
    const { matrix: first, allClasses: all, recalls } = answers[0].predictions[0]
    expect(counted).toEqual([first, all, recalls])
    const [{ matrix, allClasses, ...found }] = answers[0].predictions
    expect(answers[0].classes.map(({ label }) => label)).toEqual(['cluster', 'other'])
    expect(found.twoClasses).toBeUndefined()
    const objects = table('ev-two.ecsv', 'objects.csv')
    const [truths, given] = ['truth', 'predicted'].map(
      (name) => objects.column(name).values as string[],
    )
    const hits = truths.filter((word, row) => word === given[row]).length
    expect(matrix[0][0] + matrix[1][1]).toBe(hits)
    expect(allClasses.accuracy.value).toBeCloseTo(hits / 160, 12)
    // The catalogue itself says who is what.
    const people = parseEcsv(readFileSync(catalogue(2), 'utf8'), 'a.ecsv').column('class').values
    const nClusters = Array.from(people as Int16Array).filter((code) => code < 3).length
    expect(matrix[0][0] + matrix[0][1]).toBe(nClusters)
    const page = readFileSync(path('ev-two.ecsv', 'evaluation.html'), 'utf8')
    expect(page).toContain('accuracy, two classes')
    expect(page).not.toMatch(/four classes|class 3/)
  })

  test('a file that cannot say what they are is refused without --classes', async () => {
    const asked = [path('two.csv'), '--truth', catalogue(2), '--out', path('no')]
    const said = await refusal(folder, 1, 'evaluate', ...asked)
    expect(said).toMatch(/it cannot be told which classes there are: .*--classes/)
  })

  test('choose the clusters of science', async () => {
    const columns = [
      '--class-column',
      'class=people',
      '--classes-from',
      `${path('two.ecsv')}:ml_class=net`,
    ]
    await done(
      'science',
      catalogue(2),
      ...columns,
      '--distance-mpc',
      '18',
      '--out',
      path('science'),
    )
    const samples = table('science', 'samples.csv')
    const [n, nClusters] = ['n_class_cluster', 'n_clusters'].map((name) => samples.column(name))
    expect(n.values[1]).toBe(nClusters.values[1])
  })
})

test('words of the catalogue: rows with others are left out and counted', async () => {
  await classified('run-words', 'words.ecsv')
  const truth = ['--truth', catalogue(2), '--truth-column', 'sub_class']
  const text = await done('evaluate', path('words.ecsv'), ...truth, '--out', path('ev-words'))
  expect(text).toMatch(
    /three classes: .*\n {2}two classes: .*\n {2}recall: symmetric .*association/,
  )
  const page = readFileSync(path('ev-words', 'evaluation.html'), 'utf8')
  expect(page).toMatch(/have a label that is of no class/)
  expect(page).toContain('cluster (symmetric and elongated) or not a cluster (association)')
  expect(table('ev-words', 'classes.csv').column('class').values).toEqual([
    'symmetric',
    'elongated',
    'association',
    'all clusters',
  ])
})

test('an experiment has the classes of its plan', async () => {
  const stamps = ['--catalog', catalogue(2), '--size', '16', '--out', path('test.fits')]
  await done('cutouts', field(2), ...stamps)
  const kept = TWO.split('\n').filter((line) => !/^(split|labels):/.test(line))
  const indented = kept.join('\n  ')
  const plan = `datasets: [stamps.fits]
testDatasets: [test.fits]
architectures: [starsift]
labels: { all: { from: column, columns: [class] } }
cropsPx: [16]
trials: 1
recipe:${indented.trimEnd()}
`
  writeFileSync(path('plan.yaml'), plan)
  await done('experiment', path('plan.yaml'), '--out', path('experiment'))
  const names = table('experiment', 'results.csv').names
  expect(names).toContain('recall_other_sd')
  expect(names).not.toContain('recall_3')
})
