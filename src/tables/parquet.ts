/**
 * Parquet (https://github.com/apache/parquet-format), by hyparquet. A file is read in row groups
 * and columns; what its footer claims is compared with the size of the file before anything is read.
 *
 * Units and descriptions stand where astropy's writer puts them: in the key `table_meta_yaml`, the
 * header of an ECSV file.
 */
import type { ColumnData, FileMetaData, SchemaElement, SchemaTree } from 'hyparquet'
import { parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { Notes } from '../notes.js'
import { ColumnBuilder, type ElementKind } from './column-builder.js'
import { isMap } from './ecsv-header.js'
import { type Column, Table, type TableMeta } from './table.js'
import { parseYaml } from './yaml.js'

/** Encodings and codecs shrink a column at most so much, unless its values are all alike. */
const [FREE_BYTES, MOST_SHRUNK] = [2 ** 26, 1000]
const MOST_COLUMNS = 100_000
/** More rows than a table in memory can have. */
const MOST_ROWS = 2 ** 28

/**
 * The table of a Parquet file.
 *
 * @throws InputError if it is damaged or truncated, or has columns of structures or maps
 * @example const table = await readParquet(await openFile('gaia.parquet'))
 */
export async function readParquet(source: ByteSource): Promise<Table> {
  const file = {
    byteLength: source.byteLength,
    // hyparquet takes buffers of its own.
    slice: async (start: number, end = source.byteLength) =>
      new Uint8Array(await source.slice(start, end)).buffer,
  }
  const notes = new Notes()
  try {
    const metadata = await parquetMetadataAsync(file, { geoparquet: false })
    refuseLies(metadata, source)
    const columns: Column[] = []
    const { children } = parquetSchema(metadata)
    for (const tree of children) {
      const { kind, isList, isUnsigned64 } = kindOf(tree, source, notes)
      const builder = new ColumnBuilder(kind, isList)
      await fill(builder, tree, isList, file, metadata)
      if (builder.nRows !== Number(metadata.num_rows)) {
        throw damaged(source, `${builder.nRows} rows in column ${tree.element.name}`)
      }
      const column = builder.column({ name: tree.element.name }, [undefined], source.name, notes)
      columns.push(isUnsigned64 ? wholeOf(column) : column)
    }
    return described(columns, metadata, source, notes)
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    throw damaged(
      source,
      cause instanceof Error ? cause.message.slice(0, 200) : 'other bytes',
      cause,
    )
  }
}

function damaged(source: ByteSource, got: string, cause?: unknown): InputError {
  const problem = {
    what: 'a damaged Parquet file',
    where: source.name,
    got,
    remedy: 'get the file again',
  }
  return new InputError(problem, { cause })
}

/** What the footer says must fit into the file, and be in proportion to it. */
function refuseLies({ row_groups: groups, num_rows, schema }: FileMetaData, source: ByteSource) {
  const { byteLength } = source
  if (schema.length > MOST_COLUMNS) throw damaged(source, `${schema.length} columns`)
  const most = FREE_BYTES + MOST_SHRUNK * byteLength
  let [rows, unpacked, packed] = [0, 0, 0]
  for (const group of groups) {
    rows += Number(group.num_rows)
    for (const { meta_data: chunk } of group.columns) {
      if (!chunk) throw damaged(source, 'a column without its place')
      const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset)
      const size = Number(chunk.total_compressed_size)
      if (!(start >= 0 && size >= 0 && start + size <= byteLength)) {
        throw damaged(source, `column ${chunk.path_in_schema.join('.')} beyond the end of the file`)
      }
      packed += size
      unpacked += Number(chunk.total_uncompressed_size)
      if (!(Number(chunk.num_values) >= 0 && Number(chunk.num_values) <= 8 * most)) {
        throw damaged(source, `${chunk.num_values} values in ${byteLength} bytes`)
      }
    }
  }
  if (!(unpacked >= 0 && unpacked <= most && packed <= 2 * byteLength)) {
    throw damaged(source, `columns of ${unpacked} bytes in a file of ${byteLength}`)
  }
  if (rows !== Number(num_rows) || !(rows >= 0 && rows <= Math.min(MOST_ROWS, 8 * most))) {
    throw damaged(source, `${num_rows} rows, of which ${rows} are in row groups`)
  }
}

