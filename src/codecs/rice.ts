/**
 * Rice coding of integers (FITS 4.0, section 10.4.1; Rice, Yeh & Miller 1993). Each pixel is coded
 * as its difference from the one before, folded so that small differences of both signs are small
 * numbers: 0, -1, 1, -2, ... become 0, 1, 2, 3, ... In blocks of 16 or 32 pixels, the lowest `fs`
 * bits of such a number stand as they are, and the rest r as r zeros and a one.
 */
import { CodecError } from './codec-error.js'

/** How a block says its `fs`: in so many bits, of which the largest value marks plain numbers. */
const FORMS = {
  1: { fsBits: 3, fsPlain: 6 },
  2: { fsBits: 4, fsPlain: 14 },
  4: { fsBits: 5, fsPlain: 25 },
} as const

/** Bytes of a coded integer. */
export type RiceBytes = keyof typeof FORMS

/** Where the highest one of a byte stands, counted from 1; 0 for no ones. */
const HIGHEST_ONE = Uint8Array.from({ length: 256 }, (_, byte) => 32 - Math.clz32(byte))

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
  const { fsBits, fsPlain } = FORMS[bytes]
  const bitsOfPixel = 8 * bytes
  const isUnsigned = bytes === 1
  const shift = 32 - bitsOfPixel
  const out = new Int32Array(nPixels)
  if (packed.length < bytes + 1) throw early(0, nPixels)
  let last = 0
  for (let i = 0; i < bytes; i++) last = (last << 8) | packed[i]
  last = isUnsigned ? last : (last << shift) >> shift
  let at = bytes
  // `bits` holds the `nBits` lowest bits that were read and not used.
  let bits = packed[at++]
  let nBits = 8
  for (let pixel = 0; pixel < nPixels; ) {
    nBits -= fsBits
    while (nBits < 0) {
      bits = (bits << 8) | packed[at++]
      nBits += 8
    }
    const fs = (bits >>> nBits) - 1
    bits &= (1 << nBits) - 1
    const end = Math.min(pixel + blockPixels, nPixels)
    if (fs < 0) {
      out.fill(last, pixel, end)
      pixel = end
    } else if (fs === fsPlain) {
      for (; pixel < end; pixel++) {
        let folded = 0
        let missing = bitsOfPixel - nBits
        folded = shifted(bits, missing)
        for (missing -= 8; missing >= 0; missing -= 8) folded |= packed[at++] << missing
        if (nBits > 0) {
          bits = packed[at++]
          folded |= bits >>> -missing
          bits &= (1 << nBits) - 1
        } else bits = 0
        last = wrapped(last + unfolded(folded), shift, isUnsigned)
        out[pixel] = last
      }
    } else {
      for (; pixel < end; pixel++) {
        while (bits === 0) {
          if (at >= packed.length) throw early(pixel, nPixels)
          nBits += 8
          bits = packed[at++]
        }
        const nZeros = nBits - HIGHEST_ONE[bits]
        nBits -= nZeros + 1
        bits ^= 1 << nBits
        nBits -= fs
        while (nBits < 0) {
          bits = (bits << 8) | packed[at++]
          nBits += 8
        }
        const folded = (nZeros << fs) | (bits >>> nBits)
        bits &= (1 << nBits) - 1
        last = wrapped(last + unfolded(folded), shift, isUnsigned)
        out[pixel] = last
      }
    }
    if (at > packed.length) throw early(pixel, nPixels)
  }
  return out
}

/** A shift by 32 is no shift to JavaScript. */
function shifted(bits: number, by: number): number {
  return by > 31 ? 0 : bits << by
}

function unfolded(folded: number): number {
  return folded & 1 ? ~(folded >>> 1) : folded >>> 1
}

/** Differences wrap around at the ends of the integers' range. */
function wrapped(value: number, shift: number, isUnsigned: boolean): number {
  return isUnsigned ? value & 0xff : (value << shift) >> shift
}

function early(pixel: number, nPixels: number): CodecError {
  return new CodecError(`Rice codes end in pixel ${pixel} of ${nPixels}`)
}
