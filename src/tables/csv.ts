/**
 * Comma-separated values (RFC 4180) with a header row. The reader takes comma, semicolon or tab,
 * whichever the header uses most, or the one in Excel's first line `sep=;`. Comments (lines.ts) are
 * kept, and so are the units that VizieR writes below the names. The writer uses comma, LF and
 * UTF-8, and quotes only where they are needed. An empty field is a missing value, `""` an empty
 * string.
 */
import { InputError } from '../errors.js'
import { Notes } from '../notes.js'
import { NumberTexts } from './cell-texts.js'
import { quoteField, type Records, readRecords } from './delimited-text.js'
import { type CommentLine, endOfLine, isCommentAt, nextLine, noteComments } from './lines.js'
import { rulerIn } from './ruler.js'
import { type Column, Table } from './table.js'
import { TextBytes } from './text-bytes.js'
import { cellText, refuseVectors, typedColumn, valueText } from './typed.js'
import { isNumeric } from './words.js'

/**
 * Reads CSV text.
 *
 * @param source name of the file, for errors
 * @param notes gets what was left out; the table has it too
 * @throws InputError if the text is empty, has no header row, or a row has another number of fields
 * @example parseCsv('id,x\n007,1.50\n').column('id').values // Int32Array [7]
 */
export function parseCsv(text: string, source?: string, notes = new Notes()): Table {
  const { comments, start, separator } = beginning(text)
  const delimiter = separator ?? delimiterOf(text.slice(start, endOfLine(text, start)))
  let read = readRecords(text, { delimiter, source, start })
  if (read.header.length === 0) throw noHeader(source, 'nothing')
  const commented = namesIn(comments.at(-1), delimiter, read.header)
  if (commented) {
    read = readRecords(text, { delimiter, source, start, header: commented })
    comments.pop()
  } else if (read.header.every((name) => isNumeric(name))) {
    throw noHeader(source, read.header.join(delimiter).slice(0, 60))
  }
  const { header } = read
  const looksLikeRow = (line: string) =>
    header.length > 1 && line.split(delimiter).length === header.length
  noteComments(read.comments, looksLikeRow, notes)
  const all = [...comments, ...read.comments.map((comment: CommentLine) => comment.text)]
  const said = all.length > 0 && { comments: all, commentsOf: 'csv' as const }
  return new Table(columnsOf(read, notes), { source, ...said, ...(notes.length > 0 && { notes }) })
}

function columnsOf({ header, columns, emptyStrings }: Records, notes: Notes): Column[] {
  const ruler = rulerIn(columns, notes)
  return header.map((name, c) => {
    const empty = emptyStrings.get(c)
    const below = empty && new Set([...empty].map((row) => row - ruler.nRows))
    const text = ruler.nRows > 0 ? columns[c].slice(ruler.nRows) : columns[c]
    return typedColumn(name.trim() || `col${c + 1}`, text, {
      emptyStrings: below,
      unit: ruler.units?.[c],
    })
  })
}

/**
 * The names that the last comment above the rows gives, where the first row is no header: it has a
 * number among its fields.
 */
function namesIn(
  comment: string | undefined,
  delimiter: string,
  first: readonly string[],
): string[] | undefined {
  const names = comment?.split(delimiter).map((name) => name.trim()) ?? []
  const usable = names.length === first.length && !names.some((name) => !name || isNumeric(name))
  return usable && first.some((cell) => isNumeric(cell)) ? names : undefined
}

/**
 * The table as CSV text, with the comments that it had as CSV.
 *
 * @throws InputError if a column holds vectors
 */
export function csvText(table: Table): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(csvBytes(table))
}

