/**
 * The rows of a table that show what a format does to it. A change may strike few rows only: those
 * with a missing cell, NaN, an empty text, blanks at the ends of a text, the largest integer. Of
 * each such sign the first rows of each column are taken, so a table of a million rows is shown by
 * a few hundred.
 */
import { hasBlankEnds } from './column-notes.js'
import { type Column, isVector, rowsOf, type Table } from './table.js'
import { KIND, kindOf } from './words.js'

/** A table of so few rows is shown by all of them. The first lines tell the format of a text. */
const ALL_ROWS = 2000
/** A longer one by so many of its first rows, and so many of each sign in each column. */
const [N_FIRST, N_EACH] = [1000, 3]

/** Signs of a cell, as bits. Those of numbers and those of texts share the higher bits. */
const [MISSING, SOME_MISSING, NO_PART, ANY] = [1, 2, 4, 8]
const [NOT_A_NUMBER, INFINITE, MINUS_ZERO, FRACTION, BEYOND_SINGLE] = [16, 32, 64, 128, 256]
const [EMPTY, BLANK_ENDS, WIDE_LETTERS, CONTROLS, MARKS] = [16, 32, 64, 128, 256]
const [YES, NO] = [16, 32]
/** The kinds of words (words.ts) stand above. */
const KIND_SHIFT = 9
const N_SIGNS = 16
/** Longer texts that begin with a letter are no words for a value (words.ts). */
const LONGEST_WORD = 16

/**
 * Indices of the rows, in order.
 *
 * @example table.rows(tellingRows(table)) // a small table with all oddities of the large one
 */
export function tellingRows(table: Table): number[] {
  const { nRows, columns } = table
  if (nRows <= ALL_ROWS) return Array.from({ length: nRows }, (_, row) => row)
  const rows = new Set<number>(Array.from({ length: N_FIRST }, (_, row) => row))
  rows.add(nRows - 1)
  for (const column of columns) for (const row of rowsOfColumn(column)) rows.add(row)
  return [...rows].sort((a, b) => a - b)
}

function rowsOfColumn(column: Column): Set<number> {
  const rows = new Set<number>()
  const extremes = new Extremes()
  const counts = new Uint8Array(N_SIGNS)
  const signs = signsOf(column, extremes)
  let wanted = 2 ** N_SIGNS - 1
  const n = rowsOf(column)
  for (let row = 0; row < n; row++) {
    const found = signs(row) & wanted
    if (found === 0) continue
    rows.add(row)
    for (let bit = 0; bit < N_SIGNS; bit++) {
      if (found & (1 << bit) && ++counts[bit] === N_EACH) wanted &= ~(1 << bit)
    }
  }
  for (const row of extremes.rows) rows.add(row)
  return rows
}

/** The signs of a row; they also tell `extremes` of its values. */
function signsOf(column: Column, extremes: Extremes): (row: number) => number {
  const { missing, missingParts, offsets, width = 1 } = column
  const part = signsOfParts(column, extremes)
  if (!isVector(column)) return (row) => (missing?.[row] ? MISSING : part(row, row))
  return (row) => {
    if (missing?.[row]) return MISSING
    const from = offsets ? offsets[row] : row * width
    const to = offsets ? offsets[row + 1] : from + width
    extremes.see(to - from, row)
    let signs = from === to ? NO_PART : ANY
    for (let i = from; i < to; i++) signs |= missingParts?.[i] ? SOME_MISSING : part(i, row)
    return signs
  }
}

/** The signs of one value, of a row. */
function signsOfParts({ values }: Column, extremes: Extremes): (i: number, row: number) => number {
  if (values instanceof BigInt64Array) {
    return (i, row) => {
      extremes.see(values[i], row)
      return ANY
    }
  }
  if (!Array.isArray(values)) {
    return (i, row) => {
      extremes.see(values[i], row)
      return signsOfNumber(values[i])
    }
  }
  return (i, row) => {
    const value = values[i]
    if (typeof value === 'boolean') return ANY | (value ? YES : NO)
    extremes.see(value.length, row)
    return signsOfText(value)
  }
}

function signsOfNumber(value: number): number {
  if (value === (value | 0)) return Object.is(value, -0) ? ANY | MINUS_ZERO : ANY
  if (Number.isNaN(value)) return NOT_A_NUMBER
  if (!Number.isFinite(value)) return INFINITE
  const fraction = Number.isInteger(value) ? ANY : ANY | FRACTION
  return Math.fround(value) === value ? fraction : fraction | BEYOND_SINGLE
}

const [BLANK, QUOTE, HASH, COMMA, FIRST_LETTER, LAST_ASCII] = [32, 34, 35, 44, 65, 127]

function signsOfText(text: string): number {
  if (text === '') return EMPTY
  let signs = ANY
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < BLANK || code === LAST_ASCII) signs |= CONTROLS
    else if (code === QUOTE || code === HASH || code === COMMA) signs |= MARKS
    else if (code > LAST_ASCII) signs |= WIDE_LETTERS
  }
  if (hasBlankEnds(text)) signs |= BLANK_ENDS
  if (text.length > LONGEST_WORD && text.charCodeAt(0) >= FIRST_LETTER) {
    return signs | (KIND.text << KIND_SHIFT)
  }
  return signs | (kindOf(text.trim()) << KIND_SHIFT)
}

/** The rows of the least and of the greatest value. */
class Extremes {
  private least: number | bigint = Number.POSITIVE_INFINITY
  private greatest: number | bigint = Number.NEGATIVE_INFINITY
  private readonly at = [0, 0]

  see(value: number | bigint, row: number): void {
    if (value < this.least) {
      this.least = value
      this.at[0] = row
    }
    if (value > this.greatest) {
      this.greatest = value
      this.at[1] = row
    }
  }

  get rows(): readonly number[] {
    return this.at
  }
}
