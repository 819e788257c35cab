/**
 * Tables whose columns stand at the same places of each line, below a ruler, as astropy
 * (`fixed_width_two_line`, `rst`) and VizieR write them:
 *
 *     name         x        y        names; a line of units may follow
 *     -------  -----  -------        the ruler: one run for each column
 *     NGC 628   10.5                 rows: blanks alone are no value
 *
 * A cell between double quotes is the text inside, so that blanks at its ends and the empty text
 * can be written. Types that the cells do not tell, descriptions, and texts with line ends stand in
 * notes (column-notes.ts) above the names.
 */
import { type Notes, rowsSaid } from '../notes.js'
import { isBarred, parseBarred } from './barred.js'
import type { CellTexts } from './cell-texts.js'
import { type ColumnNote, isOfSingles, notesAmong, sayUnused, withTexts } from './column-notes.js'
import { type CommentLine, endOfLine, isCommentAt, nextLine, noteComments } from './lines.js'
import { type Column, Table } from './table.js'
import {
  cutColumn,
  gapsOf,
  isBlank,
  refuseSparse,
  type Span,
  strayRows,
  textRows,
} from './text-rows.js'
import { toldColumn } from './told-column.js'
import { type TextHints, typedColumn } from './typed.js'
import { isNumeric } from './words.js'

/** A ruler, the lines above it, and the places of the columns. */
interface RuledHead {
  readonly names: readonly string[]
  readonly units?: readonly string[]
  readonly spans: readonly Span[]
  readonly ruler: string
}

/** More lines are not above a ruler. */
const MOST_ABOVE = 3

/** One kind of mark alone, in runs of which one at least is longer than a word for "no value". */
const RULER = /^ *([-=~^])\1*(?: +\1+)* *$/

function isRuler(line: string): boolean {
  return RULER.test(line) && /([-=~^])\1\1/.test(line)
}

/**
 * What the first lines of a table say, without comments and blank lines, if a ruler is the first,
 * second or third of them and the names stand above its runs.
 *
 * @param fewest columns; one alone needs a note that says so
 */
export function ruledHead(lines: readonly string[], fewest = 2): RuledHead | undefined {
  const isFramed = isRuler(lines[0] ?? '')
  const first = isFramed ? 1 : 0
  const at = lines.findIndex((line, i) => i > first && i <= first + 2 && isRuler(line))
  if (at < 0 || (isFramed && lines[at].trimEnd() !== lines[0].trimEnd())) return undefined
  const spans = [...lines[at].matchAll(/\S+/g)].map((run, c, all) => ({
    start: run.index,
    end: c === all.length - 1 ? Number.POSITIVE_INFINITY : run.index + run[0].length,
  }))
  const above = lines.slice(first, at)
  if (spans.length < fewest || !allFit(above, spans)) return undefined
  const [names, units] = above.map((line) => spans.map((span) => inside(line, span)))
  if (names.some((name) => name === '') || units?.some((unit) => isNumeric(unit))) return undefined
  return { names, ...(units && { units }), spans, ruler: lines[at].trimEnd() }
}

/** Whether lines keep to the columns: the places between them are blank, and there is no tab. */
function allFit(lines: readonly string[], spans: readonly Span[]): boolean {
  const gaps = between(spans)
  return lines.every(
    (line) =>
      !line.includes('\t') &&
      gaps.every(({ start, end }) => isBlank(line, start, Math.min(end, line.length))),
  )
}

function between(spans: readonly Span[]): Span[] {
  return gapsOf(spans).filter(({ end }) => Number.isFinite(end))
}

function inside(line: string, { start, end }: Span): string {
  const text = line.slice(start, end).trim()
  const [, quoted] = /^"(.*)"$/.exec(text) ?? []
  return quoted?.replaceAll('""', '"') ?? text
}

/**
 * Whether the columns of a text stand at fixed places: below a ruler to which all lines keep, or
 * between bars.
 *
 * @param lines of the beginning, without comments and blank lines
 */
export function isFixedWidth(lines: readonly string[]): boolean {
  const head = ruledHead(lines)
  return head ? allFit(lines, head.spans) : isBarred(lines)
}

/**
 * Reads a table below a ruler, or between bars (barred.ts).
 *
 * @param notes gets a doubt on rows that do not keep to the columns
 * @throws InputError if there is neither a ruler nor a bar
 * @example parseFixedWidth('x   y\n--- ---\n  1\n', 'a.txt', notes).names // ['x', 'y']
 */
export function parseFixedWidth(text: string, source: string, notes: Notes): Table {
  const { comments: above, head, rowsAt } = headOf(text)
  if (!head) return parseBarred(text, source, notes)
  const among: CommentLine[] = []
  const rows = textRows(text, rowsAt, (start, end) => {
    if (isCommentAt(text, start)) {
      among.push({ line: 0, text: text.slice(start, end).trim().slice(1).trim() })
      return false
    }
    return !text.startsWith(head.ruler, start) || text.slice(start, end).trimEnd() !== head.ruler
  })
  refuseSparse(rows, head.spans.length, source)
  noteComments(among, () => false, notes)
  notes.say(
    head.units
      ? 'the two lines below the names are units and a ruler, and no rows'
      : 'the line below the names is a ruler, and no row',
  )
  const stray = strayRows(rows, between(head.spans))
  if (stray.length > 0) {
    notes.doubt(`${rowsSaid(stray, rows.starts.length)} do not keep to the columns below the ruler`)
  }
  const noted = notesAmong(above)
  const columns = head.spans.map((span, c) => {
    const emptyStrings = new Set<number>()
    const cells = cutColumn(rows, span, { emptyStrings })
    const hints = { unit: head.units?.[c], ...(emptyStrings.size > 0 && { emptyStrings }) }
    const note = noted.told.get(head.names[c])
    return note
      ? columnAsNoted(note, cells, hints, notes)
      : typedColumn(head.names[c], cells, hints)
  })
  sayUnused(noted.told, [...head.names], notes)
  const comments = [...noted.comments, ...among.map((comment) => comment.text)]
  const said = comments.length > 0 && { comments, commentsOf: 'tab' as const }
  return new Table(columns, { source, ...said, ...(notes.length > 0 && { notes }) })
}

/** Another program may have changed the cells below a note: then the note does not count. */
function columnAsNoted(note: ColumnNote, cells: CellTexts, hints: TextHints, notes: Notes): Column {
  const { column: name, type, description } = note
  const full = { ...hints, unit: hints.unit || note.unit, ...(description && { description }) }
  const isSingle = type === 'float32'
  const read = toldColumn(name, cells, isSingle ? 'float64' : type, full, notes)
  if (!isSingle) return withTexts(read, note)
  if (isOfSingles(read)) return { ...read, values: Float32Array.from(read.values as Float64Array) }
  notes.say(`column ${name}: its note says float32, but it has more digits: read as float64`)
  return read
}

/** The comments above the ruler, what it says, and where the rows begin. */
function headOf(text: string) {
  const comments: string[] = []
  const lines: string[] = []
  let head: RuledHead | undefined
  let at = 0
  while (!head && at < text.length && lines.length <= MOST_ABOVE) {
    const end = endOfLine(text, at)
    const line = text.slice(at, end)
    at = nextLine(text, end)
    if (isCommentAt(line, 0)) comments.push(line.trim().slice(1).trim())
    else if (line.trim() !== '') {
      lines.push(line)
      head = ruledHead(lines, notesAmong(comments).told.size > 0 ? 1 : 2)
    }
  }
  return { comments, head, rowsAt: at }
}
