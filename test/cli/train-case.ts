/** Two small data sets, and what `train` and `experiment` make of them with one network. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, expect } from 'vitest'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { done, refusal } from './command-line.js'

const people = (n: number) =>
  ['aa', 'bb'].map((name) => ({
    name,
    values: Int16Array.from({ length: n }, (_, i) => 1 + (i % 4)),
  }))

export class TrainCase {
  readonly root = temporaryFolder()
  readonly fields = [1, 2].map((seed) => join(this.root, `field${seed}.fits`))
  /** Each test has its own. */
  folder = ''
  /** A quick recipe in `folder`. */
  config = ''

  /** Call it where the hooks of the file belong. */
  constructor(readonly model: string) {
    beforeAll(() => {
      for (const [i, path] of this.fields.entries()) {
        const classes = Array.from({ length: 32 }, (_, row) => 1 + (row % 4))
        writeDatasetFile(path, { n: 32, seed: i + 1, sidePx: 16, classes, columns: people(32) })
      }
    })
    beforeEach(() => {
      this.folder = mkdtempSync(join(this.root, 'case-'))
      this.config = join(this.folder, 'quick.yaml')
      writeFileSync(this.config, 'epochs: 1\nbatch: 8\n')
    })
  }

  /** The words of `train`. */
  training(...more: string[]): string[] {
    const { fields, model, config, folder } = this
    const options = ['--model', model, '--config', config, '--out', join(folder, 'run')]
    return ['train', fields[0], ...options, ...more]
  }

  /** The text of a plan of an experiment. */
  planText(cropsPx = '[16]'): string {
    return `
datasets: [../field1.fits]
testDatasets: [../field2.fits]
humans: [aa, bb]
architectures: [${this.model}]
labels: { expert: { from: column, columns: [aa] } }
cropsPx: ${cropsPx}
trials: 1
recipe: { epochs: 1, batch: 8 }
`
  }

  /** @returns the path of a plan */
  plan(text: string): string {
    const path = join(this.folder, 'plan.yaml')
    writeFileSync(path, text)
    return path
  }

  /** An ensemble: what is said, what is left; resumed, it is done. */
  async expectEnsemble(): Promise<void> {
    const run = join(this.folder, 'run')
    const words = this.training('--test', this.fields[1], '--members', '2')
    const said = await done(...words)
    expect(said).toMatch(new RegExp(`^2 networks: ${this.model}, 2 bands, 16 px; seed 1; `))
    expect(said).toMatch(/\ntest \(32\): [\d.]+ % in four classes/)
    expect(said).toContain(`\nmodel: ${run}\n`)
    expect(readdirSync(run).sort()).toEqual([
      ...['config.yaml', 'ensemble.json', 'held-out.csv', 'inputs.json'],
      ...['member-01', 'member-02', 'result.json', 'summary.txt'],
    ])
    expect(readFileSync(join(run, 'member-01/learning-curves.svg'), 'utf8')).toMatch(/^<svg/)
    expect(await done('models', 'info', run)).toMatch(
      /from +2 networks, trained on 24 stamps of 1 field, seed 1\n/,
    )
    const { nMembers, test, model } = JSON.parse(await done(...words, '--resume', '--json'))
    expect([nMembers, test.n, model]).toEqual([2, 32, run])
    expect(await refusal(this.folder, 1, ...this.training())).toMatch(
      /run: a run is in this folder already; go on with/,
    )
  }

  /** The table and the matrices of an experiment, whose first row has stamps of `sizePx`. */
  async expectExperiment(text: string, sizePx: number): Promise<void> {
    const out = join(this.folder, 'experiment')
    const plan = this.plan(text)
    const said = await done('experiment', plan, '--out', out)
    expect(said).toContain(`| ${this.model} | expert | ${sizePx} | 1 | 32 | `)
    expect(said).toMatch(/\| people, one against another \| aa, bb \| - \| - \| - \| 100\.0 \|/)
    const matrices = ['svg', 'png', 'pdf'].map((form) => `matrices.${form}`)
    for (const name of ['results.csv', 'results.md', ...matrices]) {
      expect(existsSync(join(out, name)), name).toBe(true)
    }
    expect(await refusal(this.folder, 1, 'experiment', plan, '--out', out)).toMatch(/--resume/)
  }
}
