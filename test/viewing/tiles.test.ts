/** Tiles against means that are counted pixel by pixel, at every level. */
import { expect, test } from 'vitest'
import type { Mosaic } from '../../src/cutouts/index.js'
import { TILE_PX } from '../../src/viewing/index.js'
import { firstLevelOf, lastLevelOf, sizeAt } from '../../src/viewing/overview.js'
import { MosaicTiles } from '../../src/viewing/tiles.js'
import { computedMosaic } from '../figures/computed-mosaic.js'

const value = (x: number, y: number) => (x % 7 === 3 && y % 5 === 1 ? Number.NaN : 1 + x + 3 * y)

/** The mean of the pixels of a block that have a value. */
function blockMean({ width, height }: Mosaic, level: number, column: number, row: number) {
  let [sum, n] = [0, 0]
  for (let y = row << level; y < Math.min(height, (row + 1) << level); y++) {
    for (let x = column << level; x < Math.min(width, (column + 1) << level); x++) {
      const one = value(x, y)
      if (Number.isNaN(one)) continue
      sum += one
      n++
    }
  }
  return sum / n
}

async function expectTile(tiles: MosaicTiles, mosaic: Mosaic, level: number, at: number[]) {
  const tile = await tiles.tile(0, level, at[0], at[1])
  expect(tile).toHaveLength(TILE_PX * TILE_PX)
  const size = sizeAt(mosaic, level)
  for (const [x, y] of [
    [0, 0],
    [13, 200],
    [255, 255],
    [100, 31],
    [255, 0],
  ]) {
    const [column, row] = [at[0] * TILE_PX + x, at[1] * TILE_PX + y]
    const isIn = column < size.width && row < size.height
    const mean = isIn ? blockMean(mosaic, level, column, row) : Number.NaN
    const found = tile[y * TILE_PX + x]
    if (Number.isNaN(mean)) expect(found).toBeNaN()
    else expect(Math.abs(found / mean - 1)).toBeLessThan(1e-5)
  }
}

test('levels of a small mosaic, up to the one tile that holds it', async () => {
  const mosaic = computedMosaic(700, 531, value)
  expect([firstLevelOf(mosaic), lastLevelOf(mosaic)]).toEqual([1, 2])
  const tiles = new MosaicTiles([mosaic])
  for (const [level, ...at] of [
    [0, 0, 0],
    [0, 2, 2],
    [1, 0, 0],
    [1, 1, 1],
    [2, 0, 0],
    [2, 1, 0],
  ]) {
    await expectTile(tiles, mosaic, level, at)
  }
  const beyond = await tiles.tile(0, 5, 0, 0)
  expect(beyond.every(Number.isNaN)).toBe(true)
})

test('levels below the overview are read from strips of a wide mosaic', async () => {
  const mosaic = computedMosaic(5200, 270, value)
  expect([firstLevelOf(mosaic), lastLevelOf(mosaic)]).toEqual([2, 5])
  const tiles = new MosaicTiles([mosaic])
  for (const [level, ...at] of [
    [1, 0, 0],
    [1, 10, 0],
    [2, 3, 0],
    [3, 2, 0],
    [5, 0, 0],
  ]) {
    await expectTile(tiles, mosaic, level, at)
  }
})

test('a row of tiles is read once', async () => {
  let nRead = 0
  const mosaic = computedMosaic(5200, 270, value)
  const counted = {
    ...mosaic,
    readWindow: (...window: Parameters<Mosaic['readWindow']>) => {
      nRead++
      return mosaic.readWindow(...window)
    },
  }
  const tiles = new MosaicTiles([counted])
  await Promise.all([0, 1, 2].map((column) => tiles.tile(0, 1, column, 0)))
  const before = nRead
  await tiles.tile(0, 1, 3, 0)
  expect(nRead).toBe(before)
})

test('an overview is made once, told, and found the next time', async () => {
  const mosaic = computedMosaic(700, 531, value)
  const kept = new Map<string, Uint8Array>()
  const store = {
    get: async ({ band }: Mosaic) => kept.get(band),
    put: async ({ band }: Mosaic, bytes: Uint8Array) => void kept.set(band, bytes),
  }
  const shares: number[] = []
  const first = new MosaicTiles([mosaic], store, (share) => shares.push(share))
  await first.prepare([0])
  expect(shares.at(-1)).toBe(1)
  expect([...shares].sort((a, b) => a - b)).toEqual(shares)
  const unreadable = { ...mosaic, readWindow: () => Promise.reject(new Error('read again')) }
  await expectTile(new MosaicTiles([unreadable], store), mosaic, 2, [0, 0])
  kept.set('F555W', new Uint8Array(12))
  await expect(new MosaicTiles([unreadable], store).tile(0, 2, 0, 0)).rejects.toThrow('read again')
})

test('what is no tile is refused', async () => {
  const tiles = new MosaicTiles([computedMosaic(300, 300, value)])
  for (const [band, level, column, row] of [
    [1, 0, 0, 0],
    [0, -1, 0, 0],
    [0, 21, 0, 0],
    [0, 0, 0.5, 0],
    [0, 0, 0, Number.NaN],
  ]) {
    await expect(tiles.tile(band, level, column, row)).rejects.toThrow('no such tile')
  }
  expect((await tiles.tile(0, 0, 900, 0)).every(Number.isNaN)).toBe(true)
})
