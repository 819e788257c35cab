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
import { commentLines } from './csv.js'
import { type CommentLine, isCommentAt, linesOf, noteComments } from './lines.js'
import { rulerIn } from './ruler.js'
import { type ListedColumn, sextractorColumns } from './sextractor.js'
import { type Column, Table } from './table.js'
import { cellText, refuseVectors, typedColumn } from './typed.js'
import { isNumeric } from './words.js'

interface Row {
  line: number
  fields: string[]
}

/**
 * Reads a white-space table.
 *
 * @param source name of the file, for errors
 * @param notes gets what was left out; the table has it too
 * @throws InputError naming the line of a row with too few or too many fields
 * @example parseAscii('# id x\n1 2.50\n').names // ['id', 'x']
 */
export function parseAscii(text: string, source?: string, notes = new Notes()): Table {
  const above: CommentLine[] = []
  const among: CommentLine[] = []
  const data: { line: number; text: string }[] = []
  for (const [i, line] of linesOf(text.replace(/^\uFEFF/, '')).entries()) {
    const bare = line.trim()
    const comments = data.length === 0 ? above : among
    if (isCommentAt(line, 0)) comments.push({ line: i + 1, text: bare.slice(1).trim() })
    else if (bare !== '') data.push({ line: i + 1, text: line })
  }
  const split = splitter(data.map((row) => row.text))
  const rows = data.map((row) => ({ line: row.line, fields: split(row.text, source, row.line) }))
  const head = above.map((comment) => comment.text)
  const { listed, kept, start } = namesOf(head, rows, split)
  const looksLikeRow = (line: string) => listed.length > 1 && splitsInto(split, line, listed.length)
  noteComments(among, looksLikeRow, notes)
  const columns = columnsOf(rows.slice(start), listed, notes, source)
  const comments = [...kept, ...among.map((comment) => comment.text)]
  const said = comments.length > 0 && { comments, commentsOf: 'tab' as const }
  return new Table(columns, { source, ...said, ...(notes.length > 0 && { notes }) })
}

/** A comment may have any quotes, also such as no row has. */
function splitsInto(split: Split, line: string, nFields: number): boolean {
  try {
    return split(line).length === nFields
  } catch {
    return false
  }
}

/**
 * The table as aligned text below one line `# name name ...`, so that np.loadtxt, awk and astropy's
 * `ascii.commented_header` can read it. Comments that it had as such a table come first. A missing
 * value without a text is `--` in integers and booleans, `nan` in floats, `""` in strings.
 *
 * @throws InputError if a column holds vectors
 */
export function asciiText(table: Table): string {
  refuseVectors(table, 'a white-space table')
  const names = table.names.map(quote)
  const cells = table.columns.map((column) =>
    Array.from({ length: table.nRows }, (_, row) => quote(plainText(column, row))),
  )
  const widths = cells.map((column, c) =>
    column.reduce((widest, cell) => Math.max(widest, cell.length), names[c].length),
  )
  const lines = commentLines(table, 'tab')
  lines.push(`# ${names.map((name, c) => name.padStart(widths[c])).join(' ')}`)
  for (let row = 0; row < table.nRows; row++) {
    const line = cells.map((column, c) => column[row].padStart(widths[c])).join(' ')
    lines.push(`  ${line}`)
  }
  return `${lines.join('\n')}\n`
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

type Split = (line: string, source?: string, number?: number) => string[]

function splitter(lines: readonly string[]): Split {
  const tabs = lines.map((line) => line.replace(/"(?:[^"]|"")*"/g, '').split('\t').length - 1)
  const byTabs = tabs[0] > 0 && tabs.every((n) => n === tabs[0])
  return byTabs ? splitTabs : splitBlanks
}

const TAB_FIELD = / *"((?:[^"]|"")*)" *(?=\t|$)|[^\t]*/y

function splitTabs(line: string): string[] {
  if (!line.includes('"')) return line.split('\t').map((field) => field.trim())
  const fields: string[] = []
  for (let at = 0; at <= line.length; at = TAB_FIELD.lastIndex + 1) {
    TAB_FIELD.lastIndex = at
    const [plain, quoted] = TAB_FIELD.exec(line)!
    fields.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'))
  }
  return fields
}

const FIELD = /"((?:[^"]|"")*)"(?=\s|$)|[^\s"]\S*/y

function splitBlanks(line: string, source = 'table', number = 1): string[] {
  if (!line.includes('"')) return line.trim().split(/\s+/)
  const fields: string[] = []
  const bare = line.trimEnd()
  for (let at = bare.length - bare.trimStart().length; at < bare.length; ) {
    FIELD.lastIndex = at
    const match = FIELD.exec(bare)
    if (!match) {
      throw new InputError({
        what: 'a quote that never ends, or text after a closing quote',
        where: `${source}, line ${number}`,
        got: bare.slice(at, at + 40),
        remedy: 'close the quote, and double the quotes inside a quoted field',
      })
    }
    fields.push(match[1] === undefined ? match[0] : match[1].replaceAll('""', '"'))
    at = FIELD.lastIndex
    while (/\s/.test(bare[at] ?? '')) at++
  }
  return fields
}

/**
 * Names of the columns, the comments that do not name them, and the index of the first data row.
 */
function namesOf(comments: readonly string[], rows: readonly Row[], split: Split) {
  const n = rows[0]?.fields.length ?? 0
  const sextractor = sextractorColumns(comments, n || comments.length)
  if (sextractor) return { listed: sextractor, kept: [], start: 0 }
  const last = comments.at(-1)
  const words = last ? split(last) : []
  const named = words.length === n || (n === 0 && words.length > 0)
  if (named && areNames(words))
    return { listed: asColumns(words), kept: comments.slice(0, -1), start: 0 }
  if (rows.length > 0 && areNames(rows[0].fields)) {
    return { listed: asColumns(rows[0].fields), kept: comments, start: 1 }
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

function columnsOf(
  rows: readonly Row[],
  listed: readonly ListedColumn[],
  notes: Notes,
  source = 'table',
) {
  const text: string[][] = listed.map(() => new Array(rows.length))
  rows.forEach(({ line, fields }, row) => {
    if (fields.length !== listed.length) {
      throw new InputError({
        what: 'a row of another length than the others',
        where: `${source}, line ${line}`,
        expected: `${listed.length} fields`,
        got: `${fields.length}`,
        remedy: 'complete the row, and put texts with blanks in double quotes',
      })
    }
    for (let c = 0; c < fields.length; c++) text[c][row] = fields[c]
  })
  const { nRows, units } = rulerIn(text, notes)
  return listed.map(({ name, ...hints }, c) =>
    typedColumn(name, text[c].slice(nRows), { unit: units?.[c], ...hints }),
  )
}
