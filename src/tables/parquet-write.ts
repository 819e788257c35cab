/**
 * Parquet by hyparquet-writer, packed with Snappy: every reader has it, and it costs the least time.
 * What has no place in Parquet stands in its keys: units, descriptions, UCDs and shapes as astropy
 * writes them (`table_meta_yaml`), comments and history in `starsift.table`.
 */
import { parquetWriteBuffer } from 'hyparquet-writer'
import { missingValues } from './column-builder.js'
import { ecsvDescribed } from './ecsv.js'
import { ecsvHeaderLines } from './ecsv-header.js'
import type { Column, Table } from './table.js'

type SchemaElement = NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>[number]

const ROWS_A_GROUP = 100_000

/** The table as a Parquet file. */
export function parquetBytes(table: Table): Uint8Array {
  const { columns, meta } = table
  const schema: SchemaElement[] = [
    { name: 'schema', num_children: columns.length },
    ...columns.flatMap(schemaOf),
  ]
  const lengths = columns
    .filter(({ values }) => typeof values[0] === 'string')
    .map(({ name, values }) => ({
      key: `table::len::${name}`,
      value: String((values as string[]).reduce((most, { length }) => Math.max(most, length), 1)),
    }))
  const { comments = [], history = [] } = meta
  const buffer = parquetWriteBuffer({
    columnData: columns.map((column) => ({ name: column.name, data: dataOf(column, table.nRows) })),
    schema,
    codec: 'SNAPPY',
    statistics: false,
    rowGroupSize: ROWS_A_GROUP,
    createdBy: 'starsift',
    kvMetadata: [
      { key: 'table_meta_yaml', value: yamlOf(table) },
      ...lengths,
      { key: 'starsift.table', value: JSON.stringify({ comments, history }) },
    ],
  })
  return new Uint8Array(buffer)
}

/** The header of ECSV without its marks, as astropy's writer keeps it. */
function yamlOf(table: Table): string {
  const columns = table.columns.map(ecsvDescribed)
  const lines = ecsvHeaderLines({ columns, delimiter: ' ', meta: {} }).slice(2)
  return lines.map((line) => line.slice(2)).join('\n')
}

function schemaOf(column: Column): SchemaElement[] {
  const { name, width = 1, missing, missingParts } = column
  const type = typeOf(column.values)
  const optional = (is: unknown) => ({ repetition_type: is ? 'OPTIONAL' : 'REQUIRED' }) as const
  if (width === 1) return [{ name, ...optional(missing), ...type }]
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

/** Values with null where there is none; vectors as arrays. */
function dataOf(column: Column, nRows: number) {
  const { values, width = 1, missing } = column
  const gone = missingValues(column)
  const isShort = values instanceof Int16Array || values instanceof Uint8Array
  if (width === 1 && !gone) return isShort ? Int32Array.from(values) : values
  const rows = new Array<unknown>(nRows)
  const part = (i: number) => (gone?.[i] ? null : values[i])
  for (let row = 0; row < nRows; row++) {
    if (missing?.[row]) rows[row] = null
    else if (width === 1) rows[row] = part(row)
    else rows[row] = Array.from({ length: width }, (_, k) => part(row * width + k))
  }
  return rows
}
