/** TFORMn and TDIMn of binary tables (FITS 4.0, sections 7.3.1 and 7.3.2, table 18). */
import { InputError } from '../errors.js'

/** Letters of table 18 for the elements of a cell or, with P and Q, of a list in the heap. */
export type ElementCode = 'L' | 'X' | 'B' | 'I' | 'J' | 'K' | 'A' | 'E' | 'D' | 'C' | 'M'

export interface ColumnFormat {
  /** The kind of element that the cell, or its list, holds. */
  code: ElementCode
  /** Elements per cell: bits for X, characters for A, descriptors (0 or 1) for P and Q. */
  repeat: number
  /** Bytes per cell in the row. */
  bytes: number
  /** Bytes of each of the two integers of a descriptor; absent for cells without a list. */
  descriptor?: 4 | 8
  /** Characters per string in the old rAw convention. */
  substring?: number
}

/** Bytes per element. */
export const ELEMENT_BYTES: Record<ElementCode, number> = {
  L: 1,
  X: 1 / 8,
  B: 1,
  I: 2,
  J: 4,
  K: 8,
  A: 1,
  E: 4,
  D: 8,
  C: 8,
  M: 16,
}

const FORMAT = /^\s*(\d*)([LXBIJKAEDCMPQ])(.*)$/i

/**
 * Reads a TFORM value.
 *
 * @throws InputError if it is not a format of the standard
 * @example parseFormat('3D', 'a.fits') // { code: 'D', repeat: 3, bytes: 24 }
 */
export function parseFormat(format: string, where: string): ColumnFormat {
  const [, count, letter, rest] = FORMAT.exec(format) ?? []
  const code = letter?.toUpperCase()
  const repeat = count === '' ? 1 : Number(count)
  if (code === 'P' || code === 'Q') return listFormat(format, repeat, code, rest, where)
  if (!isElement(code)) throw unknown(format, where)
  const bytes = Math.ceil(repeat * ELEMENT_BYTES[code])
  const substring = code === 'A' ? Number(/^\d+/.exec(rest)?.[0] ?? 0) : 0
  return { code, repeat, bytes, ...(substring > 0 && substring < repeat && { substring }) }
}

function listFormat(
  format: string,
  repeat: number,
  letter: 'P' | 'Q',
  rest: string,
  where: string,
): ColumnFormat {
  const code = rest[0]?.toUpperCase()
  if (!isElement(code) || repeat > 1) throw unknown(format, where)
  const descriptor = letter === 'P' ? 4 : 8
  return { code, repeat, bytes: 2 * descriptor * repeat, descriptor }
}

function isElement(code: string | undefined): code is ElementCode {
  return code !== undefined && code in ELEMENT_BYTES
}

function unknown(format: string, where: string): InputError {
  return new InputError({
    what: 'a column format that is not FITS',
    where,
    expected: 'a format such as E, 20A or PJ(5)',
    got: `"${format}"`,
  })
}

/**
 * Reads a TDIM value, fastest axis first; undefined if it is invalid or larger than the cell.
 *
 * @example parseDim('(5,2)', 10) // [5, 2]
 */
export function parseDim(dim: string, repeat: number): number[] | undefined {
  const inside = /^\s*\(([\d\s,]+)\)\s*$/.exec(dim)?.[1]
  const axes = inside?.split(',').map(Number) ?? []
  const size = axes.reduce((n, axis) => n * axis, 1)
  return axes.length > 0 && size <= repeat ? axes : undefined
}
