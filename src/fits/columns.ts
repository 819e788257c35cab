/** TFORMn and TDIMn of binary tables (FITS 4.0, sections 7.3.1 and 7.3.2, table 18). */
import { InputError } from '../errors.js'
import { asciiText } from './card.js'

/** Letters of table 18 for what a cell or, with P and Q, a list in the heap holds. */
export type ElementCode = 'L' | 'X' | 'B' | 'I' | 'J' | 'K' | 'A' | 'E' | 'D' | 'C' | 'M'

export interface ColumnFormat {
  /** What the cell holds, or what its list holds. */
  code: ElementCode
  /** Elements a cell: bits for X, characters for A, descriptors (0 or 1) for P and Q. */
  repeat: number
  /** Bytes of the cell in a row. */
  bytes: number
  /** Bytes of each of a descriptor's two integers; absent for cells in the row itself. */
  descriptor?: 4 | 8
  /** Characters of a substring in the old rAw convention. */
  substring?: number
}

/** Bytes an element; bits are counted apart. */
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
 * @throws InputError if it is none
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
    expected: 'such as E, 20A or PJ(5)',
    got: `"${format}"`,
  })
}

/**
 * Reads a TDIM value, fastest axis first; undefined where it is none or claims more than a cell holds.
 *
 * @example parseDim('(5,2)', 10) // [5, 2]
 */
export function parseDim(dim: string, repeat: number): number[] | undefined {
  const inside = /^\s*\(([\d\s,]+)\)\s*$/.exec(dim)?.[1]
  const axes = inside?.split(',').map(Number) ?? []
  const size = axes.reduce((n, axis) => n * axis, 1)
  return axes.length > 0 && size <= repeat ? axes : undefined
}

/*
 * Elements of binary tables (FITS 4.0, section 7.3.3): how to read one, what array holds many, and
 * TSCALn, TZEROn, TNULLn (7.3.2). Unsigned integers stay exact: int8 and uint16 widen, uint32 is
 * float64, uint64 is int64 where all values fit and decimal text where one does not.
 */

export interface Scaling {
  scale: number
  zero: number | bigint
  /** TNULLn */
  blank?: bigint
}

export interface Elements {
  /** Values an element: 2 for a complex number. */
  width: number
  create(nValues: number): FitsValues
  /** Reads `nElements` at byte `at` into `out` from `start` on. */
  read(view: DataView, at: number, nElements: number, out: FitsValues, start: number): void
  /** Marks with 1 the elements without a value; says whether there is one. Absent: all have one. */
  mark?(view: DataView, at: number, nElements: number, missing: Uint8Array, start: number): boolean
  /** What is to be done when all values are there. */
  finish?(values: FitsValues): FitsValues
}

type NumberReader = (view: DataView, at: number) => number

const readers: Record<'B' | 'I' | 'J' | 'E' | 'D', NumberReader> = {
  B: (view, at) => view.getUint8(at),
  I: (view, at) => view.getInt16(at),
  J: (view, at) => view.getInt32(at),
  E: (view, at) => view.getFloat32(at),
  D: (view, at) => view.getFloat64(at),
}

const arrays = {
  B: Uint8Array,
  I: Int16Array,
  J: Int32Array,
  E: Float32Array,
  D: Float64Array,
  C: Float32Array,
  M: Float64Array,
} as const

/** How to read elements of this code; text is {@link textElements}. */
export function elementsOf(code: Exclude<ElementCode, 'A'>, scaling: Scaling): Elements {
  if (code === 'L') return logicals
  if (code === 'X') return bits
  if (code === 'K') return scaling.scale === 1 ? exactIntegers(scaling) : numbers(code, scaling)
  return numbers(code, scaling)
}

const [TRUE, FALSE] = [0x54, 0x46]

/** T, F, or a zero byte for none; old astropy wrote a byte 1 for true in lists. Others are missing. */
const logicals: Elements = {
  width: 1,
  create: (n) => new Array<boolean>(n).fill(false),
  read(view, at, n, out, start) {
    for (let i = 0; i < n; i++) out[start + i] = isTrue(view.getUint8(at + i))
  },
  mark(view, at, n, missing, start) {
    let any = false
    for (let i = 0; i < n; i++) {
      const byte = view.getUint8(at + i)
      if (isTrue(byte) || byte === FALSE) continue
      missing[start + i] = 1
      any = true
    }
    return any
  },
}

function isTrue(byte: number): boolean {
  return byte === TRUE || byte === 1
}

/** The most significant bit comes first (7.3.3.1). */
const bits: Elements = {
  width: 1,
  create: (n) => new Array<boolean>(n).fill(false),
  read(view, at, n, out, start) {
    for (let i = 0; i < n; i++) {
      out[start + i] = ((view.getUint8(at + Math.floor(i / 8)) >> (7 - (i % 8))) & 1) === 1
    }
  },
}

