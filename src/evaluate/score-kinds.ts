/**
 * What numbers of four scores a row are: probabilities, per cents, logarithms of probabilities, or
 * logits. Every row with a class is looked at. A softmax makes probabilities of logits; of anything
 * else it makes numbers that look like probabilities and are none, so nothing is guessed.
 */
import { InputError } from '../errors.js'
import { softmaxRows } from '../statistics/index.js'
import { rowsNamed } from './rows-named.js'

const N_CLASSES = 4

/** Four probabilities with two decimals add up to this much more or less than 1. */
const SLACK = 0.021

/** Probabilities that were cut to two decimals, or rounded more, add up to 1 within this. */
const ALMOST = 0.1

/** So many rows in a hundred must be alike to tell what the others should be. */
const NEARLY_ALL = 0.9

/** With fewer rows, sums that are equal may be so by chance. */
const FEWEST_ROWS = 10

export interface JudgedScores {
  /** What the file holds. */
  readonly kind: 'probabilities' | 'shares' | 'logarithms' | 'logits'
  /** nRows x 4, NaN where a row has no scores. */
  readonly probabilities: Float64Array
}

/**
 * Probabilities from scores of any kind that can be told.
 *
 * @param scores nRows x 4
 * @param classes of each row; rows without a class (0) tell nothing, and are not looked at
 * @param where file or columns, for messages
 * @param notes gets lines about rows without scores, and about what was done to the numbers
 * @throws InputError if it cannot be told what the numbers are
 * @example judgedScores([0.9, 0.1, 0, 0], [1], 'scores.npy', notes).kind // 'probabilities'
 */
export function judgedScores(
  scores: ArrayLike<number>,
  classes: ArrayLike<number>,
  where: string,
  notes: string[],
): JudgedScores {
  const numbers = Float64Array.from(scores)
  const classified = Array.from({ length: classes.length }, (_, row) => row).filter(
    (row) => classes[row] > 0,
  )
  const without = classified.filter((row) => isEmpty(rowOf(numbers, row)))
  if (without.length > 0) {
    notes.push(
      `${where}: ${rowsNamed(without, classified.length)} with a class have no scores ` +
        '(missing values, or four equal zeros): they are left out of the calibration',
    )
  }
  for (let row = 0; row < classes.length; row++) {
    if (isEmpty(rowOf(numbers, row))) numbers.fill(Number.NaN, N_CLASSES * row, N_CLASSES * row + 4)
  }
  const rows = classified.filter((row) => !Number.isNaN(numbers[N_CLASSES * row]))
  return { ...judged(numbers, rows, where, notes) }
}

function judged(
  numbers: Float64Array,
  rows: readonly number[],
  where: string,
  notes: string[],
): JudgedScores {
  const sums = rows.map((row) => sumOf(rowOf(numbers, row)))
  const inUnit = rows.map((row) => rowOf(numbers, row).every((value) => value >= 0 && value <= 1))
  const near = (slack: number) => (_: number, i: number) =>
    inUnit[i] && Math.abs(sums[i] - 1) <= slack
  const almost = rows.filter(near(ALMOST))
  if (almost.length >= NEARLY_ALL * rows.length) {
    const wrong = rows.find((row, i) => !near(ALMOST)(row, i))
    if (wrong !== undefined) throw oddRow(numbers, wrong, where)
    noteProbabilities(numbers, rows, sums, where, notes)
    return { kind: 'probabilities', probabilities: numbers }
  }
  const base = [Math.E, 10, 2].find((b) => areLogarithms(numbers, rows, b))
  if (base !== undefined) {
    const name = base === Math.E ? 'natural' : base === 10 ? 'decimal' : 'binary'
    notes.push(`${where} holds ${name} logarithms of probabilities: they are taken to their powers`)
    return { kind: 'logarithms', probabilities: numbers.map((value) => base ** value) }
  }
  const total = commonSum(numbers, rows, sums)
  if (total !== undefined) {
    const what = total === 100 ? 'per cents' : `numbers that add up to ${total} in every row`
    notes.push(`${where} holds ${what}: they are divided by ${total}`)
    return { kind: 'shares', probabilities: numbers.map((value) => value / total) }
  }
  refuseUnknown(numbers, rows, sums, almost.length, where)
  return { kind: 'logits', probabilities: softmaxRows(numbers, N_CLASSES) }
}

