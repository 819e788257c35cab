/**
 * A tile-compressed image as the bytes that it would have unpacked. Whoever reads an image reads
 * these; only the tiles that are asked for are decoded, and the last ones are kept.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import type { Hdu } from './hdu.js'
import { KEPT_BYTES, KeptTiles, PackedTiles } from './packed-tiles.js'
import { bitpixOf, type PixelDecoder } from './pixels.js'
import type { RowStrip } from './row-strip.js'
import type { Run } from './tile-grid.js'
import { type Tiling, tilingOf, unpackedHeader } from './tile-header.js'
import { TileStrip } from './tile-strip.js'
import { readTileTable } from './tile-table.js'
import { refuseLargeUnpacked } from './unpacked-size.js'
import type { TilePixels } from './unpacked-tile.js'

/** The image that is packed in a table: its bytes, and strips of its rows. */
export function tileSource(
  source: ByteSource,
  packed: Hdu,
): { data: ByteSource; strip(pixels: PixelDecoder): RowStrip } {
  const header = unpackedHeader(packed.header)
  const tiling = tilingOf(packed.header)
  const bitpix = bitpixOf(header)
  const bytes = Math.abs(bitpix) / 8
  const byteLength = tiling.axes.reduce((n, axis) => n * axis, bytes)
  const where = packed.header.where
  refuseLying(packed, tiling, bytes, byteLength)
  let opened: Promise<PackedTiles> | undefined
  const open = () => {
    // A read that failed once, as over a network, is tried again.
    opened ??= readTileTable(source, packed).then(
      (table) => new PackedTiles(source, packed, { tiling, table, bitpix, where }),
      (error) => {
        opened = undefined
        throw error
      },
    )
    return opened
  }
  const image = new ImageBytes(open)
  const data: ByteSource = {
    name: source.name,
    byteLength,
    slice(start, end) {
      const [from, to] = [Math.max(0, start), Math.min(end, byteLength)]
      return image.slice(from, Math.max(from, to))
    },
  }
  return { data, strip: (pixels) => new TileStrip(open, pixels) }
}

/** Sizes that the keywords say are believed only as far as the file pays for them. */
function refuseLying(packed: Hdu, { axes, tile }: Tiling, bytes: number, byteLength: number): void {
  const { where } = packed.header
  const nTiles = axes.reduce((n, axis, i) => n * Math.ceil(axis / tile[i]), 1)
  const nRows = packed.header.number('NAXIS2')
  if (nTiles !== nRows) {
    throw new InputError({
      what: 'a packed image whose tiles do not cover it',
      where,
      expected: `${nTiles} tiles of ${tile.join(' x ')} px for ${axes.join(' x ')} px`,
      got: `${nRows} rows`,
      remedy: 'get the file again: it is damaged',
    })
  }
  refuseLargeUnpacked(packed, 'image', {
    byteLength,
    tileBytes: tile.reduce((n, axis) => n * axis, bytes),
    shape: `${axes.join(' x ')} px`,
    tileShape: `${tile.join(' x ')} px`,
  })
}

/** The bytes of an image, of which the last tiles are kept. */
class ImageBytes {
  private readonly kept = new KeptTiles()

  constructor(private readonly open: () => Promise<PackedTiles>) {}

  /** Bytes [start, end) of the image. */
  async slice(start: number, end: number): Promise<Uint8Array> {
    const tiles = await this.open()
    const out = new Uint8Array(end - start)
    const runs = tiles.grid.runsOf(start, end)
    for (let first = 0; first < runs.length; ) {
      const last = batchEnd(tiles, runs, first)
      const batch = runs.slice(first, last)
      const unpacked = await this.unpacked(tiles, batch)
      for (const { tile, at, to, length } of batch) unpacked.get(tile)!.copy(at, length, out, to)
      first = last
    }
    return out
  }

  private async unpacked(
    tiles: PackedTiles,
    runs: readonly Run[],
  ): Promise<Map<number, TilePixels>> {
    const found = new Map<number, TilePixels>()
    const absent = new Set<number>()
    for (const { tile } of runs) {
      const kept = this.kept.get(tile)
      if (kept) found.set(tile, kept)
      else absent.add(tile)
    }
    for await (const [tile, packed] of tiles.read(absent)) {
      const pixels = tiles.unpacked(tile, packed)
      found.set(tile, pixels)
      this.kept.add(tile, pixels)
    }
    return found
  }
}

/** So many runs as have tiles of half of what is kept. */
function batchEnd({ grid }: PackedTiles, runs: readonly Run[], first: number): number {
  const seen = new Set<number>()
  let bytes = 0
  let last = first
  for (; last < runs.length; last++) {
    const { tile } = runs[last]
    if (seen.has(tile)) continue
    bytes += grid.sizeOf(tile)
    if (bytes > KEPT_BYTES / 2 && last > first) break
    seen.add(tile)
  }
  return last
}
