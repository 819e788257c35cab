/**
 * HCOMPRESS (FITS 4.0, section 10.4.4; White 1992): an image as sums and differences of 2 x 2
 * pixels, again and again of the sums (the H-transform), whose bit planes are coded as quadtrees.
 *
 * All numbers are float64 that hold integers: sums of large images are beyond 32 bits, and float64
 * is exact up to 2^53. `x & -2^k` is then floor(x / 2^k) 2^k, and `x >> k` is floor(x / 2^k).
 */
import { CodecError } from './codec-error.js'
import { planesOf } from './hcompress-planes.js'
import { smoothed } from './hcompress-smooth.js'

/** The first two bytes. */
const MAGIC = 0xdd99

/**
 * The pixels of one tile.
 *
 * @param width, height of the tile, px: the packed bytes must say the same
 * @param isSmooth whether differences that were rounded are smoothed (ZVAL of SMOOTH)
 * @throws CodecError if the bytes are damaged, or of another size
 */
export function hcompressDecoded(
  packed: Uint8Array,
  width: number,
  height: number,
  isSmooth: boolean,
): Float64Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  if (packed.length < HEAD_BYTES || view.getUint16(0) !== MAGIC) {
    throw new CodecError('no HCOMPRESS bytes')
  }
  const [rows, columns, scale] = [view.getInt32(2), view.getInt32(6), view.getInt32(10)]
  if (rows !== height || columns !== width) {
    throw new CodecError(`HCOMPRESS of ${columns} x ${rows} px, expected ${width} x ${height}`)
  }
  const sum = Number(view.getBigInt64(14))
  const nPlanes = [22, 23, 24].map((at) => packed[at])
  const image = planesOf(packed.subarray(HEAD_BYTES), rows, columns, nPlanes)
  image[0] = sum
  if (scale > 1) for (let i = 0; i < image.length; i++) image[i] *= scale
  inverse(image, rows, columns, isSmooth ? scale : 0)
  return image
}

const HEAD_BYTES = 25

/** The inverse H-transform, in place: White's hinv. */
function inverse(a: Float64Array, nx: number, ny: number, smoothScale: number): void {
  const most = Math.max(nx, ny)
  let nLevels = 0
  while (2 ** nLevels < most) nLevels++
  const scratch = new Float64Array((most + 1) >> 1)
  const first = 2 ** (nLevels - 1)
  a[0] = roundedTo(a[0], 4 * first)
  let [xTop, yTop, xLeft, yLeft] = [1, 1, nx, ny]
  for (let level = nLevels - 1; level >= 0; level--) {
    const size = 2 ** level
    xTop *= 2
    yTop *= 2
    if (xLeft <= size) xTop--
    else xLeft -= size
    if (yLeft <= size) yTop--
    else yLeft -= size
    for (let i = 0; i < xTop; i++) unshuffle(a, ny * i, yTop, 1, scratch)
    for (let j = 0; j < yTop; j++) unshuffle(a, j, xTop, ny, scratch)
    if (smoothScale > 1) smoothed(a, xTop, yTop, ny, smoothScale)
    // The bit below those of this level; the last level is divided once more, without rounding.
    expand(a, { xTop, yTop, ny, bit: size, isLast: level === 0 })
  }
}

interface Level {
  readonly xTop: number
  readonly yTop: number
  readonly ny: number
  readonly bit: number
  readonly isLast: boolean
}

/** Sums and differences of 2 x 2 pixels become the pixels. */
function expand(a: Float64Array, { xTop, yTop, ny, bit, isLast }: Level): void {
  const divisor = isLast ? 4 : 2
  const half = 2 * bit
  const roundFine = (value: number) => (isLast ? roundedLast(value, bit) : roundedTo(value, bit))
  const [xEven, yEven] = [xTop - (xTop % 2), yTop - (yTop % 2)]
  for (let i = 0; i < xEven; i += 2) {
    let s0 = ny * i
    let s1 = s0 + ny
    for (let j = 0; j < yEven; j += 2, s0 += 2, s1 += 2) {
      let [hx, hy] = [roundedTo(a[s1], half), roundedTo(a[s0 + 1], half)]
      const hc = roundFine(a[s1 + 1])
      const low = bitOf(hc, bit)
      // They were rounded away from 0.
      hx += hx >= 0 ? -low : low
      hy += hy >= 0 ? -low : low
      // (hc ^ hx ^ hy) & half
      const odd = (bitOf(hc, half) + bitOf(hx, half) + bitOf(hy, half)) % (2 * half)
      const h0 = a[s0] >= 0 ? a[s0] + low - odd : a[s0] + (low === 0 ? odd : low - odd)
      a[s1 + 1] = Math.floor((h0 + hx + hy + hc) / divisor)
      a[s1] = Math.floor((h0 + hx - hy - hc) / divisor)
      a[s0 + 1] = Math.floor((h0 - hx + hy - hc) / divisor)
      a[s0] = Math.floor((h0 - hx - hy + hc) / divisor)
    }
    if (yEven < yTop) pairOf(a, s0, s1, half, divisor)
  }
  if (xEven === xTop) return
  let s0 = ny * xEven
  for (let j = 0; j < yEven; j += 2, s0 += 2) pairOf(a, s0, s0 + 1, half, divisor)
  if (yEven < yTop) {
    const odd = bitOf(a[s0], half)
    a[s0] = Math.floor((a[s0] >= 0 ? a[s0] - odd : a[s0] + odd) / divisor)
  }
}

/** Where an axis ends in a single row or column, there is one difference. */
function pairOf(a: Float64Array, sum: number, other: number, half: number, divisor: number): void {
  const h = roundedTo(a[other], half)
  const odd = bitOf(h, half)
  const h0 = a[sum] >= 0 ? a[sum] - odd : a[sum] + odd
  a[other] = Math.floor((h0 + h) / divisor)
  a[sum] = Math.floor((h0 - h) / divisor)
}

/** Rounded to a multiple of a power of two, halves away from 0. */
function roundedTo(value: number, unit: number): number {
  const half = Math.floor(unit / 2)
  return Math.floor((value + (value >= 0 ? half : half - 1)) / unit) * unit
}

/** In the last level a negative number is not rounded: its unit is 1. */
function roundedLast(value: number, unit: number): number {
  return Math.floor((value + (value >= 0 ? Math.floor(unit / 2) : 0)) / unit) * unit
}

/** `value & bit` for a power of two. */
function bitOf(value: number, bit: number): number {
  return Math.abs(Math.floor(value / bit) % 2) * bit
}

/** The first half of a line goes to its even places, the second to its odd ones. */
function unshuffle(a: Float64Array, from: number, n: number, step: number, scratch: Float64Array) {
  const nFirst = (n + 1) >> 1
  for (let i = nFirst; i < n; i++) scratch[i - nFirst] = a[from + step * i]
  for (let i = nFirst - 1; i >= 0; i--) a[from + 2 * step * i] = a[from + step * i]
  for (let i = 1; i < n; i += 2) a[from + step * i] = scratch[(i - 1) >> 1]
}