async function fill(
  builder: ColumnBuilder,
  tree: SchemaTree,
  isList: boolean,
  file: { byteLength: number; slice(start: number, end?: number): Promise<ArrayBuffer> },
  metadata: FileMetaData,
): Promise<void> {
  const columns = [tree.element.name]
  let rowStart = 0
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows)
    const chunks: ColumnData[] = []
    const options = { file, metadata, columns, rowStart, rowEnd, compressors, geoparquet: false }
    await parquetRead({
      ...options,
      utf8: true,
      parsers: DATES,
      onChunk: (chunk) => chunks.push(chunk),
    })
    chunks.sort((a, b) => a.rowStart - b.rowStart)
    for (const { columnData } of chunks) addCells(builder, columnData, isList)
    rowStart = rowEnd
  }
}

/** Dates stay text, as people write them, to the digit that the file has. */
const DATES = {
  dateFromDays: (days: number) => (days === undefined ? undefined : dateText(BigInt(days) * DAY)),
  timestampFromMilliseconds: (ms: bigint) => timeText(ms * 1000_000n, 3),
  timestampFromMicroseconds: (us: bigint) => timeText(us * 1000n, 6),
  timestampFromNanoseconds: (ns: bigint) => timeText(ns, 9),
}
const SECOND = 1_000_000_000n
const DAY = 86_400n * SECOND

function dateText(ns: bigint): string {
  const days = ns / DAY - (ns % DAY < 0n ? 1n : 0n)
  const date = new Date(Number(days) * 86_400_000)
  return Number.isNaN(date.getTime())
    ? `${days} days after 1970-01-01`
    : date.toISOString().slice(0, 10)
}

function timeText(ns: bigint, digits: number): string {
  const rest = ((ns % DAY) + DAY) % DAY
  const seconds = Number(rest / SECOND)
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0')
  const clock = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(two).join(':')
  const part = String(rest % SECOND)
    .padStart(9, '0')
    .slice(0, digits)
  return `${dateText(ns)}T${clock}.${part}`
}

function addCells(builder: ColumnBuilder, cells: ArrayLike<unknown>, isList: boolean): void {
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]
    if (!isList) addCell(builder, cell)
    else if (cell === null || cell === undefined) builder.endList(true)
    else {
      for (const part of cell as unknown[]) addCell(builder, part)
      builder.endList()
    }
  }
}

function addCell(builder: ColumnBuilder, cell: unknown): void {
  const { kind } = builder
  if (cell === null || cell === undefined) builder.pushMissing()
  else if (kind === 'int64') builder.push(BigInt.asIntN(64, BigInt(cell as number | bigint)))
  else if (kind === 'string') builder.push(textOf(cell))
  else if (kind === 'bool') builder.push(cell as boolean)
  else builder.push(Number(cell))
}

