/**
 * Runs of equal numbers, and numbers packed in few bits, in turn: "RLE/bit-packing hybrid" of
 * https://github.com/apache/parquet-format/blob/master/Encodings.md. Levels and the places in a
 * dictionary are written so.
 */
import { Damage } from './damage.js'

/** Numbers that are decoded: levels are below 256. */
type Into = Uint8Array | Int32Array

/**
 * Fills `into`. A run may be longer than what is left of it; nothing is taken for that.
 *
 * @param width bits of a number, at most 32
 * @throws Damage if the bytes end before
 */
export function readRuns(bytes: Uint8Array, width: number, into: Into): void {
  if (width > 32) throw new Damage(`numbers of ${width} bits`)
  let [at, n] = [0, 0]
  while (n < into.length) {
    let [head, scale] = [0, 1]
    for (let byte = 128; byte >= 128; scale *= 128) {
      if (at >= bytes.length || scale > 2 ** 28) throw new Damage('runs that are cut')
      byte = bytes[at++]
      head += (byte & 127) * scale
    }
    const isPacked = head % 2 === 1
    const count = Math.floor(head / 2) * (isPacked ? 8 : 1)
    const end = Math.min(into.length, n + count)
    const length = isPacked ? (count * width) / 8 : Math.ceil(width / 8)
    // Writers may leave out the bytes behind the last number.
    const needed = isPacked ? Math.ceil(((end - n) * width) / 8) : length
    if (needed > bytes.length - at) throw new Damage('runs that are cut')
    if (isPacked) {
      for (let i = n; i < end; i++) into[i] = bitsAt(bytes, at * 8 + (i - n) * width, width)
    } else {
      into.fill(bitsAt(bytes, at * 8, length * 8), n, end)
    }
    n = end
    at += length
  }
}

/**
 * A number of at most 32 bits, the lowest first, without a sign.
 *
 * @param place of its first bit
 * @param width its bits, from 0 on
 */
export function bitsAt(bytes: Uint8Array, place: number, width: number): number {
  if (width === 0) return 0
  const at = Math.floor(place / 8)
  const shift = place % 8
  let low = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)
  low >>>= shift
  if (shift + width > 32) low |= bytes[at + 4] << (32 - shift)
  return width === 32 ? low >>> 0 : low & (2 ** width - 1)
}

/** Bits of the largest level. */
export function bitsOf(largest: number): number {
  return 32 - Math.clz32(largest)
}
