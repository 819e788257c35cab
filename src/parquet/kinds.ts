/**
 * What stored values are: each becomes the narrowest type that holds it exactly, or the text that
 * people would write.
 */
import { Damage } from './damage.js'
import type { Entries } from './entries.js'
import type { Leaf } from './schema.js'
import type { Stored, TextOf } from './stored.js'
import { clockText, dateText, momentText, oldMomentText } from './times.js'

/** Values as they are used. */
export type Values =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Uint8Array
  | BigInt64Array
  | string[]
  | boolean[]

export interface Kind {
  /** What becomes of a value that is stored as bytes. */
  readonly textOf: TextOf
  /** The values, with NaN, 0 or an empty text in place of one that is missing. */
  readonly values: (entries: Entries) => Values
  /** What a reader should know of the column. */
  readonly note?: string
}

/** float64 holds all decimal numbers of so many digits, int64 whole ones of so many. */
const [FLOAT_DIGITS, INT64_DIGITS] = [15, 18]
/** The powers of ten that float64 holds exactly, so that one division rounds once. */
const EXACT_POWER = 22

const BYTES = ['BYTE_ARRAY', 'FIXED_LEN_BYTE_ARRAY']
/** How values of these meanings are stored. */
const STORED: Readonly<Record<string, readonly string[]>> = {
  DECIMAL: ['INT32', 'INT64', ...BYTES],
  INTEGER: ['INT32', 'INT64'],
  DATE: ['INT32'],
  TIME: ['INT32', 'INT64'],
  TIMESTAMP: ['INT64'],
  FLOAT16: ['FIXED_LEN_BYTE_ARRAY'],
  UUID: ['FIXED_LEN_BYTE_ARRAY'],
}

/**
 * What is stored as text or bytes is text.
 *
 * @throws Damage if values of that meaning cannot be stored so
 */
export function kindOf(leaf: Leaf, texts: Texts): Kind {
  const { physical, meaning } = leaf
  if (meaning && STORED[meaning.is]?.includes(physical) === false) {
    throw new Damage(`${meaning.is} stored as ${physical}`)
  }
  if (meaning?.is === 'DECIMAL') return decimalKind(leaf)
  if (meaning?.is === 'FLOAT16') return { textOf: halfText, values: toFloat32 }
  if (meaning?.is === 'UUID') return { textOf: uuidText, values: asStored }
  if (physical === 'INT96') return { textOf: oldMomentText, values: asStored, note: TIMES }
  if (physical === 'BYTE_ARRAY' || physical === 'FIXED_LEN_BYTE_ARRAY') {
    return { textOf: texts.of, values: asStored }
  }
  if (physical === 'BOOLEAN') {
    return numbers(({ values }) => Array.from(values as Uint8Array, (bit) => bit === 1))
  }
  if (physical === 'FLOAT' || physical === 'DOUBLE') return numbers(withNaN)
  const { is, digits = 0, isUtc } = meaning ?? {}
  if (is === 'DATE') return times((days) => dateText(Number(days)))
  if (is === 'TIME') return times((units) => clockText(units < 0n ? 0n : units, digits))
  if (is === 'TIMESTAMP') return times((units) => momentText(units, digits, isUtc))
  return numbers(integersOf(leaf))
}

const TIMES = 'dates and times are read as text'

function numbers(values: Kind['values']): Kind {
  return { textOf: String, values }
}

function times(textOf: (units: bigint) => string): Kind {
  const values = (entries: Entries) => mapped(entries, (value) => textOf(BigInt(value)))
  return { ...numbers(values), note: TIMES }
}

function asStored({ values }: Entries): Values {
  return values
}

/** Texts of what is there; an empty one of what is missing. */
function mapped({ values, gone }: Entries, textOf: (value: number | bigint) => string): string[] {
  const texts = new Array<string>(values.length)
  for (let i = 0; i < texts.length; i++) {
    texts[i] = gone?.[i] ? '' : textOf(values[i] as number | bigint)
  }
  return texts
}

function withNaN({ values, gone }: Entries): Values {
  for (let i = 0; gone && i < gone.length; i++) if (gone[i]) values[i] = Number.NaN as never
  return values
}

function toFloat32({ values, gone }: Entries): Values {
  return Float32Array.from(values as string[], (text, i) => (gone?.[i] ? Number.NaN : Number(text)))
}

