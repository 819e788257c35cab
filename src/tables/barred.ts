/**
 * Tables with bars between their columns, as astropy (`fixed_width`), databases, Markdown and
 * reStructuredText write them:
 *
 *     | name    |    x |       name    | x            name    |    x
 *     |---------|------|       --------+-----         NGC 628   10.5
 *     | NGC 628 | 10.5 |       NGC 628 | 10.5
 *
 * Rows are divided by their own bars. Where they have other bars than the names, or none, the bars
 * of the names tell the places of the columns.
 */
import { InputError } from '../errors.js'
import { type Notes, rowsSaid, rowsWhere } from '../notes.js'
import { SliceCollector } from './cell-texts.js'
import { isCommentAt, noteComments } from './lines.js'
import { Table } from './table.js'
import {
  cutColumn,
  isBlank,
  refuseSparse,
  type Span,
  type TextRows,
  textRows,
} from './text-rows.js'
import { typedColumn } from './typed.js'
import { isNumeric } from './words.js'

const [BLANK, BAR] = [32, 124]
/** Lines that draw a frame: `+-----+---+`, `|:----|--:|`, and `(2 rows)` below a table. */
const FRAME = /^\s*(?=.*(?:--|==))[-+=|: ]+$/
const FOOT = /^\(\d+ rows?\)\s*$/

function isFrame(line: string): boolean {
  return FRAME.test(line) || FOOT.test(line)
}

/** Whether lines begin and end with a bar. */
interface Frame {
  readonly opens: boolean
  readonly closes: boolean
}

function frameOf(first: string): Frame {
  const bare = first.trim()
  return { opens: bare.startsWith('|'), closes: bare.length > 1 && bare.endsWith('|') }
}

/** Offsets of the bars between cells, from the start of a line. */
function barsOf(line: string, { opens, closes }: Frame): number[] {
  const [first, last] = [line.length - line.trimStart().length, line.trimEnd().length - 1]
  return [...line.matchAll(/\|/g)]
    .map((match) => match.index)
    .filter((at) => !(opens && at === first) && !(closes && at === last))
}

/**
 * Whether the columns of a text are divided by bars.
 *
 * @param lines of the beginning, without comments and blank lines
 */
export function isBarred(lines: readonly string[]): boolean {
  const [first = '', ...rows] = lines.filter((line) => !isFrame(line))
  const frame = frameOf(first)
  const bars = barsOf(first, frame)
  if (bars.length === 0 || rows.length === 0) return false
  if (rows.every((line) => barsOf(line, frame).length === bars.length)) return true
  if (rows.every((line) => bars.every((at) => line[at] === '|'))) return true
  const nWords = (line: string) => line.trim().split(/\s+/).length
  const isBelow = (line: string) =>
    !line.includes('|') && bars.every((at) => isBlank(line, at, Math.min(at + 1, line.length)))
  return rows.every(isBelow) && rows.some((line) => nWords(line) !== nWords(first))
}

/**
 * Reads a table between bars.
 *
 * @throws InputError if a row has other bars than the names
 * @example parseBarred('| x | t   |\n| 1 | a b |\n', 'a.txt', notes).names // ['x', 't']
 */
export function parseBarred(text: string, source: string, notes: Notes): Table {
  let nComments = 0
  const lines = textRows(text, 0, (start, end) => {
    if (isCommentAt(text, start)) nComments++
    else return !isFrame(text.slice(start, end))
    return false
  })
  const first = text.slice(lines.starts[0], lines.ends[0])
  const frame = frameOf(first)
  const spans = spansOf(first, frame)
  if (spans.length < 2) {
    throw new InputError({
      what: 'not a fixed-width table',
      where: source,
      expected: 'names above a ruler such as ---- -----, or bars between the names',
      got: first.slice(0, 60),
    })
  }
  if (nComments > 0) {
    const comments = Array.from({ length: nComments }, (_, line) => ({ line, text: '' }))
    noteComments(comments, () => false, notes)
  }
  const cells = spans.map(({ start, end }) => first.slice(start, end).trim())
  const hasNames = !cells.some((cell) => isNumeric(cell))
  const rows = hasNames ? below(lines) : lines
  refuseSparse(rows, spans.length, source)
  const emptyStrings = spans.map(() => new Set<number>())
  const columns = cellsOf(rows, spans, { frame, emptyStrings }, source, notes)
  const read = columns.map((column, c) =>
    typedColumn((hasNames && cells[c]) || `col${c + 1}`, column, {
      ...(emptyStrings[c].size > 0 && { emptyStrings: emptyStrings[c] }),
    }),
  )
  return new Table(read, { source, ...(notes.length > 0 && { notes }) })
}

