/**
 * A moving strip of a mosaic's rows in memory. Stamps that come sorted by row find most of their rows here,
 * so that every row is read once and memory does not grow with the mosaic.
 */
import type { FitsMosaic } from './fits-mosaic.js'

export class RowStrip {
  private readonly mosaic: FitsMosaic
  private y0 = 0
  private y1 = 0
  /** Rows [y0, y1), and room for more. */
  private bytes = new Uint8Array(0)

  constructor(mosaic: FitsMosaic) {
    this.mosaic = mosaic
  }

  /** Moves the strip to rows [y0, y1), reading those it does not hold yet. */
  async moveTo(y0: number, y1: number): Promise<void> {
    if (y0 >= this.y0 && y1 <= this.y1) return
    const keepFrom = y0 >= this.y0 && y0 < this.y1 ? y0 : this.y1
    const readFrom = y0 >= this.y0 && y0 < this.y1 ? this.y1 : y0
    const rowBytes = this.mosaic.width * this.mosaic.pixels.bytesPerPixel
    const [first, last] = [keepFrom, this.y1].map((row) => (row - this.y0) * rowBytes)
    const nKept = last - first
    const length = nKept + (y1 - readFrom) * rowBytes
    if (length > this.bytes.length) {
      const larger = new Uint8Array(length)
      larger.set(this.bytes.subarray(first, last))
      this.bytes = larger
    } else this.bytes.copyWithin(0, first, last)
    this.y0 = y0
    this.y1 = readFrom
    await this.mosaic.readRows(readFrom, this.bytes.subarray(nKept, length))
    this.y1 = y1
  }

  /** Decodes pixels [x0, x1) of a row in the strip to `out[at]` and on. */
  decode(row: number, x0: number, x1: number, out: Float32Array, at: number): void {
    const { width, pixels } = this.mosaic
    const offset = ((row - this.y0) * width + x0) * pixels.bytesPerPixel
    pixels.decode(this.bytes, offset, x1 - x0, out, at)
  }
}
