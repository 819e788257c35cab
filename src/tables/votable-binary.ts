/**
 * Rows of BINARY and BINARY2 (VOTable 1.5, sections 5.3 and 5.4): base64 text, cells one after the
 * other, big end first; a length of 4 bytes before what varies. In BINARY2 a bit for each field
 * before the row, the highest first, says that the cell has no value.
 */
import { InputError } from '../errors.js'
import type { ColumnBuilder } from './column-builder.js'
import { trimmed, untilZero, type VotableField } from './votable-field.js'

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const OTHER = 255
const SKIPPED = 254

/**
 * The bytes of a base64 text (RFC 4648, section 4). White space is skipped.
 *
 * @throws InputError at another character
 */
export function fromBase64(text: string, where: string): Uint8Array {
  const values = new Uint8Array(256).fill(OTHER)
  for (let i = 0; i < 64; i++) values[DIGITS.charCodeAt(i)] = i
  for (const blank of ' \t\r\n=') values[blank.charCodeAt(0)] = SKIPPED
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4))
  let [n, bits, length] = [0, 0, 0]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const value = code < 256 ? values[code] : OTHER
    if (value === SKIPPED) continue
    if (value === OTHER) {
      const got = JSON.stringify(text[i])
      throw new InputError({ what: 'the stream is not base64', where, got })
    }
    bits = ((bits & 0xff) << 6) | value
    length += 6
    if (length >= 8) {
      length -= 8
      bytes[n++] = bits >> length
    }
  }
  return bytes.subarray(0, n)
}

/** Base64 of these bytes, as ASCII. */
export function toBase64(bytes: Uint8Array): Uint8Array {
  const digits = new TextEncoder().encode(DIGITS)
  const out = new Uint8Array(4 * Math.ceil(bytes.length / 3)).fill('='.charCodeAt(0))
  let n = 0
  let i = 0
  for (; i + 2 < bytes.length; i += 3) {
    const bits = (bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2]
    out[n++] = digits[bits >> 18]
    out[n++] = digits[(bits >> 12) & 63]
    out[n++] = digits[(bits >> 6) & 63]
    out[n++] = digits[bits & 63]
  }
  if (i < bytes.length) {
    const bits = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8)
    out[n++] = digits[bits >> 18]
    out[n++] = digits[(bits >> 12) & 63]
    if (i + 1 < bytes.length) out[n] = digits[(bits >> 6) & 63]
  }
  return out
}

/**
 * Adds all rows.
 *
 * @throws InputError if the bytes end within a row
 */
export function addRows(
  bytes: Uint8Array,
  fields: readonly VotableField[],
  builders: readonly ColumnBuilder[],
  hasFlags: boolean,
  where: string,
): void {
  const rows = new Rows(bytes, where)
  const nFlags = hasFlags ? Math.ceil(fields.length / 8) : 0
  while (rows.at < bytes.length && fields.length > 0) {
    const before = rows.at
    const flags = rows.take(nFlags)
    for (let f = 0; f < fields.length; f++) {
      const isGone = hasFlags && (bytes[flags + (f >> 3)] & (0x80 >> (f & 7))) !== 0
      rows.cell(fields[f], builders[f], isGone, hasFlags)
    }
    if (rows.at === before) break
  }
}

class Rows {
  at = 0
  private readonly view: DataView

  constructor(
    private readonly bytes: Uint8Array,
    private readonly where: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Where the next so many bytes begin; they are passed. */
  take(n: number): number {
    const start = this.at
    this.at += n
    if (this.at <= this.bytes.length) return start
    throw new InputError({
      what: 'the stream ends within a row',
      where: this.where,
      expected: `${this.at} bytes`,
      got: `${this.bytes.length}`,
      remedy: 'get the file again',
    })
  }

  cell(field: VotableField, builder: ColumnBuilder, isGone: boolean, hasFlags: boolean): void {
    const { shape, kind } = field
    if (kind === 'string') {
      this.text(field, builder, isGone, hasFlags)
      return
    }
    if (shape.length === 0) {
      const value = this.value(field)
      if (isGone || value === undefined || isNull(field, value)) builder.pushMissing()
      else builder.push(value)
      return
    }
    const last = shape.at(-1) ?? this.view.getUint32(this.take(4))
    const n = shape.slice(0, -1).reduce<number>((all, axis) => all * axis!, 1) * last
    this.refuseLie(n * (field.bytes || 1 / 8))
    if (field.datatype === 'bit') this.bits(n, builder)
    else {
      for (let i = 0; i < n; i++) {
        const value = this.value(field)
        if (value === undefined || isNull(field, value)) builder.pushMissing()
        else builder.push(value)
      }
    }
    builder.endList(isGone || n === 0)
  }

  /** Before anything of a list is kept. */
  private refuseLie(nBytes: number): void {
    if (nBytes > this.bytes.length - this.at) this.take(Math.ceil(nBytes))
  }

  private bits(n: number, builder: ColumnBuilder): void {
    const start = this.take(Math.ceil(n / 8))
    for (let i = 0; i < n; i++) {
      builder.push((this.bytes[start + (i >> 3)] & (0x80 >> (i & 7))) !== 0)
    }
  }

  private value({ datatype }: VotableField) {
    const { view } = this
    switch (datatype) {
      case 'double':
      case 'doubleComplex':
        return view.getFloat64(this.take(8))
      case 'float':
      case 'floatComplex':
        return view.getFloat32(this.take(4))
      case 'int':
        return view.getInt32(this.take(4))
      case 'long':
        return view.getBigInt64(this.take(8))
      case 'short':
        return view.getInt16(this.take(2))
      case 'unsignedByte':
        return this.bytes[this.take(1)]
      case 'bit':
        // One bit is the highest of its byte; astropy writes 0x08.
        return this.bytes[this.take(1)] !== 0
      default:
        return truthOf(this.bytes[this.take(1)])
    }
  }

  private text(
    field: VotableField,
    builder: ColumnBuilder,
    isGone: boolean,
    hasFlags: boolean,
  ): void {
    const { shape, characters, bytes: wide } = field
    if (shape.length === 0) {
      const n = characters ?? this.view.getUint32(this.take(4))
      const text = this.characters(n, wide)
      const value = characters === undefined ? text : untilZero(text)
      if (isGone || (value === '' && !hasFlags)) builder.pushMissing()
      else builder.push(value)
      return
    }
    const last = shape.at(-1) ?? Math.floor(this.view.getUint32(this.take(4)) / (characters || 1))
    const n = shape.slice(0, -1).reduce<number>((all, axis) => all * axis!, 1) * last
    this.refuseLie(n * Math.max(1, characters ?? 1) * wide)
    for (let i = 0; i < n; i++) builder.push(trimmed(this.characters(characters ?? 0, wide)))
    builder.endList(isGone || n === 0)
  }

  private characters(n: number, wide: number): string {
    const start = this.take(n * wide)
    const bytes = this.bytes.subarray(start, this.at)
    if (wide === 2) return new TextDecoder('utf-16be').decode(bytes)
    if (n < 64) {
      let text = ''
      let seen = 0
      for (const byte of bytes) {
        text += String.fromCharCode(byte)
        seen |= byte
      }
      if (seen < 128) return text
    }
    return new TextDecoder().decode(bytes)
  }
}

function truthOf(byte: number): boolean | undefined {
  const letter = String.fromCharCode(byte)
  if (/[Tt1]/.test(letter)) return true
  return /[Ff0]/.test(letter) ? false : undefined
}

function isNull(field: VotableField, value: number | bigint | boolean): boolean {
  return field.null !== undefined && String(value) === field.null
}
