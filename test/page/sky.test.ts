/** The pure parts of the field view: camera, tiles, the grid of markers, lengths, coordinates. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OnDemand } from '../../page/rows/on-demand.js'
import {
  type Camera,
  dragged,
  toMosaic,
  toScreen,
  wholeField,
  zoomed,
} from '../../page/sky/camera.js'
import {
  type Box,
  type DeviceView,
  deviceView,
  exposed,
  pixelX,
  pixelY,
  wholeScreen,
} from '../../page/sky/device-view.js'
import { MarkerGrid } from '../../page/sky/marker-grid.js'
import { MarkerRaster } from '../../page/sky/marker-raster.js'
import { barLength, roundBelow, sexagesimal } from '../../page/sky/measures.js'
import type { MarkerSet } from '../../page/sky/painter.js'
import { levelFor, parentOf, tileArea, tilesInView, wholeArea } from '../../page/sky/tile-plan.js'
import { Random } from '../../src/random.js'

const FIELD = { width: 20_000, height: 17_000 }
const SCREEN = { width: 1400, height: 850 }

test('screen and mosaic are each the other way round; y of the mosaic points up', () => {
  const camera = { x: 500, y: 700, scale: 2 }
  expect(toScreen(camera, SCREEN, { x: 500, y: 700 })).toEqual({ x: 700, y: 425 })
  expect(toScreen(camera, SCREEN, { x: 510, y: 710 })).toEqual({ x: 720, y: 405 })
  const back = toMosaic(camera, SCREEN, toScreen(camera, SCREEN, { x: 12.5, y: 99 }))
  expect(back).toEqual({ x: 12.5, y: 99 })
})

test('zooming keeps the pixel under the pointer; dragging moves it with the pointer', () => {
  const whole = wholeField(FIELD, SCREEN)
  const at = { x: 200, y: 777 }
  const closer = zoomed(whole, SCREEN, at, 7, FIELD)
  const [before, after] = [whole, closer].map((camera) => toMosaic(camera, SCREEN, at))
  expect(after.x).toBeCloseTo(before.x, 6)
  expect(after.y).toBeCloseTo(before.y, 6)
  const moved = toMosaic(dragged(closer, 30, -40), SCREEN, { x: 230, y: 737 })
  expect(moved.x).toBeCloseTo(before.x, 6)
  expect(moved.y).toBeCloseTo(before.y, 6)
})

test('the whole field is on the screen, and zoom has its ends', () => {
  const whole = wholeField(FIELD, SCREEN)
  const corner = toScreen(whole, SCREEN, { x: -0.5, y: 16_999.5 })
  expect(corner.x).toBeGreaterThan(0)
  expect(corner.y).toBeGreaterThan(0)
  const middle = { x: 700, y: 425 }
  expect(zoomed(whole, SCREEN, middle, 1e9, FIELD).scale).toBe(40)
  expect(zoomed(whole, SCREEN, middle, 0, FIELD).scale).toBeCloseTo(whole.scale / 2, 12)
})

test('a level has pixels of about the size of the screen, and never too many tiles', () => {
  const at = (scale: number, most = 1000) =>
    levelFor(FIELD, { x: 10_000, y: 8000, scale }, SCREEN, 1, most)
  expect([4, 1, 0.5, 0.25, 1 / 64, 1e-9].map((scale) => at(scale))).toEqual([0, 0, 1, 2, 6, 7])
  expect(at(0.8)).toBe(0)
  const level = at(0.8, 10)
  expect(tilesInView(FIELD, { x: 10_000, y: 8000, scale: 0.8 }, SCREEN, level).length).toBeLessThan(
    11,
  )
})

test('the tiles in view cover the screen once, the middle first, and none lies beside the field', () => {
  const place = fc.record({
    x: fc.double({ min: 0, max: 19_999, noNaN: true }),
    y: fc.double({ min: 0, max: 16_999, noNaN: true }),
    scale: fc.constantFrom(0.05, 0.3, 1, 8),
  })
  fc.assert(
    fc.property(place, fc.integer({ min: 0, max: 7 }), (camera, level) => {
      const tiles = tilesInView(FIELD, camera, SCREEN, level)
      const areas = tiles.map((tile) => tileArea(tile, FIELD))
      const inside = (x: number, y: number) =>
        areas.filter((area) => x >= area.x0 && x < area.x1 && y >= area.y0 && y < area.y1).length
      expect(inside(camera.x, camera.y)).toBe(1)
      for (const corner of [
        { x: 1, y: 1 },
        { x: 1399, y: 849 },
      ]) {
        const { x, y } = toMosaic(camera, SCREEN, corner)
        const isOnField = x >= -0.5 && y >= -0.5 && x < 19_999.5 && y < 16_999.5
        expect(inside(x, y)).toBe(isOnField ? 1 : 0)
      }
      expect(areas.every(({ x0, x1, y0, y1 }) => x1 > x0 && y1 > y0)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('a parent holds its four children', () => {
  for (const [column, row] of [
    [4, 6],
    [5, 7],
  ]) {
    const child = wholeArea({ level: 2, column, row })
    const parent = wholeArea(parentOf({ level: 2, column, row }))
    expect(child.x0 >= parent.x0 && child.x1 <= parent.x1).toBe(true)
    expect(child.y0 >= parent.y0 && child.y1 <= parent.y1).toBe(true)
  }
})

test('the grid finds what a search through all rows finds', () => {
  const random = new Random(3)
  const n = 3000
  const x = Float64Array.from({ length: n }, () => random.uniform() * 20_000)
  const y = Float64Array.from({ length: n }, () => random.uniform() * 17_000)
  x[5] = Number.NaN
  // Beside the field.
  x[6] = -300
  const grid = new MarkerGrid(x, y, FIELD)
  const isShown = (row: number) => row % 3 > 0
  for (let k = 0; k < 300; k++) {
    const [atX, atY] = [random.uniform() * 20_000, random.uniform() * 17_000]
    const far = Array.from(x, (_, row) => Math.hypot(x[row] - atX, y[row] - atY))
    const rows = far.map((_, row) => row).filter((row) => isShown(row) && far[row] <= 400)
    const best = rows.sort((a, b) => far[a] - far[b])[0] ?? -1
    expect(grid.nearest(atX, atY, 400, isShown)).toBe(best)
  }
  const area = { x0: -1000, y0: 300, x1: 9000, y1: 4000 }
  const inside = Array.from(x, (_, row) => row).filter(
    (row) => x[row] >= area.x0 && x[row] <= area.x1 && y[row] >= area.y0 && y[row] <= area.y1,
  )
  expect([...grid.inside(area)]).toEqual(inside)
  expect(new MarkerGrid([], [], FIELD).nearest(1, 1, 1e9, isShown)).toBe(-1)
})

test('what is kept has its bound; the oldest goes, what is pinned stays, what failed is told', async () => {
  const released: number[] = []
  const faults: unknown[] = []
  let most = 0
  let now = 0
  const kept = new OnDemand<number, number, number>({
    keyOf: String,
    load: async (name) => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 1))
      now--
      if (name === 13) throw new Error('unlucky')
      return 10 * name
    },
    hold: (raw) => raw + 1,
    release: (held) => released.push(held),
    isPinned: (name) => name === 0,
    mostHeld: 4,
    mostAsked: 2,
    onCome: () => {},
    onFault: (error) => faults.push(error),
  })
  const until = async () => {
    for (let i = 0; i < 100 && !kept.isComplete; i++) await new Promise((r) => setTimeout(r, 2))
  }
  kept.want([0, 1, 2, 3])
  await until()
  expect([most, kept.size, kept.get(1), kept.get(9)]).toEqual([2, 4, 11, undefined])
  kept.want([4])
  await until()
  expect(released).toEqual([21])
  kept.want([13])
  for (let i = 0; i < 50 && faults.length === 0; i++) await new Promise((r) => setTimeout(r, 2))
  expect(String(faults[0])).toContain('unlucky')
  kept.close()
  expect([kept.size, released.length]).toEqual([0, 5])
})

test('lengths and coordinates as a person reads them', () => {
  expect([7, 1.999, 0.05, 100].map(roundBelow)).toEqual([5, 1, 0.05, 100])
  const near = { pixelScaleArcsec: 0.04, distanceMpc: 9.9 }
  expect(barLength(1, 200, near)).toEqual({ widthPx: 125, text: '5″ = 240 pc' })
  expect(barLength(0.05, 200, near).text).toBe('2′ = 5.8 kpc')
  expect(barLength(0.02, 100, { ...near, distanceMpc: null }).text).toBe('2′')
  expect(barLength(2, 100, { pixelScaleArcsec: null, distanceMpc: null }).text).toBe('50 px')
  expect(sexagesimal(150.5, -2.25)).toBe('10:02:00.00 -02:15:00.0')
  expect(sexagesimal(359.9999999, 59.99999999)).toBe('00:00:00.00 +60:00:00.0')
})

/** Four kinds of markers of several sizes, each of its own colour, and the ring. */
const STAMPS = [0, 1, 2, 3, 5].map((size, kind) => {
  const places = Array.from({ length: (2 * size + 1) ** 2 }, (_, i) => i)
  const side = 2 * size + 1
  return {
    dx: Int16Array.from(places, (i) => (i % side) - size),
    dy: Int16Array.from(places, (i) => Math.floor(i / side) - size),
    colors: new Uint32Array(side * side).fill(kind + 1),
    reach: size + 1,
  }
})

