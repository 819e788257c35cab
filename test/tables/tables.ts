/** Tables for tests, and what two tables must share to be the same. */
import fc from 'fast-check'
import { type Column, Table } from '../../src/tables/index.js'

/** One row as a test sees it: `null` is missing. */
export function cells(column: Column): unknown[] {
  const { values, width = 1, missing } = column
  return Array.from({ length: values.length / width }, (_, row) => {
    if (missing?.[row]) return null
    const vector = Array.from({ length: width }, (_, k) => values[row * width + k])
    return width === 1 ? vector[0] : vector
  })
}

export function rowsOfTable(table: Table): Record<string, unknown[]> {
  return Object.fromEntries(table.columns.map((column) => [column.name, cells(column)]))
}

export function column(table: Table, name: string): unknown[] {
  return cells(table.column(name))
}

interface Kind {
  value: fc.Arbitrary<unknown>
  make(values: unknown[]): Column['values']
  /** What `values` has where the row is missing. */
  blank: unknown
}

const float = fc.double({ noDefaultInfinity: false })

/** Kinds of columns that all formats hold; text without blanks at its ends and not empty. */
const KINDS: Record<string, Kind> = {
  float64: { value: float, make: (values) => Float64Array.from(values as number[]), blank: NaN },
  float32: {
    value: fc.float(),
    make: (values) => Float32Array.from(values as number[]),
    blank: NaN,
  },
  int32: {
    value: fc.integer(),
    make: (values) => Int32Array.from(values as number[]),
    blank: 0,
  },
  int64: {
    value: fc.bigInt({ min: -(2n ** 63n) + 9n, max: 2n ** 63n - 1n }),
    make: (values) => BigInt64Array.from(values as bigint[]),
    blank: 0n,
  },
  bool: { value: fc.boolean(), make: (values) => values as boolean[], blank: false },
}

export function textKind(value: fc.Arbitrary<string>): Kind {
  return { value, make: (values) => values as string[], blank: '' }
}

/** A table with a column of each kind and of each of `texts`, in which rows may be missing. */
export function tableOf(texts: Record<string, fc.Arbitrary<string>>): fc.Arbitrary<Table> {
  const kinds = { ...KINDS, ...mapped(texts, textKind) }
  return fc
    .integer({ min: 1, max: 6 })
    .chain((nRows) =>
      fc
        .record(mapped(kinds, (kind) => fc.array(fc.option(kind.value), rows(nRows))))
        .map(
          (drawn) =>
            new Table(Object.entries(kinds).map(([name, k]) => made(name, k, drawn[name]))),
        ),
    )
}

function rows(n: number) {
  return { minLength: n, maxLength: n }
}

function made(name: string, { make, blank }: Kind, drawn: unknown[]): Column {
  const missing = Uint8Array.from(drawn, (value) => (value === null ? 1 : 0))
  const values = make(drawn.map((value) => value ?? blank))
  return { name, values, ...(missing.includes(1) && { missing }) }
}

function mapped<A, B>(object: Record<string, A>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))
}
