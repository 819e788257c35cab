/** Probabilities of the four classes: from columns, or from an array of scores beside the table. */
import { columnOf } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { shapeText } from '../nn/index.js'
import type { Notes } from '../notes.js'
import { softmaxRows } from '../statistics/index.js'
import { type Column, numbersOf, type Table } from '../tables/index.js'

const CLASSES = [1, 2, 3, 4]

/** Four scores with two decimals may add up to this much more or less than 1. */
const SLACK = 0.021

/**
 * The vote of an ensemble may differ from the class of highest mean probability, but seldom does.
 */
const LEAST_HIGHEST = 0.9

/** Numbers of an .npy file. */
export interface ScoreArray {
  readonly shape: readonly number[]
  readonly data: ArrayLike<number | bigint>
}

/**
 * nRows x 4 probabilities: from `ml_p1` to `ml_p4` for the classes in `ml_class`, else from `p1` to
 * `p4`. Columns of these names that hold something else, or belong to another column of classes,
 * are not used, and a note says so.
 *
 * @param column name of the column of the classes
 * @returns undefined if there are no probabilities
 */
export function scoreColumns(
  { table, column, classes }: { table: Table; column: string; classes: Uint8Array },
  notes: Notes,
): Float64Array | undefined {
  const [ours, others] = ['ml_p', 'p'].map((prefix) => fourColumns(table, prefix))
  const isOurs = column.toLowerCase() === 'ml_class'
  if (ours && !isOurs)
    notes.doubt(`${spanOf(ours)} belong to ml_class, not to ${column}: they are not used`)
  const columns = isOurs && ours ? ours : others
  if (!columns) return undefined
  const numbers = columns.map((column) => numbersOf(column, table.meta.source))
  const p = Float64Array.from({ length: 4 * table.nRows }, (_, i) => numbers[i % 4][i >> 2])
  const obstacle = notProbabilities(p, classes) ?? (columns === others && notOf(p, classes))
  if (!obstacle) return p
  notes.say(
    `${spanOf(columns)} are not the probabilities of ${column} (${obstacle}): they are not used`,
  )
  return undefined
}

function fourColumns(table: Table, prefix: string): Column[] | undefined {
  const columns = CLASSES.flatMap((k) => columnOf(table, `${prefix}${k}`) ?? [])
  return columns.length === CLASSES.length ? columns : undefined
}

function spanOf(columns: readonly Column[]): string {
  return `${columns[0].name} to ${columns[3].name}`
}

/** The first row that is no set of probabilities. */
function notProbabilities(p: Float64Array, classes: Uint8Array): string | undefined {
  const odd = classes.findIndex((code, row) => code > 0 && !isDistribution(p, row))
  return odd < 0 ? undefined : `row ${odd + 1}`
}

/** Why probabilities cannot belong to these classes. */
function notOf(p: Float64Array, classes: Uint8Array): string | undefined {
  const scored = [...classes.keys()].filter((row) => classes[row] > 0 && !Number.isNaN(p[4 * row]))
  const nHighest = scored.filter((row) => isHighest(p, row, classes[row])).length
  if (nHighest >= LEAST_HIGHEST * scored.length) return undefined
  return `the class has the highest one in only ${nHighest} of ${scored.length} rows`
}

/**
 * Probabilities from an array of scores with a row for each row of the table. If all rows are
 * probabilities, they stay as they are; else the scores are logits and go through a softmax.
 *
 * @param scores shape nRows x 4
 * @throws InputError if the array has another shape, or the highest score of a row is not at its
 *   class: then the scores belong to another table
 */
export function probabilitiesFrom(
  scores: ScoreArray,
  classes: Uint8Array,
  where: string,
): Float64Array {
  const { shape, data } = scores
  if (shape.length !== 2 || shape[0] !== classes.length || shape[1] !== 4) {
    throw new InputError({
      what: 'the scores do not fit the predictions',
      where,
      expected: `${classes.length} rows of 4`,
      got: shapeText(shape),
      remedy: 'give the scores that belong to the predictions',
    })
  }
  const numbers = Float64Array.from(data as ArrayLike<number>, Number)
  const given = classes.every((_, row) => isDistribution(numbers, row))
  const p = given ? numbers : softmaxRows(numbers, 4)
  const wrong = classes.findIndex((code, row) => code > 0 && !isHighest(p, row, code))
  if (wrong < 0) return p
  const row = Array.from(numbers.subarray(4 * wrong, 4 * wrong + 4), (score) => score.toFixed(2))
  throw new InputError({
    what: 'the scores do not belong to these classes',
    where: `${where}, row ${wrong + 1}`,
    expected: `the highest score for class ${classes[wrong]}`,
    got: row.join(', '),
    remedy: 'give the scores that belong to the predictions, in the same order',
  })
}

function isHighest(p: Float64Array, row: number, code: number): boolean {
  const scores = p.subarray(4 * row, 4 * row + 4)
  return scores[code - 1] === Math.max(...scores)
}

function isDistribution(p: Float64Array, row: number): boolean {
  const scores = p.subarray(4 * row, 4 * row + 4)
  if (scores.every(Number.isNaN)) return true
  const sum = scores.reduce((total, value) => total + value, 0)
  return scores.every((value) => value >= 0 && value <= 1) && Math.abs(sum - 1) <= SLACK
}