function integersOf({ physical, meaning }: Leaf): Kind['values'] {
  const { bits, isSigned } = meaning?.is === 'INTEGER' ? meaning : { bits: 0, isSigned: true }
  if (physical === 'INT64') return isSigned ? asStored : unsigned64
  if (!isSigned && bits === 8) return ({ values }) => Uint8Array.from(values as Int32Array)
  if (!isSigned && bits === 16) {
    return ({ values }) => Int32Array.from(values as Int32Array, (value) => value & 0xffff)
  }
  if (!isSigned) {
    return ({ values }) =>
      BigInt64Array.from(values as Int32Array, ((v: number) => BigInt(v >>> 0)) as never)
  }
  if (bits === 8 || bits === 16) return ({ values }) => Int16Array.from(values as Int32Array)
  return asStored
}

/** int64 where that holds all of them, else text. */
function unsigned64(entries: Entries): Values {
  const values = entries.values as BigInt64Array
  if (values.every((value) => value >= 0n)) return values
  const unsigned = new BigUint64Array(values.buffer, values.byteOffset, values.length)
  return Array.from(unsigned, (value, i) => (entries.gone?.[i] ? '' : String(value)))
}

/** Decimal numbers: of few digits as float64 or int64, else as text with all digits. */
function decimalKind({ physical, meaning }: Leaf): Kind {
  const { scale = 0, precision = 0 } = meaning ?? {}
  const isBytes = physical !== 'INT32' && physical !== 'INT64'
  const textOf = (bytes: Uint8Array) => String(bigEndian(bytes))
  const whole = (value: Stored[number]) => BigInt(value)
  if (scale === 0 && precision <= INT64_DIGITS) {
    const values = ({ values, gone }: Entries) =>
      BigInt64Array.from({ length: values.length }, ((_: unknown, i: number) =>
        gone?.[i] ? 0n : whole(values[i])) as never)
    return { textOf, values }
  }
  if (precision <= FLOAT_DIGITS && scale >= 0 && scale <= EXACT_POWER) {
    const values = ({ values, gone }: Entries) =>
      Float64Array.from({ length: values.length }, (_, i) =>
        gone?.[i] ? Number.NaN : Number(values[i]) / 10 ** scale,
      )
    return { textOf, values, note: 'decimal numbers are read as float64' }
  }
  const note = 'decimal numbers of many digits are read as text'
  if (isBytes)
    return { textOf: (bytes) => decimalText(bigEndian(bytes), scale), values: asStored, note }
  const values = (entries: Entries) => mapped(entries, (v) => decimalText(whole(v), scale))
  return { textOf, values, note }
}

/** @example decimalText(-1205n, 2) // '-12.05' */
function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return `${unscaled}${unscaled === 0n ? '' : '0'.repeat(Math.min(-scale, 400))}`
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** A number in two's complement, the highest byte first. */
function bigEndian(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n
  return BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex(bytes)}`))
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function uuidText(bytes: Uint8Array): string {
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** IEEE 754 half precision, the lowest byte first. */
function halfText([low, high]: Uint8Array): string {
  const exponent = (high >> 2) & 31
  const fraction = (((high & 3) << 8) | low) / 1024
  const sign = high >> 7 ? -1 : 1
  if (exponent === 31) return String(fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY)
  const size = exponent === 0 ? 2 ** -14 * fraction : 2 ** (exponent - 15) * (1 + fraction)
  return sign < 0 && size === 0 ? '-0' : String(sign * size)
}

/**
 * Texts of bytes. Old writers do not say what is text, so bytes are text where all of a column are
 * UTF-8, and hexadecimal digits elsewhere.
 */
export class Texts {
  /** Values that are no UTF-8. */
  nOdd = 0
  private readonly strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  private readonly loose = new TextDecoder('utf-8', { ignoreBOM: true })

  /** @param asHex whether all are hexadecimal digits */
  constructor(private readonly asHex = false) {}

  readonly of: TextOf = (bytes) => {
    if (this.asHex) return hex(bytes)
    const short = shortAscii(bytes)
    if (short !== undefined) return short
    try {
      return this.strict.decode(bytes)
    } catch {
      this.nOdd++
      return this.loose.decode(bytes)
    }
  }
}

const SHORT = 16

/** Most texts are short; for those a decoder takes longer than this. */
function shortAscii(bytes: Uint8Array): string | undefined {
  if (bytes.length > SHORT) return undefined
  let text = ''
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] > 126) return undefined
    text += String.fromCharCode(bytes[i])
  }
  return text
}
