/**
 * The other direction of rice.ts: integers to Rice codes (FITS 4.0, section 10.4.1). A block has
 * the `fs` that suits the mean m of its folded differences: 2^fs is about m / 2. The bytes are
 * those that CFITSIO writes.
 */
import { RICE_FORMS, type RiceBytes } from './rice.js'

/** A coded pixel has at most 1.25 times the bits of a plain one; a block has a few more. */
const MOST_BITS = 1.25
const SPARE_BYTES = 16

/**
 * The Rice codes of the pixels of one tile.
 *
 * @param pixels integers of `bytes` bytes; of 1 byte they are unsigned
 * @param bytes BYTEPIX
 * @param blockPixels BLOCKSIZE
 * @example riceEncoded(Int32Array.of(7, 7, 7), 4, 32) // 0, 0, 0, 7, 0
 */
export function riceEncoded(pixels: Int32Array, bytes: RiceBytes, blockPixels: number): Uint8Array {
  if (pixels.length === 0) return new Uint8Array(0)
  const nBlocks = Math.ceil(pixels.length / blockPixels)
  const room = Math.ceil(MOST_BITS * bytes * pixels.length) + nBlocks + SPARE_BYTES
  const codes = new Codes(new Uint8Array(room), bytes, blockPixels)
  codes.bits(pixels[0], 8 * bytes)
  let last = pixels[0]
  for (let first = 0; first < pixels.length; first += blockPixels) {
    const end = Math.min(first + blockPixels, pixels.length)
    codes.block(pixels, first, end, last)
    last = pixels[end - 1]
  }
  return codes.finished()
}

class Codes {
  private at = 0
  /** Bits that do not yet fill a byte, and how many more it has room for. */
  private held = 0
  private room = 8
  private readonly folded: Uint32Array

  constructor(
    private readonly out: Uint8Array,
    private readonly bytes: RiceBytes,
    blockPixels: number,
  ) {
    this.folded = new Uint32Array(blockPixels)
  }

  /** Codes pixels [first, end), of which `last` is the one before. */
  block(pixels: Int32Array, first: number, end: number, last: number): void {
    const { fsBits, fsPlain } = RICE_FORMS[this.bytes]
    const { folded } = this
    const shift = 32 - 8 * this.bytes
    const n = end - first
    let sum = 0
    let before = last
    for (let i = 0; i < n; i++) {
      const difference = ((pixels[first + i] - before) << shift) >> shift
      before = pixels[first + i]
      folded[i] = difference < 0 ? ~(difference << 1) : difference << 1
      sum += folded[i]
    }
    const fs = splitOf(sum, n)
    if (fs >= fsPlain) {
      this.bits(fsPlain + 1, fsBits)
      for (let i = 0; i < n; i++) this.bits(folded[i], 8 * this.bytes)
    } else if (sum === 0) this.bits(0, fsBits)
    else {
      this.bits(fs + 1, fsBits)
      for (let i = 0; i < n; i++) this.code(folded[i], fs)
    }
  }

  /** The rest of a number as so many zeros and a one, then its lowest `fs` bits. */
  private code(folded: number, fs: number): void {
    let nZeros = folded >>> fs
    while (nZeros >= this.room) {
      nZeros -= this.room
      this.out[this.at++] = this.held << this.room
      this.held = 0
      this.room = 8
    }
    this.held = (this.held << (nZeros + 1)) | 1
    this.room -= nZeros + 1
    if (this.room === 0) this.flush()
    if (fs > 0) this.bits(folded & ((1 << fs) - 1), fs)
  }

  /** The lowest `n` bits of a value, 1 to 32. */
  bits(value: number, n: number): void {
    let left = n
    while (left >= this.room) {
      left -= this.room
      const part = (value >>> left) & ((1 << this.room) - 1)
      this.held = (this.held << this.room) | part
      this.flush()
    }
    if (left === 0) return
    this.held = (this.held << left) | (value & ((1 << left) - 1))
    this.room -= left
  }

  private flush(): void {
    this.out[this.at++] = this.held
    this.held = 0
    this.room = 8
  }

  /** Zeros fill the last byte. */
  finished(): Uint8Array {
    if (this.room < 8) this.out[this.at++] = this.held << this.room
    return this.out.slice(0, this.at)
  }
}

/** The `fs` of a block whose folded differences have this sum. */
function splitOf(sum: number, n: number): number {
  const mean = Math.max(0, (sum - Math.floor(n / 2) - 1) / n)
  return 32 - Math.clz32(Math.floor(mean) >>> 1)
}
