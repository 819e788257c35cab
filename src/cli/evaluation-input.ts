/** Opens the files of an evaluation. */
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InputError } from '../errors.js'
import {
  type Classified,
  isStarcnetCsv,
  predictionsOf,
  probabilitiesFrom,
  type ReadingOptions,
  truthOf,
} from '../evaluate/index.js'
import { withFile } from '../files/index.js'
import { readTable } from '../tables/index.js'
import { readNpy } from '../weights/index.js'
import { printNote } from './progress.js'

export interface PredictionSet {
  name: string
  tables: Classified[]
}

/** @param scores .npy of the only file; without it, StarcNet's own beside its list is taken if it fits */
export async function openPredictions(
  paths: readonly string[],
  options: ReadingOptions,
  scores?: string,
): Promise<PredictionSet> {
  const tables: Classified[] = []
  for (const path of paths) {
    const set = predictionsOf(await withFile(path, (source) => readTable(source)), options)
    tables.push(scores ? await withScores(set, scores) : await withScoresBeside(set))
  }
  return { name: nameOf(tables[0], options.column), tables }
}

export async function openTruths(
  paths: readonly string[],
  options: ReadingOptions,
): Promise<Classified[]> {
  const truths: Classified[] = []
  for (const path of paths) {
    truths.push(truthOf(await withFile(path, (source) => readTable(source)), options))
  }
  return truths
}

async function withScores(set: Classified, path: string): Promise<Classified> {
  const scores = await withFile(path, readNpy)
  return { ...set, probabilities: probabilitiesFrom(scores, set.classes, path) }
}

async function withScoresBeside(set: Classified): Promise<Classified> {
  const beside = join(dirname(set.source), 'scores.npy')
  if (!isStarcnetCsv(set.table) || !(await stat(beside).catch(() => undefined))) return set
  try {
    const scored = await withScores(set, beside)
    return { ...scored, notes: [...set.notes, `probabilities: from ${beside}, which lay beside`] }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    printNote(`the scores beside the predictions are not taken: ${error.message}`)
    return set
  }
}

/** What pages and tables call a set of predictions. */
function nameOf({ table, source, column }: Classified, asked: string | undefined): string {
  if (asked) return column
  if (isStarcnetCsv(table)) return 'StarcNet'
  if (column === 'ml_class') return 'starsift'
  return column === 'class' ? basename(source).replace(/\.[^.]*$/, '') : column
}
