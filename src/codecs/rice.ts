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

/** Zeros behind the codes: a word may be read that begins behind the last of them. */
const PADDING = 16
/** Where the codes of a tile usually have room. New memory for each was a tenth of the time. */
const room = new Uint8Array(2 ** 16)
/** Bits are counted in 32 bits. */
const MOST_BYTES = 2 ** 29

/**
 * The pixels of one tile.
 *
 * @param packed the coded bytes
 * @param nPixels so many are decoded
 * @param bytes BYTEPIX: integers of 1 byte are unsigned, those of 2 and 4 signed
 * @param blockPixels BLOCKSIZE, 32 by default
 * @param out where they are put, if there is memory already
 * @throws CodecError if the bytes end before the pixels do
 * @example riceDecoded(Uint8Array.of(0, 0, 0, 7, 0), 3, 4, 32) // [7, 7, 7]
 */
export function riceDecoded(
  packed: Uint8Array,
  nPixels: number,
  bytes: RiceBytes,
  blockPixels: number,
  out: Int32Array = new Int32Array(nPixels),
): Int32Array {
  if (packed.length < bytes + 1) throw early(0, nPixels)
  if (packed.length > MOST_BYTES) {
    throw new CodecError(`${packed.length} bytes of Rice codes, expected at most ${MOST_BYTES}`)
  }
  const codes = new Codes(packed, bytes, out)
  for (let first = 0; first < nPixels; first += blockPixels) {
    codes.block(first, Math.min(first + blockPixels, nPixels))
  }
  return wrapped(out, bytes)
}

/** Differences wrap around at the ends of the integers' range. */
function wrapped(sums: Int32Array, bytes: RiceBytes): Int32Array {
  if (bytes === 1) for (let i = 0; i < sums.length; i++) sums[i] &= 0xff
  if (bytes === 2) for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] << 16) >> 16
  return sums
}

/** The codes of one tile, read from its first bit to its last. */
class Codes {
  private readonly view: DataView
  private readonly nBits: number
  /** The bit that comes next. */
  private at = 0
  /** The pixel before, of which the lowest `bytes` count. */
  private last: number

  constructor(
    packed: Uint8Array,
    private readonly bytes: RiceBytes,
    private readonly out: Int32Array,
  ) {
    const length = packed.length + PADDING
    const padded =
      length > room.length ? new Uint8Array(length) : room.fill(0, packed.length, length)
    padded.set(packed)
    this.view = new DataView(padded.buffer)
    this.nBits = 8 * packed.length
    this.last = this.take(8 * bytes)
  }

  /** Decodes pixels [first, end), which are one block. */
  block(first: number, end: number): void {
    const { out } = this
    const { fsBits, fsPlain } = RICE_FORMS[this.bytes]
    const fs = this.take(fsBits) - 1
    if (fs < 0) out.fill(this.last, first, end)
    else if (fs === fsPlain) this.plain(first, end)
    else this.coded(first, end, fs)
    if (this.at > this.nBits) throw early(end, out.length)
  }

  /** Differences that are not coded: they would be no shorter. */
  private plain(first: number, end: number): void {
    const nBits = 8 * this.bytes
    if (this.at + nBits * (end - first) > this.nBits) throw early(first, this.out.length)
    for (let pixel = first; pixel < end; pixel++) {
      this.last = (this.last + unfolded(this.take(nBits))) | 0
      this.out[pixel] = this.last
    }
  }

  /**
   * Nearly all pixels come through here. Two codes are read from one word where they lie in it
   * both: nothing else in the loop depends on what the bits are, so the processor need not guess.
   * `(word << zeros) >>> (31 - fs)` is the one and the `fs` bits behind it.
   */
  private coded(first: number, end: number, fs: number): void {
    const { view, out } = this
    const [afterZeros, behind] = [fs + 1, 31 - fs]
    let { at, last } = this
    let pixel = first
    while (pixel < end) {
      const word = view.getInt32(at >>> 3) << (at & 7)
      const zeros = Math.clz32(word)
      const length = zeros + afterZeros
      const nextWord = word << length
      const nextZeros = Math.clz32(nextWord)
      const both = length + nextZeros + afterZeros
      if (both <= WORD_BITS && pixel + 1 < end) {
        const one = ((zeros - 1) << fs) + ((word << zeros) >>> behind)
        const two = ((nextZeros - 1) << fs) + ((nextWord << nextZeros) >>> behind)
        const between = (last + unfolded(one)) | 0
        last = (between + unfolded(two)) | 0
        out[pixel] = between
        out[pixel + 1] = last
        at += both
        pixel += 2
      } else {
        this.at = at
        last = (last + unfolded(this.code(fs, pixel))) | 0
        out[pixel++] = last
        at = this.at
      }
    }
    this.at = at
    this.last = last
  }

  /** One code, however long. */
  private code(fs: number, pixel: number): number {
    let zeros = 0
    let here = Math.clz32(this.word())
    while (here >= WORD_BITS) {
      zeros += WORD_BITS
      this.at += WORD_BITS
      if (this.at > this.nBits) throw early(pixel, this.out.length)
      here = Math.clz32(this.word())
    }
    this.at += here + 1
    return ((zeros + here) << fs) | this.take(fs)
  }

  /** The next bits, 0 to 32. */
  private take(n: number): number {
    if (n > WORD_BITS) return (this.take(n - 16) << 16) | this.take(16)
    const bits = (this.word() >>> 1) >>> (31 - n)
    this.at += n
    return bits
  }

  /** The next bits, from the highest on; at least {@link WORD_BITS} of them count. */
  private word(): number {
    return this.view.getInt32(this.at >>> 3) << (this.at & 7)
  }
}

/** Of the four bytes where a bit lies, so many bits are surely that one and those behind it. */
const WORD_BITS = 25

function unfolded(folded: number): number {
  return (folded >>> 1) ^ -(folded & 1)
}

function early(pixel: number, nPixels: number): CodecError {
  return new CodecError(`Rice codes end in pixel ${pixel} of ${nPixels}`)
}
