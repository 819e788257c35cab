/**
 * White-space tables: `.tab`, `.txt`, `.dat`, `.cat`. No standard describes them, so these are our
 * rules:
 *
 * - Blank lines are skipped. Comments (lines.ts) are kept.
 * - If every row has the same number of tabs, and at least one, tabs separate the fields; otherwise
 *   blanks.
 * - A field in double quotes may hold the separator. A quote inside is doubled.
 * - Names come from a Source Extractor header; or from the last comment before the data, if it has
 *   as many words as there are columns; or from the first line, if no word in it is a number.
 *   Otherwise they are col1, col2, ...
 *
 * LEGUS catalogues have no names: catalog/legus.ts knows them.
 */

import { InputError } from '../errors.js'
import { Notes } from '../notes.js'
import { alignedBytes } from './aligned.js'
import {
  badQuote,
  type DataLines,
  dataLines,
  Fields,
  lineNumber,
  type Split,
  splitFor,
  splitLine,
} from './blank-fields.js'
import { SliceCollector } from './cell-texts.js'
import { commentLines } from './csv.js'
import { noteComments } from './lines.js'
import { rulerIn } from './ruler.js'
import { type ListedColumn, sextractorColumns } from './sextractor.js'
import { type Column, Table } from './table.js'
import { cellText, refuseVectors, typedColumn } from './typed.js'
import { isNumeric } from './words.js'

/**
 * Reads a white-space table.
 *
 * @param source name of the file, for errors
 * @param notes gets what was left out; the table has it too
 * @throws InputError naming the line of a row with too few or too many fields
 * @example parseAscii('# id x\n1 2.50\n').names // ['id', 'x']
 */
export function parseAscii(text: string, source?: string, notes = new Notes()): Table {
  const lines = dataLines(text)
  const split = splitFor(text, lines)
  const rows: Rows = { ...{ text, lines, split }, source: source ?? 'table', first: 0 }
  const head = lines.above.map((comment) => comment.text)
  const { listed, kept, start } = namesOf(head, lines.length > 0 ? fieldsOf(rows, 0) : [], split)
  const looksLikeRow = (line: string) =>
    listed.length > 1 && splitLine(split, line)?.length === listed.length
  noteComments(lines.among, looksLikeRow, notes)
  const columns = columnsOf({ ...rows, first: start }, listed, notes)
  const comments = [...kept, ...lines.among.map((comment) => comment.text)]
  const said = comments.length > 0 && { comments, commentsOf: 'tab' as const }
  return new Table(columns, { source, ...said, ...(notes.length > 0 && { notes }) })
}

/** The lines that hold rows, from line `first` of the data on. */
interface Rows {
  readonly text: string
  readonly lines: DataLines
  readonly split: Split
  readonly source: string
  readonly first: number
}

/** @throws InputError naming the line if its quotes are wrong */
function fieldsOf({ text, lines, split, source }: Rows, i: number): string[] {
  const fields = new Fields()
  const bad = split(text, lines.starts[i], lines.ends[i], fields)
  if (bad >= 0) throw badQuote(text, bad, lines.ends[i], source, lineNumber(text, bad))
  return fields.texts(text)
}

/**
 * The table as aligned text below one line `# name name ...`, so that np.loadtxt, awk and astropy's
 * `ascii.commented_header` can read it. Comments that it had as such a table come first. A missing
 * value without a text is `--` in integers and booleans, `nan` in floats, `""` in strings.
 *
 * @throws InputError if a column holds vectors, or has a number for a name
 */
export function asciiText(table: Table): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(asciiBytes(table))
}

/** Like {@link asciiText}, as UTF-8. */
export function asciiBytes(table: Table): Uint8Array {
  refuseVectors(table, 'a white-space table')
  for (const name of table.names) refuseName(name, table)
  const names = table.names.map(quote)
  const columns = table.columns.map((column, c) => ({
    head: [names[c]],
    cell: (row: number) => quote(plainText(column, row)),
  }))
  return alignedBytes(columns, table.nRows, { before: '  ', behind: '' }, (out, widths) => {
    for (const line of commentLines(table, 'tab')) out.text(`${line}\n`)
    out.text(`# ${names.map((name, c) => name.padStart(widths[c])).join(' ')}\n`)
  })
}

