/**
 * What the scores of a row are, one for each class: probabilities, percentages, logarithms of
 * probabilities, or logits. Every row with a class is looked at. A softmax makes probabilities of
 * logits; of anything else it makes numbers that look like probabilities and are none, so nothing
 * is guessed.
 */
import { numberWord } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { type Notes, rowsSaid } from '../notes.js'
import { softmaxRows } from '../statistics/index.js'

/** Probabilities of a few classes with two decimals add up to this much more or less than 1. */
const SLACK = 0.021

/** Probabilities that were cut to two decimals, or rounded more, add up to 1 within this. */
const ALMOST = 0.1

/** So many rows in a hundred must be alike to tell what the others should be. */
const NEARLY_ALL = 0.9

/** A probability of 1 or a logarithm of 0 in float32 may be off by this much. */
const ROUNDING = 1e-6

/** Bases of logarithms. */
const BASES: readonly (readonly [value: number, name: string])[] = [
  [Math.E, 'natural'],
  [10, 'decimal'],
  [2, 'binary'],
]

/** With fewer rows, sums that are equal may be so by chance. */
const FEWEST_ROWS = 10

export interface JudgedScores {
  /** What the file holds. */
  readonly kind: 'probabilities' | 'shares' | 'logarithms' | 'logits'
  /** nRows x K, NaN where a row has no scores. */
  readonly probabilities: Float64Array
}

/**
 * Probabilities from scores of any kind that can be told.
 *
 * @param scores nRows x K for K classes
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
  notes: Notes,
): JudgedScores {
  const numbers = Float64Array.from(scores)
  const nClasses = scores.length / classes.length
  const rows: number[] = []
  const without: number[] = []
  for (let row = 0; row < classes.length; row++) {
    if (classes[row] > 0) (hasNothing(rowOf(numbers, row, nClasses)) ? without : rows).push(row)
  }
  const found = kindOfRows(statedRows(numbers, nClasses, rows), where, notes)
  // Zeros alone are a row that nobody filled, except among logits, where they are a doubt of four
  // equal classes.
  const isLost = (row: number) =>
    found.kind !== 'logits' || Number.isNaN(found.probabilities[nClasses * row])
  const lost = without.filter(isLost)
  const zeros = `${numberWord(nClasses)} zeros`
  for (const row of lost) {
    found.probabilities.fill(Number.NaN, nClasses * row, nClasses * (row + 1))
  }
  const said = (few: readonly number[], what: string) => {
    if (few.length > 0) notes.doubt(`${where}: ${rowsSaid(few, classes.length)} ${what}`)
  }
  said(
    lost,
    `have a class but no scores (${zeros}, or missing values): they are left out of the ` +
      'calibration',
  )
  said(
    without.filter((row) => !isLost(row)),
    `have ${zeros} for logits: all classes are equally probable`,
  )
  return found
}

/** The rows with a class and with scores, and what they add up to. */
interface StatedRows {
  readonly numbers: Float64Array
  readonly nClasses: number
  readonly rows: readonly number[]
  readonly sums: Float64Array
  readonly sumEnds: readonly [low: number, high: number]
  readonly ends: readonly [low: number, high: number]
  /** Rows whose numbers all lie in [0, 1] and add up to about 1. */
  readonly almost: readonly number[]
}

function kindOfRows(stated: StatedRows, where: string, notes: Notes): JudgedScores {
  const { numbers, rows, almost } = stated
  if (almost.length >= NEARLY_ALL * rows.length) {
    // Both ascend, so the first row that differs is the first one that is not among them.
    const odd = rows.find((row, i) => almost[i] !== row)
    if (odd !== undefined) throw oddRow(rowOf(numbers, odd, stated.nClasses), odd, where)
    noteProbabilities(stated, where, notes)
    return { kind: 'probabilities', probabilities: numbers }
  }
  const base = BASES.find(([value]) => areLogarithms(stated, value))
  if (base) {
    const [value, name] = base
    notes.say(`${where} holds ${name} logarithms of probabilities: they are taken to their powers`)
    return { kind: 'logarithms', probabilities: numbers.map((power) => value ** power) }
  }
  const total = commonSum(stated)
  if (total !== undefined) {
    const what = total === 100 ? 'percentages' : `numbers that add up to ${total} in every row`
    notes.say(`${where} holds ${what}: they are divided by ${total}`)
    return { kind: 'shares', probabilities: numbers.map((value) => value / total) }
  }
  refuseUnknown(stated, where)
  return { kind: 'logits', probabilities: softmaxRows(numbers, stated.nClasses) }
}

/** No program gives zeros alone as an answer: they are how an array begins. */
function hasNothing(scores: Float64Array): boolean {
  let nZeros = 0
  for (const value of scores) {
    if (Number.isNaN(value)) return true
    if (value === 0) nZeros++
  }
  return nZeros === scores.length
}

