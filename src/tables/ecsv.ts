/**
 * Enhanced CSV 1.0 (Astropy Proposal for Enhancement 6): CSV below a YAML header with types, units
 * and descriptions. An empty cell is a missing value, also in strings: the format has no empty
 * string. A column that has one says so in its header ({@link EMPTY}), and then `""` is the empty
 * string. The writer uses commas. astropy's `ascii.ecsv` reads and writes the same, except that it
 * strips blanks around strings, and that empty strings are missing there.
 */
import { InputError } from '../errors.js'
import { Notes } from '../notes.js'
import { ecsvColumn } from './declared-types.js'
import { quoteField, readRecords } from './delimited-text.js'
import {
  type EcsvColumn,
  type EcsvHeader,
  ecsvHeaderLines,
  isMap,
  maskColumns,
  parseEcsvHeader,
} from './ecsv-header.js'
import { endOfLine, nextLine, noteComments } from './lines.js'
import { type Column, Table, type TableMeta } from './table.js'
import { refuseLists, valueText } from './typed.js'
import type { YamlValue } from './yaml.js'

/** In the `meta` of a column: how its empty strings are written. */
const EMPTY = { starsift_empty: '""' } as const

/**
 * Reads ECSV text.
 *
 * @param source name of the file, for errors
 * @param notes gets what was left out; the table has it too
 * @throws InputError if the header is not ECSV or uses what is not supported, if the names in the
 *   line below it differ, or a cell does not fit its column's type
 */
export function parseEcsv(text: string, source?: string, notes = new Notes()): Table {
  const lines: string[] = []
  let start = text.startsWith('\uFEFF') ? 1 : 0
  while (text[start] === '#') {
    const end = endOfLine(text, start)
    lines.push(text.slice(start + 1, end).replace(/^ /, ''))
    start = nextLine(text, end)
  }
  const header = parseEcsvHeader(lines, source ?? 'ECSV table', notes)
  const { delimiter } = header
  const records = readRecords(text, { delimiter, source, start, skipBlanks: true })
  const looksLikeRow = (line: string) =>
    header.columns.length > 1 && line.trim().split(delimiter).length === header.columns.length
  noteComments(records.comments, looksLikeRow, notes)
  checkNames(header.columns, records.header, source)
  const read = header.columns.map((column, c) =>
    ecsvColumn(
      ...([withoutEmpty(column), records.columns[c], source ?? 'ECSV table', notes] as const),
      // Between blanks, a missing value has to be written so, too.
      hasEmpty(column) && delimiter === ',' ? records.emptyStrings.get(c) : undefined,
    ),
  )
  const columns = masked(read, maskColumns(header))
  const noted = notes.length > 0 && { notes }
  return new Table(columns, { source, ...metaOf(header.meta), ...noted })
}

/**
 * The table as ECSV text. In a table of one column, an empty string becomes a missing value.
 *
 * @example
 * ecsvText(new Table([{ name: 'v', values: new Float32Array([22.5]), unit: 'mag' }]))
 * // # %ECSV 1.0 ... - {"name": "v", "datatype": "float32", "unit": "mag"} ... v, 22.5
 */
export function ecsvText(table: Table): string {
  refuseLists(table.columns, 'ECSV', table.meta.source)
  const isEmpty = table.columns.map((column) => table.columns.length > 1 && holdsEmpty(column))
  const columns = table.columns.map((column, c) => {
    const described = ecsvDescribed(column)
    return isEmpty[c] ? { ...described, meta: { ...described.meta, ...EMPTY } } : described
  })
  const lines = ecsvHeaderLines({ columns, delimiter: ',', meta: ecsvMeta(table.meta) })
  lines.push(table.names.map((name) => quoteField(name, ',')).join(','))
  for (let row = 0; row < table.nRows; row++) {
    const cells = table.columns.map((column, c) => {
      const text = quoteField(cell(column, row), ',')
      return text === '' && isEmpty[c] && !column.missing?.[row] ? '""' : text
    })
    lines.push(cells.join(',') || '""')
  }
  return `${lines.join('\n')}\n`
}

function holdsEmpty({ values, missing, width = 1 }: Column): boolean {
  if (width !== 1 || typeof values[0] !== 'string') return false
  return (values as string[]).some((value, row) => value === '' && !missing?.[row])
}

function hasEmpty({ meta }: EcsvColumn): boolean {
  return meta?.starsift_empty === EMPTY.starsift_empty
}

function withoutEmpty(column: EcsvColumn): EcsvColumn {
  if (!hasEmpty(column)) return column
  const { starsift_empty: _, ...meta } = column.meta!
  return { ...column, meta }
}

