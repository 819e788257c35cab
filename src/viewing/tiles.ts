/**
 * Tiles of the mosaics of a field at every level. Level 0 is read from the mosaic window by window.
 * Levels between it and the overview are averaged from strips as high as a tile, and a whole row of
 * tiles is made at once, since a packed mosaic must be unpacked over its whole width anyway. The
 * rows that were used last are kept.
 */
import { type Mosaic, paddedWindow } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { TILE_PX } from './field-view.js'
import {
  blockMeans,
  bytesOfLevels,
  firstLevelOf,
  levelsOfBytes,
  type Means,
  makeOverview,
  type OverviewStore,
} from './overview.js'

/** Memory for rows of tiles, bytes. */
const KEPT_BYTES = 128 * 2 ** 20
/** The mosaic of one level fits any tile beyond this one. */
const MOST_LEVEL = 20

export class MosaicTiles {
  private readonly rows = new Map<string, Promise<Means>>()
  private readonly overviews = new Map<number, Promise<readonly Means[]>>()
  private readonly shares: number[]

  constructor(
    private readonly mosaics: readonly Mosaic[],
    private readonly store?: OverviewStore,
    private readonly onProgress?: (share: number) => void,
  ) {
    this.shares = mosaics.map(() => 0)
  }

  /** @throws InputError if there is no such band or level */
  async tile(band: number, level: number, column: number, row: number): Promise<Float32Array> {
    const mosaic = this.mosaics[band]
    const isPlace = [level, column, row].every((n) => Number.isInteger(n) && n >= 0)
    if (!mosaic || !isPlace || level > MOST_LEVEL) {
      const got = `band ${band}, level ${level}, column ${column}, row ${row}`
      throw new InputError({ what: 'no such tile', got })
    }
    if (level === 0) return paddedWindow(mosaic, column * TILE_PX, row * TILE_PX, TILE_PX)
    const first = firstLevelOf(mosaic)
    if (level < first) {
      return cutTile(await this.rowOfTiles(band, level, row), column * TILE_PX, 0)
    }
    const levels = await this.overview(band)
    const means = levels[level - first]
    return means ? cutTile(means, column * TILE_PX, row * TILE_PX) : blank()
  }

  /** Makes, or finds, the overviews of all bands, one after the other. */
  async prepare(order: readonly number[]): Promise<void> {
    for (const band of new Set([...order, ...this.mosaics.keys()])) await this.overview(band)
  }

  private overview(band: number): Promise<readonly Means[]> {
    const there = this.overviews.get(band)
    if (there) return there
    const made = this.foundOrMade(band)
    this.overviews.set(band, made)
    // What failed once, as over a network, is tried again.
    made.catch(() => this.overviews.delete(band))
    return made
  }

  private async foundOrMade(band: number): Promise<readonly Means[]> {
    const mosaic = this.mosaics[band]
    const kept = await this.store?.get(mosaic)
    const found = kept && levelsOfBytes(mosaic, kept)
    const levels = found ?? (await makeOverview(mosaic, (share) => this.say(band, share)))
    this.say(band, 1)
    if (!found) await this.store?.put(mosaic, bytesOfLevels(levels))
    return levels
  }

  private say(band: number, share: number): void {
    this.shares[band] = share
    this.onProgress?.(this.shares.reduce((sum, one) => sum + one, 0) / this.shares.length)
  }

  private rowOfTiles(band: number, level: number, row: number): Promise<Means> {
    const key = `${band} ${level} ${row}`
    const there = this.rows.get(key)
    if (there) this.rows.delete(key)
    const mosaic = this.mosaics[band]
    const [y0, y1] = [row, row + 1].map((n) => Math.min(mosaic.height, n * TILE_PX * 2 ** level))
    const means = there ?? blockMeans(mosaic, level, y0, y1)
    this.rows.set(key, means)
    if (!there) {
      means.catch(() => this.rows.delete(key))
      this.forget()
    }
    return means
  }

  /** A map has its keys in the order in which they were set: the first was used least recently. */
  private forget(): void {
    const { width } = this.mosaics[0]
    let bytes = 0
    for (const key of [...this.rows.keys()].reverse()) {
      bytes += 4 * TILE_PX * (width / 2 ** Number(key.split(' ')[1]))
      if (bytes > KEPT_BYTES) this.rows.delete(key)
    }
  }
}

function blank(): Float32Array {
  return new Float32Array(TILE_PX * TILE_PX).fill(Number.NaN)
}

/** A tile of a picture; NaN beyond its edges. */
function cutTile({ width, height, pixels }: Means, x0: number, y0: number): Float32Array {
  const tile = blank()
  const right = Math.min(width, x0 + TILE_PX)
  for (let y = y0; x0 < right && y < Math.min(height, y0 + TILE_PX); y++) {
    tile.set(pixels.subarray(y * width + x0, y * width + right), (y - y0) * TILE_PX)
  }
  return tile
}
