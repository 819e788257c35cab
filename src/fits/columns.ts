/**
 * Columns of binary tables (FITS 4.0, section 7.3.3): what a column holds, how an element is read,
 * and TSCALn, TZEROn, TNULLn (7.3.2). Unsigned integers stay exact: int8 and uint16 get a wider
 * type, uint32 is float64, uint64 is int64 if all values fit, otherwise decimal text.
 */
import type { InputError } from '../errors.js'
import { bytesText } from './card.js'
import { type ColumnFormat, ELEMENT_BYTES, type ElementCode } from './column-format.js'

/** Values of a column, in the narrowest array that holds them exactly. */
export type FitsValues =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Uint8Array
  | BigInt64Array
  | string[]
  | boolean[]

/** A column as a file holds it. */
export interface FitsColumn {
  /** TTYPEn, or `col<n>` where there is none. */
  name: string
  /** TFORMn as the file has it. */
  format: string
  /** TUNITn */
  unit?: string
  /** TDIMn, fastest axis first. For text the first axis is the characters of a string. */
  dim?: number[]
  /** TCOMMn */
  description?: string
  /** TUCDn */
  ucd?: string
  /**
   * Values per row: bits for X, strings for A, real and imaginary parts for C and M, 0 for P and Q.
   */
  repeat: number
  /** Physical values, `repeat` of them per row, row after row; empty for P and Q. */
  values: FitsValues
  /** 1 for a TNULL or a null logical, absent if there is none. NaN counts as a value. */
  missing?: Uint8Array
  /** One array per row, for P and Q. */
  lists?: FitsValues[]
  /** For L: how many bytes are neither T, F nor 0. They are missing. */
  nOdd?: number
  /** Like `missing`, for each of `lists`. */
  missingInLists?: (Uint8Array | undefined)[]
  /**
   * Rows whose list lies outside the heap. They have an empty list; absent if there are no such.
   */
  badLists?: number[]
}

/** A column while it is being read. */
export interface Field extends FitsColumn {
  layout: ColumnFormat
  elements: Elements
  /** First byte in the row. */
  offset: number
  where: string
  /** Bytes of all lists so far. */
  listBytes?: number
  /** What is wrong with the first of `badLists`. */
  badList?: InputError
}

/** How stored integers become physical values. */
export interface Scaling {
  scale: number
  zero: number | bigint
  /** TNULLn: the stored integer that means no value. */
  blank?: bigint
}

/** How the elements of a column are read. */
export interface Elements {
  /** Values per element: 2 for a complex number. */
  width: number
  create(nValues: number): FitsValues
  /** Reads `nElements` at byte `at` into `out` from `start` on. */
  read(view: DataView, at: number, nElements: number, out: FitsValues, start: number): void
  /**
   * Marks elements without a value with 1, and returns whether there are any. Absent: all have one.
   */
  mark?(view: DataView, at: number, nElements: number, missing: Uint8Array, start: number): boolean
  /** Called when all values are read; gives the values in their final form. */
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

/** How to read elements of this code; text and truth values have readers of their own. */
export function elementsOf(code: Exclude<ElementCode, 'A' | 'L'>, scaling: Scaling): Elements {
  if (code === 'X') return bits
  if (code === 'K') return scaling.scale === 1 ? exactIntegers(scaling) : numbers(code, scaling)
  return numbers(code, scaling)
}

const [TRUE, FALSE] = [0x54, 0x46]

/** T, F, or a zero byte for no value. Any other byte is not a truth value: it has no value too. */
export const logicals: Elements = truthValues((byte) => byte === TRUE)

/** How many bytes of a column L are no truth value and do not say that there is none. */
export function oddLogicals(view: DataView, at: number, nElements: number): number {
  let n = 0
  for (let i = 0; i < nElements; i++) {
    const byte = view.getUint8(at + i)
    if (byte !== TRUE && byte !== FALSE && byte !== 0) n++
  }
  return n
}

/** Old astropy wrote a byte 1 for true in lists. */
export const listedLogicals: Elements = truthValues((byte) => byte === TRUE || byte === 1)

function truthValues(isTrue: (byte: number) => boolean): Elements {
  return {
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

/** Integers of 64 bits with an integer TZERO, usually 0 or 2^63. */
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

/** Only integers have a TNULL; a missing float is NaN. */
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

/**
 * Strings of `length` bytes. The first zero byte ends a string (7.3.3.1); blanks at its end are
 * dropped.
 */
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
  const end = start + (zero < 0 ? length : zero)
  return cellText(bytes.subarray(start, end)).trimEnd()
}

/**
 * The standard allows only ASCII. Programs that do not know that write UTF-8; other bytes above 127
 * are taken for Latin-1.
 */
function cellText(bytes: Uint8Array): string {
  if (bytes.every((byte) => byte < 0x80)) return bytesText(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return bytesText(bytes)
  }
}