/** Bytes that are no text are given in hexadecimal digits. */
function textOf(cell: unknown): string {
  if (!(cell instanceof Uint8Array)) return String(cell)
  return Array.from(cell, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** What a column is in memory. A list is a group of a repeated group of one element. */
function kindOf(
  { element, children }: SchemaTree,
  source: ByteSource,
  notes: Notes,
): { kind: ElementKind; isList: boolean; isUnsigned64: boolean } {
  if (children.length === 0) {
    const isList = element.repetition_type === 'REPEATED'
    return { kind: leafKind(element, element.name, notes), isList, isUnsigned64: isWide(element) }
  }
  const isList = element.converted_type === 'LIST' || element.logical_type?.type === 'LIST'
  let inner = children[0]
  while (children.length === 1 && inner.children.length === 1) inner = inner.children[0]
  if (isList && children.length === 1 && inner.children.length === 0) {
    const kind = leafKind(inner.element, element.name, notes)
    return { kind, isList: true, isUnsigned64: isWide(inner.element) }
  }
  throw new InputError({
    what: `column ${element.name} has structures, maps or lists of lists`,
    where: source.name,
    expected: 'numbers, text, truth values or lists of them',
    remedy: 'leave the column out, or split it into columns',
  })
}

/** Unsigned integers of 64 bits. */
function isWide({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  if (logical?.type === 'INTEGER') return logical.bitWidth === 64 && !logical.isSigned
  return converted === 'UINT_64'
}

function leafKind(element: SchemaElement, name: string, notes: Notes): ElementKind {
  const { type, converted_type: converted, logical_type: logical } = element
  const integer = integerKind(element)
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    notes.say(`column ${name}: decimal numbers are read as float64`)
    return 'float64'
  }
  if (/^(DATE|TIME)/.test(converted ?? '') || /^(DATE|TIME)/.test(logical?.type ?? '')) {
    if (!/^TIME(_|$)/.test(converted ?? '') && logical?.type !== 'TIME') {
      notes.say(`column ${name}: dates are read as text`)
      return 'string'
    }
    return 'int64'
  }
  if (type === 'BOOLEAN') return 'bool'
  if (type === 'INT32' || type === 'INT64') return integer
  if (type === 'FLOAT' || logical?.type === 'FLOAT16') return 'float32'
  if (type === 'DOUBLE') return 'float64'
  if (type === 'INT96') notes.say(`column ${name}: dates are read as text`)
  return 'string'
}

/** The narrowest type that holds all values; from 2^63 on there is none, so those are text. */
function integerKind({
  type,
  converted_type: converted,
  logical_type,
}: SchemaElement): ElementKind {
  const logical = logical_type?.type === 'INTEGER' ? logical_type : undefined
  const bits = logical?.bitWidth ?? Number(/_(\d+)$/.exec(converted ?? '')?.[1] ?? 0)
  const isUnsigned = logical ? !logical.isSigned : /^UINT_/.test(converted ?? '')
  if (isUnsigned) {
    if (bits === 64) return 'string'
    return bits === 8 ? 'uint8' : bits === 16 ? 'int32' : 'int64'
  }
  if (bits === 8 || bits === 16) return 'int16'
  return type === 'INT64' ? 'int64' : 'int32'
}

/** Units, descriptions and UCDs of astropy's key. What pandas calls its index is a column. */
function described(
  columns: readonly Column[],
  metadata: FileMetaData,
  source: ByteSource,
  notes: Notes,
): Table {
  const entries = metadata.key_value_metadata ?? []
  const said = (key: string) => entries.find((entry) => entry.key === key)?.value
  const labels = labelsIn(said('table_meta_yaml'), source, notes)
  const meta = said('starsift.table')
  const named = columns.map((column) => labelled(column, labels.get(column.name)))
  const index = named.find(({ name }) => name === '__index_level_0__')
  if (index) notes.say("column __index_level_0__ is pandas's index")
  return new Table(named, {
    source: source.name,
    ...linesIn(meta),
    ...(notes.length > 0 && { notes }),
  })
}

/** Comments and history, as parquet-write.ts keeps them. */
function linesIn(text: string | undefined): Pick<TableMeta, 'comments' | 'history'> {
  if (text === undefined) return {}
  const found: unknown = JSON.parse(text)
  if (typeof found !== 'object' || found === null) return {}
  const lines = (key: string): Record<string, string[]> => {
    const list: unknown = (found as Record<string, unknown>)[key]
    const isRight = Array.isArray(list) && list.every((line) => typeof line === 'string')
    return isRight && list.length > 0 ? { [key]: list } : {}
  }
  return { ...lines('comments'), ...lines('history') }
}

type Labels = Pick<Column, 'unit' | 'description' | 'ucd' | 'dim'>

function labelled(column: Column, labels: Labels = {}): Column {
  const { dim, ...others } = labels
  const fits = dim && dim.length > 1 && dim.reduce((n, axis) => n * axis, 1) === column.width
  return { ...column, ...others, ...(fits && { dim }) }
}

function labelsIn(
  yaml: string | undefined,
  source: ByteSource,
  notes: Notes,
): ReadonlyMap<string, Labels> {
  const labels = new Map<string, Labels>()
  if (yaml === undefined || yaml.length > 2 ** 24) return labels
  try {
    const header = parseYaml(yaml, source.name)
    const list = isMap(header) && Array.isArray(header.datatype) ? header.datatype : []
    for (const entry of list) {
      if (!isMap(entry) || typeof entry.name !== 'string') continue
      const { unit, description, meta, subtype } = entry
      const [, shape] = /\[(\d+(?:,\d+)+)\]$/.exec(String(subtype)) ?? []
      const ucd = meta !== undefined && isMap(meta) ? meta.ucd : undefined
      labels.set(entry.name, {
        ...(unit !== undefined && { unit: String(unit) }),
        ...(description !== undefined && { description: String(description) }),
        ...(typeof ucd === 'string' && { ucd }),
        ...(shape && { dim: shape.split(',').map(Number).reverse() }),
      })
    }
  } catch {
    notes.doubt('its table_meta_yaml is not understood: units and descriptions are left out')
  }
  return labels
}

/**
 * Unsigned integers of 64 bits came as text: they are int64 where that holds all of them. A dictionary
 * of them may come with signs.
 */
function wholeOf(column: Column): Column {
  const { missing, missingParts, width = 1 } = column
  const texts = (column.values as string[]).map((text) =>
    text === '' ? '' : String(BigInt.asUintN(64, BigInt(text))),
  )
  const big = texts.map((text) => BigInt(text || 0))
  const fits = big.every((value) => value < 2n ** 63n)
  const values = fits ? BigInt64Array.from(big) : texts
  return {
    ...{ name: column.name, values },
    ...(width !== 1 && { width }),
    ...(missing && { missing }),
    ...(missingParts && { missingParts }),
  }
}
