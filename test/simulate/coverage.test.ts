/** Where a mosaic has exposures: two chips and a gap, turned and dithered, against a slow count. */
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { type Coverage, coverageAt, drawCoverage } from '../../src/simulate/exposures.js'

/** One pointing of 100 px with a gap of 20 px, whose middle is at (50, 60). */
const pointing = (rollDeg: number, dithers: Coverage['dithers'] = [[0, 0]]): Coverage => ({
  ...{ x: 50, y: 60, rollDeg, sidePx: 100, gapPx: 20, dithers },
})

test.each([
  // [roll, x, y, seen]
  [0, 50, 60, 0], // the middle of the gap
  [0, 50, 69, 0],
  [0, 50, 71, 1],
  [0, 50, 49, 1],
  [0, 99, 80, 1],
  [0, 101, 80, 0], // beyond the edge
  [90, 50, 71, 0], // a quarter turn: the gap goes up and down
  [90, 61, 60, 1],
  [90, 61, 109, 1],
  [90, 61, 111, 0],
  [45, 57, 67, 0], // along the diagonal gap
  [45, 43, 67, 0], // 9.9 px across it
  [45, 38, 74, 1],
])('turned by %i degrees, at %i, %i: %i', (rollDeg, x, y, seen) => {
  expect(coverageAt(pointing(rollDeg), x, y)).toBe(seen)
})

test('a share of the exposures, each with its own offset along the detector', () => {
  const three = pointing(0, [
    [0, -13],
    [0, 0],
    [0, 13],
  ])
  expect(coverageAt(three, 50, 60)).toBeCloseTo(2 / 3, 12)
  expect(coverageAt(three, 50, 90)).toBe(1)
  expect(coverageAt(three, 50, 112)).toBeCloseTo(1 / 3, 12)
  expect(coverageAt(three, 50, 124)).toBe(0)
})

test('of a drawn coverage: what a slow count over its turned chips says', () => {
  for (const seed of [1, 2, 3]) {
    const random = new Random(seed)
    const coverage = drawCoverage(random, 400)
    const angle = (Math.PI / 180) * coverage.rollDeg
    for (let i = 0; i < 500; i++) {
      const [x, y] = [random.uniform() * 420 - 10, random.uniform() * 420 - 10]
      const [distance, direction] = [
        Math.hypot(x - coverage.x, y - coverage.y),
        Math.atan2(y - coverage.y, x - coverage.x) - angle,
      ]
      const [u, v] = [distance * Math.cos(direction), distance * Math.sin(direction)]
      const seen = coverage.dithers.filter(([du, dv]) => {
        const isOnChips = Math.max(Math.abs(u - du), Math.abs(v - dv)) < coverage.sidePx / 2
        return isOnChips && Math.abs(v - dv) > coverage.gapPx / 2
      })
      expect(coverageAt(coverage, x, y)).toBeCloseTo(seen.length / 3, 12)
    }
  }
})