/** The picture of all markers, one after the other and pixel by pixel. */
function oracle(markers: MarkerSet, view: DeviceView): Uint32Array {
  const { x, y, order, ringed, kinds } = markers
  const pixels = new Uint32Array(view.width * view.height)
  const drawn = [
    ...[...order].map((row) => [row, kinds[row]]),
    ...[...ringed].map((row) => [row, STAMPS.length - 1]),
  ]
  for (const [row, kind] of drawn) {
    const { dx, dy, colors } = STAMPS[kind]
    colors.forEach((color, k) => {
      const [atX, atY] = [pixelX(view, x[row]) + dx[k], pixelY(view, y[row]) + dy[k]]
      const isSeen = atX >= 0 && atY >= 0 && atX < view.width && atY < view.height
      if (isSeen) pixels[atY * view.width + atX] = color
    })
  }
  return pixels
}

function differing(one: Uint32Array, other: Uint32Array): number {
  return one.reduce((sum, value, i) => sum + (value === other[i] ? 0 : 1), 0)
}

/** Copies the picture of a part to its place. */
function put(pixels: Uint32Array, width: number, box: Box, part: Uint32Array | null): void {
  for (let line = 0; line < box.height; line++) {
    const at = (box.top + line) * width + box.left
    const from = line * box.width
    if (part) pixels.set(part.subarray(from, from + box.width), at)
    else pixels.fill(0, at, at + box.width)
  }
}

