/**
 * The held-out sets: how well they are classified, each object by a network or by the votes of
 * several; and held-out.csv, what a model says of these objects, a row for each. A member's table
 * has its logits, from which an ensemble is made without asking its networks again.
 */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ClassList, flagValue, hasClusters } from '../catalog/index.js'
import type { Dataset, DatasetObjects } from '../datasets/index.js'
import {
  accuracy,
  confusionMatrix,
  recalls,
  twoClassMatrix,
  type VotesCalibration,
  votesCalibration,
} from '../evaluate/index.js'
import { inPieces, type LabelledStamps, stampExamples } from '../loop/index.js'
import {
  type ClassSets,
  ensembleScores,
  fittedSets,
  fittedTemperature,
  type Scores,
} from '../models/index.js'
import { joinedFloats, openSession, pickedRows, type SessionOptions } from '../nn/index.js'
import { csvText, numbersOf, parseCsv, Table } from '../tables/index.js'
import type { RunResult, SetResult } from './result.js'
import type { Split } from './split.js'
import type { StampSets } from './stamps.js'

export const HELD_OUT = 'held-out.csv'

/** Objects of one set, in the order of the data set. */
export interface HeldOutSet {
  readonly name: 'validation' | 'test'
  /** Rows of the data set. */
  readonly rows: Uint32Array
  /** Logits of each network, (n, classes). */
  readonly logits: readonly Float32Array[]
}

interface ScoredSet extends HeldOutSet {
  readonly scores: Scores
}

export interface Judgement extends Pick<RunResult, 'temperature' | 'validation' | 'test'> {
  /** The text of held-out.csv; absent where nothing is held out. */
  readonly table?: string
  /** Fitted to the validation set; absent without one. */
  readonly sets?: ClassSets
}

/** The logits that a model gives for all held-out sets. @param model bytes of the .onnx file */
export async function heldOutLogits(
  model: Uint8Array,
  { validation, test }: StampSets,
  split: Split,
  { batch, ...options }: SessionOptions & { batch: number },
): Promise<HeldOutSet[]> {
  const session = await openSession(model, options)
  const logitsOf = async (data: LabelledStamps) => {
    const parts: Float32Array[] = []
    for await (const stamps of inPieces(stampExamples(data), batch)) {
      parts.push((await session.run({ stamps })).logits.data)
    }
    return [joinedFloats(parts)]
  }
  try {
    const sets: HeldOutSet[] = []
    if (validation) {
      sets.push({ name: 'validation', rows: split.validation, logits: await logitsOf(validation) })
    }
    if (test) sets.push({ name: 'test', rows: split.test, logits: await logitsOf(test) })
    return sets
  } finally {
    await session.release()
  }
}

/**
 * Scores at the temperature that fits the validation set, against the votes where there are some;
 * at 1 without one.
 */
export function judge(sets: readonly HeldOutSet[], dataset: Dataset, list: ClassList): Judgement {
  const temperature = temperatureFor(sets, dataset)
  const scored = sets.map((set) => scoredSet(set, temperature ?? 1, list.length))
  const resultOf = (name: HeldOutSet['name']) => {
    const set = scored.find((found) => found.name === name)
    return set ? setResult(set, dataset, list) : null
  }
  const validation = scored.find(({ name }) => name === 'validation')
  return {
    temperature: temperature ?? null,
    validation: resultOf('validation'),
    test: resultOf('test'),
    ...(sets.length > 0 && { table: heldOutCsv(scored, dataset, list) }),
    ...(validation && { sets: setsFor(validation, dataset) }),
  }
}

function temperatureFor(sets: readonly HeldOutSet[], dataset: Dataset): number | undefined {
  const validation = sets.find(({ name }) => name === 'validation')
  if (!validation) return undefined
  const [labels, shares] = [labelsOf(validation, dataset), sharesOf(validation, dataset)]
  return fittedTemperature(validation.logits, labels, shares).temperature
}

function setsFor(set: ScoredSet, dataset: Dataset): ClassSets {
  const { nClasses } = dataset
  const shares = sharesOf(set, dataset)
  if (shares) return fittedSets(set.scores, shares, 'votes')
  const certain = new Float32Array(set.rows.length * nClasses)
  for (const [i, label] of labelsOf(set, dataset).entries()) certain[i * nClasses + label] = 1
  return fittedSets(set.scores, certain, 'classes')
}

/** Shares of the votes, (n, classes); undefined where nobody voted. */
function sharesOf({ rows }: HeldOutSet, { shares, nClasses }: Dataset): Float32Array | undefined {
  return shares && pickedRows(shares, rows, nClasses)
}

function scoredSet(set: HeldOutSet, temperature: number, nClasses: number): ScoredSet {
  const flags = new Uint32Array(set.rows.length)
  const scores = ensembleScores(set.logits, flags, {
    ...{ classes: codesTo(nClasses), temperature },
  })
  return { ...set, scores }
}

