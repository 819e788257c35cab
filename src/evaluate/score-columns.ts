/** Probabilities of the classes: from columns, or from an array of scores beside the table. */
import { type ClassList, columnOf, FOUR_CLASSES } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { shapeText } from '../nn/index.js'
import { Notes, rowsWhere } from '../notes.js'
import { type Column, numbersOf, type Table } from '../tables/index.js'
import { judgedScores } from './score-kinds.js'

/**
 * The vote of an ensemble may differ from the class of highest mean probability, but seldom does.
 */
const LEAST_HIGHEST = 0.9

/** Orders of more columns than this are too many to try. */
const MOST_ORDERED = 6

/** Numbers of an .npy file. */
export interface ScoreArray {
  readonly shape: readonly number[]
  readonly data: ArrayLike<number | bigint>
}

/** A column of classes in its table. */
interface ClassifiedColumn {
  readonly table: Table
  readonly column: string
  readonly list: ClassList
  readonly classes: Uint8Array
}

/**
 * nRows x K probabilities of K classes: from `NAME_p1` to `NAME_pK` for the classes in `NAME_class`
 * (by default `ml_class`), else from `p1` to `pK`. Columns of these names that hold something else,
 * or belong to another column of classes, are not used, and a note says so.
 *
 * @param column name of the column of the classes
 * @returns undefined if there are no probabilities
 */
export function scoreColumns(
  { table, column, classes, list }: ClassifiedColumn,
  notes: Notes,
): Float64Array | undefined {
  const [, prefix = 'ml'] = /^(.+)_class$/i.exec(column) ?? []
  const nClasses = list.length
  const [ours, others] = [`${prefix}_p`, 'p'].map((start) => columnsOf(table, start, nClasses))
  const isOurs = column.toLowerCase() === `${prefix.toLowerCase()}_class`
  if (ours && !isOurs)
    notes.doubt(`${spanOf(ours)} belong to ${prefix}_class, not to ${column}: they are not used`)
  const columns = isOurs && ours ? ours : others
  if (!columns) return undefined
  const numbers = columns.map((column) => numbersOf(column, table.meta.source))
  const flat = new Float64Array(nClasses * table.nRows)
  for (let i = 0; i < flat.length; i++) flat[i] = numbers[i % nClasses][Math.floor(i / nClasses)]
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
  const n = numbers.length / classes.length
  return `row ${row + 1}: ${numbers.subarray(n * row, n * (row + 1)).join(', ')}`
}

/** The columns of all classes; undefined if one is missing, or they are of more classes. */
function columnsOf(table: Table, prefix: string, nClasses: number): Column[] | undefined {
  const codes = Array.from({ length: nClasses }, (_, k) => k + 1)
  const columns = codes.flatMap((code) => columnOf(table, `${prefix}${code}`) ?? [])
  const isMore = nClasses !== 4 && columnOf(table, `${prefix}${nClasses + 1}`)
  return columns.length === nClasses && !isMore ? columns : undefined
}

function spanOf(columns: readonly Column[]): string {
  return `${columns[0].name} to ${columns.at(-1)!.name}`
}

/** Why probabilities cannot belong to these classes. */
function notOf(p: Float64Array, classes: Uint8Array): string | undefined {
  const n = p.length / classes.length
  const scored = rowsWhere(classes.length, (row) => classes[row] > 0 && !Number.isNaN(p[n * row]))
  const nHighest = scored.filter((row) => isHighest(p, row, classes[row], n)).length
  if (nHighest >= LEAST_HIGHEST * scored.length) return undefined
  return `the class has the highest one in only ${nHighest} of ${scored.length} rows`
}

/**
 * Probabilities from an array of scores with a row for each row of the table: probabilities stay as
 * they are, logits go through a softmax ({@link judgedScores} tells them apart).
 *
 * @param scores shape nRows x nClasses
 * @param notes gets lines about rows without scores, and about what was done to the numbers
 * @throws InputError if the array has another shape, it cannot be told what its numbers are, or the
 *   highest score of a row is not at its class: then the scores belong to another table
 */
export function probabilitiesFrom(
  scores: ScoreArray,
  classes: Uint8Array,
  where: string,
  notes: Notes = new Notes(),
  nClasses = FOUR_CLASSES.length,
): Float64Array {
  refuseOtherShape(scores.shape, classes, nClasses, where)
  const numbers = Float64Array.from(scores.data as ArrayLike<number>, Number)
  const { probabilities } = judgedScores(numbers, classes, where, notes)
  const inOrder = Array.from({ length: nClasses }, (_, k) => k)
  const wrong = misplaced(probabilities, classes, inOrder)
  if (wrong === undefined) return probabilities
  const own = numbers.subarray(nClasses * wrong, nClasses * (wrong + 1))
  const row = Array.from(own, (score) => score.toFixed(2))
  const orders = nClasses <= MOST_ORDERED ? allOrders(inOrder) : []
  const order = orders.find((order) => misplaced(probabilities, classes, order) === undefined)
  throw new InputError({
    what: 'the scores do not belong to these classes',
    where: `${where}, row ${wrong + 1}`,
    expected: `the highest score for class ${classes[wrong]}`,
    got: row.join(', '),
    remedy: order
      ? 'the columns seem to be of classes ' +
        `${classesOf(order)}; they must be of ${classesOf(inOrder)}`
      : 'give the scores that belong to the predictions, in the same order',
  })
}

function refuseOtherShape(
  shape: readonly number[],
  classes: Uint8Array,
  nClasses: number,
  where: string,
): void {
  if (shape.length === 2 && shape[0] === classes.length && shape[1] === nClasses) return
  const isTurned = shape.length === 2 && shape[0] === nClasses && shape[1] === classes.length
  throw new InputError({
    what: 'the scores do not fit the predictions',
    where,
    expected: `${classes.length} rows of ${nClasses}`,
    got: shapeText(shape),
    remedy: isTurned
      ? 'give the array with rows and columns exchanged'
      : 'give the scores that belong to the predictions, one row for each of theirs',
  })
}

/** All orders of columns: `order[k]` is the column of class k + 1. */
function allOrders(columns: readonly number[]): number[][] {
  if (columns.length < 2) return [[...columns]]
  return columns.flatMap((first) =>
    allOrders(columns.filter((column) => column !== first)).map((rest) => [first, ...rest]),
  )
}

/** The class of each column, in the words of a message. */
function classesOf(order: readonly number[]): string {
  return order.map((_, column) => order.indexOf(column) + 1).join(', ')
}

/** The first row whose highest score is not at its class, if the columns have this order. */
function misplaced(
  p: Float64Array,
  classes: Uint8Array,
  order: readonly number[],
): number | undefined {
  const n = order.length
  const row = classes.findIndex(
    (code, row) =>
      code > 0 && !Number.isNaN(p[n * row]) && !isHighest(p, row, order[code - 1] + 1, n),
  )
  return row < 0 ? undefined : row
}

function isHighest(p: Float64Array, row: number, code: number, nClasses: number): boolean {
  const own = p.subarray(nClasses * row, nClasses * (row + 1))
  return own.every((other) => own[code - 1] >= other)
}
