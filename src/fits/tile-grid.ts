/**
 * Where the tiles of an image lie (FITS 4.0, section 10.1.1). They are counted as pixels are, with
 * the first axis fastest; tiles at the end of an axis may be shorter.
 */
import type { Tiling } from './tile-header.js'

/** A piece of a line of the image that lies in one tile. */
export interface Run {
  readonly tile: number
  /** Byte in the tile, and in what is asked for. */
  readonly at: number
  readonly to: number
  readonly length: number
}

export class TileGrid {
  /** Tiles along each axis. */
  private readonly counts: readonly number[]

  constructor(
    private readonly tiling: Pick<Tiling, 'axes' | 'tile'>,
    readonly bytesPerPixel: number,
  ) {
    const { axes, tile } = tiling
    this.counts = axes.map((axis, i) => Math.ceil(axis / tile[i]))
  }

  /** Pixels in a line: NAXIS1. */
  get width(): number {
    return this.tiling.axes[0]
  }

  /** The pieces of bytes [start, end) of the image, in their order. */
  runsOf(start: number, end: number): Run[] {
    const { axes, tile } = this.tiling
    const lineBytes = axes[0] * this.bytesPerPixel
    const tileBytes = tile[0] * this.bytesPerPixel
    const runs: Run[] = []
    for (let at = start; at < end; ) {
      const line = Math.floor(at / lineBytes)
      const x = at - line * lineBytes
      const [first, linePixel] = this.tilesOfLine(line)
      const column = Math.floor(x / tileBytes)
      const tileWidth = Math.min(tileBytes, lineBytes - column * tileBytes)
      const inTile = x - column * tileBytes
      const length = Math.min(tileWidth - inTile, end - at)
      const inLine = linePixel * tileWidth + inTile
      runs.push({ tile: first + column, at: inLine, to: at - start, length })
      at += length
    }
    return runs
  }

  /** The tiles that lines [first, end) go through. */
  tilesOfLines(first: number, end: number): Set<number> {
    const tiles = new Set<number>()
    for (let line = first; line < end; line++) {
      const [left] = this.tilesOfLine(line)
      for (let column = 0; column < this.counts[0]; column++) tiles.add(left + column)
    }
    return tiles
  }

  /** The first tile of a line, and the line's number within its tiles. */
  private tilesOfLine(line: number): [first: number, inTile: number] {
    const { axes, tile } = this.tiling
    let [rest, first, step] = [line, 0, this.counts[0]]
    let [inTile, lines] = [0, 1]
    for (let axis = 1; axis < axes.length; axis++) {
      const at = rest % axes[axis]
      rest = Math.floor(rest / axes[axis])
      const index = Math.floor(at / tile[axis])
      first += index * step
      step *= this.counts[axis]
      inTile += (at - index * tile[axis]) * lines
      lines *= Math.min(tile[axis], axes[axis] - index * tile[axis])
    }
    return [first, inTile]
  }

  /** Lengths of a tile along the axes, px. */
  lengthsOf(index: number): number[] {
    const { axes, tile } = this.tiling
    let rest = index
    return axes.map((axis, i) => {
      const at = rest % this.counts[i]
      rest = Math.floor(rest / this.counts[i])
      return Math.min(tile[i], axis - at * tile[i])
    })
  }

  /** Bytes of a tile's pixels. */
  sizeOf(index: number): number {
    return this.lengthsOf(index).reduce((n, length) => n * length, this.bytesPerPixel)
  }
}