/** A reader takes a line with a number for a row, and no line of names. */
function refuseName(name: string, { meta }: Table): void {
  if (name !== '' && !isNumeric(name)) return
  throw new InputError({
    what: 'a white-space table cannot hold the name of a column',
    where: `${meta.source ?? 'table'}, column ${JSON.stringify(name)}`,
    expected: 'a name that is no number',
    remedy: 'rename the column, or write .ecsv or .fits',
  })
}

function plainText(column: Column, row: number): string {
  const text = cellText(column, row)
  if (text !== '' || typeof column.values[row] === 'string') return text
  const floats = column.values instanceof Float64Array || column.values instanceof Float32Array
  return floats ? 'nan' : '--'
}

function quote(field: string): string {
  if (/[\r\n]/.test(field)) {
    throw new InputError({
      what: 'a white-space table cannot hold a text of several lines',
      got: JSON.stringify(field.slice(0, 60)),
      remedy: 'write .csv or .fits',
    })
  }
  return field === '' || /[\s"#]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}

/**
 * Names of the columns, the comments that do not name them, and the index of the first data row.
 */
function namesOf(comments: readonly string[], firstRow: readonly string[], split: Split) {
  const n = firstRow.length
  const sextractor = sextractorColumns(comments, n || comments.length)
  if (sextractor) return { listed: sextractor, kept: [], start: 0 }
  const last = comments.at(-1)
  const words = (last && splitLine(split, last)) || []
  const named = words.length === n || (n === 0 && words.length > 0)
  if (named && areNames(words))
    return { listed: asColumns(words), kept: comments.slice(0, -1), start: 0 }
  if (n > 0 && areNames(firstRow)) {
    return { listed: asColumns(firstRow), kept: comments, start: 1 }
  }
  const numbered = Array.from({ length: n }, (_, c) => ({ name: `col${c + 1}` }))
  return { listed: numbered, kept: comments, start: 0 }
}

function areNames(words: readonly string[]): boolean {
  return new Set(words).size === words.length && words.every((word) => word && !isNumeric(word))
}

function asColumns(words: readonly string[]): ListedColumn[] {
  return words.map((name) => ({ name }))
}

function columnsOf(rows: Rows, listed: readonly ListedColumn[], notes: Notes): Column[] {
  const cells = cellsOf(rows, listed.length)
  const { nRows, units } = rulerIn(cells, notes)
  return listed.map(({ name, ...hints }, c) =>
    typedColumn(name, nRows > 0 ? cells[c].slice(nRows) : cells[c], { unit: units?.[c], ...hints }),
  )
}

/** @throws InputError naming the line of a row with too few or too many fields, or wrong quotes */
function cellsOf({ text, lines, split, source, first }: Rows, nColumns: number) {
  const columns = Array.from({ length: nColumns }, () => new SliceCollector(text))
  const fields = new Fields()
  const { starts, ends, doubled } = fields
  for (let i = first; i < lines.length; i++) {
    const bad = split(text, lines.starts[i], lines.ends[i], fields)
    if (bad >= 0) throw badQuote(text, bad, lines.ends[i], source, lineNumber(text, bad))
    if (fields.n !== nColumns) {
      throw new InputError({
        what: 'a row of another length than the others',
        where: `${source}, line ${lineNumber(text, lines.starts[i])}`,
        expected: `${nColumns} fields`,
        got: `${fields.n}`,
        remedy: 'complete the row, and put texts with blanks in double quotes',
      })
    }
    for (let c = 0; c < nColumns; c++) columns[c].add(starts[c], ends[c], doubled[c])
  }
  return columns.map((column) => column.collected())
}