function numbers(code: Exclude<ElementCode, 'A' | 'L' | 'X'>, scaling: Scaling): Elements {
  const width = code === 'C' || code === 'M' ? 2 : 1
  const bytes = ELEMENT_BYTES[code] / width
  const plain = readerOf(code)
  const { scale } = scaling
  const zero = Number(scaling.zero)
  const isPlain = (scale === 1 && zero === 0) || width === 2
  const read: NumberReader = isPlain ? plain : (view, at) => zero + scale * plain(view, at)
  const Values = arrayOf(code, isPlain, scale, zero)
  return {
    width,
    create: (n) => new Values(n),
    read(view, at, n, out, start) {
      for (let i = 0; i < n * width; i++) out[start + i] = read(view, at + i * bytes)
    },
    ...marking(code, scaling.blank),
  }
}

function readerOf(code: Exclude<ElementCode, 'A' | 'L' | 'X'>): NumberReader {
  if (code === 'K') return (view, at) => Number(view.getBigInt64(at))
  if (code === 'C') return readers.E
  return code === 'M' ? readers.D : readers[code]
}

function arrayOf(code: ElementCode, isPlain: boolean, scale: number, zero: number) {
  if (isPlain && code in arrays) return arrays[code as keyof typeof arrays]
  if (code === 'B' && scale === 1 && zero === -128) return Int16Array
  if (code === 'I' && scale === 1 && zero === 2 ** 15) return Int32Array
  return Float64Array
}

/** Int64 with an integer TZERO, usually 0 or 2^63. */
function exactIntegers({ zero, blank, scale }: Scaling): Elements {
  if (typeof zero === 'number' && !Number.isInteger(zero))
    return numbers('K', { scale, zero, blank })
  const offset = BigInt(zero)
  return {
    width: 1,
    create: (n) => new BigInt64Array(n),
    read(view, at, n, out, start) {
      for (let i = 0; i < n; i++) out[start + i] = view.getBigInt64(at + 8 * i)
    },
    ...marking('K', blank),
    ...(offset !== 0n && { finish: (stored) => shifted(stored as BigInt64Array, offset) }),
  }
}

function shifted(stored: BigInt64Array, offset: bigint): BigInt64Array | string[] {
  const values = Array.from(stored, (value) => value + offset)
  const fit = values.every((value) => BigInt.asIntN(64, value) === value)
  return fit ? BigInt64Array.from(values) : values.map(String)
}

/** TNULL is for integers alone; a float says NaN. */
function marking(code: ElementCode, blank: bigint | undefined): Pick<Elements, 'mark'> {
  if (blank === undefined || !'BIJK'.includes(code)) return {}
  const bytes = ELEMENT_BYTES[code]
  const value = Number(blank)
  const isBlank = (view: DataView, at: number) =>
    code === 'K' ? view.getBigInt64(at) === blank : readers[code as 'J'](view, at) === value
  return {
    mark(view, at, n, missing, start) {
      let any = false
      for (let i = 0; i < n; i++) {
        if (!isBlank(view, at + i * bytes)) continue
        missing[start + i] = 1
        any = true
      }
      return any
    },
  }
}

/** Strings of `length` bytes; the first zero byte ends one (7.3.3.1), trailing blanks mean nothing. */
export function textElements(length: number): Elements {
  return {
    width: 1,
    create: (n) => new Array<string>(n).fill(''),
    read(view, at, n, out, start) {
      const bytes = new Uint8Array(view.buffer, view.byteOffset + at, n * length)
      for (let i = 0; i < n; i++) out[start + i] = textOf(bytes, i * length, length)
    },
  }
}

function textOf(bytes: Uint8Array, start: number, length: number): string {
  const zero = bytes.subarray(start, start + length).indexOf(0)
  return asciiText(bytes, start, start + (zero < 0 ? length : zero)).trimEnd()
}

export type FitsValues =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Uint8Array
  | BigInt64Array
  | string[]
  | boolean[]

/** A column while it is read. */
export interface Field extends FitsColumn {
  layout: ColumnFormat
  elements: Elements
  /** Byte in the row. */
  offset: number
  where: string
}

export interface FitsColumn {
  /** TTYPEn; `col<n>` where the file does not say. */
  name: string
  /** TFORMn as it was found. */
  format: string
  /** TUNITn */
  unit?: string
  /** TDIMn, fastest axis first; for text the first axis is the characters of a string. */
  dim?: number[]
  /** TCOMMn */
  description?: string
  /** TUCDn */
  ucd?: string
  /** Values a row: bits for X, strings for A, real and imaginary parts for C and M; 0 for P and Q. */
  repeat: number
  /** `repeat` values a row, row after row; physical values, empty for P and Q. */
  values: FitsValues
  /** 1 where `values` has a TNULL or a null logical, absent if there is none; NaN is a value. */
  missing?: Uint8Array
  /** One array a row, for P and Q. */
  lists?: FitsValues[]
  /** As `missing`, for `lists`. */
  missingInLists?: (Uint8Array | undefined)[]
}
