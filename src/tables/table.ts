/**
 * A table in memory: named columns of equal length. Readers and writers of each format sit beside it.
 * A column keeps the text it was read from, so that a catalogue written back as text is unchanged.
 */

import { closest } from '../closest.js'
import { InputError } from '../errors.js'
import { isNumeric } from './words.js'

export type ColumnValues =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Uint8Array
  | BigInt64Array
  | string[]
  | boolean[]

export interface Column {
  name: string
  /** `width` values a row, row after row. A missing float is NaN; other kinds use `missing`. */
  values: ColumnValues
  /** Values in a row, 1 unless the column holds vectors. */
  width?: number
  /** Axes of the vectors, the fastest first, as TDIMn has them; carried from FITS to FITS. */
  dim?: readonly number[]
  /** Unit in FITS spelling, e.g. `mag`, `deg`, `pix`. */
  unit?: string
  description?: string
  /** Unified Content Descriptor (IVOA UCD1+), e.g. `pos.eq.ra`. */
  ucd?: string
  /** How Python would print a value, e.g. `%.3f`; carried from ECSV to ECSV. */
  format?: string
  /** What else ECSV says about the column; carried from ECSV to ECSV. */
  attributes?: Attributes
  /** 1 where a row has no value; absent when every row has one. */
  missing?: Uint8Array
  /**
   * The text of every row as the file had it; text formats write it back unchanged, so whoever
   * changes `values` leaves it out.
   */
  text?: readonly string[]
}

export interface TableMeta {
  /** Where the table came from, for messages: a path. */
  source?: string
  comments?: readonly string[]
  /** What was done to it, a line each: written to ECSV and, as HISTORY, to FITS. */
  history?: readonly string[]
  /** Set where they stood as `#` lines in a file of that format; other text goes without, for its readers would take them for names. */
  commentsOf?: 'csv' | 'tab'
  /** What else ECSV says about the table; carried from ECSV to ECSV. */
  attributes?: Attributes
}

/** Names and values of any depth. */
export type Attributes = { readonly [name: string]: Attribute }
type Attribute = string | number | bigint | boolean | null | readonly Attribute[] | Attributes

export class Table {
  readonly columns: readonly Column[]
  readonly meta: TableMeta
  readonly nRows: number

  /** @throws InputError if two columns share a name or the lengths differ */
  constructor(columns: readonly Column[], meta: TableMeta = {}) {
    this.columns = columns
    this.meta = meta
    this.nRows = columns.length === 0 ? 0 : rowsOf(columns[0])
    const seen = new Set<string>()
    for (const column of columns) {
      const where = `${meta.source ?? 'table'}, column ${column.name}`
      if (seen.has(column.name)) throw new InputError({ what: 'a column name repeats', where })
      seen.add(column.name)
      if (rowsOf(column) !== this.nRows) {
        throw new InputError({
          what: 'columns of different lengths',
          where,
          expected: `${this.nRows} rows`,
          got: `${rowsOf(column)}`,
        })
      }
    }
  }

  get names(): string[] {
    return this.columns.map((column) => column.name)
  }

  has(name: string): boolean {
    return this.columns.some((column) => column.name === name)
  }

  /** @throws InputError naming the nearest column if there is none of this name */
  column(name: string): Column {
    const found = this.columns.find((column) => column.name === name)
    if (found) return found
    const nearest = closest(name, this.names)
    throw new InputError({
      what: `no column ${name}`,
      where: this.meta.source,
      remedy: nearest ? `did you mean ${nearest}?` : `its columns are ${this.names.join(', ')}`,
    })
  }

  /** The same table with more columns at its end. */
  withColumns(columns: readonly Column[]): Table {
    return new Table([...this.columns, ...columns], this.meta)
  }

  /** The rows of these indices, in this order. */
  rows(indices: ArrayLike<number>): Table {
    return new Table(
      this.columns.map((column) => pickRows(column, indices)),
      this.meta,
    )
  }
}

/** Rows a column holds. */
export function rowsOf(column: Column): number {
  return column.values.length / (column.width ?? 1)
}

/**
 * A column as float64, NaN where a row has no value.
 *
 * @throws InputError if the column holds text or vectors
 */
export function numbersOf(column: Column, where?: string): Float64Array {
  const { values, missing, width = 1 } = column
  if (width !== 1 || typeof values[0] === 'string') {
    throw new InputError({
      what: `column ${column.name} does not hold numbers`,
      where,
      got: width !== 1 ? `vectors of ${width}` : textIn(values as string[]),
    })
  }
  const numbers = Float64Array.from(values as ArrayLike<number>, Number)
  missing?.forEach((gone, row) => {
    if (gone) numbers[row] = Number.NaN
  })
  return numbers
}

/** The first value that keeps a column of text from being numbers, for messages. */
export function textIn(values: readonly string[]): string {
  const row = values.findIndex((value) => value.trim() !== '' && !isNumeric(value))
  return `text such as "${values[Math.max(0, row)]}" in row ${Math.max(0, row) + 1}`
}

function pickRows(column: Column, indices: ArrayLike<number>): Column {
  const { values, width = 1, missing, text } = column
  const picked: ColumnValues = Array.isArray(values)
    ? (new Array(indices.length * width) as string[])
    : new (values.constructor as new (n: number) => Float64Array)(indices.length * width)
  for (let i = 0; i < indices.length; i++) {
    for (let k = 0; k < width; k++) picked[i * width + k] = values[indices[i] * width + k] as never
  }
  return {
    ...column,
    values: picked,
    missing: missing && Uint8Array.from(indices, (row) => missing[row]),
    text: text && Array.from(indices, (row) => text[row]),
  }
}
