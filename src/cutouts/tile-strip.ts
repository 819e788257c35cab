/**
 * Tiles of a mosaic about many positions, and windows, in memory that does not grow with the
 * mosaic: a strip of its rows moves up as the positions do.
 */
import { withGaps } from './gaps.js'
import type { Mosaic, Tile } from './mosaic.js'
import type { StampWindow } from './stamp-window.js'

/** So many pixels are read at once beyond those that a tile needs: 4 MB. */
const PIXELS_PER_READ = 2 ** 20

type Windowed = Pick<Mosaic, 'width' | 'height' | 'readWindow'>

/**
 * Gives tiles. Positions in ascending order of y read each row once; others are right too, but
 * slower.
 *
 * @example
 * const strip = new TileStrip(mosaic, 10)
 * for (const { x, y } of positions) measure(await strip.tileAbout(x, y))
 */
export class TileStrip {
  private rows = new Float32Array()
  private y0 = 0
  private y1 = 0
  private tilePixels = new Float32Array()

  /** @param reachPx a tile holds the pixel of a position and so many on each side; default 0 */
  constructor(
    private readonly mosaic: Windowed,
    private readonly reachPx = 0,
  ) {}

  /**
   * The pixels about a position, 0-based. At the edge the tile is smaller; it is empty if the
   * position is farther outside. NaN where pixels have no value, see `withGaps`. The pixels are
   * valid until the next tile is asked for.
   *
   * @param reachPx in place of that of the strip
   */
  async tileAbout(x: number, y: number, reachPx = this.reachPx): Promise<Tile> {
    const { mosaic } = this
    const { width, height } = mosaic
    const [column, row] = [Math.round(x), Math.round(y)]
    const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), most)
    const [x0, y0] = [clamp(column - reachPx, width), clamp(row - reachPx, height)]
    const [x1, y1] = [clamp(column + reachPx + 1, width), clamp(row + reachPx + 1, height)]
    const tile = { x0, y0, width: x1 - x0, height: y1 - y0 }
    const pixels = this.pixelsOf(tile.width * tile.height)
    if (pixels.length === 0) return { ...tile, pixels }
    await this.moveTo(y0, y1)
    const { rows } = this
    for (let at = y0, to = 0; at < y1; at++) {
      const start = (at - this.y0) * width
      for (let from = start + x0; from < start + x1; from++) pixels[to++] = rows[from]
    }
    return { ...tile, pixels: withGaps(pixels) }
  }

  /** The pixels of a window, as `paddedWindow` gives them: NaN beyond the edges. */
  async windowAt({ x0, y0 }: StampWindow, sizePx: number): Promise<Float32Array> {
    const { width, height } = this.mosaic
    const out = new Float32Array(sizePx * sizePx).fill(Number.NaN)
    const [left, right] = [Math.max(0, x0), Math.min(width, x0 + sizePx)]
    const [bottom, top] = [Math.max(0, y0), Math.min(height, y0 + sizePx)]
    if (left >= right || bottom >= top) return out
    await this.moveTo(bottom, top)
    for (let row = bottom; row < top; row++) {
      const start = (row - this.y0) * width
      out.set(this.rows.subarray(start + left, start + right), (row - y0) * sizePx + left - x0)
    }
    return out
  }

  /** Many small arrays would take as long as what is measured in them. */
  private pixelsOf(nPixels: number): Float32Array {
    if (nPixels > this.tilePixels.length) this.tilePixels = new Float32Array(nPixels)
    return this.tilePixels.subarray(0, nPixels)
  }

  /** Holds at least rows [y0, y1). Rows that it has already are kept. */
  private async moveTo(y0: number, y1: number): Promise<void> {
    if (y0 >= this.y0 && y1 <= this.y1) return
    const { width, height } = this.mosaic
    const more = Math.floor(PIXELS_PER_READ / width)
    const end = Math.min(height, Math.max(y1, y0 + more))
    const keepFrom = y0 >= this.y0 && y0 < this.y1 ? this.y1 : y0
    const kept = this.rows.subarray((y0 - this.y0) * width, (keepFrom - this.y0) * width)
    const read = await this.mosaic.readWindow(0, keepFrom, width, end)
    const rows = new Float32Array((end - y0) * width)
    if (keepFrom > y0) rows.set(kept)
    rows.set(read, (keepFrom - y0) * width)
    ;[this.rows, this.y0, this.y1] = [rows, y0, end]
  }
}
