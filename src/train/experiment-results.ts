/**
 * The results of an experiment as one table: for each cell the mean and spread over its trials,
 * each network alone, and the vote of all trials. Beside a network's score is to be seen how well
 * people agree with each other.
 */

import {
  areTheFour,
  type ClassList,
  classesOf,
  FOUR_CLASSES,
  hasClusters,
  ownClassesOf,
  PLAIN_SCHEME,
} from '../catalog/index.js'
import { accuracy, type ConfusionMatrix, recalls, twoClassMatrix } from '../evaluate/index.js'
import { withFile } from '../files/index.js'
import { numbersOf, readFitsTable } from '../tables/index.js'
import type { Cell } from './plan.js'
import { duration, meanAndDeviation, readResult, type SetResult } from './result.js'
import { membersOf } from './run-folder.js'
import { totalSeconds } from './times.js'

/** Mean and standard deviation (n - 1; NaN for a single trial) of shares from 0 to 1. */
export interface Spread {
  readonly mean: number
  readonly deviation: number
}

export interface CellResult {
  readonly cell: Cell
  /** The message, if the cell failed. */
  readonly error?: string
  /** Absent if the cell failed. */
  readonly scores?: CellScores
}

export interface CellScores {
  readonly nTrials: number
  readonly nTest: number
  readonly accuracy: Spread
  readonly accuracyTwo: Spread
  /** Recalls of the classes in their order. */
  readonly recalls: readonly Spread[]
  /** The vote of all trials: class = mode of the votes; absent for a single trial. */
  readonly vote?: SetResult
  /** Sum over the trials. */
  readonly matrix: ConfusionMatrix
  /** Time of training, all trials together. */
  readonly seconds: number
}

/** @param error message, if the cell failed */
export async function cellResult(cell: Cell, error: string | undefined): Promise<CellResult> {
  if (error !== undefined) return { cell, error }
  const { settings } = cell
  const folders = membersOf(settings).map(({ folder }) => folder)
  const results = await Promise.all(folders.map(readResult))
  const tests = results.map((result) => result!.test!)
  const vote = folders.length > 1 ? (await readResult(settings.out))!.test! : undefined
  const spread = (of: (test: SetResult) => number) => meanAndDeviation(tests.map(of))
  return {
    cell,
    scores: {
      nTrials: tests.length,
      nTest: tests[0].n,
      accuracy: spread((test) => test.accuracy),
      accuracyTwo: spread((test) => test.accuracyTwo ?? Number.NaN),
      recalls: tests[0].recalls.map((_, k) => spread((test) => test.recalls[k] ?? Number.NaN)),
      ...(vote && { vote }),
      matrix: tests[0].matrix.map((row, t) =>
        row.map((_, p) => tests.reduce((sum, { matrix }) => sum + matrix[t][p], 0)),
      ),
      seconds: await totalSeconds(folders),
    },
  }
}