/** The picture after it moved, with what lies beside it unknown. */
function movedBy(pixels: Uint32Array, { width, height }: DeviceView, dx: number, dy: number) {
  return pixels.map((_, i) => {
    const [x, y] = [(i % width) - dx, Math.floor(i / width) - dy]
    return x >= 0 && y >= 0 && x < width && y < height ? pixels[y * width + x] : 0xbad
  })
}

const markerSets = fc
  .record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    nRows: fc.constantFrom(0, 1, 60, 300),
    share: fc.constantFrom(0.1, 0.7, 1),
  })
  .map(({ seed, nRows, share }): MarkerSet => {
    const random = new Random(seed)
    // Some rows lie beside the field, and some have no position.
    const along = (side: number) =>
      Float64Array.from({ length: nRows }, () =>
        random.uniform() < 0.05 ? Number.NaN : (1.2 * random.uniform() - 0.1) * side,
      )
    const [x, y] = [along(FIELD.width), along(FIELD.height)]
    const kinds = Uint8Array.from(x, () => Math.floor(4 * random.uniform()))
    const order = Uint32Array.from(x.keys()).filter(() => random.uniform() < share)
    const ringed = order.filter(() => random.uniform() < 0.1)
    return { x, y, kinds, order: order.reverse(), ringed }
  })

test('any markers, filter and camera: each part, and each move, draws what all markers would', () => {
  const cameras = fc.record({
    x: fc.double({ min: -0.5, max: 19_999, noNaN: true }),
    y: fc.double({ min: -0.5, max: 16_999, noNaN: true }),
    scale: fc.constantFrom(0.003, 0.0071, 0.05, 1, 40),
  })
  const moves = fc.array(
    fc.tuple(fc.integer({ min: -80, max: 80 }), fc.integer({ min: -60, max: 60 })),
    { minLength: 1, maxLength: 4 },
  )
  const screens = fc.constantFrom(
    { width: 70, height: 50, pixelRatio: 1 },
    { width: 41, height: 33, pixelRatio: 1.25 },
  )
  fc.assert(
    fc.property(markerSets, cameras, screens, moves, (markers, start, screen, steps) => {
      const raster = new MarkerRaster(FIELD)
      raster.setMarkers(markers)
      let camera: Camera = start
      let view = deviceView(camera, screen)
      let pixels: Uint32Array = new Uint32Array(view.width * view.height)
      put(pixels, view.width, wholeScreen(view), raster.draw(wholeScreen(view), view, STAMPS))
      expect(differing(pixels, oracle(markers, view))).toBe(0)
      for (const [dx, dy] of steps) {
        camera = dragged(camera, dx, dy)
        const next = deviceView(camera, screen)
        const [moveX, moveY] = [view.left - next.left, view.top - next.top]
        pixels = movedBy(pixels, next, moveX, moveY)
        for (const box of exposed(next, moveX, moveY)) {
          put(pixels, next.width, box, raster.draw(box, next, STAMPS))
        }
        view = next
        expect(differing(pixels, oracle(markers, view))).toBe(0)
      }
    }),
    { numRuns: 60 },
  )
})