/** What is known about a table, as the header has it. */
export function ecsvMeta({ comments, attributes, history, frame }: TableMeta): EcsvHeader['meta'] {
  return {
    ...(comments?.length && { comments: [...comments] }),
    ...(frame && { RADESYS: frame.system, ...(frame.equinox && { EQUINOX: frame.equinox }) }),
    ...attributes,
    ...(history && { history: [...history] }),
  }
}

/** The columns, without the values that their mask columns hide. The masks stay columns too. */
export function masked(
  columns: readonly Column[],
  masks: readonly { column: string; mask: string }[],
): Column[] {
  return columns.map((column) => {
    const named = masks.find((mask) => mask.column === column.name)
    const mask = columns.find(({ name }) => name === named?.mask)?.values
    if (!mask || (column.width ?? 1) !== 1 || typeof mask[0] !== 'boolean') return column
    const missing = Uint8Array.from(mask as boolean[], (hidden, row) =>
      hidden || column.missing?.[row] ? 1 : 0,
    )
    return missing.includes(1) ? { ...column, missing } : column
  })
}

function checkNames(columns: readonly EcsvColumn[], names: readonly string[], source?: string) {
  const listed = columns.map((column) => column.name)
  const differs = listed.findIndex((name, c) => name !== names[c])
  if (differs < 0 && listed.length === names.length) return
  throw new InputError({
    what: 'the header and the line of names differ',
    where: source,
    expected: listed.join(', '),
    got: names.join(', '),
    remedy: 'make the line below the header name the same columns',
  })
}

/** What the header says of the table: lines of comments, and all else. */
export function metaOf(meta: { readonly [key: string]: YamlValue }): TableMeta {
  const { comments, ...attributes } = meta
  const list = Array.isArray(comments) ? comments : []
  const isText = comments === undefined || list.every((line) => typeof line === 'string')
  const others = isText ? attributes : meta
  return {
    ...(isText && list.length > 0 && { comments: list as string[] }),
    ...(isMap(others) && Object.keys(others).length > 0 && { attributes: others }),
  }
}

/** A column as the header of an ECSV file describes it. */
export function ecsvDescribed({ name, values, width = 1, dim, ...column }: Column): EcsvColumn {
  const type = typeOf(values)
  const shape = dim ? [...dim].reverse() : [width]
  const { ucd, frame } = column
  const meta = {
    ...(ucd && { ucd }),
    ...(frame && { frame: frame.system, ...(frame.equinox && { equinox: frame.equinox }) }),
    ...column.attributes,
  }
  return {
    name,
    ...(column.unit && { unit: column.unit }),
    datatype: width === 1 ? type : 'string',
    ...(width !== 1 && { subtype: `${type}[${shape.join(',')}]` }),
    ...(column.format && { format: column.format }),
    ...(column.description && { description: column.description }),
    ...(Object.keys(meta).length > 0 && { meta }),
  }
}

function typeOf(values: Column['values']): string {
  if (values instanceof Float64Array) return 'float64'
  if (values instanceof Float32Array) return 'float32'
  if (values instanceof Int32Array) return 'int32'
  if (values instanceof Int16Array) return 'int16'
  if (values instanceof Uint8Array) return 'uint8'
  if (values instanceof BigInt64Array) return 'int64'
  return typeof values[0] === 'boolean' ? 'bool' : 'string'
}

/**
 * The column's own text if Python reads the same value from it, otherwise the text of the value.
 */
function cell(column: Column, row: number): string {
  const { values, width = 1, missing, text } = column
  if (missing?.[row]) return ''
  if (width !== 1) return list(column, row, column.dim ?? [width])
  const numeric = typeof values[row] === 'number' || typeof values[row] === 'bigint'
  const own = numeric ? text?.at(row) : undefined
  if (own && /^-?\d/.test(own) && !/[dD]/.test(own)) return own
  return valueText(values, row)
}

/** A vector as JSON, with Python's NaN and Infinity, and null for what it lacks. */
function list(column: Column, row: number, dim: readonly number[]): string {
  const { width = 1 } = column
  const parts = Array.from({ length: width }, (_, k) => partText(column, row * width + k))
  return nested(parts, dim.length === 1 ? [width] : dim)
}

/** @param dim lengths of the axes, the fastest first */
function nested(parts: readonly string[], dim: readonly number[]): string {
  const length = dim.at(-1)!
  if (dim.length === 1) return `[${parts.join(',')}]`
  const size = parts.length / length
  const inner = Array.from({ length }, (_, i) =>
    nested(parts.slice(i * size, (i + 1) * size), dim.slice(0, -1)),
  )
  return `[${inner.join(',')}]`
}

function partText({ values, missingParts }: Column, i: number): string {
  if (missingParts?.[i]) return 'null'
  const value = values[i]
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  return valueText(values, i).replace('nan', 'NaN').replace('inf', 'Infinity')
}
