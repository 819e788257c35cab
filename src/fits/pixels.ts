/**
 * Pixels of a data array (FITS 4.0, sections 4.4.2.5 and 5): big-endian numbers of type BITPIX, and
 *
 *     physical = BZERO + BSCALE * stored
 *
 * in float64. Integers equal to BLANK become NaN. Floats have no BLANK; their NaN stay NaN.
 * Unsigned integers are signed ones with a BZERO of half their range (table 11), so only those of
 * 64 bits need special treatment. Each type has its own loop: V8 compiles DataView reads to byte
 * swaps, 1 to 2 ns each.
 */
import { InputError } from '../errors.js'
import type { Header } from './header.js'

/** The type of the stored numbers: bits of an integer, or minus the bits of a float. */
export type Bitpix = 8 | 16 | 32 | 64 | -32 | -64

/** Turns bytes of a file into physical values. */
export interface PixelDecoder {
  bytesPerPixel: number
  /** Whether physical values are the stored ones: nothing scales them, no integer is BLANK. */
  isPlain: boolean
  /** Whether they are float32 besides: only the order of the bytes is another one. */
  isPlainFloat32: boolean
  /** Decodes `n` pixels, which start at `byteOffset`, into `out` from `outStart` on. */
  decode(
    bytes: Uint8Array,
    byteOffset: number,
    n: number,
    out: Float32Array | Float64Array,
    outStart: number,
  ): void
}

type Out = Float32Array | Float64Array
/** @param at byte of the first pixel in the view */
type Loop = (view: DataView, at: number, n: number, out: Out, start: number) => void

/**
 * The decoder for the pixels of an HDU with this header.
 *
 * @param factor of all physical values, where they shall have another unit
 * @throws InputError if BITPIX is not one of the standard's six
 * @example
 * const { bytesPerPixel, decode } = pixelDecoder(hdu.header)
 * decode(bytes, 0, n, new Float32Array(n), 0)
 */
export function pixelDecoder(header: Header, factor = 1): PixelDecoder {
  const bitpix = bitpixOf(header)
  const bytesPerPixel = Math.abs(bitpix) / 8
  const loop = loopOf(header, bitpix, factor)
  // One view per buffer. One view per row of every stamp was most of the garbage when cutting
  // stamps.
  let view: DataView | undefined
  const isPlain = loop === loops[bitpix]
  return {
    bytesPerPixel,
    isPlain,
    isPlainFloat32: isPlain && bitpix === -32,
    decode(bytes, byteOffset, n, out, outStart) {
      if (outStart + n > out.length) throw new Error('internal: more pixels than room for them')
      if (byteOffset + n * bytesPerPixel > bytes.length) {
        throw new Error('internal: fewer bytes than pixels')
      }
      if (view?.buffer !== bytes.buffer) view = new DataView(bytes.buffer)
      loop(view, bytes.byteOffset + byteOffset, n, out, outStart)
    },
  }
}

export function bitpixOf(header: Header): Bitpix {
  const bitpix = header.number('BITPIX')
  if (bitpix in loops) return bitpix as Bitpix
  throw new InputError({
    what: 'keyword BITPIX',
    where: header.where,
    expected: '8, 16, 32, 64, -32 or -64',
    got: `${bitpix}`,
  })
}

const loops: Record<Bitpix, Loop> = {
  8: (view, at, n, out, start) => {
    for (let i = 0; i < n; i++) out[start + i] = view.getUint8(at + i)
  },
  16: (view, at, n, out, start) => {
    for (let i = 0; i < n; i++) out[start + i] = view.getInt16(at + 2 * i)
  },
  32: (view, at, n, out, start) => {
    for (let i = 0; i < n; i++) out[start + i] = view.getInt32(at + 4 * i)
  },
  64: (view, at, n, out, start) => {
    for (let i = 0; i < n; i++) {
      out[start + i] = view.getInt32(at + 8 * i) * 2 ** 32 + view.getUint32(at + 8 * i + 4)
    }
  },
  [-32]: (view, at, n, out, start) => {
    for (let i = 0; i < n; i++) out[start + i] = view.getFloat32(at + 4 * i)
  },
  [-64]: (view, at, n, out, start) => {
    for (let i = 0; i < n; i++) out[start + i] = view.getFloat64(at + 8 * i)
  },
}

/** Plain values go straight into `out`, scaled values through float64, so each is rounded once. */
function loopOf(header: Header, bitpix: Bitpix, factor: number): Loop {
  const scale = header.number('BSCALE', 1)
  const zero = header.number('BZERO', 0)
  if (scale === 0) throw allAlike(header)
  const blank = bitpix > 0 ? wholeNumber(header, 'BLANK') : undefined
  const unsigned64 = bitpix === 64 && scale === 1 && zero === 2 ** 63
  if (blank === undefined && scale === 1 && zero === 0 && factor === 1) return loops[bitpix]
  const stored = new Float64Array(1024)
  const bytes = Math.abs(bitpix) / 8
  return (view, at, n, out, start) => {
    for (let done = 0; done < n; done += stored.length) {
      const k = Math.min(stored.length, n - done)
      const from = at + done * bytes
      if (unsigned64) loopUnsigned64(view, from, k, stored, 0)
      else loops[bitpix](view, from, k, stored, 0)
      if (!unsigned64) for (let i = 0; i < k; i++) stored[i] = zero + scale * stored[i]
      if (blank !== undefined) blankOut(view, from, { bytes, n: k, blank }, stored)
      for (let i = 0; i < k; i++) out[start + done + i] = factor * stored[i]
    }
  }
}

function allAlike({ where }: Header): InputError {
  return new InputError({
    what: 'keyword BSCALE',
    where,
    expected: 'a number that is not 0',
    got: '0, which makes all pixels alike',
    remedy: 'correct the header',
  })
}

/** Adding 2^63 flips the sign bit. In this form there is only one rounding. */
const loopUnsigned64: Loop = (view, at, n, out, start) => {
  for (let i = 0; i < n; i++) {
    out[start + i] =
      (view.getInt32(at + 8 * i) + 2 ** 31) * 2 ** 32 + view.getUint32(at + 8 * i + 4)
  }
}

/** NaN where the stored integer, compared exactly, is BLANK. */
function blankOut(
  view: DataView,
  start: number,
  { bytes, n, blank }: { bytes: number; n: number; blank: bigint },
  out: Float64Array,
): void {
  const value = Number(blank)
  const low = Number(BigInt.asIntN(32, blank))
  const high = Number(blank >> 32n)
  for (let i = 0; i < n; i++) {
    const at = start + i * bytes
    const equal =
      bytes === 8
        ? view.getInt32(at) === high && view.getInt32(at + 4) === low
        : integerAt(view, at, bytes) === value
    if (equal) out[i] = Number.NaN
  }
}

function integerAt(view: DataView, at: number, bytes: number): number {
  if (bytes === 1) return view.getUint8(at)
  return bytes === 2 ? view.getInt16(at) : view.getInt32(at)
}

function wholeNumber(header: Header, keyword: string): bigint | undefined {
  const value = header.get(keyword)
  if (value === undefined || typeof value === 'bigint') return value
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value)
  throw new InputError({
    what: `keyword ${keyword}`,
    where: header.where,
    expected: 'an integer',
    got: `${value}`,
  })
}
