/**
 * Writes lists of variable length (FITS 4.0, section 7.3.5): a descriptor in each row says how many
 * elements its list has, and where they begin in the heap behind the rows.
 */
import { InputError } from '../errors.js'
import type { CellEncoder } from './cell-encoder.js'

/** The letter of descriptors: P has two integers of 32 bits, Q of 64. */
export type DescriptorLetter = 'P' | 'Q'

export const DESCRIPTOR_BYTES: Readonly<Record<DescriptorLetter, number>> = { P: 8, Q: 16 }

/** Q only where the heap may reach beyond what P can say: not every program knows Q. */
export function descriptorFor(columns: readonly ListColumn[]): DescriptorLetter {
  const most = columns.reduce((n, column) => n + heapBytesOf(column, 8), 0)
  return most < 2 ** 31 ? 'P' : 'Q'
}

interface ListColumn {
  offsets?: Int32Array
  values: ArrayLike<unknown>
  bits?: true
}

/** Bytes that the lists of a column take in the heap; 0 for a column without lists. */
export function heapBytesOf({ offsets, values }: ListColumn, bytes: number): number {
  return offsets ? values.length * bytes : 0
}

/** Where the rows and the heap lie in the data, and where this column does in both. */
interface HeapShape {
  rowBytes: number
  /** First byte of the column in a row. */
  offset: number
  heapStart: number
  /** First byte of the column in the heap. */
  heapAt: number
  descriptor: DescriptorLetter
}

/** Writes the descriptors of a column, and its lists. A complex number counts as one element. */
export function putLists(
  view: DataView,
  offsets: Int32Array,
  { bytes, put, input }: CellEncoder & { input: ListColumn & { complex?: true } },
  { rowBytes, offset, heapStart, heapAt, descriptor }: HeapShape,
): void {
  const perElement = input.complex ? 2 : 1
  for (let row = 0; row + 1 < offsets.length; row++) {
    const at = row * rowBytes + offset
    const n = (offsets[row + 1] - offsets[row]) / perElement
    const start = heapAt + offsets[row] * bytes
    if (descriptor === 'P') {
      view.setInt32(at, n)
      view.setInt32(at + 4, start)
    } else {
      view.setBigInt64(at, BigInt(n))
      view.setBigInt64(at + 8, BigInt(start))
    }
  }
  for (let i = 0; i < input.values.length; i++) put(view, heapStart + heapAt + i * bytes, i)
}

/** TFORMn of a column of lists, with the length of the longest. */
export function listFormat(letters: string, offsets: Int32Array, perElement: number): string {
  let longest = 0
  for (let row = 0; row + 1 < offsets.length; row++) {
    longest = Math.max(longest, (offsets[row + 1] - offsets[row]) / perElement)
  }
  return `${letters}(${longest})`
}

/** @throws InputError for texts: a list of characters in FITS is one text */
export function refuseTextLists(letter: string, where: string): void {
  if (letter !== 'A') return
  throw new InputError({
    what: 'FITS cannot hold lists of texts of different lengths',
    where,
    expected: 'lists of numbers or truth values',
    remedy: 'write .ecsv, or leave the column out',
  })
}
