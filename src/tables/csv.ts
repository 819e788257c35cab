/**
 * Comma-separated values (RFC 4180) with a header row. The reader takes comma, semicolon or tab,
 * whichever the header uses most, a byte-order mark, and `# comment` lines at the top. The writer
 * uses comma, LF and UTF-8, and quotes only where they are needed. An empty field is a missing
 * value, `""` an empty string.
 */
import { InputError } from '../errors.js'
import { quoteField, readRecords } from './delimited-text.js'
import { type Column, Table } from './table.js'
import { cellText, refuseVectors, typedColumn } from './typed.js'
import { isNumeric } from './words.js'

/**
 * Reads CSV text.
 *
 * @param source name of the file, for errors
 * @throws InputError if the text is empty, has no header row, or a row has another number of fields
 * @example parseCsv('id,x\n007,1.50\n').column('id').values // Int32Array [7]
 */
export function parseCsv(text: string, source?: string): Table {
  const { comments, start } = leadingComments(text)
  const delimiter = delimiterOf(headerLine(text, start))
  const { header, columns, emptyStrings } = readRecords(text, { delimiter, source, start })
  if (header.length === 0) throw noHeader(source, 'nothing')
  if (header.every((name) => isNumeric(name))) {
    const names = comments.at(-1)?.split(delimiter) ?? []
    const usable = names.length === header.length && !names.some((name) => isNumeric(name))
    if (!usable) throw noHeader(source, header.join(delimiter).slice(0, 60))
    return parseCsv(`${names.join(delimiter)}\n${text.slice(start)}`, source)
  }
  const named = header.map((name, c) =>
    typedColumn(name.trim() || `col${c + 1}`, columns[c], { emptyStrings: emptyStrings.get(c) }),
  )
  const said = comments.length > 0 && { comments, commentsOf: 'csv' as const }
  return new Table(named, { source, ...said })
}

/**
 * The table as CSV text, with the comments that it had as CSV.
 *
 * @throws InputError if a column holds vectors
 */
export function csvText(table: Table): string {
  refuseVectors(table, 'CSV')
  const lines = commentLines(table, 'csv')
  lines.push(table.names.map((name) => quoteField(name, ',') || '""').join(','))
  for (let row = 0; row < table.nRows; row++) {
    lines.push(table.columns.map((column) => field(column, row)).join(',') || '""')
  }
  return `${lines.join('\n')}\n`
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

function leadingComments(text: string): { comments: string[]; start: number } {
  const comments: string[] = []
  let start = text.startsWith('\uFEFF') ? 1 : 0
  while (text[start] === '#') {
    const end = text.indexOf('\n', start)
    const line = text.slice(start + 1, end < 0 ? undefined : end)
    comments.push(line.replace(/^ /, '').trimEnd())
    start = end < 0 ? text.length : end + 1
  }
  return { comments, start }
}

function headerLine(text: string, start: number): string {
  const end = /\S[^\n]*/.exec(text.slice(start, start + 100_000))
  return end?.[0] ?? ''
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