function below({ text, starts, ends }: TextRows): TextRows {
  return { text, starts: starts.subarray(1), ends: ends.subarray(1) }
}

/** The places between bars; the last reaches to the end of the line, or to its last bar. */
function spansOf(line: string, frame: Frame): Span[] {
  const inner = barsOf(line, frame)
  const start = frame.opens ? line.indexOf('|') + 1 : 0
  const end = frame.closes ? line.lastIndexOf('|') : Number.POSITIVE_INFINITY
  const starts = [start, ...inner.map((at) => at + 1)]
  return starts.map((from, c) => ({ start: from, end: inner[c] ?? end }))
}

function cellsOf(
  rows: TextRows,
  spans: readonly Span[],
  { frame, emptyStrings }: { frame: Frame; emptyStrings: readonly Set<number>[] },
  source: string,
  notes: Notes,
) {
  const divided = dividedRows(rows, spans.length, frame, emptyStrings)
  if (divided) return divided
  const borders = spans.slice(1).map(({ start }) => start - 1)
  const { text, starts, ends } = rows
  const odd = rowsWhere(starts.length, (row) => !keeps(text.slice(starts[row], ends[row]), borders))
  if (odd.length > 0) {
    throw new InputError({
      what: `${rowsSaid(odd, starts.length)} have other bars than the names`,
      where: source,
      expected: `${spans.length} columns`,
      got: text.slice(starts[odd[0]], ends[odd[0]]).slice(0, 80),
    })
  }
  notes.say('the bars of the names tell where the columns are')
  const hasBars = text.slice(starts[0], ends[0]).includes('|')
  const end = hasBars ? spans.at(-1)!.end : Number.POSITIVE_INFINITY
  const wide = spans.map((span, c) => (c === spans.length - 1 ? { ...span, end } : span))
  for (const rowsOf of emptyStrings) rowsOf.clear()
  return wide.map((span, c) => cutColumn(rows, span, { emptyStrings: emptyStrings[c] }))
}

/** Whether a line has a bar at each border, or no bar at all and blanks there. */
function keeps(line: string, borders: readonly number[]): boolean {
  const hasBars = line.includes('|')
  return borders.every((at) =>
    hasBars ? line[at] === '|' : isBlank(line, at, Math.min(at + 1, line.length)),
  )
}

/** The cells between the bars of each row; undefined if a row has another number of them. */
function dividedRows(
  { text, starts, ends }: TextRows,
  nColumns: number,
  { opens, closes }: Frame,
  emptyStrings: readonly Set<number>[],
) {
  const columns = Array.from({ length: nColumns }, () => new SliceCollector(text))
  for (let row = 0; row < starts.length; row++) {
    let [at, end] = trimmed(text, starts[row], ends[row])
    if (opens && text.charCodeAt(at) === BAR) at++
    if (closes && end > at && text.charCodeAt(end - 1) === BAR) end--
    for (let c = 0; c < nColumns; c++) {
      const bar = barBefore(text, at, end)
      if (bar < 0 !== (c === nColumns - 1)) return undefined
      let [first, last] = trimmed(text, at, bar < 0 ? end : bar)
      const isQuoted = last - first > 1 && text[first] === '"' && text[last - 1] === '"'
      if (isQuoted) [first, last] = [first + 1, last - 1]
      if (isQuoted && first === last) emptyStrings[c].add(row)
      columns[c].add(first, last, isQuoted && text.slice(first, last).includes('""'))
      at = bar + 1
    }
  }
  return columns.map((column) => column.collected())
}

/** The next bar before `end`; -1 if there is none. */
function barBefore(text: string, from: number, end: number): number {
  for (let at = from; at < end; at++) if (text.charCodeAt(at) === BAR) return at
  return -1
}

function trimmed(text: string, start: number, end: number): [number, number] {
  let [first, last] = [start, end]
  while (first < last && text.charCodeAt(first) <= BLANK) first++
  while (last > first && text.charCodeAt(last - 1) <= BLANK) last--
  return [first, last]
}
