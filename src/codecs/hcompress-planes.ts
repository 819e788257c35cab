/**
 * The bit planes of an H-transform (White 1992). Its four quadrants have numbers of planes of their
 * own. A plane stands as it is, or as a quadtree: a node's four bits say which of its quarters hold
 * a one, in a Huffman code. The signs follow the planes.
 */
import { CodecError } from './codec-error.js'

/** More planes than this do not fit float64's 53 bits. */
const MOST_PLANES = 51

/**
 * @param nPlanes of the sums, of the two quadrants of differences along one axis, and along both
 * @returns (nx, ny) coefficients with their signs
 */
export function planesOf(
  packed: Uint8Array,
  nx: number,
  ny: number,
  nPlanes: readonly number[],
): Float64Array {
  if (nPlanes.some((n) => n > MOST_PLANES)) {
    throw new CodecError(`HCOMPRESS of ${Math.max(...nPlanes)} bit planes`)
  }
  const bits = new Bits(packed)
  const a = new Float64Array(nx * ny)
  const [xHalf, yHalf] = [(nx + 1) >> 1, (ny + 1) >> 1]
  const quadrant = (from: number, qx: number, qy: number, n: number) =>
    readQuadrant(bits, { a: a.subarray(from), stride: ny, qx, qy }, n)
  quadrant(0, xHalf, yHalf, nPlanes[0])
  quadrant(yHalf, xHalf, ny >> 1, nPlanes[1])
  quadrant(ny * xHalf, nx >> 1, yHalf, nPlanes[1])
  quadrant(ny * xHalf + yHalf, nx >> 1, ny >> 1, nPlanes[2])
  if (bits.take(4) !== 0) throw new CodecError('HCOMPRESS planes that do not end where they should')
  bits.nextByte()
  for (let i = 0; i < a.length; i++) if (a[i] !== 0 && bits.take(1) === 1) a[i] = -a[i]
  return a
}

class Bits {
  private at = 0
  private held = 0
  private nHeld = 0

  constructor(private readonly packed: Uint8Array) {}

  /** The next bits, at most 8. */
  take(n: number): number {
    if (this.nHeld < n) {
      if (this.at >= this.packed.length) throw new CodecError('HCOMPRESS bytes end early')
      this.held = ((this.held << 8) | this.packed[this.at++]) & 0xffff
      this.nHeld += 8
    }
    this.nHeld -= n
    return (this.held >>> this.nHeld) & ((1 << n) - 1)
  }

  /** Leaves out the rest of the byte. */
  nextByte(): void {
    this.nHeld = 0
  }
}

interface Quadrant {
  readonly a: Float64Array
  /** Places from one row to the next. */
  readonly stride: number
  readonly qx: number
  readonly qy: number
}

function readQuadrant(bits: Bits, into: Quadrant, nPlanes: number): void {
  const { qx, qy } = into
  const most = Math.max(qx, qy)
  let nLevels = 0
  while (2 ** nLevels < most) nLevels++
  const nCodes = ((qx + 1) >> 1) * ((qy + 1) >> 1)
  // An expanded plane is one code for each place before the last step.
  const codes = new Uint8Array(Math.max(1, nCodes, 4))
  for (let plane = nPlanes - 1; plane >= 0; plane--) {
    const how = bits.take(4)
    if (how === 0) for (let i = 0; i < nCodes; i++) codes[i] = bits.take(4)
    else if (how === 0xf) readTree(bits, codes, qx, qy, nLevels)
    else throw new CodecError(`an HCOMPRESS plane of form ${how}`)
    insertBits(codes, into, 2 ** plane)
  }
}

function readTree(bits: Bits, codes: Uint8Array, qx: number, qy: number, nLevels: number): void {
  codes[0] = huffman(bits)
  let [nx, ny, xLeft, yLeft] = [1, 1, qx, qy]
  for (let level = 1; level < nLevels; level++) {
    const size = 2 ** (nLevels - level)
    nx *= 2
    ny *= 2
    if (xLeft <= size) nx--
    else xLeft -= size
    if (yLeft <= size) ny--
    else yLeft -= size
    spread(codes, nx, ny)
    for (let i = nx * ny - 1; i >= 0; i--) if (codes[i] !== 0) codes[i] = huffman(bits)
  }
}

/** Each code of four bits becomes four places of one bit, in place. */
function spread(codes: Uint8Array, nx: number, ny: number): void {
  const [xHalf, yHalf] = [(nx + 1) >> 1, (ny + 1) >> 1]
  const four = codes.slice(0, xHalf * yHalf)
  for (let i = 0; i < nx; i++) {
    for (let j = 0; j < ny; j++) {
      const code = four[(i >> 1) * yHalf + (j >> 1)]
      codes[i * ny + j] = (code >> (3 - 2 * (i & 1) - (j & 1))) & 1
    }
  }
}

/** Adds a plane: the four bits of a code are those of 2 x 2 places. */
function insertBits(codes: Uint8Array, { a, stride, qx, qy }: Quadrant, value: number): void {
  const yHalf = (qy + 1) >> 1
  for (let i = 0; i < qx; i++) {
    for (let j = 0; j < qy; j++) {
      const code = codes[(i >> 1) * yHalf + (j >> 1)]
      if ((code >> (3 - 2 * (i & 1) - (j & 1))) & 1) a[i * stride + j] += value
    }
  }
}

/** White's fixed Huffman code of four bits. */
const CODES: readonly (readonly [nBits: number, first: number, values: readonly number[]])[] = [
  [3, 0, [1, 2, 4, 8]],
  [4, 8, [3, 5, 10, 12, 15]],
  [5, 26, [6, 7, 9, 11, 13]],
  [6, 62, [0, 14]],
]

function huffman(bits: Bits): number {
  let code = bits.take(2)
  for (const [, first, values] of CODES) {
    code = 2 * code + bits.take(1)
    const value = values[code - first]
    if (value !== undefined) return value
  }
  throw new CodecError('an HCOMPRESS code that is none')
}
