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
import { type Notes, rowsSaid } from '../notes.js'
import { SliceCollector } from './cell-texts.js'
import { isCommentAt, linesOf, noteComments } from './lines.js'
import { Table } from './table.js'
import {
  cutColumn,
  isBlank,
  type Span,
  strayRows,
  type TextRows,
  textRows,
} from './text-rows.js'
import { typedColumn } from './typed.js'
import { isNumeric } from './words.js'

const BAR = 124
/** Lines that draw a frame: `+-----+---+`, `|:----|--:|`, and `(2 rows)` below a table. */
const FRAME = /^\s*(?=.*(?:--|==))[-+=|: ]+$/
const FOOT = /^\(\d+ rows?\)\s*$/

function isFrame(line: string): boolean {
  return FRAME.test(line) || FOOT.test(line)
}

/** Offsets of the bars in a line that stand between cells, from its start. */
function barsOf(line: string): number[] {
  const bars = [...line.matchAll(/\|/g)].map((match) => match.index)
  const last = line.trimEnd().length - 1
  return bars.filter((at) => at < last && line.slice(0, at).trim() !== '')
}

/**
 * Whether the columns of a text are divided by bars.
 *
 * @param lines of the beginning, without comments and blank lines
 */
export function isBarred(lines: readonly string[]): boolean {
  const [first = '', ...rows] = lines.filter((line) => !isFrame(line))
  const bars = barsOf(first)
  if (bars.length === 0 || rows.length === 0) return false
  if (rows.every((line) => barsOf(line).length === bars.length)) return true
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
  const spans = spansOf(first)
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
  const emptyStrings = spans.map(() => new Set<number>())
  const columns = cellsOf(rows, spans, emptyStrings, source, notes)
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
function spansOf(line: string): Span[] {
  const bare = line.trimEnd()
  const inner = barsOf(line)
  const start = bare.trimStart().startsWith('|') ? bare.indexOf('|') + 1 : 0
  const end = bare.endsWith('|') ? bare.length - 1 : Number.POSITIVE_INFINITY
  const starts = [start, ...inner.map((at) => at + 1)]
  return starts.map((from, c) => ({ start: from, end: inner[c] ?? end }))
}

function cellsOf(
  rows: TextRows,
  spans: readonly Span[],
  emptyStrings: readonly Set<number>[],
  source: string,
  notes: Notes,
) {
  const divided = dividedRows(rows, spans.length, emptyStrings)
  if (Array.isArray(divided)) return divided
  // A bar may stand in a text, where the columns stand below those of the names.
  const borders = spans.slice(1).map(({ start }) => ({ start: start - 1, end: start }))
  const stray = strayRows(rows, borders, (code) => code === BAR)
  if (stray.length > 0) {
    throw new InputError({
      what: `${rowsSaid(stray, rows.starts.length)} have other bars than the names`,
      where: source,
      expected: `${spans.length} columns`,
      got: rows.text.slice(rows.starts[stray[0]], rows.ends[stray[0]]).slice(0, 80),
    })
  }
  notes.say('the bars of the names tell where the columns are')
  const wide = spans.map((span, c) =>
    c === spans.length - 1 && !hasEndBars(rows) ? { ...span, end: Number.POSITIVE_INFINITY } : span,
  )
  for (const rowsOf of emptyStrings) rowsOf.clear()
  return wide.map((span, c) => cutColumn(rows, span, { emptyStrings: emptyStrings[c] }))
}

function hasEndBars({ text, starts, ends }: TextRows): boolean {
  return starts.length > 0 && text.slice(starts[0], ends[0]).trimEnd().endsWith('|')
}

/** The cells between the bars of each row, or the first row that has another number of them. */
function dividedRows(
  { text, starts, ends }: TextRows,
  nColumns: number,
  emptyStrings: readonly Set<number>[],
) {
  const columns = Array.from({ length: nColumns }, () => new SliceCollector(text))
  for (let row = 0; row < starts.length; row++) {
    let [at, end] = trimmed(text, starts[row], ends[row])
    if (text.charCodeAt(at) === BAR) at++
    if (end > at && text.charCodeAt(end - 1) === BAR) end--
    for (let c = 0; c < nColumns; c++) {
      const bar = text.indexOf('|', at)
      const isLast = bar < 0 || bar >= end
      if (isLast !== (c === nColumns - 1)) return row
      let [first, last] = trimmed(text, at, isLast ? end : bar)
      const isQuoted = last - first > 1 && text[first] === '"' && text[last - 1] === '"'
      if (isQuoted) [first, last] = [first + 1, last - 1]
      if (isQuoted && first === last) emptyStrings[c].add(row)
      columns[c].add(first, last, isQuoted && text.slice(first, last).includes('""'))
      at = bar + 1
    }
  }
  return columns.map((column) => column.collected())
}

function trimmed(text: string, start: number, end: number): [number, number] {
  let [first, last] = [start, end]
  while (first < last && text.charCodeAt(first) <= 32) first++
  while (last > first && text.charCodeAt(last - 1) <= 32) last--
  return [first, last]
}

/** Whether all lines begin with a bar, as they do not below the header of an IPAC table. */
export function isAllBars(text: string): boolean {
  return linesOf(text).every((line) => line.trim() === '' || /^\s*[|+]/.test(line))
}
