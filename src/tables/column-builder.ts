/**
 * A column that grows cell by cell, for files that do not say beforehand how many rows they have.
 * A cell may be a list of any length; lists of different lengths become vectors of the longest, in
 * which the rest is marked as missing.
 */
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import { type Column, type ColumnValues, rowsOf } from './table.js'

const MAKE = {
  float64: (n: number) => new Float64Array(n),
  float32: (n: number) => new Float32Array(n),
  int32: (n: number) => new Int32Array(n),
  int16: (n: number) => new Int16Array(n),
  uint8: (n: number) => new Uint8Array(n),
  int64: (n: number) => new BigInt64Array(n),
} as const

/** The type of the values of a column. */
export type ElementKind = keyof typeof MAKE | 'string' | 'bool'

/** A value of a cell. */
export type CellValue = number | bigint | string | boolean

/** Vectors may take so many places without a question, or so many times what the lists hold. */
const [FREE_PLACES, MOST_TIMES] = [2 ** 22, 16]

/** What stands in a place without a value. */
function blankOf(kind: ElementKind): CellValue {
  if (kind === 'string') return ''
  if (kind === 'bool') return false
  if (kind === 'int64') return 0n
  return kind.startsWith('float') ? Number.NaN : 0
}

export class ColumnBuilder {
  readonly blank: CellValue
  private values: ColumnValues
  private n = 0
  private readonly ends: number[] = []
  private readonly goneRows: number[] = []
  private readonly goneParts: number[] = []
  private rows = 0

  /** @param isList whether cells are lists, each ended by {@link endList} */
  constructor(
    readonly kind: ElementKind,
    private readonly isList = false,
  ) {
    this.blank = blankOf(kind)
    this.values = kind === 'string' || kind === 'bool' ? [] : MAKE[kind](1024)
  }

  get nRows(): number {
    return this.rows
  }

  /** Adds a value: a row, or a part of a list. */
  push(value: CellValue): void {
    const { n } = this
    if (n === this.values.length && !Array.isArray(this.values)) this.grow()
    this.values[n] = value as never
    this.n = n + 1
    if (!this.isList) this.rows++
  }

  /** Adds a place without a value. */
  pushMissing(): void {
    if (this.isList) this.goneParts.push(this.n)
    else this.goneRows.push(this.rows)
    this.push(this.blank)
  }

  /** Ends the list of a row. */
  endList(isMissing = false): void {
    if (isMissing) this.goneRows.push(this.rows)
    this.ends.push(this.n)
    this.rows++
  }

  private grow(): void {
    const larger = MAKE[this.kind as keyof typeof MAKE](2 * this.values.length)
    larger.set(this.values as never)
    this.values = larger
  }

  /**
   * The column.
   *
   * @param shape axes of the vectors where the file declares them, the fastest first; the length of
   *   the last may be undefined
   * @param notes gets a line where lists have different lengths
   * @throws InputError if one list is so long that vectors would take far more than the lists
   */
  column(
    labels: Omit<Column, 'values'>,
    shape: readonly (number | undefined)[],
    where: string,
    notes: Notes,
  ): Column {
    const gone = marked(this.rows, this.goneRows)
    const missing = gone && { missing: gone }
    if (!this.isList) return { ...labels, values: this.filled(), ...missing }
    const inner = shape.slice(0, -1).reduce<number>((n, axis) => n * (axis ?? 1), 1)
    const [shortest, longest] = this.lengths(gone)
    const width = Math.max(shape.at(-1) === undefined ? longest : inner * shape.at(-1)!, 1)
    if (width === longest && shortest === longest && !gone)
      return this.vectors(labels, shape, width)
    const most = Math.max(FREE_PLACES, MOST_TIMES * this.n)
    if (width * this.rows > most) {
      throw new InputError({
        what: `column ${labels.name} has one list that is far longer than the others`,
        where,
        expected: `at most ${most} values in all rows`,
        got: `${width} in each of ${this.rows} rows`,
        remedy: 'leave the column out',
      })
    }
    if (shortest !== longest) {
      notes.say(`column ${labels.name}: lists of ${shortest} to ${longest} values, filled up`)
    }
    return { ...this.padded(labels, width, gone), ...axes(shape, width, inner), ...missing }
  }

  private filled(): ColumnValues {
    const { values, n } = this
    return Array.isArray(values) ? values : (values.slice(0, n) as ColumnValues)
  }

  private vectors(
    labels: Omit<Column, 'values'>,
    shape: readonly (number | undefined)[],
    width: number,
  ): Column {
    const parts = marked(this.n, this.goneParts)
    const inner = shape.slice(0, -1).reduce<number>((n, axis) => n * (axis ?? 1), 1)
    return {
      ...labels,
      values: this.filled(),
      ...(width !== 1 && { width }),
      ...axes(shape, width, inner),
      ...(parts && (width === 1 ? { missing: parts } : { missingParts: parts })),
    }
  }

  /** The lengths of the shortest and the longest list that is there. */
  private lengths(gone: Uint8Array | undefined): [number, number] {
    let [shortest, longest, start] = [Number.POSITIVE_INFINITY, 0, 0]
    for (let row = 0; row < this.rows; row++) {
      const length = this.ends[row] - start
      start = this.ends[row]
      if (gone?.[row]) continue
      shortest = Math.min(shortest, length)
      longest = Math.max(longest, length)
    }
    return [Math.min(shortest, longest), longest]
  }

  private padded(
    labels: Omit<Column, 'values'>,
    width: number,
    gone: Uint8Array | undefined,
  ): Column {
    const all = new ColumnBuilder(this.kind)
    const parts = new Uint8Array(this.rows * width)
    const lost = marked(this.n, this.goneParts)
    let from = 0
    for (let row = 0; row < this.rows; row++) {
      const length = gone?.[row] ? 0 : this.ends[row] - from
      for (let k = 0; k < width; k++) {
        all.push(k < length ? this.values[from + k] : this.blank)
        if (k >= length || lost?.[from + k]) parts[row * width + k] = 1
      }
      from = this.ends[row]
    }
    const isPartly = parts.some((part, i) => part === 1 && !gone?.[Math.floor(i / width)])
    const values = all.filled()
    if (width === 1) return { ...labels, values, ...(isPartly && { missing: parts }) }
    return { ...labels, values, width, ...(isPartly && { missingParts: parts }) }
  }
}

function axes(shape: readonly (number | undefined)[], width: number, inner: number) {
  if (shape.length < 2 || width % inner !== 0) return {}
  return { dim: [...(shape.slice(0, -1) as number[]), width / inner] }
}

/** 1 at these places; undefined where there are none. */
function marked(length: number, places: readonly number[]): Uint8Array | undefined {
  if (places.length === 0) return undefined
  const marks = new Uint8Array(length)
  for (const place of places) marks[place] = 1
  return marks
}

/** 1 for each value, not row, that there is none of: those of missing rows, and missing parts. */
export function missingValues(column: Column): Uint8Array | undefined {
  const { width = 1, missing, missingParts } = column
  if (width === 1 || (!missing && !missingParts)) return missing
  return Uint8Array.from({ length: rowsOf(column) * width }, (_, i) =>
    missing?.[Math.floor(i / width)] || missingParts?.[i] ? 1 : 0,
  )
}
