/** Where patches lie, and what stands under them. */
import { describe, expect, test } from 'vitest'
import {
  backgroundOf,
  fillBox,
  patchBox,
  patchCentre,
  patchGrid,
} from '../../src/explanation/patches.js'

describe('the grid', () => {
  test('of the sizes that networks have', () => {
    expect(patchGrid(48)).toEqual({ patchPx: 5, stepPx: 3, n: 16, first: 0 })
    expect(patchGrid(32)).toEqual({ patchPx: 3, stepPx: 3, n: 11, first: 0 })
    expect(patchGrid(64)).toEqual({ patchPx: 7, stepPx: 5, n: 13, first: 0 })
    expect(patchGrid(48, 1)).toEqual({ patchPx: 1, stepPx: 1, n: 48, first: 0 })
  })

  test.each([...Array(64).keys()].map((i) => i + 1))('patches of %i px cover 64', (patchPx) => {
    const grid = patchGrid(64, patchPx)
    const seen = new Uint8Array(64)
    for (let k = 0; k < grid.n; k++) {
      const { x0, x1 } = patchBox(grid, k, 0, 64)
      expect(Number.isInteger(x0) && Number.isInteger(x1)).toBe(true)
      expect(x1 - x0).toBeLessThanOrEqual(patchPx)
      seen.fill(1, x0, x1)
      const whole = grid.first + k * grid.stepPx - (patchPx - grid.stepPx) / 2
      expect(patchCentre(grid, k)).toBe(whole + (patchPx - 1) / 2)
    }
    expect([...seen]).not.toContain(0)
  })
})

test('the background is the median outside of the middle half', () => {
  const plane = Float32Array.from({ length: 64 }, (_, i) => {
    const [x, y] = [i % 8, Math.floor(i / 8)]
    return x >= 2 && x < 6 && y >= 2 && y < 6 ? 100 : x < 2 ? Number.NaN : 7
  })
  expect(backgroundOf(plane, 8)).toBe(7)
  expect(backgroundOf(new Float32Array(64).fill(Number.NaN), 8)).toBeNaN()
  const inner = plane.map((value) => (value === 100 ? 100 : Number.NaN))
  expect(backgroundOf(inner, 8)).toBe(100)
})

test('a box is filled, and nothing else', () => {
  const plane = new Float32Array(16)
  fillBox(plane, 4, { x0: 1, x1: 3, y0: 2, y1: 4 }, 5)
  expect([...plane]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 5, 0, 0, 5, 5, 0])
})
