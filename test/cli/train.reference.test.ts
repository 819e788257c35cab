/**
 * `train` and `experiment` of ResNet18 as their users run them: what they print, what they leave.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { done, refusal } from './command-line.js'

const root = temporaryFolder()
const fields = [1, 2].map((seed) => join(root, `field${seed}.fits`))
const people = (n: number) =>
  ['aa', 'bb'].map((name) => ({
    name,
    values: Int16Array.from({ length: n }, (_, i) => 1 + (i % 4)),
  }))

beforeAll(() => {
  for (const [i, path] of fields.entries()) {
    const classes = Array.from({ length: 32 }, (_, row) => 1 + (row % 4))
    writeDatasetFile(path, { n: 32, seed: i + 1, sidePx: 16, classes, columns: people(32) })
  }
})

const QUICK = 'epochs: 1\nbatch: 8\n'
let folder = ''
let config = ''
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
  config = join(folder, 'quick.yaml')
  writeFileSync(config, QUICK)
})

const training = (...more: string[]) => [
  ...['train', fields[0], '--model', 'resnet18', '--config', config, '--out', join(folder, 'run')],
  ...more,
]

describe('train', () => {
  test('an ensemble: what is said, what is left; resumed, it is done', async () => {
    const said = await done(...training('--test', fields[1], '--members', '2'))
    expect(said).toMatch(/^2 networks: resnet18, 2 bands, 16 px; seed 1; /)
    expect(said).toMatch(/\ntest \(32\): [\d.]+ % in four classes/)
    expect(said).toContain(`\nmodel: ${join(folder, 'run')}\n`)
    expect(readdirSync(join(folder, 'run')).sort()).toEqual([
      ...['config.yaml', 'ensemble.json', 'held-out.csv', 'inputs.json'],
      ...['member-01', 'member-02', 'result.json', 'summary.txt'],
    ])
    expect(readFileSync(join(folder, 'run/member-01/learning-curves.svg'), 'utf8')).toMatch(/^<svg/)
    expect(await done('models', 'info', join(folder, 'run'))).toMatch(
      /from +2 networks, trained on 24 stamps of 1 field, seed 1\n/,
    )
    const again = await done(
      ...training('--test', fields[1], '--members', '2', '--resume', '--json'),
    )
    const { nMembers, test, model } = JSON.parse(again)
    expect([nMembers, test.n, model]).toEqual([2, 32, join(folder, 'run')])
    expect(await refusal(folder, 1, ...training())).toMatch(
      /run: a run is in this folder already; go on with/,
    )
  })
})

describe('experiment', () => {
  const plan = (text: string) => {
    const path = join(folder, 'plan.yaml')
    writeFileSync(path, text)
    return path
  }
  const PLAN = `
datasets: [../field1.fits]
testDatasets: [../field2.fits]
humans: [aa, bb]
architectures: [resnet18]
labels: { expert: { from: column, columns: [aa] } }
cropsPx: [12, 16]
trials: 1
recipe: { epochs: 1, batch: 8 }
`

  test('the table, the matrices', async () => {
    const out = join(folder, 'experiment')
    const said = await done('experiment', plan(PLAN), '--out', out)
    expect(said).toMatch(/\| resnet18 \| expert \| 12 \| 1 \| 32 \| /)
    expect(said).toMatch(/\| people, one against another \| aa, bb \| - \| - \| - \| 100\.0 \|/)
    for (const name of [
      'results.csv',
      'results.md',
      'matrices.svg',
      'matrices.png',
      'matrices.pdf',
    ]) {
      expect(existsSync(join(out, name)), name).toBe(true)
    }
    expect(await refusal(folder, 1, 'experiment', plan(PLAN), '--out', out)).toMatch(/--resume/)
  })
})
