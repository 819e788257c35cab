/**
 * Numbers as differences, and texts with common beginnings: DELTA_BINARY_PACKED,
 * DELTA_LENGTH_BYTE_ARRAY and DELTA_BYTE_ARRAY of
 * https://github.com/apache/parquet-format/blob/master/Encodings.md.
 */
import { type Budget, Damage } from './damage.js'
import { bitsAt } from './runs.js'

interface Numbers<T> {
  readonly values: T
  /** Where the bytes behind them begin. */
  readonly end: number
}

/** A number of 64 bits in two halves, each from 0 to 2^32 - 1. A BigInt for each would be slow. */
interface Word {
  readonly low: number
  readonly high: number
}

/** @throws Damage if there are others than `n`, or the bytes end before */
export function deltaInt32(bytes: Uint8Array, n: number): Numbers<Int32Array> {
  const values = new Int32Array(n)
  let value = 0
  const end = deltas(bytes, n, {
    first: ({ low }) => {
      value = low | 0
      values[0] = value
    },
    add: (i, least, place, width) => {
      // The numbers wrap at 32 bits, so higher bits do not count.
      value = (value + least.low + bitsAt(bytes, place, Math.min(width, 32))) | 0
      values[i] = value
    },
  })
  return { values, end }
}

/** Like {@link deltaInt32}. */
export function deltaInt64(bytes: Uint8Array, n: number): Numbers<BigInt64Array> {
  const values = new BigInt64Array(n)
  const halves = new Uint32Array(values.buffer)
  let [low, high] = [0, 0]
  const put = (i: number) => {
    halves[2 * i] = low
    halves[2 * i + 1] = high
  }
  const end = deltas(bytes, n, {
    first: (first) => {
      low = first.low
      high = first.high
      put(0)
    },
    add: (i, least, place, width) => {
      const sum = low + least.low + bitsAt(bytes, place, Math.min(width, 32))
      const above = width > 32 ? bitsAt(bytes, place + 32, width - 32) : 0
      high = (high + least.high + above + Math.floor(sum / 2 ** 32)) >>> 0
      low = sum >>> 0
      put(i)
    },
  })
  return { values, end }
}

interface Sink {
  first(value: Word): void
  /** @param place of the first bit of difference `i` */
  add(i: number, least: Word, place: number, width: number): void
}

function deltas(bytes: Uint8Array, n: number, sink: Sink): number {
  const cursor = new Cursor(bytes)
  const [blockSize, nParts, count] = [cursor.count(), cursor.count(), cursor.count()]
  const first = cursor.zigzag()
  const partSize = blockSize / nParts
  if (nParts < 1 || nParts > 2 ** 16 || !(partSize >= 8) || partSize % 8 !== 0) {
    throw new Damage(`differences in blocks of ${blockSize} in ${nParts} parts`)
  }
  if (count !== n) throw new Damage(`${count} numbers where ${n} are declared`)
  if (n > 0) sink.first(first)
  for (let i = 1; i < n; ) {
    const least = cursor.zigzag()
    const widths = cursor.take(nParts)
    for (let part = 0; part < nParts && i < n; part++) {
      const width = widths[part]
      if (width > 64) throw new Damage(`differences of ${width} bits`)
      const nHere = Math.min(partSize, n - i)
      const place = cursor.at * 8
      if (place + nHere * width > bytes.length * 8) throw new Damage('differences that are cut')
      for (let k = 0; k < nHere; k++) sink.add(i + k, least, place + k * width, width)
      i += nHere
      cursor.at = Math.min(cursor.at + (partSize * width) / 8, bytes.length)
    }
  }
  return cursor.at
}

class Cursor {
  at = 0

  constructor(private readonly bytes: Uint8Array) {}

  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) throw new Damage('differences that are cut')
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  count(): number {
    const { low, high } = this.varint()
    return high * 2 ** 32 + low
  }

  /** 0, -1, 1, -2, ... are stored as 0, 1, 2, 3, ... */
  zigzag(): Word {
    const { low, high } = this.varint()
    const half = { low: ((low >>> 1) | (high << 31)) >>> 0, high: high >>> 1 }
    return low & 1 ? { low: ~half.low >>> 0, high: ~half.high >>> 0 } : half
  }

  /** Seven bits a byte, the lowest first. */
  private varint(): Word {
    let [low, high] = [0, 0]
    for (let shift = 0; shift < 70; shift += 7) {
      const [byte] = this.take(1)
      const bits = byte & 127
      if (shift < 32) low |= bits << shift
      // The fifth byte has bits of both halves.
      if (shift === 28) high |= bits >>> 4
      if (shift > 28) high |= bits << (shift - 32)
      if (byte < 128) return { low: low >>> 0, high: high >>> 0 }
    }
    throw new Damage('a number of more than 64 bits')
  }
}

/** Texts behind their lengths. */
export function* deltaLengthTexts(bytes: Uint8Array, n: number): Generator<Uint8Array> {
  const { values: lengths, end } = deltaInt32(bytes, n)
  let at = end
  for (const length of lengths) {
    if (length < 0 || length > bytes.length - at) throw new Damage(`a text of ${length} bytes`)
    yield bytes.subarray(at, at + length)
    at += length
  }
}

/** Texts that each begin like the one before: what is common is not stored. */
export function* deltaTexts(bytes: Uint8Array, n: number, budget: Budget): Generator<Uint8Array> {
  const { values: commons, end } = deltaInt32(bytes, n)
  let last = new Uint8Array(0)
  let i = 0
  for (const rest of deltaLengthTexts(bytes.subarray(end), n)) {
    const common = commons[i++]
    if (common < 0 || common > last.length) throw new Damage(`texts with ${common} equal bytes`)
    budget.take(common)
    const text = new Uint8Array(common + rest.length)
    text.set(last.subarray(0, common))
    text.set(rest, common)
    last = text
    yield text
  }
}
