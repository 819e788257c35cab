/** Which pixels a stamp takes: where a source comes to lie in it, at every place and size. */
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openMosaic, StampCutter, stampWindow } from '../../src/cutouts/index.js'
import { openFile } from '../../src/files/index.js'
import { temporaryFolder } from '../fits/files.js'
import { writeMosaic } from './mosaic-files.js'

const folder = temporaryFolder()
const WIDTH = 50
const HEIGHT = 40

const at = (x: number, y = x) => ({ x, y, fitsX: x + 1, fitsY: y + 1 })

describe('centred', () => {
  test.each([
    // x, size, first column: by hand
    [15.5, 32, 0],
    [16, 32, 0],
    [16.4, 32, 1],
    [16, 33, 0],
    [16.5, 33, 0],
    [16.6, 33, 1],
    [0, 1, 0],
    [0.5, 1, 0],
    [0.6, 1, 1],
    [0, 2, -1],
    [0.5, 2, 0],
    [-0.5, 7, -4],
  ])('at %f, %i px: from column %i', (x, sizePx, x0) => {
    expect(stampWindow('centred', at(x, 3), sizePx).x0 + 0).toBe(x0)
    expect(stampWindow('centred', at(3, x), sizePx).y0 + 0).toBe(x0)
  })

  test('the middle of the window is never more than half a pixel from the source', () => {
    const place = fc.double({ min: -100, max: 1e4, noNaN: true })
    fc.assert(
      fc.property(place, place, fc.integer({ min: 1, max: 99 }), (x, y, sizePx) => {
        const { x0, y0 } = stampWindow('centred', at(x, y), sizePx)
        const middle = (sizePx - 1) / 2
        expect(Math.abs(x0 + middle - x)).toBeLessThanOrEqual(0.5 + 1e-9)
        expect(Math.abs(y0 + middle - y)).toBeLessThanOrEqual(0.5 + 1e-9)
      }),
    )
  })
})

describe("StarcNet's", () => {
  test.each([
    // the catalogue's 1-based x, first column: int(x) - 16
    [17, 1],
    [17.999, 1],
    [18, 2],
    [100.5, 84],
    [0.6, -16],
  ])('at %f: from column %i', (fitsX, x0) => {
    const position = { x: fitsX - 1, y: fitsX - 1, fitsX, fitsY: fitsX }
    expect(stampWindow('starcnet', position, 32)).toEqual({ x0, y0: x0 })
  })

  test("the catalogue's own number decides, not one that was shifted and shifted back", () => {
    const fitsX = 4097
    const position = { x: 4095.9999999999995, y: 0, fitsX, fitsY: 1 }
    expect(stampWindow('starcnet', position, 32).x0).toBe(4081)
  })
})

describe('a single bright pixel', () => {
  const corners: [string, number, number][] = [
    ['lower left', 0, 0],
    ['lower right', WIDTH - 1, 0],
    ['upper left', 0, HEIGHT - 1],
    ['upper right', WIDTH - 1, HEIGHT - 1],
    ['inside', 20, 17],
  ]

  async function stampOf(x: number, y: number, rule: 'centred' | 'starcnet', sizePx: number) {
    const path = join(folder, `${x}-${y}.fits`)
    const delta = (column: number, row: number) => (column === x && row === y ? 1 : 0)
    writeMosaic(path, { width: WIDTH, height: HEIGHT, pixels: delta })
    const mosaic = await openMosaic(await openFile(path))
    const stamp = new Float32Array(sizePx ** 2)
    await new StampCutter([mosaic], sizePx).cut([stampWindow(rule, at(x, y), sizePx)], stamp)
    await mosaic.close()
    const i = stamp.indexOf(1)
    return { column: i % sizePx, row: Math.floor(i / sizePx), stamp }
  }

  describe.each(corners)('%s', (_, x, y) => {
    test.each([1, 3, 7, 33])('of odd size %i: it is the middle', async (sizePx) => {
      const { column, row } = await stampOf(x, y, 'centred', sizePx)
      expect([column, row]).toEqual([(sizePx - 1) / 2, (sizePx - 1) / 2])
    })

    test.each([2, 8, 32])('of even size %i: it is right and up of the middle', async (sizePx) => {
      const { column, row } = await stampOf(x, y, 'centred', sizePx)
      expect([column, row]).toEqual([sizePx / 2, sizePx / 2])
    })

    test('by the rule of StarcNet: one pixel less', async () => {
      const { column, row } = await stampOf(x, y, 'starcnet', 32)
      expect([column, row]).toEqual([15, 15])
    })

    test('what lies beyond the edge is NaN, all else is 0', async () => {
      const { stamp } = await stampOf(x, y, 'centred', 7)
      const expected = Array.from(stamp, (_value, i) => {
        const [column, row] = [x - 3 + (i % 7), y - 3 + Math.floor(i / 7)]
        const isInside = column >= 0 && row >= 0 && column < WIDTH && row < HEIGHT
        return isInside ? (i === 24 ? 1 : 0) : Number.NaN
      })
      expect(Array.from(stamp)).toEqual(expected)
    })
  })
})
