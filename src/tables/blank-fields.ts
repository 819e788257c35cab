/**
 * Lines whose fields stand between blanks, or between tabs, as offsets in the text: a table of a
 * million rows gets no string for a line or for a field (cell-texts.ts). A field in double quotes
 * may hold what separates; a quote inside is doubled.
 */
import { InputError } from '../errors.js'
import { type CommentLine, endOfLine, isCommentAt, nextLine } from './lines.js'

const [TAB, LAST_CONTROL, BLANK, QUOTE, LAST_ASCII] = [9, 13, 32, 34, 127]
const WIDE_BLANK = /\s/

/** The lines of a text: its comments, and where the others begin and end. */
export interface DataLines {
  readonly above: readonly CommentLine[]
  readonly among: readonly CommentLine[]
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly length: number
}

/** Lines of blanks are left out. */
export function dataLines(text: string): DataLines {
  const [above, among]: CommentLine[][] = [[], []]
  let [starts, ends, n] = [new Int32Array(1024), new Int32Array(1024), 0]
  // A byte-order mark belongs to no line.
  for (let at = text.startsWith('\uFEFF') ? 1 : 0, line = 1; at < text.length; line++) {
    const end = endOfLine(text, at)
    if (isCommentAt(text, at)) {
      const comment = { line, text: text.slice(at, end).trim().slice(1).trim() }
      if (n === 0) above.push(comment)
      else among.push(comment)
    } else if (afterBlanks(text, at, end) < end) {
      if (n === starts.length) [starts, ends] = [twice(starts), twice(ends)]
      starts[n] = at
      ends[n++] = end
    }
    at = nextLine(text, end)
  }
  return { above, among, starts, ends, length: n }
}

function twice(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * values.length)
  larger.set(values)
  return larger
}

/** As `trim` and `\s` have it. */
function isSpace(code: number): boolean {
  if (code <= LAST_ASCII) return code === BLANK || (code >= TAB && code <= LAST_CONTROL)
  return WIDE_BLANK.test(String.fromCharCode(code))
}

function afterBlanks(text: string, start: number, end: number): number {
  let at = start
  while (at < end && isSpace(text.charCodeAt(at))) at++
  return at
}

function beforeBlanks(text: string, start: number, end: number): number {
  let at = end
  while (at > start && isSpace(text.charCodeAt(at - 1))) at--
  return at
}

/** The fields of one line. */
export class Fields {
  n = 0
  readonly starts: number[] = []
  readonly ends: number[] = []
  /** Whether quotes are doubled in a field. */
  readonly doubled: boolean[] = []

  add(start: number, end: number, doubled = false): void {
    this.starts[this.n] = start
    this.ends[this.n] = end
    this.doubled[this.n++] = doubled
  }

  /** The fields as strings. */
  texts(text: string): string[] {
    return Array.from({ length: this.n }, (_, c) => {
      const field = text.slice(this.starts[c], this.ends[c])
      return this.doubled[c] ? field.replaceAll('""', '"') : field
    })
  }
}

/**
 * Puts the fields of the line from `start` to `end` into `fields`.
 *
 * @returns the offset of a field that cannot be, because its quotes never end or text follows them;
 *   -1 if there is none
 */
export type Split = (text: string, start: number, end: number, fields: Fields) => number

/** The fields of a line of its own; undefined if it cannot be split. */
export function splitLine(split: Split, line: string): string[] | undefined {
  const fields = new Fields()
  return split(line, 0, line.length, fields) < 0 ? fields.texts(line) : undefined
}

/** Tabs divide the fields if all lines have as many of them, and one at least; blanks otherwise. */
export function splitFor(text: string, { starts, ends, length }: DataLines): Split {
  const first = length > 0 ? tabsIn(text, starts[0], ends[0]) : 0
  if (first === 0) return splitBlanks
  for (let i = 1; i < length; i++) {
    if (tabsIn(text, starts[i], ends[i]) !== first) return splitBlanks
  }
  return splitTabs
}

/** Tabs outside of quotes. */
function tabsIn(text: string, start: number, end: number): number {
  let n = 0
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === TAB) n++
    if (code !== QUOTE) continue
    return (
      text
        .slice(start, end)
        .replace(/"(?:[^"]|"")*"/g, '')
        .split('\t').length - 1
    )
  }
  return n
}

/** Behind the quote that ends a field which begins with a quote at `open`; -1 if none does. */
function afterQuote(text: string, open: number, end: number): number {
  for (let at = open + 1; at < end; at++) {
    if (text.charCodeAt(at) !== QUOTE) continue
    if (at + 1 === end || text.charCodeAt(at + 1) !== QUOTE) return at + 1
    at++
  }
  return -1
}

function addQuoted(text: string, open: number, close: number, fields: Fields): void {
  const quote = text.indexOf('"', open + 1)
  fields.add(open + 1, close - 1, quote < close - 1)
}

function splitBlanks(text: string, start: number, end: number, fields: Fields): number {
  fields.n = 0
  for (let at = afterBlanks(text, start, end); at < end; at = afterBlanks(text, at, end)) {
    const first = at
    if (text.charCodeAt(at) === QUOTE) {
      at = afterQuote(text, first, end)
      if (at < 0 || (at < end && !isSpace(text.charCodeAt(at)))) return first
      addQuoted(text, first, at, fields)
    } else {
      while (at < end && !isSpace(text.charCodeAt(at))) at++
      fields.add(first, at)
    }
  }
  return -1
}

/** A field is quoted if nothing but blanks stands beside its quotes. */
function splitTabs(text: string, start: number, end: number, fields: Fields): number {
  fields.n = 0
  for (let at = start; at <= end; at++) {
    let open = at
    while (open < end && text.charCodeAt(open) === BLANK) open++
    const close = text.charCodeAt(open) === QUOTE ? afterQuote(text, open, end) : -1
    let next = Math.max(close, 0)
    while (next < end && text.charCodeAt(next) === BLANK) next++
    if (close > 0 && (next === end || text.charCodeAt(next) === TAB)) {
      addQuoted(text, open, close, fields)
      at = next
      continue
    }
    const first = at
    while (at < end && text.charCodeAt(at) !== TAB) at++
    const from = afterBlanks(text, first, at)
    fields.add(from, beforeBlanks(text, from, at))
  }
  return -1
}

/** @param number of the line, counted from 1 */
export function badQuote(text: string, at: number, end: number, source: string, number: number) {
  return new InputError({
    what: 'a quote that never ends, or text after a closing quote',
    where: `${source}, line ${number}`,
    got: text.slice(at, Math.min(at + 40, end)),
    remedy: 'close the quote, and double the quotes inside a quoted field',
  })
}

/** The number of the line in which an offset is, counted from 1. */
export function lineNumber(text: string, offset: number): number {
  let line = 1
  for (let at = endOfLine(text, 0); at < offset; at = endOfLine(text, nextLine(text, at))) line++
  return line
}
