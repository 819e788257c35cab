/**
 * Parquet by hyparquet-writer, packed with Snappy: every reader has it, and it costs the least
 * time. What has no place in Parquet stands in its keys (parquet.ts).
 */
import { parquetWriteBuffer } from 'hyparquet-writer'
import { missingValues } from './column-builder.js'
import { ecsvDescribed, ecsvMeta } from './ecsv.js'
import { type EcsvColumn, ecsvHeaderLines } from './ecsv-header.js'
import { COLUMNS_KEY, HEADER_KEY } from './parquet.js'
import { type Column, isVector, type Table } from './table.js'

type Options = Parameters<typeof parquetWriteBuffer>[0]
type SchemaElement = NonNullable<Options['schema']>[number]
type ColumnSource = Options['columnData'][number]

const ROWS_A_GROUP = 100_000

/**
 * The table as a Parquet file.
 *
 * @example await writeFile('a.parquet', parquetBytes(table))
 */
export function parquetBytes(table: Table): Uint8Array {
  const { columns } = table
  const extras = Object.fromEntries(
    columns.flatMap(({ name, complex, bits }) =>
      complex || bits ? [[name, complex ? 'complex' : 'bits']] : [],
    ),
  )
  const buffer = parquetWriteBuffer({
    columnData: columns.map(sourceOf),
    schema: [{ name: 'schema', num_children: columns.length }, ...columns.flatMap(schemaOf)],
    codec: 'SNAPPY',
    statistics: false,
    rowGroupSize: ROWS_A_GROUP,
    createdBy: 'starsift',
    kvMetadata: [
      { key: HEADER_KEY, value: headerOf(table) },
      ...columns.flatMap(lengthOf),
      ...(Object.keys(extras).length > 0
        ? [{ key: COLUMNS_KEY, value: JSON.stringify(extras) }]
        : []),
    ],
  })
  return new Uint8Array(buffer)
}

/** The header of ECSV without its marks, as astropy's writer keeps it. */
function headerOf({ columns, meta }: Table): string {
  const header = { columns: columns.map(described), delimiter: ' ', meta: ecsvMeta(meta) }
  return ecsvHeaderLines(header)
    .slice(2)
    .map((line) => line.slice(2))
    .join('\n')
}

function described(column: Column): EcsvColumn {
  const { datatype, ...others } = ecsvDescribed(column)
  if (!column.offsets) return { datatype, ...others }
  return { ...others, datatype: 'string', subtype: `${datatype}[null]` }
}

/** astropy asks for the bytes of the longest text of a column. */
function lengthOf({ name, values }: Column): { key: string; value: string }[] {
  if (typeof values[0] !== 'string') return []
  let longest = 1
  for (const text of values as string[]) longest = Math.max(longest, text.length)
  return [{ key: `table::len::${name}`, value: String(longest) }]
}

function schemaOf(column: Column): SchemaElement[] {
  const { name, missing, missingParts, values } = column
  const type = typeOf(values)
  const optional = (is: unknown) => ({ repetition_type: is ? 'OPTIONAL' : 'REQUIRED' }) as const
  if (!isVector(column)) return [{ name, ...optional(missing), ...type }]
  return [
    { name, ...optional(missing), num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', ...optional(missingParts), ...type },
  ]
}

function typeOf(values: Column['values']): Pick<SchemaElement, 'type' | 'converted_type'> {
  if (values instanceof Float64Array) return { type: 'DOUBLE' }
  if (values instanceof Float32Array) return { type: 'FLOAT' }
  if (values instanceof Int32Array) return { type: 'INT32' }
  if (values instanceof Int16Array) return { type: 'INT32', converted_type: 'INT_16' }
  if (values instanceof Uint8Array) return { type: 'INT32', converted_type: 'UINT_8' }
  if (values instanceof BigInt64Array) return { type: 'INT64' }
  if (typeof values[0] === 'boolean') return { type: 'BOOLEAN' }
  return { type: 'BYTE_ARRAY', converted_type: 'UTF8' }
}

function sourceOf(column: Column): ColumnSource {
  const { name, values } = column
  // A dictionary would take -0 for 0; not all readers know runs of truth values.
  const isPlain =
    values instanceof Float64Array ||
    values instanceof Float32Array ||
    typeof values[0] === 'boolean'
  const data = new GroupRows(column) as unknown as ColumnSource['data']
  return { name, data, ...(isPlain && { encoding: 'PLAIN' as const }) }
}

/** The rows as the library takes them, which asks for those of one group after another. */
class GroupRows {
  readonly length: number
  private readonly gone: Uint8Array | undefined

  constructor(private readonly column: Column) {
    const { values, width = 1, offsets } = column
    this.length = offsets ? offsets.length - 1 : values.length / width
    this.gone = missingValues(column)
  }

  /** Null where there is no value; vectors and lists as arrays. */
  slice(start: number, end: number): ArrayLike<unknown> {
    const { column, gone } = this
    const { values, width = 1, offsets, missing } = column
    if (!isVector(column) && !gone) {
      const part = values.slice(start, end)
      const isShort = part instanceof Int16Array || part instanceof Uint8Array
      return isShort ? Int32Array.from(part) : part
    }
    const value = (i: number) => (gone?.[i] ? null : values[i])
    const rows: unknown[] = []
    for (let row = start; row < Math.min(end, this.length); row++) {
      if (missing?.[row]) rows.push(null)
      else if (!isVector(column)) rows.push(value(row))
      else {
        const [from, to] = offsets
          ? [offsets[row], offsets[row + 1]]
          : [row * width, (row + 1) * width]
        rows.push(Array.from({ length: to - from }, (_, k) => value(from + k)))
      }
    }
    return rows
  }
}