/** Like {@link csvText}, as UTF-8. */
export function csvBytes(table: Table): Uint8Array<ArrayBuffer> {
  refuseVectors(table, 'CSV')
  const bytes = new TextBytes()
  for (const line of commentLines(table, 'csv')) bytes.text(`${line}\n`)
  bytes.text(`${table.names.map((name) => quoteField(name, ',') || '""').join(',')}\n`)
  const isAlone = table.columns.length === 1
  const cells = table.columns.map((column) => cellWriter(column, bytes, isAlone))
  for (let row = 0; row < table.nRows; row++) {
    for (let c = 0; c < cells.length; c++) {
      if (c > 0) bytes.character(COMMA)
      cells[c](row)
    }
    bytes.character(LINE_FEED)
  }
  return bytes.written()
}

const [COMMA, LINE_FEED] = [44, 10]

/** @param isAlone whether the table has no other column: an empty line would be no row */
function cellWriter(column: Column, bytes: TextBytes, isAlone: boolean): (row: number) => void {
  const { text } = column
  if (text instanceof NumberTexts && !isAlone) return (row) => text.write(row, bytes)
  if (!text && !isAlone) {
    const written = numberWriter(column, bytes)
    if (written) return written
  }
  if (!(Array.isArray(text) && Array.isArray(column.values)) || isAlone) {
    return (row) => bytes.text(field(column, row) || (isAlone ? '""' : ''))
  }
  // Names of fields and of models repeat from row to row.
  let [last, written]: (string | undefined)[] = []
  return (row) => {
    if (written === undefined || text[row] !== last || text[row] === '') {
      last = text[row]
      written = field(column, row)
    }
    bytes.text(written)
  }
}

/** Numbers need no quotes, and whole ones no string. */
function numberWriter(
  { values, missing }: Column,
  bytes: TextBytes,
): ((row: number) => void) | undefined {
  if (Array.isArray(values)) return undefined
  const isFloat = values instanceof Float32Array || values instanceof Float64Array
  if (isFloat || values instanceof BigInt64Array || values instanceof BigUint64Array) {
    return (row) => bytes.text(missing?.[row] ? '' : valueText(values, row))
  }
  return (row) => (missing?.[row] ? undefined : bytes.number(values[row] as number))
}

/** The table's comments as `# ...` lines, if they came from a file of this format. */
export function commentLines(
  { meta: { comments = [], commentsOf } }: Table,
  format: 'csv' | 'tab',
): string[] {
  if (commentsOf !== format) return []
  return comments.flatMap((comment) => comment.split(/\r?\n/)).map((line) => `# ${line}`.trimEnd())
}

function field(column: Column, row: number): string {
  const text = cellText(column, row)
  const emptyString =
    text === '' && typeof column.values[row] === 'string' && !column.missing?.[row]
  return emptyString ? '""' : quoteField(text, ',')
}

/** The comments above the header, where the header begins, and Excel's word on the separator. */
function beginning(text: string): { comments: string[]; start: number; separator?: string } {
  const comments: string[] = []
  let start = text.startsWith('\uFEFF') ? 1 : 0
  const excel = /^sep=(.)[ \t]*(?=[\r\n])/i.exec(text.slice(start, start + 20))
  if (excel) start = nextLine(text, start + excel[0].length)
  while (start < text.length) {
    const end = endOfLine(text, start)
    const line = text.slice(start, end)
    if (isCommentAt(text, start)) {
      comments.push(line.trimStart().slice(1).replace(/^ /, '').trimEnd())
    } else if (line.trim() !== '') break
    start = nextLine(text, end)
  }
  return { comments, start, ...(excel && { separator: excel[1] }) }
}

/** The most frequent of `,`, `;` and tab outside quotes; the comma if there is none of them. */
function delimiterOf(header: string): string {
  const bare = header.replace(/"(?:[^"]|"")*"/g, '')
  const counted = [',', ';', '\t'].map((mark) => ({ mark, n: bare.split(mark).length }))
  return counted.reduce((best, next) => (next.n > best.n ? next : best)).mark
}

function noHeader(source: string | undefined, got: string): InputError {
  return new InputError({
    what: 'a CSV file without a header row',
    where: source,
    expected: 'column names in the first line',
    got,
    remedy: 'add a first line such as id,x,y',
  })
}
