/**
 * The compact protocol of Apache Thrift, in which Parquet writes its footer and the headers of its
 * pages (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md). What
 * is declared is compared with the bytes that are there, so that no length and no depth can lie.
 */
import { Damage } from './damage.js'

export type ThriftValue = boolean | number | Uint8Array | ThriftList | ThriftStruct
export type ThriftList = readonly ThriftValue[]

const STOP = 0
const TRUE = 1
const FALSE = 2
const BYTE = 3
const I16 = 4
const I32 = 5
const I64 = 6
const DOUBLE = 7
const BINARY = 8
const LIST = 9
const SET = 10
const STRUCT = 12

const DEEPEST = 32
/** Values of a footer: a table of 1,000 columns in 100 groups has two million. */
const MOST_VALUES = 2 ** 22
/** Parquet has no field beyond this number. */
const MOST_FIELDS = 64

/** The fields of a structure by their numbers. A field of another type than asked for is damage. */
export class ThriftStruct {
  constructor(private readonly fields: readonly (ThriftValue | undefined)[]) {}

  has(id: number): boolean {
    return this.fields[id] !== undefined
  }

  number(id: number): number | undefined {
    return this.of(id, (value) => typeof value === 'number')
  }

  boolean(id: number): boolean | undefined {
    return this.of(id, (value) => typeof value === 'boolean')
  }

  struct(id: number): ThriftStruct | undefined {
    return this.of(id, (value) => value instanceof ThriftStruct)
  }

  /** A list of structures. */
  structs(id: number): readonly ThriftStruct[] | undefined {
    return this.of<readonly ThriftStruct[]>(
      id,
      (value) => Array.isArray(value) && value.every((item) => item instanceof ThriftStruct),
    )
  }

  text(id: number): string | undefined {
    const bytes = this.of<Uint8Array>(id, (value) => value instanceof Uint8Array)
    return bytes && textOf(bytes)
  }

  texts(id: number): string[] | undefined {
    const list = this.of<readonly Uint8Array[]>(
      id,
      (value) => Array.isArray(value) && value.every((item) => item instanceof Uint8Array),
    )
    return list?.map(textOf)
  }

  /** @throws Damage if the field is absent */
  count(id: number, what: string): number {
    const count = this.number(id)
    if (count !== undefined && count >= 0 && Number.isSafeInteger(count)) return count
    throw new Damage(`${what}: ${count ?? 'none'}`)
  }

  private of<T extends ThriftValue>(
    id: number,
    is: (value: ThriftValue) => boolean,
  ): T | undefined {
    const value = this.fields[id]
    if (value === undefined || is(value)) return value as T | undefined
    throw new Damage(`a header whose field ${id} has another type`)
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

/** Reads structures one after another. */
export class ThriftReader {
  #count = 0

  /** @param offset where the first structure begins; afterwards where the last one ended */
  constructor(
    private readonly bytes: Uint8Array,
    public offset = 0,
  ) {}

  /** @throws Damage if the bytes end within it, or it is no such structure */
  struct(depth = 0): ThriftStruct {
    if (depth > DEEPEST) throw new Damage('a header of too many levels')
    const fields: (ThriftValue | undefined)[] = []
    for (let id = 0; ; ) {
      const head = this.byte()
      const type = head & 15
      if (type === STOP) return new ThriftStruct(fields)
      id = head >> 4 ? id + (head >> 4) : this.zigzag()
      const value = this.value(type, depth, false)
      if (id >= 0 && id < MOST_FIELDS) fields[id] = value
    }
  }

  private value(type: number, depth: number, inList: boolean): ThriftValue {
    if (++this.#count > MOST_VALUES) throw new Damage('a header of too many values')
    if (type === TRUE || type === FALSE) return inList ? this.byte() === TRUE : type === TRUE
    if (type === BYTE) return (this.byte() << 24) >> 24
    if (type === I16 || type === I32 || type === I64) return this.zigzag()
    if (type === DOUBLE) return this.double()
    if (type === BINARY) return this.take(this.varint())
    if (type === LIST || type === SET) return this.list(depth)
    if (type === STRUCT) return this.struct(depth + 1)
    throw new Damage(`a header with a field of type ${type}`)
  }

  private list(depth: number): ThriftList {
    if (depth > DEEPEST) throw new Damage('a header of too many levels')
    const head = this.byte()
    const size = head >> 4 === 15 ? this.varint() : head >> 4
    // Each item takes a byte or more.
    if (size > this.bytes.length - this.offset) throw new Damage(`a list of ${size} in a header`)
    const items: ThriftValue[] = []
    for (let i = 0; i < size; i++) items.push(this.value(head & 15, depth + 1, true))
    return items
  }

  private byte(): number {
    if (this.offset < this.bytes.length) return this.bytes[this.offset++]
    throw new Damage('a header that is cut')
  }

  private take(length: number): Uint8Array {
    if (length > this.bytes.length - this.offset) throw new Damage('a header that is cut')
    this.offset += length
    return this.bytes.subarray(this.offset - length, this.offset)
  }

  private double(): number {
    const { buffer, byteOffset } = this.take(8)
    return new DataView(buffer, byteOffset, 8).getFloat64(0, true)
  }

  /** Seven bits a byte, the lowest first. Beyond 2^53, which no size can be, it is rounded. */
  private varint(): number {
    for (let value = 0, scale = 1; scale <= 2 ** 63; scale *= 128) {
      const byte = this.byte()
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    throw new Damage('a number of more than 64 bits in a header')
  }

  private zigzag(): number {
    const value = this.varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
}
