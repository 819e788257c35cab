/** Tiles of a strip are those of single reads, in any order and at the edges. */
import { expect, test } from 'vitest'
import { type Mosaic, paddedWindow, TileStrip } from '../../src/cutouts/index.js'

const [width, height] = [30, 50]

function mosaic() {
  const reads: [number, number][] = []
  const readWindow = async (x0: number, y0: number, x1: number, y1: number) => {
    reads.push([y0, y1])
    const out: number[] = []
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) out.push(1 + y * width + x)
    return Float32Array.from(out)
  }
  return { width, height, readWindow, reads }
}

test.each([
  ['ascending', [0, 3, 3.4, 10, 25, 49]],
  ['in no order', [40, 2, 49, 0, 25, 24]],
])('tiles about positions %s', async (_, ys) => {
  const strip = new TileStrip(mosaic(), 4)
  for (const y of ys) {
    const { x0, y0, ...tile } = await strip.tileAbout(y % 30, y)
    const [column, row] = [Math.round(y % 30), Math.round(y)]
    expect([x0, y0]).toEqual([Math.max(0, column - 4), Math.max(0, row - 4)])
    expect(tile.width).toBe(Math.min(30, column + 5) - x0)
    expect(tile.height).toBe(Math.min(50, row + 5) - y0)
    tile.pixels.forEach((value, i) => {
      const [x, at] = [x0 + (i % tile.width), y0 + Math.floor(i / tile.width)]
      expect(value).toBe(1 + at * width + x)
    })
  }
})

test('rows are read once where positions ascend', async () => {
  const one = mosaic()
  const strip = new TileStrip(one, 2)
  for (let y = 0; y < height; y++) await strip.tileAbout(5, y)
  expect(one.reads).toEqual([[0, 50]])
})

test('infinities are no values', async () => {
  const { readWindow, ...one } = mosaic()
  const spoilt = async (x0: number, y0: number, x1: number, y1: number) => {
    const pixels = await readWindow(x0, y0, x1, y1)
    return pixels.map((v) => (v % 2 === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY))
  }
  const { pixels } = await new TileStrip({ ...one, readWindow: spoilt }, 4).tileAbout(10, 10)
  expect(pixels.every(Number.isNaN)).toBe(true)
})

test('a position outside has an empty tile, and exact 0 is no value', async () => {
  const readWindow = async (x0: number, y0: number, x1: number, y1: number) =>
    new Float32Array((x1 - x0) * (y1 - y0))
  const strip = new TileStrip({ ...mosaic(), readWindow }, 4)
  expect((await strip.tileAbout(-20, 10)).pixels).toHaveLength(0)
  expect((await strip.tileAbout(10, 80)).pixels).toHaveLength(0)
  expect((await strip.tileAbout(10, 10)).pixels.every(Number.isNaN)).toBe(true)
})

test('windows of a strip are those that are read alone, beyond the edges too', async () => {
  const one = mosaic()
  const strip = new TileStrip(one)
  for (const sizePx of [1, 4, 7, 40]) {
    for (const [x0, y0] of [
      [3, 5],
      [-2, 44],
      [28, -3],
      [-50, 4],
      [4, 51],
    ]) {
      const wanted = await paddedWindow(one as unknown as Mosaic, x0, y0, sizePx)
      expect(await strip.windowAt({ x0, y0 }, sizePx)).toEqual(wanted)
    }
  }
})
