/**
 * The networks of a reproduction: each is trained once for each fold, on the fields outside of it,
 * and classifies the fields in it. The answers of all folds are one table, in which no object was
 * classified by a network that had seen its galaxy.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeTextAtomically } from '../files/index.js'
import type { TrainingEvent } from '../loop/index.js'
import { listenerOf, type NoteOptions, rowsWhere } from '../notes.js'
import { cellText, csvText, parseCsv, stackedTables, Table } from '../tables/index.js'
import type { TrainHooks, TrainOptions } from '../train/index.js'
import { train } from './train.js'

/** Fields that are left out together. */
export interface Fold {
  /** From 1 on. */
  readonly nth: number
  readonly fields: readonly string[]
}

interface Network {
  /** Its name on the page. */
  readonly title: string
  readonly options: Pick<TrainOptions, 'init'> & { readonly recipe: RecipePart[] }
}

type RecipePart = Extract<NonNullable<TrainOptions['recipe']>, readonly unknown[]>[number]

/**
 * StarcNet from random weights, as its authors trained it as far as that is known; and starsift's
 * network, from the shipped weights, as docs/guide/training.md says.
 */
export const NETWORKS = {
  starcnet: {
    title: 'StarcNet',
    options: { recipe: ['starcnet', { input: { cropPx: 32 } }] },
  },
  starsift: {
    title: 'starsift',
    options: { recipe: ['starsift', { batch: 16, learningRate: 3e-4 }], init: 'shipped' },
  },
} as const satisfies Readonly<Record<string, Network>>

export type NetworkName = keyof typeof NETWORKS

/** The data set file of a field. */
export function stampsOf(out: string, field: string): string {
  return join(out, 'stamps', `${field}.fits`)
}

export interface RunsOptions extends NoteOptions, Pick<TrainHooks, 'device' | 'nThreads'> {
  readonly folds: readonly Fold[]
  readonly networks: readonly NetworkName[]
  readonly out: string
  readonly seed: number
  readonly config?: string
  onTraining?(run: string, event: TrainingEvent): void
}

/**
 * Trains what is not trained yet.
 *
 * @returns for each network the table of its answers
 */
export async function runsOf(options: RunsOptions): Promise<string[]> {
  const paths: string[] = []
  for (const network of options.networks) {
    const answers: Table[] = []
    for (const fold of options.folds) answers.push(await answersOf(network, fold, options))
    const path = join(options.out, `${network}.csv`)
    await writeTextAtomically(path, csvText(stackedTables(answers)))
    paths.push(path)
  }
  return paths
}

/** What the network says of the fields of a fold. */
async function answersOf(
  network: NetworkName,
  { fields, nth }: Fold,
  options: RunsOptions,
): Promise<Table> {
  const { folds, out, seed, config, device, nThreads, onTraining } = options
  const run = `${network}, fold ${nth} of ${folds.length}`
  const onNote = listenerOf(options)
  const others = folds.filter((fold) => fold.nth !== nth).flatMap((fold) => fold.fields)
  const folder = join(out, 'runs', `${network}-${nth}`)
  const { recipe, ...weights }: Network['options'] = NETWORKS[network].options
  await train({
    ...{ ...weights, seed, device, nThreads, out: folder, resume: true },
    datasets: others.sort().map((field) => stampsOf(out, field)),
    testDatasets: fields.map((field) => stampsOf(out, field)),
    recipe: config === undefined ? recipe : [...recipe, config],
    onNote: (note, isDoubt) => onNote(`${run}: ${note}`, isDoubt),
    onProgress: (event) => onTraining?.(run, event),
  })
  return testedIn(join(folder, 'held-out.csv'))
}

/** Of the held-out objects those of the test set, without what they were cut and trained by. */
async function testedIn(path: string): Promise<Table> {
  const table = parseCsv(await readFile(path, 'utf8'), path)
  const sets = table.column('set')
  const rows = rowsWhere(table.nRows, (row) => cellText(sets, row) === 'test')
  const isAnswer = (name: string) => /^(field|id|ra|dec|ml_\w+)$/.test(name)
  return new Table(table.rows(rows).columns.filter(({ name }) => isAnswer(name)))
}
