/**
 * Lists of variable length in FITS columns (P and Q) as columns of a table: the values of all rows
 * one behind the other, and where each row's begin.
 */
import type { FitsColumn, FitsValues } from '../fits/index.js'
import type { Column, ColumnValues } from './table.js'
import { missingRows } from './typed.js'

/** Whether a column, or its lists, hold complex numbers (C and M). */
export function isComplex({ format }: FitsColumn): boolean {
  return /^\d*[PQ]?[CM]/i.test(format.trim())
}

/**
 * The values of a column of lists. A list of characters (PA) is one text, so such a column has one
 * text a row. A row whose list lies outside the heap is missing.
 */
export function listsOfFits(
  column: FitsColumn,
  lists: readonly FitsValues[],
): Pick<Column, 'values' | 'offsets' | 'complex' | 'missing' | 'missingParts'> {
  const bad = new Uint8Array(lists.length)
  for (const row of column.badLists ?? []) bad[row] = 1
  if (/^\d*[PQ]A/i.test(column.format.trim())) {
    const texts = lists.map((list) => list[0] as string)
    return {
      values: texts,
      ...missingRows(texts.map((text, row) => text === '' || bad[row] === 1)),
    }
  }
  const offsets = new Int32Array(lists.length + 1)
  for (const [row, list] of lists.entries()) offsets[row + 1] = offsets[row] + list.length
  const parts = missingParts(column, lists, offsets)
  return {
    values: wholeOfUnsigned({ format: column.format, values: joined(lists, offsets) }),
    offsets,
    ...(isComplex(column) && { complex: true }),
    ...(bad.includes(1) && { missing: bad }),
    ...(parts && { missingParts: parts }),
  }
}

function joined(lists: readonly FitsValues[], offsets: Int32Array): FitsValues {
  const length = offsets[lists.length]
  // Unsigned integers of 64 bits are texts in the lists that int64 cannot hold.
  if (lists.some((list) => Array.isArray(list))) {
    const isTruth = lists.some((list) => typeof list[0] === 'boolean')
    const values = lists.flatMap((list) => Array.from(list as ArrayLike<unknown>))
    return isTruth ? (values as boolean[]) : values.map(String)
  }
  const Values = (lists[0]?.constructor ?? Float64Array) as new (n: number) => Float64Array
  const values = new Values(length)
  for (const [row, list] of lists.entries()) values.set(list as Float64Array, offsets[row])
  return values
}

function missingParts(
  { missingInLists }: FitsColumn,
  lists: readonly FitsValues[],
  offsets: Int32Array,
): Uint8Array | undefined {
  if (!missingInLists) return undefined
  const parts = new Uint8Array(offsets[lists.length])
  for (const [row, marks] of missingInLists.entries()) if (marks) parts.set(marks, offsets[row])
  return parts
}

/**
 * Unsigned integers of 32 bits come as float64. In a table they are integers, so an id 12 is not
 * 12.0.
 */
export function wholeOfUnsigned({
  format,
  values,
}: Pick<FitsColumn, 'format' | 'values'>): ColumnValues {
  const isWhole = /^\d*[PQ]?J/i.test(format.trim()) && values instanceof Float64Array
  return isWhole && values.every(Number.isInteger) ? BigInt64Array.from(values, BigInt) : values
}