/** @example codesTo(3) // [1, 2, 3] */
function codesTo(nClasses: number): number[] {
  return Array.from({ length: nClasses }, (_, k) => k + 1)
}

function setResult(set: ScoredSet, dataset: Dataset, list: ClassList): SetResult {
  const { rows, scores } = set
  const n = rows.length
  const labels = labelsOf(set, dataset)
  const shares = sharesOf(set, dataset)
  const truth = labels.map((label) => label + 1)
  const matrix = confusionMatrix(truth, scores.classes, list.length)
  const p = (row: number) => scores.probabilities[row * list.length + labels[row]]
  const loss = labels.reduce((sum, _, row) => sum - Math.log(Math.max(p(row), 1e-38)), 0) / n
  return {
    n,
    matrix,
    accuracy: accuracy(matrix),
    accuracyTwo: hasClusters(list) ? accuracy(twoClassMatrix(matrix, list)) : null,
    recalls: recalls(matrix).map((recall) => (Number.isNaN(recall) ? null : recall)),
    loss,
    nTied: scores.flags.filter((bits) => bits & flagValue('tied_votes')).length,
    ...(shares && { votes: onVotes(scores, shares) }),
  }
}

function onVotes({ classes, probabilities }: Scores, shares: Float32Array): VotesCalibration {
  return votesCalibration(classes, Float64Array.from(probabilities), Float64Array.from(shares))
}

function labelsOf({ rows }: HeldOutSet, { classes }: Dataset): Uint8Array {
  return Uint8Array.from(rows, (row) => classes[row] - 1)
}

/** The text of held-out.csv. */
function heldOutCsv(
  sets: readonly ScoredSet[],
  { objects, classes }: Dataset,
  list: ClassList,
): string {
  const labels = (of: ArrayLike<number>) => labelColumn(Array.from(of), list)
  const rows = sets.flatMap((set) => [...set.rows])
  const whole = (part: (set: ScoredSet) => ArrayLike<number>) =>
    Float32Array.from(sets.flatMap((set) => Array.from(part(set))))
  const column = (values: Float32Array, k: number) =>
    Float32Array.from(rows, (_, i) => values[i * list.length + k])
  const byClass = (stem: string, values: Float32Array) =>
    codesTo(list.length).map((value, k) => ({ name: `${stem}${value}`, values: column(values, k) }))
  const isMember = sets.every(({ logits }) => logits.length === 1)
  return csvText(
    new Table([
      { name: 'set', values: sets.flatMap(({ name, rows }) => [...rows].map(() => name)) },
      ...objectColumns(objects, rows),
      { name: 'class', values: labels(rows.map((row) => classes[row])) },
      { name: 'ml_class', values: labels(whole(({ scores }) => scores.classes)) },
      ...byClass(
        'ml_p',
        whole(({ scores }) => scores.probabilities),
      ),
      { name: 'ml_qual', values: whole(({ scores }) => scores.quality) },
      ...(isMember
        ? byClass(
            'logit',
            whole(({ logits }) => logits[0]),
          )
        : []),
    ]),
  )
}

/** The labels of classes, given by their places in the list. */
function labelColumn(codes: readonly number[], list: ClassList) {
  const labels = list.map(({ label }) => label)
  if (labels.every((label) => typeof label === 'number')) {
    return Int32Array.from(codes, (code) => labels[code - 1])
  }
  return codes.map((code) => `${labels[code - 1]}`)
}

function objectColumns(objects: DatasetObjects, rows: readonly number[]) {
  const numbers = (name: 'x' | 'y' | 'ra' | 'dec') => ({
    name,
    values: Float64Array.from(rows, (row) => objects[name][row]),
  })
  return [
    { name: 'field', values: rows.map((row) => objects.field[row]) },
    { name: 'id', values: rows.map((row) => objects.id[row]) },
    ...[numbers('x'), numbers('y'), numbers('ra'), numbers('dec')],
  ]
}

/** The held-out sets with the logits of all members, read from their tables. */
export async function readHeldOut(
  folders: readonly string[],
  split: Split,
  nClasses: number,
): Promise<HeldOutSet[]> {
  const names = (['validation', 'test'] as const).filter((name) => split[name].length > 0)
  if (names.length === 0) return []
  const all = await Promise.all(folders.map((folder) => readLogits(folder, nClasses)))
  let at = 0
  return names.map((name) => {
    const rows = split[name]
    const [start, end] = [at * nClasses, (at + rows.length) * nClasses]
    at += rows.length
    return { name, rows, logits: all.map((logits) => logits.slice(start, end)) }
  })
}

/** Logits of all rows, (n, classes). */
async function readLogits(folder: string, nClasses: number): Promise<Float32Array> {
  const path = join(folder, HELD_OUT)
  const table = parseCsv(await readFile(path, 'utf8'), path)
  const columns = codesTo(nClasses).map((value) => numbersOf(table.column(`logit${value}`)))
  return Float32Array.from(
    { length: table.nRows * nClasses },
    (_, i) => columns[i % nClasses][Math.floor(i / nClasses)],
  )
}
