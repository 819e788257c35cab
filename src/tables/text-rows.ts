/**
 * Lines of a text as offsets, and columns that stand at fixed places of each line. A table of a
 * million rows gets no string for a line or for a cell (cell-texts.ts).
 */
import { InputError } from '../errors.js'
import { TextSlices } from './cell-texts.js'
import { endOfLine, nextLine } from './lines.js'
import { isNumeric, parseNumber, plainNumber } from './words.js'

/** Where lines begin and end in a text. */
export interface TextRows {
  readonly text: string
  readonly starts: Int32Array
  readonly ends: Int32Array
}

/**
 * The lines from an offset on.
 *
 * @param isRow whether a line is a row; lines of blanks are none
 */
export function textRows(
  text: string,
  from: number,
  isRow: (start: number, end: number) => boolean = () => true,
): TextRows {
  let [starts, ends, n] = [new Int32Array(1024), new Int32Array(1024), 0]
  for (let at = from; at < text.length; ) {
    const end = endOfLine(text, at)
    if (!isBlank(text, at, end) && isRow(at, end)) {
      if (n === starts.length) [starts, ends] = [twice(starts), twice(ends)]
      starts[n] = at
      ends[n++] = end
    }
    at = nextLine(text, end)
  }
  return { text, starts: starts.slice(0, n), ends: ends.slice(0, n) }
}

function twice(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * values.length)
  larger.set(values)
  return larger
}

/** Whether a piece of text has blanks alone. */
export function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) > BLANK) return false
  return true
}

const [BLANK, QUOTE, PLUS, MINUS] = [32, 34, 43, 45]

/** Where a column stands in its lines: letters from `start` up to `end`, both from 0. */
export interface Span {
  readonly start: number
  /** Infinity: to the end of the line. */
  readonly end: number
}

/** How cells are cut out. */
export interface CutOptions {
  /** Words that stand for no value; among numbers, other spellings of the same number, too. */
  readonly nulls?: readonly string[]
  /** Whether the cells are to be numbers: blanks behind a sign are left out, as in Fortran. */
  readonly isNumber?: boolean
  /** By row, cells that are not what stands at their place. */
  readonly others?: ReadonlyMap<number, string>
  /** Cells may stand in double quotes; it gets the rows in which these hold nothing. */
  readonly emptyStrings?: Set<number>
}

/** The cells of a column, without blanks around them; empty where there is no value. */
export function cutColumn(rows: TextRows, span: Span, options: CutOptions = {}): TextSlices {
  const { text } = rows
  const { nulls = [], isNumber = false, others = new Map<number, string>(), emptyStrings } = options
  const nRows = rows.starts.length
  const [starts, ends] = [new Int32Array(nRows), new Int32Array(nRows)]
  const unescaped = new Map<number, string>()
  const isNull = nullTest(nulls, isNumber)
  for (let row = 0; row < nRows; row++) {
    let start = Math.min(rows.starts[row] + span.start, rows.ends[row])
    let end = Math.min(rows.starts[row] + span.end, rows.ends[row])
    while (start < end && text.charCodeAt(start) <= BLANK) start++
    while (end > start && text.charCodeAt(end - 1) <= BLANK) end--
    if (isNull?.(text, start, end)) end = start
    if (emptyStrings && isInQuotes(text, start, end)) {
      start++
      end--
      if (start === end) emptyStrings.add(row)
      const quoted = text.slice(start, end)
      if (quoted.includes('"')) unescaped.set(row, quoted.replaceAll('""', '"'))
    }
    starts[row] = start
    ends[row] = end
    if (isNumber && start + 1 < end && hasLooseSign(text, start)) {
      unescaped.set(row, text.slice(start, end).replace(/^([+-])\s+/, '$1'))
    }
  }
  for (const [row, cell] of others) {
    unescaped.set(row, isNull?.(cell, 0, cell.length) ? '' : cell)
  }
  return new TextSlices(text, starts, ends, unescaped)
}

function isInQuotes(text: string, start: number, end: number): boolean {
  return end - start > 1 && text.charCodeAt(start) === QUOTE && text.charCodeAt(end - 1) === QUOTE
}

function hasLooseSign(text: string, start: number): boolean {
  const sign = text.charCodeAt(start)
  return (sign === PLUS || sign === MINUS) && text.charCodeAt(start + 1) === BLANK
}

/** Whether a piece of text stands for no value. */
function nullTest(nulls: readonly string[], isNumber: boolean) {
  const words = nulls.filter((word) => word !== '')
  if (words.length === 0) return undefined
  const values = isNumber ? words.filter((word) => isNumeric(word)).map(parseNumber) : []
  const value = new Float64Array(1)
  return (text: string, start: number, end: number): boolean =>
    words.some((word) => word.length === end - start && text.startsWith(word, start)) ||
    (values.length > 0 &&
      plainNumber(text, start, end, value, 0) !== 0 &&
      values.includes(value[0]))
}

/**
 * The rows that have more than blanks at certain places.
 *
 * @param places spans that should be blank
 * @param isAllowed what may stand there
 */
export function strayRows(
  rows: TextRows,
  places: readonly Span[],
  isAllowed: (code: number) => boolean = () => false,
): number[] {
  const found: number[] = []
  const { text } = rows
  for (let row = 0; row < rows.starts.length; row++) {
    const [start, end] = [rows.starts[row], rows.ends[row]]
    const isStray = places.some((place) => {
      const last = Math.min(start + place.end, end)
      for (let at = start + place.start; at < last; at++) {
        const code = text.charCodeAt(at)
        if (code > BLANK && !isAllowed(code)) return true
      }
      return false
    })
    if (isStray) found.push(row)
  }
  return found
}

/** Names and rows of which all together are at most so many cells, and as many times the text. */
const [FREE_CELLS, MOST_TIMES] = [2 ** 22, 4]

/**
 * Refuses a table of which most cells have no letter in the file: a small file must not become
 * gigabytes.
 */
export function refuseSparse({ text, starts }: TextRows, nColumns: number, where: string): void {
  const most = FREE_CELLS + MOST_TIMES * text.length
  if (nColumns * starts.length <= most) return
  throw new InputError({
    what: 'a table of far more cells than letters',
    where,
    expected: `at most ${most} cells`,
    got: `${nColumns} columns of ${starts.length} rows`,
    remedy: 'leave out the columns that have no values',
  })
}

/** The places between spans, and behind the last. */
export function gapsOf(spans: readonly Span[]): Span[] {
  const gaps: Span[] = []
  let at = 0
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (start > at) gaps.push({ start: at, end: start })
    at = Math.max(at, end)
  }
  return [...gaps, { start: at, end: Number.POSITIVE_INFINITY }]
}
