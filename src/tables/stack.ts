/**
 * Tables one below another, like TOPCAT and astropy's `vstack`. The result has all columns of all
 * tables, in the order in which they first appear. Rows of a table without a column have no value
 * there.
 */
import { InputError } from '../errors.js'
import { type Column, type ColumnValues, Table } from './table.js'
import { refuseLists } from './typed.js'

/**
 * One table of several. Names that differ only in case are one column, as in FITS. If a column has
 * several types of numbers, it gets the widest integer type, or float64 if one of them is a float.
 *
 * @throws InputError if two names in one table differ only in case, or if a column is text in one
 *   table and numbers in another, or has another number of values per row
 * @example stackedTables([ngc628, ngc1566]).nRows // the rows of both
 */
export function stackedTables(tables: readonly Table[]): Table {
  if (tables.length === 1) return tables[0]
  const names = new Map<string, string>()
  for (const name of tables.flatMap((table) => table.names)) {
    const key = name.toLowerCase()
    if (!names.has(key)) names.set(key, name)
  }
  for (const table of tables) refuseTwins(table)
  return new Table([...names.values()].map((name) => stackedColumn(name, tables)))
}

function isNamed({ name }: Column, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase()
}

function refuseTwins({ columns, meta }: Table): void {
  const twin = columns.find((column, c) =>
    columns.slice(0, c).some((one) => isNamed(one, column.name)),
  )
  if (!twin) return
  throw new InputError({
    what: `two columns whose names differ only in case: ${twin.name}`,
    where: meta.source,
    remedy: 'rename one of them',
  })
}

function stackedColumn(name: string, tables: readonly Table[]): Column {
  const parts = tables.map((table) => ({ table, column: filled(table, name) }))
  const known = parts.filter((part): part is Part => part.column !== undefined)
  const [first] = known
  if (!first) return blankColumn(name, tables)
  for (const { column, table } of known) {
    refuseLists([column], 'a table of several', table.meta.source)
  }
  for (const part of known) refuseOther(first, part)
  const { width = 1, dim, unit, description, ucd, complex } = first.column
  const nRows = rowsIn(tables)
  const values = emptyFor(
    known.map(({ column }) => column.values),
    nRows * width,
  )
  const missing = new Uint8Array(nRows)
  const missingParts = new Uint8Array(nRows * width)
  let row = 0
  for (const { table, column } of parts) {
    if (column) put(values, column.values, row * width)
    if (column?.missing) missing.set(column.missing, row)
    if (column?.missingParts) missingParts.set(column.missingParts, row * width)
    if (!column) missing.fill(1, row, row + table.nRows)
    row += table.nRows
  }
  const isFloat = values instanceof Float64Array || values instanceof Float32Array
  if (isFloat) {
    for (const [r, gone] of missing.entries()) {
      if (gone) values.fill(Number.NaN, r * width, (r + 1) * width)
    }
  }
  return {
    ...{ name, values, unit, description, ucd },
    ...(width !== 1 && { width, ...(dim && { dim }), ...(complex && { complex }) }),
    ...(!isFloat && missing.includes(1) && { missing }),
    ...(missingParts.includes(1) && { missingParts }),
  }
}

interface Part {
  table: Table
  column: Column
}

/** A column that has a value. Without any value, its type is only a guess of the reader. */
function filled(table: Table, name: string): Column | undefined {
  const column = table.columns.find((column) => isNamed(column, name))
  const { missing } = column ?? {}
  return missing && !missing.includes(0) ? undefined : column
}

function blankColumn(name: string, tables: readonly Table[]): Column {
  return { name, values: new Float64Array(rowsIn(tables)).fill(Number.NaN) }
}

function rowsIn(tables: readonly Table[]): number {
  return tables.reduce((n, table) => n + table.nRows, 0)
}

function kindOf({ values }: Column): string {
  if (!Array.isArray(values)) return 'numbers'
  return typeof values[0] === 'boolean' ? 'true or false' : 'text'
}

function refuseOther(a: Part, b: Part): void {
  const said = ({ column }: Part) =>
    `${column.complex ? 'complex numbers' : kindOf(column)}, ${column.width ?? 1} per row`
  if (said(a) === said(b) || a.table.nRows === 0 || b.table.nRows === 0) return
  throw new InputError({
    what: `column ${b.column.name} differs from table to table`,
    where: b.table.meta.source,
    expected: `${said(a)} (${a.table.meta.source ?? 'another table'})`,
    got: said(b),
    remedy: 'rename the column in one of the tables',
  })
}

const INTEGERS = [Uint8Array, Int16Array, Int32Array, BigInt64Array] as const

/** An array that can hold values of all these types. */
function emptyFor(parts: readonly ColumnValues[], length: number): ColumnValues {
  if (parts.some((part) => Array.isArray(part))) {
    const text = parts.find((part) => part.length > 0) ?? parts[0]
    const blank = typeof text[0] === 'boolean' ? false : ''
    return new Array(length).fill(blank)
  }
  const rank = (part: ColumnValues) => INTEGERS.findIndex((type) => part instanceof type)
  if (parts.every((part) => rank(part) >= 0))
    return new INTEGERS[Math.max(...parts.map(rank))](length)
  return parts.every((part) => part instanceof Float32Array)
    ? new Float32Array(length)
    : new Float64Array(length)
}

function put(into: ColumnValues, values: ColumnValues, start: number): void {
  const convert: (value: unknown) => unknown = Array.isArray(into)
    ? (value) => value
    : into instanceof BigInt64Array
      ? (value) => BigInt(value as number)
      : Number
  for (let i = 0; i < values.length; i++) into[start + i] = convert(values[i]) as never
}
