/**
 * A table in memory: named columns of equal length. Each format has its reader and writer in this
 * folder. A column keeps the text that it was read from, so a catalogue that is written as text is
 * unchanged.
 */
import { closest } from '../closest.js'
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import { type CellTexts, pickTexts } from './cell-texts.js'

/** Values of a column. */
export type ColumnValues =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Uint8Array
  | BigInt64Array
  | string[]
  | boolean[]

/** A column of a table. */
export interface Column {
  name: string
  /** `width` values per row, row after row. A missing float is NaN; other types need `missing`. */
  values: ColumnValues
  /** Values per row; default 1. More than 1 for a column of vectors. */
  width?: number
  /** Axes of the vectors, the fastest first; absent for one axis. Their product is `width`. */
  dim?: readonly number[]
  /**
   * For lists of different lengths: row r has the values from `offsets[r]` to before
   * `offsets[r + 1]`, so there is one offset more than rows. Such a column has no `width`.
   */
  offsets?: Int32Array
  /**
   * For complex numbers: `values` holds real and imaginary parts in turn, and `width`, `dim` and
   * `offsets` count both. One complex number a row has a `width` of 2.
   */
  complex?: true
  /** For vectors of truth values: FITS writes them as bits. */
  bits?: true
  /** Unit in FITS spelling, e.g. `mag`, `deg`, `pix`. */
  unit?: string
  description?: string
  /** Unified Content Descriptor (IVOA UCD1+), e.g. `pos.eq.ra`. */
  ucd?: string
  /** The frame of a coordinate, where the file names it. */
  frame?: StatedFrame
  /** How Python would print a value, e.g. `%.3f`; passed on from ECSV to ECSV. */
  format?: string
  /** What else an ECSV header says about the column; passed on from ECSV to ECSV. */
  attributes?: EcsvMeta
  /** 1 where a row has no value; absent if every row has one. */
  missing?: Uint8Array
  /** For vectors that lack some values: 1 where `values` has none; absent if there are no such. */
  missingParts?: Uint8Array
  /**
   * The text of each row as the file had it. Text formats write it unchanged, so code that changes
   * `values` must drop it.
   */
  text?: CellTexts
}

/** A frame of the sky in the words of the file, e.g. `eq_FK5` and `J2000`, or `ICRS`. */
export interface StatedFrame {
  readonly system: string
  readonly equinox?: string
}

/** What is known about a table. */
export interface TableMeta {
  /** Path of the file that the table came from, for messages. */
  source?: string
  /** Lines of text about the table. */
  comments?: readonly string[]
  /** The frame of the coordinates, where the file names one for the whole table. */
  frame?: StatedFrame
  /** What was done to the table, in lines; written to ECSV, and to FITS as HISTORY. */
  history?: readonly string[]
  /**
   * The format of the file in which the comments were lines with `#`. Other text formats leave them
   * out, because their readers would take them for names.
   */
  commentsOf?: 'csv' | 'tab'
  /** What else an ECSV header says about the table; passed on from ECSV to ECSV. */
  attributes?: EcsvMeta
  /** What the reader chose, left out, or could not take as it stands. */
  notes?: Notes
}

/** Names and values of any depth. */
export type EcsvMeta = { readonly [name: string]: EcsvMetaValue }
export type EcsvMetaValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly EcsvMetaValue[]
  | Tagged
  | EcsvMeta

/** A value with a tag that is not understood here, such as `!astropy.units.Unit`; passed on. */
export class Tagged {
  constructor(
    readonly tag: string,
    readonly value: EcsvMetaValue,
  ) {}
}

/**
 * Columns of equal length, with unique names.
 *
 * @example new Table([{ name: 'x', values: Float64Array.of(1.5, 2), unit: 'pix' }]).nRows // 2
 */
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
      if (seen.has(column.name)) {
        const remedy = 'rename one of the columns'
        throw new InputError({ what: 'a column name repeats', where, remedy })
      }
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

  /** Names of the columns, in order. */
  get names(): string[] {
    return this.columns.map((column) => column.name)
  }

  /** Whether the names are col1, col2, ..., which readers give where a file has none. */
  get isUnnamed(): boolean {
    return this.columns.every(({ name }, c) => name === `col${c + 1}`)
  }

  /** Whether there is a column of this name. */
  has(name: string): boolean {
    return this.columns.some((column) => column.name === name)
  }

  /**
   * The column of this name.
   *
   * @throws InputError if there is none; it suggests the most similar name
   */
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

  /** A table of the rows with these indices, in this order. */
  rows(indices: ArrayLike<number>): Table {
    return new Table(
      this.columns.map((column) => pickRows(column, indices)),
      this.meta,
    )
  }
}

/** Number of rows of a column. */
export function rowsOf({ values, width = 1, offsets }: Column): number {
  return offsets ? offsets.length - 1 : values.length / width
}

/** Whether a cell of a column is a vector, a list or a complex number, and not one value. */
export function isVector({ width = 1, offsets }: Column): boolean {
  return width !== 1 || offsets !== undefined
}

/**
 * What a cell of such a column is, for messages.
 *
 * @example vectorSaid({ name: 'v', values: new Float64Array(6), width: 3 }) // 'vectors of 3'
 */
export function vectorSaid({ width = 1, offsets, complex }: Column): string {
  if (offsets) return `lists of ${complex ? 'complex numbers' : 'different lengths'}`
  if (!complex) return `vectors of ${width}`
  return width === 2 ? 'complex numbers' : `vectors of ${width / 2} complex numbers`
}

function pickRows(column: Column, indices: ArrayLike<number>): Column {
  if (column.offsets) return pickLists(column, column.offsets, indices)
  const { values, width = 1, missing, missingParts, text } = column
  const picked = emptyLike(values, indices.length * width)
  for (let i = 0; i < indices.length; i++) {
    for (let k = 0; k < width; k++) picked[i * width + k] = values[indices[i] * width + k] as never
  }
  return {
    ...column,
    values: picked,
    missing: missing && Uint8Array.from(indices, (row) => missing[row]),
    ...(missingParts && {
      missingParts: Uint8Array.from(
        { length: picked.length },
        (_, i) => missingParts[indices[Math.floor(i / width)] * width + (i % width)],
      ),
    }),
    text: text && pickTexts(text, indices),
  }
}

function pickLists(column: Column, offsets: Int32Array, indices: ArrayLike<number>): Column {
  const { missing, missingParts, text } = column
  const starts = Int32Array.from(indices, (row) => offsets[row])
  const picked = new Int32Array(indices.length + 1)
  for (let i = 0; i < indices.length; i++) {
    picked[i + 1] = picked[i] + offsets[indices[i] + 1] - offsets[indices[i]]
  }
  const values = emptyLike(column.values, picked[indices.length])
  const parts = missingParts && new Uint8Array(values.length)
  for (let i = 0; i < indices.length; i++) {
    for (let k = picked[i]; k < picked[i + 1]; k++) {
      const from = starts[i] + k - picked[i]
      values[k] = column.values[from] as never
      if (parts) parts[k] = missingParts[from]
    }
  }
  return {
    ...{ ...column, values, offsets: picked },
    missing: missing && Uint8Array.from(indices, (row) => missing[row]),
    ...(parts && { missingParts: parts }),
    text: text && pickTexts(text, indices),
  }
}

function emptyLike(values: ColumnValues, length: number): ColumnValues {
  return Array.isArray(values)
    ? (new Array(length) as string[])
    : new (values.constructor as new (n: number) => Float64Array)(length)
}