/** The names of the columns of results.csv; those of classes end in their labels. */
function headerOf(list: ClassList): string[] {
  const recalls = list.map(({ label }) => `recall_${label}`)
  return [
    ...['architecture', 'labels', 'crop_px', 'trials', 'n_test'],
    ...['accuracy', 'accuracy_two', ...recalls].flatMap((name) => [name, `${name}_sd`]),
    ...['vote_accuracy', 'vote_accuracy_two', 'seconds', 'error'],
  ].map((name) => (/[",]/.test(name) ? quoted(name) : name))
}

/**
 * The text of results.csv: shares from 0 to 1; empty where there is no number.
 *
 * @param list default: the four classes
 */
export function resultsCsv(results: readonly CellResult[], list = FOUR_CLASSES): string {
  const header = headerOf(list)
  const rows = results.map(({ cell, scores, error }) => {
    const known = scores && [
      ...[scores.nTrials, scores.nTest],
      ...spreadsOf(scores).flatMap(({ mean, deviation }) => [share(mean), share(deviation)]),
      ...[
        share(scores.vote?.accuracy),
        share(scores.vote?.accuracyTwo ?? undefined),
        scores.seconds.toFixed(1),
        '',
      ],
    ]
    const blank = new Array<string>(header.length - 4).fill('')
    const failed = [...blank, quoted(error ?? '')]
    return [cell.architecture, cell.labels, cell.cropPx, ...(known ?? failed)].join()
  })
  return `${[header.join(), ...rows].join('\n')}\n`
}

/**
 * The text of results.md: per cent, mean +- standard deviation over the trials.
 *
 * @param list default: the four classes
 */
export function resultsMarkdown(
  results: readonly CellResult[],
  humans?: HumanPairs,
  list = FOUR_CLASSES,
): string {
  const word = areTheFour(list) ? 'four' : 'all'
  const head = [
    ...['network', 'labels', 'crop, px', 'trials', 'n'],
    ...[areTheFour(list) ? 'four classes' : `all ${list.length} classes`, 'two classes'],
    ...list.map(({ label }) => (typeof label === 'number' ? `class ${label}` : inCell(label))),
    ...[`vote of all: ${word}, two`, 'time'],
  ]
  const lines = results.map(({ cell, scores, error }) => {
    const place = [cell.architecture, cell.labels, `${cell.cropPx}`]
    if (!scores) return [...place, `failed: ${error?.split('\n')[0]}`]
    const { nTrials, nTest, vote, seconds } = scores
    const votes = vote
      ? `${percent(vote.accuracy)}, ${percent(vote.accuracyTwo ?? Number.NaN)}`
      : '-'
    const spreads = spreadsOf(scores).map(spreadText)
    return [...place, `${nTrials}`, `${nTest}`, ...spreads, votes, duration(seconds)]
  })
  const people = humans && [
    ...['people, one against another', humans.columns.join(', '), '-', '-', '-'],
    ...[percent(humans.accuracy), percent(humans.accuracyTwo), ...humans.recalls.map(percent)],
    ...['-', '-'],
  ]
  const rows = [head, head.map(() => '---'), ...lines, ...(people ? [people] : [])]
  const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  const note =
    'Per cent; mean and standard deviation over the trials, each network alone; ' +
    `recalls by class. ${sidesSaid(list)}`
  return `${note}\n\n${table}\n`
}

/** @example 'Two classes: {1, 2} against {3, 4}.' */
function sidesSaid(list: ClassList): string {
  if (!hasClusters(list)) return 'No class is said to be a cluster.'
  const [clusters, others] = [true, false].map((isCluster) =>
    list.filter((one) => one.isCluster === isCluster).map(({ label }) => label),
  )
  return `Two classes: {${clusters.join(', ')}} against {${others.join(', ')}}.`
}

/** A word in a cell of a Markdown table. */
function inCell(label: string): string {
  return label.replaceAll('|', '\\|')
}

function spreadsOf({ accuracy, accuracyTwo, recalls }: CellScores): Spread[] {
  return [accuracy, accuracyTwo, ...recalls]
}

function spreadText({ mean, deviation }: Spread): string {
  if (Number.isNaN(mean)) return 'none'
  return Number.isNaN(deviation) ? percent(mean) : `${percent(mean)} +- ${percent(deviation)}`
}

function percent(value: number): string {
  return Number.isNaN(value) ? 'none' : (100 * value).toFixed(1)
}

function share(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '' : `${Number(value.toPrecision(6))}`
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""').replaceAll('\n', ' ')}"`
}

export interface HumanPairs {
  readonly columns: readonly string[]
  /**
   * Counts over all ordered pairs of people: one gave the class of the row, the other that of the
   * column.
   */
  readonly matrix: ConfusionMatrix
  /** Share of the pairs that agree. */
  readonly accuracy: number
  readonly accuracyTwo: number
  /** Probability that another person says a class if one does; NaN if nobody does. */
  readonly recalls: readonly number[]
}

/**
 * @param paths data set files
 * @param columns columns of classes, one for each person; 0 or missing: not looked at
 * @param list default: the four classes
 * @throws InputError naming column and row of a value that is no class
 */
export async function humanPairs(
  paths: readonly string[],
  columns: readonly string[],
  list = FOUR_CLASSES,
): Promise<HumanPairs> {
  const counts = list.map(() => list.map(() => 0))
  for (const path of paths) {
    const table = await withFile(path, (source) => readFitsTable(source, 'CATALOG'))
    const people = columns.map((name) => {
      const where = `${path}, column ${name}`
      if (!areTheFour(list)) return ownClassesOf(table.column(name), list, path)
      return classesOf(numbersOf(table.column(name), where), PLAIN_SCHEME, where)
    })
    for (let row = 0; row < table.nRows; row++)
      countPairs(
        people.map((one) => one[row]),
        counts,
      )
  }
  return {
    columns,
    matrix: counts,
    accuracy: accuracy(counts),
    accuracyTwo: accuracy(twoClassMatrix(counts, list)),
    recalls: recalls(counts),
  }
}

function countPairs(classes: readonly number[], counts: number[][]): void {
  for (const [i, one] of classes.entries()) {
    for (const [j, other] of classes.entries()) {
      if (i !== j && one > 0 && other > 0) counts[one - 1][other - 1] += 1
    }
  }
}
