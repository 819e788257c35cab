/**
 * JSON lines (https://jsonlines.org): one JSON object a line, a key for each column. JavaScript's
 * parser would round integers beyond 2^53, so these are found first and read as text. JSON has no
 * NaN: Python's `NaN` and `Infinity` are understood, and written.
 */
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import { type CellValue, ColumnBuilder, type ElementKind } from './column-builder.js'
import { linesOf } from './lines.js'
import { type Column, Table } from './table.js'
import { TextBytes } from './text-bytes.js'
import { refuseLists, valueText } from './typed.js'

/** More columns than this no table of the sky has. */
const MOST_COLUMNS = 10_000
/** Names and rows of which all together are at most so many places, and as many times the text. */
const FREE_PLACES = 2 ** 22

/** Strings, which stay, and numbers. */
const WORDS = /"(?:[^"\\]|\\.)*"|-?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\bInfinity\b|\bNaN\b)/g
/** Numbers of which JavaScript's parser would lose digits, or the point that tells a float. */
const HAS_ODD = /\d{16}|NaN|Infinity|\.0+(?!\d)|[eE][+-]?\d/
const ORDINARY = /^(?:"|-?\d{1,15}$|-?\d+\.\d*[1-9]$)/
/** Lines whose strings hold no sign that stands beside a number, as nearly all lines are. */
const IS_SIMPLE = /^[^"]*(?:"[^"\\:,[\]{}]*"[^"]*)*$/
/** In such a line, the numbers that are not ordinary. */
const ODD =
  /(?<=[:,[]\s*)-?(?:\d{16,}|\d+\.\d*0|\d+(?:\.\d+)?[eE][+-]?\d+|Infinity|NaN)(?=\s*[,}\]])/g
/** Before a number that is kept as text. A file with such a string is refused. */
const MARK = '\u0001number:'
/** A marked number as JSON, for `replace`. */
const ESCAPED = '"\\u0001number:$&"'
const HAS_MARK = /\\u0001number:/i

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/**
 * The table of a text of JSON lines. A key that a line lacks, and null, is a missing value.
 *
 * @throws InputError naming the line that is no JSON object, or has objects in it
 * @example parseJsonLines('{"id": 1, "x": 2.5}\n{"id": 2, "x": null}\n', 'a.jsonl')
 */
export function parseJsonLines(text: string, source: string, notes: Notes): Table {
  if (HAS_MARK.test(text)) {
    const what = 'a text that begins with a control character'
    throw new InputError({ what, where: source, got: '\\u0001number:' })
  }
  const cells = new Map<string, Json[]>()
  let nRows = 0
  for (const [i, line] of linesOf(text).entries()) {
    if (line.trim() === '') continue
    const where = `${source}, line ${i + 1}`
    const row = objectOf(line, where)
    for (const [name, value] of Object.entries(row)) {
      const column = cells.get(name) ?? []
      if (column.length === 0) cells.set(name, column)
      while (column.length < nRows) column.push(null)
      column.push(value)
    }
    nRows++
    if (cells.size > MOST_COLUMNS || cells.size * nRows > FREE_PLACES + 4 * text.length) {
      throw new InputError({
        what: 'a table of too many columns',
        where,
        expected: 'the same keys in most lines',
        got: `${cells.size} keys in ${nRows} lines`,
      })
    }
  }
  const columns = [...cells].map(([name, values]) => columnOf(name, values, nRows, source, notes))
  return new Table(columns, { source, ...(notes.length > 0 && { notes }) })
}

function objectOf(line: string, where: string): { [key: string]: Json } {
  let row: Json
  try {
    row = JSON.parse(HAS_ODD.test(line) ? marked(line) : line) as Json
  } catch {
    row = null
  }
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row
  throw new InputError({
    what: 'not a line of JSON lines',
    where,
    expected: 'one JSON object, e.g. {"id": 1, "x": 2.5}',
    got: JSON.stringify(line.slice(0, 60)),
    remedy: 'write one object a line, without commas between them',
  })
}

/** The line with its odd numbers as strings. */
function marked(line: string): string {
  if (IS_SIMPLE.test(line)) return line.replace(ODD, ESCAPED)
  return line.replaceAll(WORDS, (word) =>
    ORDINARY.test(word) ? word : JSON.stringify(MARK + word),
  )
}

function columnOf(
  name: string,
  cells: readonly Json[],
  nRows: number,
  source: string,
  notes: Notes,
): Column {
  const where = `${source}, column ${name}`
  const isList = cells.some((cell) => Array.isArray(cell))
  const flat = isList ? cells.flatMap((cell) => (Array.isArray(cell) ? cell : [cell])) : cells
  const kind = kindOf(flat, where)
  if (kind === undefined) return mixedColumn(name, cells, nRows, where, notes)
  const builder = new ColumnBuilder(kind, isList)
  for (let row = 0; row < nRows; row++) {
    const cell = cells[row] ?? null
    if (!isList) add(builder, cell)
    else if (cell === null) builder.endList(true)
    else {
      for (const part of Array.isArray(cell) ? cell : [cell]) add(builder, part)
      builder.endList()
    }
  }
  return builder.column({ name }, [undefined], source, notes)
}

/** Numbers among texts are text, as they stand. */
function mixedColumn(
  name: string,
  cells: readonly Json[],
  nRows: number,
  where: string,
  notes: Notes,
): Column {
  if (cells.some(Array.isArray)) {
    throw new InputError({ what: 'lists of different types', where, expected: 'one type' })
  }
  notes.doubt(`column ${name} has values of different types: it is read as text`)
  const builder = new ColumnBuilder('string')
  for (let row = 0; row < nRows; row++) {
    const cell = cells[row] ?? null
    if (cell === null) builder.pushMissing()
    else builder.push(String(cell).replace(MARK, ''))
  }
  return builder.column({ name }, [], where, notes)
}

/** The type that holds all values exactly; undefined if none does. */
function kindOf(cells: readonly Json[], where: string): ElementKind | undefined {
  let [nTexts, nTruths, nFloats, nWhole, nWide, nTooWide] = [0, 0, 0, 0, 0, 0]
  for (const cell of cells) {
    if (cell === null) continue
    if (typeof cell === 'object') {
      const what = 'an object or a list of lists in a cell'
      throw new InputError({ what, where, expected: 'a number, text, true, false or a list' })
    }
    if (typeof cell === 'boolean') nTruths++
    else if (typeof cell === 'number') {
      if (!Number.isInteger(cell) || Object.is(cell, -0)) nFloats++
      else if (cell === (cell | 0)) nWhole++
      else if (Number.isSafeInteger(cell)) nWide++
      else nFloats++
    } else if (!cell.startsWith(MARK)) nTexts++
    else if (!/^-?\d+$/.test(cell.slice(MARK.length))) nFloats++
    else {
      const value = BigInt(cell.slice(MARK.length))
      if (BigInt.asIntN(64, value) === value) nWide++
      else nTooWide++
    }
  }
  const nNumbers = nFloats + nWhole + nWide + nTooWide
  if ([nTexts, nTruths, nNumbers].filter((n) => n > 0).length > 1) return undefined
  if (nTruths > 0) return 'bool'
  if (nTexts > 0 || (nTooWide > 0 && nFloats === 0)) return 'string'
  if (nNumbers === 0 || nFloats > 0) return 'float64'
  return nWide > 0 ? 'int64' : 'int32'
}

function add(builder: ColumnBuilder, cell: Json): void {
  if (cell === null) builder.pushMissing()
  else builder.push(valueIn(cell as string | number | boolean, builder.kind))
}

function valueIn(cell: string | number | boolean, kind: ElementKind): CellValue {
  const isMarked = typeof cell === 'string' && cell.startsWith(MARK)
  const value = isMarked ? cell.slice(MARK.length) : cell
  if (kind === 'int64') return BigInt(value)
  if (kind === 'string') return String(value)
  return isMarked ? Number(value) : value
}

/** The table as JSON lines, every key in every line. Units and descriptions have no place in it. */
export function jsonLinesBytes(table: Table): Uint8Array {
  refuseLists(table.columns, 'JSON lines', table.meta.source)
  const out = new TextBytes()
  const keys = table.names.map((name, c) => `${c === 0 ? '{' : ','}${JSON.stringify(name)}:`)
  for (let row = 0; row < table.nRows; row++) {
    for (const [c, column] of table.columns.entries()) {
      out.text(keys[c])
      writeCell(out, column, row)
    }
    out.text('}\n')
  }
  return out.written()
}

function writeCell(out: TextBytes, column: Column, row: number): void {
  const { values, width = 1, missing, missingParts } = column
  if (missing?.[row]) out.text('null')
  else if (width === 1) writeValue(out, values, row)
  else {
    for (let k = 0; k < width; k++) {
      out.text(k === 0 ? '[' : ',')
      if (missingParts?.[row * width + k]) out.text('null')
      else writeValue(out, values, row * width + k)
    }
    out.text(']')
  }
}

function writeValue(out: TextBytes, values: Column['values'], i: number): void {
  const value = values[i]
  if (typeof value === 'string' || typeof value === 'boolean') out.text(JSON.stringify(value))
  else if (!Number.isFinite(Number(value))) {
    out.text(Number.isNaN(value) ? 'NaN' : Number(value) > 0 ? 'Infinity' : '-Infinity')
  } else if (values instanceof Float64Array || values instanceof Float32Array) {
    out.text(valueText(values, i))
  } else out.text(String(value))
}
