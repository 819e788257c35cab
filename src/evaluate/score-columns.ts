/** Probabilities of the four classes: from columns, or from an array of scores beside the table. */
import { columnOf } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { shapeText } from '../nn/index.js'
import { Notes, rowsWhere } from '../notes.js'
import { type Column, numbersOf, type Table } from '../tables/index.js'
import { judgedScores } from './score-kinds.js'

const CLASSES = [1, 2, 3, 4]

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
 * nRows x 4 probabilities: from `NAME_p1` to `NAME_p4` for the classes in `NAME_class` (by default
 * `ml_class`), else from `p1` to `p4`. Columns of these names that hold something else, or belong
 * to another column of classes, are not used, and a note says so.
 *
 * @param column name of the column of the classes
 * @returns undefined if there are no probabilities
 */
export function scoreColumns(
  { table, column, classes }: { table: Table; column: string; classes: Uint8Array },
  notes: Notes,
): Float64Array | undefined {
  const [, prefix = 'ml'] = /^(.+)_class$/i.exec(column) ?? []
  const [ours, others] = [`${prefix}_p`, 'p'].map((start) => fourColumns(table, start))
  const isOurs = column.toLowerCase() === `${prefix.toLowerCase()}_class`
  if (ours && !isOurs)
    notes.doubt(`${spanOf(ours)} belong to ${prefix}_class, not to ${column}: they are not used`)
  const columns = isOurs && ours ? ours : others
  if (!columns) return undefined
  const numbers = columns.map((column) => numbersOf(column, table.meta.source))
  const flat = new Float64Array(4 * table.nRows)
  for (let i = 0; i < flat.length; i++) flat[i] = numbers[i % 4][i >> 2]
  const said = new Notes()
  const found = probabilitiesOrWhyNot(flat, classes, spanOf(columns), said)
  const isJudged = typeof found !== 'string'
  const obstacle = isJudged ? columns === others && notOf(found, classes) : found
  if (isJudged && !obstacle) {
    notes.add(said)
    return found
  }
  notes.doubt(
    `${spanOf(columns)} are not the probabilities of ${column} (${obstacle}): they are not used`,
  )
  return undefined
}

/** Probabilities, or in words why the numbers are none. */
function probabilitiesOrWhyNot(
  numbers: Float64Array,
  classes: Uint8Array,
  where: string,
  notes: Notes,
): Float64Array | string {
  try {
    const { kind, probabilities } = judgedScores(numbers, classes, where, notes)
    return kind === 'logits' ? firstRow(numbers, classes) : probabilities
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { where: at, got } = error.problem
    return at === where ? got! : `${at!.split(', ').at(-1)}: ${got}`
  }
}

function firstRow(numbers: Float64Array, classes: Uint8Array): string {
  const row = classes.findIndex((code) => code > 0)
  return `row ${row + 1}: ${numbers.subarray(4 * row, 4 * row + 4).join(', ')}`
}

function fourColumns(table: Table, prefix: string): Column[] | undefined {
  const columns = CLASSES.flatMap((k) => columnOf(table, `${prefix}${k}`) ?? [])
  return columns.length === CLASSES.length ? columns : undefined
}

function spanOf(columns: readonly Column[]): string {
  return `${columns[0].name} to ${columns[3].name}`
}

/** Why probabilities cannot belong to these classes. */
function notOf(p: Float64Array, classes: Uint8Array): string | undefined {
  const scored = rowsWhere(classes.length, (row) => classes[row] > 0 && !Number.isNaN(p[4 * row]))
  const nHighest = scored.filter((row) => isHighest(p, row, classes[row])).length
  if (nHighest >= LEAST_HIGHEST * scored.length) return undefined
  return `the class has the highest one in only ${nHighest} of ${scored.length} rows`
}

/**
 * Probabilities from an array of scores with a row for each row of the table: probabilities stay as
 * they are, logits go through a softmax ({@link judgedScores} tells them apart).
 *
 * @param scores shape nRows x 4
 * @param notes gets lines about rows without scores, and about what was done to the numbers
 * @throws InputError if the array has another shape, it cannot be told what its numbers are, or the
 *   highest score of a row is not at its class: then the scores belong to another table
 */
export function probabilitiesFrom(
  scores: ScoreArray,
  classes: Uint8Array,
  where: string,
  notes: Notes = new Notes(),
): Float64Array {
  refuseOtherShape(scores.shape, classes, where)
  const numbers = Float64Array.from(scores.data as ArrayLike<number>, Number)
  const { probabilities } = judgedScores(numbers, classes, where, notes)
  const wrong = misplaced(probabilities, classes, [0, 1, 2, 3])
  if (wrong === undefined) return probabilities
  const row = Array.from(numbers.subarray(4 * wrong, 4 * wrong + 4), (score) => score.toFixed(2))
  const order = allOrders().find((order) => misplaced(probabilities, classes, order) === undefined)
  throw new InputError({
    what: 'the scores do not belong to these classes',
    where: `${where}, row ${wrong + 1}`,
    expected: `the highest score for class ${classes[wrong]}`,
    got: row.join(', '),
    remedy: order
      ? `the columns seem to be of classes ${columnsOf(order)}; they must be of 1, 2, 3, 4`
      : 'give the scores that belong to the predictions, in the same order',
  })
}

function refuseOtherShape(shape: readonly number[], classes: Uint8Array, where: string): void {
  if (shape.length === 2 && shape[0] === classes.length && shape[1] === 4) return
  const isTurned = shape.length === 2 && shape[0] === 4 && shape[1] === classes.length
  throw new InputError({
    what: 'the scores do not fit the predictions',
    where,
    expected: `${classes.length} rows of 4`,
    got: shapeText(shape),
    remedy: isTurned
      ? 'give the array with rows and columns exchanged'
      : 'give the scores that belong to the predictions, one row for each of theirs',
  })
}

/** All orders of four columns: `order[k]` is the column of class k + 1. */
function allOrders(columns: readonly number[] = [0, 1, 2, 3]): number[][] {
  if (columns.length < 2) return [[...columns]]
  return columns.flatMap((first) =>
    allOrders(columns.filter((column) => column !== first)).map((rest) => [first, ...rest]),
  )
}

/** The class of each column, in the words of a message. */
function columnsOf(order: readonly number[]): string {
  return CLASSES.map((_, column) => order.indexOf(column) + 1).join(', ')
}

/** The first row whose highest score is not at its class, if the columns have this order. */
function misplaced(
  p: Float64Array,
  classes: Uint8Array,
  order: readonly number[],
): number | undefined {
  const row = classes.findIndex(
    (code, row) => code > 0 && !Number.isNaN(p[4 * row]) && !isHighest(p, row, order[code - 1] + 1),
  )
  return row < 0 ? undefined : row
}

function isHighest(p: Float64Array, row: number, code: number): boolean {
  const at = 4 * row
  return p[at + code - 1] >= Math.max(p[at], p[at + 1], p[at + 2], p[at + 3])
}