function rowOf(numbers: Float64Array, row: number): Float64Array {
  return numbers.subarray(N_CLASSES * row, N_CLASSES * row + N_CLASSES)
}

/** No program gives four zeros as an answer: they are how an array begins. */
function isEmpty(row: Float64Array): boolean {
  return row.some((value) => Number.isNaN(value)) || row.every((value) => value === 0)
}

function sumOf(row: Float64Array): number {
  return row.reduce((sum, value) => sum + value, 0)
}

function noteProbabilities(
  numbers: Float64Array,
  rows: readonly number[],
  sums: readonly number[],
  where: string,
  notes: string[],
): void {
  const cut = rows.filter((_, i) => Math.abs(sums[i] - 1) > SLACK)
  if (cut.length > 0) {
    const [low, high] = endsOf(sums)
    notes.push(
      `${where}: the probabilities of ${rowsNamed(cut, rows.length)} do not add up to 1 ` +
        `(all sums: ${short(low)} to ${short(high)}): they are used as they are`,
    )
  }
  const isCertain = (row: number) =>
    rowOf(numbers, row).every((value) => value === 0 || value === 1)
  if (rows.length > 0 && rows.every(isCertain)) {
    notes.push(
      `${where} holds only 0 and 1: it repeats the classes, and does not say how sure they are; ` +
        'the calibration means little',
    )
  }
}

/** Whether the powers of a base add up to 1 in every row, as those of log probabilities do. */
function areLogarithms(numbers: Float64Array, rows: readonly number[], base: number): boolean {
  return (
    rows.length > 0 &&
    rows.every((row) => {
      const own = rowOf(numbers, row)
      const sum = own.reduce((total, value) => total + base ** value, 0)
      return own.every((value) => value <= 0) && Math.abs(sum - 1) <= SLACK
    })
  )
}

/** The sum of every row, if all numbers are at least 0 and all sums are equal: 100 for per cents. */
function commonSum(
  numbers: Float64Array,
  rows: readonly number[],
  sums: readonly number[],
): number | undefined {
  const [low, high] = endsOf(sums)
  if (!(low > 1 + ALMOST) || rows.some((row) => rowOf(numbers, row).some((v) => v < 0))) return
  const isPercent = low >= 96 && high <= 104
  if (isPercent) return 100
  const total = Math.round((low + high) / 2)
  const isOne = rows.length >= FEWEST_ROWS && Math.max(total - low, high - total) <= 0.001 * total
  return isOne ? total : undefined
}

/** Numbers that no program gives as logits. */
function refuseUnknown(
  numbers: Float64Array,
  rows: readonly number[],
  sums: readonly number[],
  nAlmost: number,
  where: string,
): void {
  const all = rows.flatMap((row) => [...rowOf(numbers, row)])
  const [lowest, highest] = endsOf(all)
  const unclear = (got: string) =>
    new InputError({
      what: 'it cannot be told what these scores are',
      where,
      expected: 'probabilities that add up to 1 in each row, or logits',
      got,
      remedy: 'write the probabilities of classes 1 to 4, in this order',
    })
  const [low, high] = endsOf(sums).map(short)
  if (lowest >= 0 && highest <= 1) throw unclear(`numbers from 0 to 1 with sums of ${low} to ${high}`)
  if (highest <= 0 && rows.length >= FEWEST_ROWS && !Number.isFinite(lowest)) {
    throw unclear('numbers below 0 with minus infinity, whose powers do not add up to 1')
  }
  if (rows.length >= FEWEST_ROWS && lowest >= 0) {
    throw unclear(`numbers from ${short(lowest)} to ${short(highest)}, none below 0, with sums of ` +
      `${low} to ${high}`)
  }
  if (nAlmost > (1 - NEARLY_ALL) * rows.length && rows.length >= FEWEST_ROWS) {
    throw unclear(`probabilities in ${nAlmost} rows of ${rows.length}, and other numbers elsewhere`)
  }
  if (highest === Number.POSITIVE_INFINITY) throw unclear('infinity')
}

function oddRow(numbers: Float64Array, row: number, where: string): InputError {
  return new InputError({
    what: 'a row that is no set of probabilities among rows that are',
    where: `${where}, row ${row + 1}`,
    expected: 'four numbers from 0 to 1 that add up to 1',
    got: Array.from(rowOf(numbers, row), short).join(', '),
    remedy: 'correct the row, or leave its four numbers empty (NaN)',
  })
}

function endsOf(values: readonly number[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}
