/**
 * Rows of a packed image, for stamps: a tile is unpacked where a pixel of it is asked for, and a
 * rounded pixel becomes a float only then. Most pixels of a mosaic are in no stamp.
 */
import { KeptTiles, type PackedTile, type PackedTiles } from './packed-tiles.js'
import type { PixelDecoder } from './pixels.js'
import type { RowStrip } from './row-strip.js'
import type { TilePixels } from './unpacked-tile.js'

export class TileStrip implements RowStrip {
  private tiles: PackedTiles | undefined
  /** Of each tile in the strip. */
  private readonly packed = new Map<number, PackedTile>()
  private readonly kept = new KeptTiles()
  /** Unpacked tiles that the strip has left: their memory serves those that it comes to. */
  private left: TilePixels[] = []
  private bytes = new Uint8Array(0)

  constructor(
    private readonly open: () => Promise<PackedTiles>,
    private readonly pixels: PixelDecoder,
  ) {}

  async moveTo(y0: number, y1: number): Promise<void> {
    this.tiles ??= await this.open()
    const wanted = this.tiles.grid.tilesOfLines(y0, y1)
    this.left = []
    for (const index of this.packed.keys()) {
      if (wanted.delete(index)) continue
      this.packed.delete(index)
      const left = this.kept.delete(index)
      if (left) this.left.push(left)
    }
    for await (const [index, packed] of this.tiles.read(wanted)) this.packed.set(index, packed)
  }

  decode(row: number, x0: number, x1: number, out: Float32Array, at: number): void {
    const tiles = this.tiles
    if (!tiles) throw new Error('internal: a strip that was not moved to its rows')
    const { width, bytesPerPixel } = tiles.grid
    const start = (row * width + x0) * bytesPerPixel
    const end = start + (x1 - x0) * bytesPerPixel
    for (const { tile, at: first, to, length } of tiles.grid.runsOf(start, end)) {
      const [pixel, n] = [first / bytesPerPixel, length / bytesPerPixel]
      this.decodeRun(this.unpacked(tiles, tile), pixel, n, out, at + to / bytesPerPixel)
    }
  }

  private decodeRun(tile: TilePixels, first: number, n: number, out: Float32Array, at: number) {
    const { bytesPerPixel, isPlain } = this.pixels
    if (isPlain && tile.values) return tile.values(first, n, out, at)
    const length = n * bytesPerPixel
    if (this.bytes.length < length) this.bytes = new Uint8Array(length)
    tile.copy(first * bytesPerPixel, length, this.bytes, 0)
    this.pixels.decode(this.bytes, 0, n, out, at)
  }

  private unpacked(tiles: PackedTiles, index: number) {
    const kept = this.kept.get(index)
    if (kept) return kept
    const packed = this.packed.get(index)
    if (!packed) throw new Error(`internal: tile ${index} is outside the strip`)
    const made = tiles.unpacked(index, packed, this.left.pop())
    this.kept.add(index, made)
    return made
  }
}