function statedRows(numbers: Float64Array, nClasses: number, rows: readonly number[]): StatedRows {
  const sums = new Float64Array(rows.length)
  const almost: number[] = []
  const ends: [number, number] = [Infinity, -Infinity]
  const sumEnds: [number, number] = [Infinity, -Infinity]
  rows.forEach((row, i) => {
    let [low, high] = [Infinity, -Infinity]
    for (let k = 0; k < nClasses; k++) {
      const value = numbers[nClasses * row + k]
      sums[i] += value
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
    widen(ends, low, high)
    widen(sumEnds, sums[i], sums[i])
    if (low >= -ROUNDING && high <= 1 + ROUNDING && Math.abs(sums[i] - 1) <= ALMOST)
      almost.push(row)
  })
  return { numbers, nClasses, rows, sums, almost, ends, sumEnds }
}

function widen(ends: [number, number], low: number, high: number): void {
  if (low < ends[0]) ends[0] = low
  if (high > ends[1]) ends[1] = high
}

function rowOf(numbers: Float64Array, row: number, nClasses: number): Float64Array {
  return numbers.subarray(nClasses * row, nClasses * (row + 1))
}

function noteProbabilities(stated: StatedRows, where: string, notes: Notes): void {
  const { numbers, nClasses, rows, sums, sumEnds } = stated
  const cut = rows.filter((_, i) => Math.abs(sums[i] - 1) > SLACK)
  if (cut.length > 0) {
    notes.doubt(
      `${where}: the probabilities of ${rowsSaid(cut, numbers.length / nClasses)} do not add up ` +
        `to 1 (the sums are ${spelled(sumEnds)}): they are used as they are`,
    )
  }
  const isCertain = (row: number) =>
    rowOf(numbers, row, nClasses).every((value) => value === 0 || value === 1)
  if (rows.length > 0 && rows.every(isCertain)) {
    notes.doubt(
      `${where} holds only 0 and 1: it repeats the classes, and does not say how sure they are, ` +
        'so the calibration means little',
    )
  }
}

/** Whether the powers of a base add up to 1 in every row, as those of log probabilities do. */
function areLogarithms({ numbers, nClasses, rows, ends }: StatedRows, base: number): boolean {
  return (
    rows.length > 0 &&
    ends[1] <= ROUNDING &&
    rows.every((row) => {
      const scores = rowOf(numbers, row, nClasses)
      const sum = scores.reduce((total, value) => total + base ** value, 0)
      return Math.abs(sum - 1) <= SLACK
    })
  )
}

/**
 * The sum of every row, if all numbers are at least 0 and all sums are equal: 100 for percentages,
 * or the number of votes.
 */
function commonSum({ rows, ends, sumEnds }: StatedRows): number | undefined {
  const [low, high] = sumEnds
  if (ends[0] < 0 || !(low > 1 + ALMOST)) return undefined
  if (low >= 96 && high <= 104) return 100
  const total = Math.round((low + high) / 2)
  const isOne = rows.length >= FEWEST_ROWS && Math.max(total - low, high - total) <= 1e-3 * total
  return isOne ? total : undefined
}

/** Numbers that no program gives as logits. */
function refuseUnknown(stated: StatedRows, where: string): void {
  const { nClasses, rows, ends, sumEnds, almost } = stated
  const [lowest, highest] = ends
  const isMany = rows.length >= FEWEST_ROWS
  const got =
    lowest >= 0 && (highest <= 1 || isMany)
      ? `numbers from ${spelled(ends)}, none below 0, with sums of ${spelled(sumEnds)}`
      : isMany && almost.length > (1 - NEARLY_ALL) * rows.length
        ? `probabilities in ${almost.length} rows of ${rows.length}, and other numbers elsewhere`
        : !Number.isFinite(lowest) || !Number.isFinite(highest)
          ? 'infinite numbers, whose powers do not add up to 1'
          : undefined
  if (got === undefined) return
  throw new InputError({
    what: 'it cannot be told what these scores are',
    where,
    expected: 'probabilities that add up to 1 in each row, or logits',
    got,
    remedy: `write the probabilities of classes 1 to ${nClasses}, in this order`,
  })
}

function oddRow(scores: Float64Array, row: number, where: string): InputError {
  const numbersWord = `${numberWord(scores.length)} numbers`
  return new InputError({
    what: 'a row that is no set of probabilities among rows that are',
    where: `${where}, row ${row + 1}`,
    expected: `${numbersWord} from 0 to 1 that add up to 1`,
    got: Array.from(scores, short).join(', '),
    remedy: `correct the row, or leave its ${numbersWord} empty (NaN)`,
  })
}

/** @example spelled([0.97, 0.99]) // '0.97 to 0.99' */
function spelled([low, high]: readonly [number, number]): string {
  return `${short(low)} to ${short(high)}`
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}
