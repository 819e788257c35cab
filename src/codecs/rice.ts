/**
 * Rice coding of integers (FITS 4.0, section 10.4.1; Rice, Yeh & Miller 1993). Each pixel is coded
 * as its difference from the one before, folded so that small differences of both signs are small
 * numbers: 0, -1, 1, -2, ... become 0, 1, 2, 3, ... In blocks of 16 or 32 pixels, the lowest `fs`
 * bits of such a number stand as they are, and the rest r as r zeros and a one.
 */
import { CodecError } from './codec-error.js'

/** How a block says its `fs`: in so many bits, of which the largest value marks plain numbers. */
export const RICE_FORMS = {
  1: { fsBits: 3, fsPlain: 6 },
  2: { fsBits: 4, fsPlain: 14 },
  4: { fsBits: 5, fsPlain: 25 },
} as const

/** Bytes of a coded integer. */
export type RiceBytes = keyof typeof RICE_FORMS

/**
 * The pixels of one tile.
 *
 * @param packed the coded bytes
 * @param nPixels so many are decoded
 * @param bytes BYTEPIX: integers of 1 byte are unsigned, those of 2 and 4 signed
 * @param blockPixels BLOCKSIZE, 32 by default
 * @throws CodecError if the bytes end before the pixels do
 * @example riceDecoded(Uint8Array.of(0, 0, 0, 7, 0), 3, 4, 32) // [7, 7, 7]
 */
export function riceDecoded(
  packed: Uint8Array,
  nPixels: number,
  bytes: RiceBytes,
  blockPixels: number,
): Int32Array {
  const out = new Int32Array(nPixels)
  if (packed.length < bytes + 1) throw early(0, nPixels)
  const codes = new Codes(packed, bytes)
  for (let first = 0; first < nPixels; first += blockPixels) {
    codes.block(out, first, Math.min(first + blockPixels, nPixels))
  }
  return out
}

/** The codes of one tile, read from its first bit to its last. */
class Codes {
  /** The byte that comes next. */
  private at: number
  /** The lowest `nBits` bits were read and not used; the others are 0. */
  private bits: number
  private nBits = 8
  /** The pixel before. */
  private last = 0
  private readonly shift: number

  constructor(
    private readonly packed: Uint8Array,
    private readonly bytes: RiceBytes,
  ) {
    this.shift = 32 - 8 * bytes
    for (let i = 0; i < bytes; i++) this.last = (this.last << 8) | packed[i]
    this.last = this.wrapped(this.last)
    this.bits = packed[bytes]
    this.at = bytes + 1
  }

  /** Puts the pixels of a block in [first, end). */
  block(out: Int32Array, first: number, end: number): void {
    const { fsBits, fsPlain } = RICE_FORMS[this.bytes]
    const fs = this.take(fsBits) - 1
    if (fs < 0) out.fill(this.last, first, end)
    else if (fs === fsPlain) this.plain(out, first, end)
    else this.coded(out, first, end, fs)
    if (this.at > this.packed.length) throw early(end, out.length)
  }

  /** Differences that are not coded: they would be no shorter. */
  private plain(out: Int32Array, first: number, end: number): void {
    const half = 4 * this.bytes
    for (let pixel = first; pixel < end; pixel++) {
      // In two parts: no more than 25 bits can be taken at once.
      const high = this.take(half)
      this.next(out, pixel, (high << half) | this.take(half))
    }
  }

  /** Nearly all pixels come through here, so what is read lies in variables and not in fields. */
  private coded(out: Int32Array, first: number, end: number, fs: number): void {
    const { packed, shift } = this
    const mask = this.bytes === 1 ? 0xff : -1
    let { at, bits, nBits, last } = this
    for (let pixel = first; pixel < end; pixel++) {
      while (bits === 0) {
        if (at >= packed.length) throw early(pixel, out.length)
        nBits += 8
        bits = packed[at++]
      }
      const highest = 31 - Math.clz32(bits)
      const nZeros = nBits - 1 - highest
      bits ^= 1 << highest
      nBits = highest - fs
      while (nBits < 0) {
        bits = (bits << 8) | packed[at++]
        nBits += 8
      }
      const folded = (nZeros << fs) | (bits >>> nBits)
      bits &= (1 << nBits) - 1
      const value = (last + (folded & 1 ? ~(folded >>> 1) : folded >>> 1)) | 0
      last = mask === 0xff ? value & mask : (value << shift) >> shift
      out[pixel] = last
    }
    this.at = at
    this.bits = bits
    this.nBits = nBits
    this.last = last
  }

  /** The next bits, at most 25: those that are held and these fit 32. */
  private take(n: number): number {
    let { bits, nBits } = this
    nBits -= n
    while (nBits < 0) {
      bits = (bits << 8) | this.packed[this.at++]
      nBits += 8
    }
    this.nBits = nBits
    this.bits = bits & ((1 << nBits) - 1)
    return bits >>> nBits
  }

  private next(out: Int32Array, pixel: number, folded: number): void {
    this.last = this.wrapped(this.last + unfolded(folded))
    out[pixel] = this.last
  }

  /** Differences wrap around at the ends of the integers' range. */
  private wrapped(value: number): number {
    return this.bytes === 1 ? value & 0xff : (value << this.shift) >> this.shift
  }
}

function unfolded(folded: number): number {
  return folded & 1 ? ~(folded >>> 1) : folded >>> 1
}

function early(pixel: number, nPixels: number): CodecError {
  return new CodecError(`Rice codes end in pixel ${pixel} of ${nPixels}`)
}
