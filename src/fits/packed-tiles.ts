/** The tiles of a packed image: read from the heap, unpacked, and the last ones kept. */
import type { ByteSource } from '../bytes/index.js'
import type { Hdu } from './hdu.js'
import { readBytes } from './image.js'
import type { Bitpix } from './pixels.js'
import { TileGrid } from './tile-grid.js'
import type { Tiling } from './tile-header.js'
import { withoutMasked } from './tile-mask.js'
import { tilePixels } from './tile-pixels.js'
import type { TileBytes, TileTable } from './tile-table.js'
import { plainTile, type TilePixels } from './unpacked-tile.js'

/** Tiles that lie so near each other in the heap are read at once. */
const READ_BYTES = 2 ** 22
/** So many bytes of unpacked tiles are kept. */
export const KEPT_BYTES = 2 ** 26

export interface PackedImage {
  readonly tiling: Tiling
  readonly table: TileTable
  readonly bitpix: Bitpix
  readonly where: string
}

/** The bytes of a tile, and of the mask that says which of its pixels have a value. */
export interface PackedTile {
  readonly pixels: Uint8Array
  readonly mask: Uint8Array | undefined
}

export class PackedTiles {
  readonly grid: TileGrid

  constructor(
    private readonly source: ByteSource,
    private readonly packed: Hdu,
    private readonly image: PackedImage,
  ) {
    this.grid = new TileGrid(image.tiling, Math.abs(image.bitpix) / 8)
  }

  /** Some tiles, still packed, in the order in which they lie in the heap. */
  async *read(indices: Iterable<number>): AsyncGenerator<[index: number, tile: PackedTile]> {
    const wanted = Array.from(indices, (index) => ({
      index,
      from: this.image.table.bytesOf(index),
    }))
    for (const group of groupsOf(wanted)) {
      const bytes = await readBytes(this.source, this.packed, group.start, group.end - group.start)
      for (const { index, from } of group.tiles) {
        const start = from.start - group.start
        const pixels = bytes.subarray(start, start + from.length)
        yield [index, { pixels, mask: await this.maskOf(index) }]
      }
    }
  }

  private async maskOf(index: number): Promise<Uint8Array | undefined> {
    const at = this.image.table.maskOf(index)
    return at && readBytes(this.source, this.packed, at.start, at.length)
  }

  /**
   * The pixels of one tile.
   *
   * @param old a tile that is needed no more: its memory may be taken
   * @throws InputError naming the tile if its bytes are damaged
   */
  unpacked(index: number, { pixels, mask }: PackedTile, old?: TilePixels): TilePixels {
    const place = { index, lengths: this.grid.lengthsOf(index) }
    const from = this.image.table.bytesOf(index)
    const unpacked = tilePixels(pixels, place, from, this.image, old)
    if (!mask) return unpacked
    const bytes = new Uint8Array(this.grid.sizeOf(index))
    unpacked.copy(0, bytes.length, bytes, 0)
    withoutMasked(bytes, mask, place, this.image)
    return plainTile(bytes)
  }
}

interface Group {
  start: number
  end: number
  readonly tiles: { index: number; from: TileBytes }[]
}

/** Tiles whose bytes are read at once: those that follow each other in the heap. */
function groupsOf(tiles: readonly { index: number; from: TileBytes }[]): Group[] {
  const groups: Group[] = []
  for (const tile of tiles.toSorted((a, b) => a.from.start - b.from.start)) {
    const { start, length } = tile.from
    const last = groups.at(-1)
    if (last && start + length - last.start <= READ_BYTES) {
      last.end = Math.max(last.end, start + length)
      last.tiles.push(tile)
    } else groups.push({ start, end: start + length, tiles: [tile] })
  }
  return groups
}

/** Unpacked tiles, of which the oldest make room for new ones. */
export class KeptTiles {
  private readonly kept = new Map<number, TilePixels>()
  private bytes = 0

  get(index: number): TilePixels | undefined {
    return this.kept.get(index)
  }

  add(index: number, pixels: TilePixels): void {
    this.kept.set(index, pixels)
    this.bytes += pixels.byteLength
    for (const oldest of this.kept.keys()) {
      if (this.bytes <= KEPT_BYTES) return
      this.delete(oldest)
    }
  }

  /** @returns the tile, if it was kept */
  delete(index: number): TilePixels | undefined {
    const pixels = this.kept.get(index)
    this.bytes -= pixels?.byteLength ?? 0
    this.kept.delete(index)
    return pixels
  }
}
