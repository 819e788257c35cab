/**
 * A tile-compressed image as the bytes that it would have unpacked. Whoever reads an image reads
 * these; only the tiles that are asked for are decoded, and the last ones are kept.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import type { Hdu } from './hdu.js'
import { readBytes } from './image.js'
import { type Bitpix, bitpixOf } from './pixels.js'
import { type Tiling, tilingOf, unpackedHeader } from './tile-header.js'
import { withoutMasked } from './tile-mask.js'
import { type TilePlace, tilePixels } from './tile-pixels.js'
import { readTileTable, type TileBytes, type TileTable } from './tile-table.js'
import { refuseLargeUnpacked } from './unpacked-size.js'

/** So many bytes of decoded tiles are kept; one row of tiles is always. */
const KEPT_BYTES = 2 ** 26
/** Tiles that lie so near each other in the heap are read at once. */
const READ_BYTES = 2 ** 22

/** The bytes of the image that is packed in a table. */
export function tileSource(source: ByteSource, packed: Hdu): ByteSource {
  const header = unpackedHeader(packed.header)
  const tiling = tilingOf(packed.header)
  const bitpix = bitpixOf(header)
  const bytes = Math.abs(bitpix) / 8
  const byteLength = tiling.axes.reduce((n, axis) => n * axis, bytes)
  const where = packed.header.where
  refuseLying(packed, tiling, bytes, byteLength)
  let opened: Promise<Tiles> | undefined
  const open = async () => {
    const table = await readTileTable(source, packed)
    return new Tiles(source, packed, { tiling, table, bitpix, where })
  }
  return {
    name: source.name,
    byteLength,
    async slice(start, end) {
      // A read that failed once, as over a network, is tried again.
      opened ??= open().catch((error) => {
        opened = undefined
        throw error
      })
      const [from, to] = [Math.max(0, start), Math.min(end, byteLength)]
      return (await opened).bytes(from, Math.max(from, to))
    },
  }
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

interface Image {
  readonly tiling: Tiling
  readonly table: TileTable
  readonly bitpix: Bitpix
  readonly where: string
}

/** A piece of a line of the image that lies in one tile. */
interface Run {
  readonly tile: number
  /** Byte in the tile, and in what is asked for. */
  readonly at: number
  readonly to: number
  readonly length: number
}

class Tiles {
  private readonly kept = new Map<number, Uint8Array>()
  private keptBytes = 0
  /** Tiles along each axis. */
  private readonly counts: readonly number[]
  private readonly bytesPerPixel: number

  constructor(
    private readonly source: ByteSource,
    private readonly packed: Hdu,
    private readonly image: Image,
  ) {
    const { axes, tile } = image.tiling
    this.counts = axes.map((axis, i) => Math.ceil(axis / tile[i]))
    this.bytesPerPixel = Math.abs(image.bitpix) / 8
  }

  /** Bytes [start, end) of the image. */
  async bytes(start: number, end: number): Promise<Uint8Array> {
    const out = new Uint8Array(end - start)
    const runs = this.runsOf(start, end)
    for (let first = 0; first < runs.length; ) {
      const last = this.batchEnd(runs, first)
      const tiles = await this.decoded(runs.slice(first, last).map(({ tile }) => tile))
      for (const { tile, at, to, length } of runs.slice(first, last)) {
        out.set(tiles.get(tile)!.subarray(at, at + length), to)
      }
      first = last
    }
    return out
  }

  /** So many runs as have tiles of half of what is kept. */
  private batchEnd(runs: readonly Run[], first: number): number {
    const seen = new Set<number>()
    let bytes = 0
    let last = first
    for (; last < runs.length; last++) {
      const { tile } = runs[last]
      if (seen.has(tile)) continue
      bytes += this.sizeOf(tile)
      if (bytes > KEPT_BYTES / 2 && last > first) break
      seen.add(tile)
    }
    return last
  }

  private runsOf(start: number, end: number): Run[] {
    const { axes, tile } = this.image.tiling
    const lineBytes = axes[0] * this.bytesPerPixel
    const runs: Run[] = []
    for (let at = start; at < end; ) {
      const line = Math.floor(at / lineBytes)
      const x = at - line * lineBytes
      const [column, row, linePixel] = this.tileOfLine(line, x, tile[0] * this.bytesPerPixel)
      const tileWidth = Math.min(tile[0], axes[0] - column * tile[0]) * this.bytesPerPixel
      const inTile = x - column * tile[0] * this.bytesPerPixel
      const length = Math.min(tileWidth - inTile, end - at)
      const run = { tile: row + column, at: linePixel * tileWidth + inTile, to: at - start, length }
      runs.push(run)
      at += length
    }
    return runs
  }

  /**
   * The column of tiles, the first tile of the line's row of tiles, and the line's number within
   * its tiles.
   */
  private tileOfLine(line: number, x: number, tileBytes: number): [number, number, number] {
    const { axes, tile } = this.image.tiling
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
    return [Math.floor(x / tileBytes), first, inTile]
  }

  private lengthsOf(index: number): number[] {
    const { axes, tile } = this.image.tiling
    let rest = index
    return axes.map((axis, i) => {
      const at = rest % this.counts[i]
      rest = Math.floor(rest / this.counts[i])
      return Math.min(tile[i], axis - at * tile[i])
    })
  }

  private sizeOf(index: number): number {
    return this.lengthsOf(index).reduce((n, length) => n * length, this.bytesPerPixel)
  }

  private async decoded(wanted: readonly number[]): Promise<Map<number, Uint8Array>> {
    const found = new Map<number, Uint8Array>()
    const absent: { index: number; from: TileBytes }[] = []
    for (const index of new Set(wanted)) {
      const kept = this.kept.get(index)
      if (kept) found.set(index, kept)
      else absent.push({ index, from: this.image.table.bytesOf(index) })
    }
    for (const group of groupsOf(absent)) {
      const bytes = await readBytes(this.source, this.packed, group.start, group.end - group.start)
      for (const { index, from } of group.tiles) {
        const packed = bytes.subarray(
          from.start - group.start,
          from.start - group.start + from.length,
        )
        const place = { index, lengths: this.lengthsOf(index) }
        const pixels = tilePixels(packed, place, from, this.image)
        await this.mask(pixels, place)
        found.set(index, pixels)
        this.keep(index, pixels)
      }
    }
    return found
  }

  /** Takes the values of the pixels that the tile's mask names. */
  private async mask(pixels: Uint8Array, place: TilePlace): Promise<void> {
    const at = this.image.table.maskOf(place.index)
    if (!at) return
    const packed = await readBytes(this.source, this.packed, at.start, at.length)
    withoutMasked(pixels, packed, place, this.image)
  }

  private keep(index: number, pixels: Uint8Array): void {
    this.kept.set(index, pixels)
    this.keptBytes += pixels.length
    for (const [oldest, bytes] of this.kept) {
      if (this.keptBytes <= KEPT_BYTES) return
      this.kept.delete(oldest)
      this.keptBytes -= bytes.length
    }
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
