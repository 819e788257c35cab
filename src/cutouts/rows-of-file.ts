/** A strip of a mosaic's rows in memory, which moves up the mosaic. */
import type { RowStrip } from '../fits/index.js'
import { RowMemory, WIDEST_CUT } from '../kernels/index.js'
import type { FitsMosaic } from './fits-mosaic.js'

/** Rows [from, to). */
interface Rows {
  readonly from: number
  readonly to: number
}

const NONE: Rows = { from: 0, to: 0 }

export class RowsOfFile implements RowStrip {
  private readonly mosaic: FitsMosaic
  private readonly rowBytes: number
  private readonly leastBytes: number
  private held = NONE
  /** The row at the beginning of memory. */
  private base = 0
  /** The rows that are held, and room for more. */
  private bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  /** Whose memory `bytes` is, where its pixels are of the type that the kernels cut. */
  private memory: RowMemory | undefined
  /** Pixels of rows as they are asked for, at the places that they have in `bytes`. */
  private pixels = new Float32Array(0)
  /** The rows that `pixels` has. */
  private decoded = NONE

  /** @param leastBytes memory for rows of a strip that moves on, so that they are moved seldom */
  constructor(mosaic: FitsMosaic, leastBytes: number) {
    this.mosaic = mosaic
    this.rowBytes = mosaic.width * mosaic.pixels.bytesPerPixel
    this.leastBytes = leastBytes
  }

  async moveTo(y0: number, y1: number): Promise<void> {
    if (y0 >= this.held.from && y1 <= this.held.to) return
    const goesOn = y0 >= this.held.from && y0 < this.held.to
    const kept = { from: y0, to: goesOn ? this.held.to : y0 }
    if (!goesOn || (y1 - this.base) * this.rowBytes > this.bytes.length) this.shift(kept, y1)
    this.held = kept
    const [first, end] = [kept.to, y1].map((row) => (row - this.base) * this.rowBytes)
    await this.mosaic.readRows(kept.to, this.bytes.subarray(first, end))
    this.held = { from: y0, to: y1 }
  }

  /** Moves the rows that are kept to the beginning of memory, with room up to row `y1`. */
  private shift(kept: Rows, y1: number): void {
    const [first, last] = [kept.from, kept.to].map((row) => (row - this.base) * this.rowBytes)
    const length = (y1 - kept.from) * this.rowBytes
    const isMoving = kept.to > kept.from
    const room = isMoving ? Math.max(length, this.leastBytes) : length
    if (room > this.bytes.length) {
      const held = this.bytes.subarray(first, last)
      this.bytes = this.newBytes(room)
      this.bytes.set(held)
    } else this.bytes.copyWithin(0, first, last)
    const { width } = this.mosaic
    const from = Math.max(kept.from, this.decoded.from)
    const to = Math.max(from, Math.min(kept.to, this.decoded.to))
    const place = (row: number, base: number) => (row - base) * width
    const source = [from, to].map((row) => place(row, this.base))
    if (to > from) this.pixels.copyWithin(place(from, kept.from), source[0], source[1])
    this.decoded = to > from ? { from, to } : NONE
    this.base = kept.from
  }

  /** Memory of the kernels begins as large as it gets, for it is not used before it is written. */
  private newBytes(nBytes: number): Uint8Array<ArrayBuffer> {
    const { isPlainFloat32 } = this.mosaic.pixels
    this.memory = isPlainFloat32 ? RowMemory.ofBytes(Math.max(nBytes, this.leastBytes)) : undefined
    return this.memory?.bytes ?? new Uint8Array(nBytes)
  }

  cutSquare(x0: number, y0: number, side: number, out: Float32Array): boolean | undefined {
    if (!this.memory || side > WIDEST_CUT) return undefined
    const { width } = this.mosaic
    return this.memory.cut(4 * ((y0 - this.base) * width + x0), 4 * width, side, out)
  }

  expect(nPixels: number): void {
    const { width, pixels } = this.mosaic
    // The kernels copy pixels out of bytes as fast as out of numbers.
    if (this.memory) return
    const { from, to } = this.held
    const goesOn = from >= this.decoded.from && from <= this.decoded.to
    const next = goesOn ? this.decoded.to : from
    const n = (to - next) * width
    if (n <= 0 || nPixels < n) return
    const room = Math.floor(this.bytes.length / pixels.bytesPerPixel)
    if (this.pixels.length < room) {
      const larger = new Float32Array(room)
      larger.set(this.pixels)
      this.pixels = larger
    }
    const at = (next - this.base) * width
    pixels.decode(this.bytes, at * pixels.bytesPerPixel, n, this.pixels, at)
    this.decoded = { from: goesOn ? this.decoded.from : from, to }
  }

  decode(row: number, x0: number, x1: number, out: Float32Array, at: number): void {
    const { width, pixels } = this.mosaic
    const first = (row - this.base) * width + x0
    if (row < this.decoded.from || row >= this.decoded.to) {
      pixels.decode(this.bytes, first * pixels.bytesPerPixel, x1 - x0, out, at)
      return
    }
    const n = x1 - x0
    const from = this.pixels
    // A loop: of so few pixels, subarray and set take longer.
    for (let i = 0; i < n; i++) out[at + i] = from[first + i]
  }
}
