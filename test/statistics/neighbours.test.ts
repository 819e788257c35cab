/** The search for neighbours against all pairs. */
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { neighbourDistances } from '../../src/statistics/crowding.js'
import { type Neighbour, NeighbourSearch, spherePoints } from '../../src/statistics/neighbours.js'

/**
 * Distances to all points that have a position, the nearest first and the lower row of two at one
 * distance.
 */
function allNeighbours(axes: readonly Float64Array[], point: readonly number[]): Neighbour[] {
  return Array.from(axes[0], (_, row) => {
    const square = axes.reduce((sum, values, axis) => sum + (point[axis] - values[row]) ** 2, 0)
    return { row, distance: Math.sqrt(square) }
  })
    .filter(({ distance }) => Number.isFinite(distance))
    .sort((a, b) => a.distance - b.distance || a.row - b.row)
}

function drawn(random: Random, n: number, side: number): Float64Array {
  return Float64Array.from({ length: n }, () => side * random.uniform())
}

const random = new Random(5)
const crowded = [drawn(random, 300, 40), drawn(random, 300, 900)].map((axis) =>
  axis.map(Math.round),
)
crowded[0][7] = Number.NaN
crowded[1][8] = Number.POSITIVE_INFINITY
const alike = [new Float64Array(100).fill(3), drawn(random, 100, 2).map(Math.round)]
const far = [drawn(random, 200, 1), drawn(random, 200, 1)]
far[0][0] = 1e12

const POINTS = {
  'in a plane, with ties and points without a position': crowded,
  'at few places': alike,
  'with one very far away': far,
  'in space': [drawn(random, 300, 9), drawn(random, 300, 9), drawn(random, 300, 9)],
  none: [new Float64Array(0), new Float64Array(0)],
}

test.each(Object.entries(POINTS))('points %s', (_, axes) => {
  const search = new NeighbourSearch(axes)
  const rowsOfPoints = Array.from(axes[0].keys())
  const places = [
    ...rowsOfPoints.map((row) => axes.map((values) => values[row])),
    axes.map(() => 0.3),
  ]
  for (const place of places.filter((values) => values.every(Number.isFinite))) {
    const all = allNeighbours(axes, place)
    for (const k of [1, 6]) expect(search.nearest(place, k)).toEqual(all.slice(0, k))
    for (const radius of [0, 0.4, 5]) {
      const found = search
        .within(place, radius)
        .sort((a, b) => a.distance - b.distance || a.row - b.row)
      expect(found).toEqual(all.filter(({ distance }) => distance <= radius))
    }
  }
})

test('nothing is near a place that is not known', () => {
  const search = new NeighbourSearch(crowded)
  expect(search.within([Number.NaN, 3], 1e9)).toEqual([])
})

/** Points of which a tenth lies in one spot: cells would be too full there. */
function withCluster(n: number, spread: number): Float64Array[] {
  return [0, 1].map(() => {
    const axis = drawn(random, n, 1000)
    for (let i = 0; i < n / 10; i++) axis[i] = 500 + spread * random.normal()
    return axis
  })
}

const PLANES = {
  'spread evenly': [drawn(random, 700, 900), drawn(random, 700, 40)],
  'in whole pixels, some without a position': crowded,
  'with a cluster': withCluster(700, 20),
  'with a cluster of many at one place': withCluster(3000, 0),
  'along a line': [drawn(random, 100, 50), new Float64Array(100).fill(3)],
  'with one very far away': far,
}

test.each(Object.entries(PLANES))('the distance to the k-th nearest other point, %s', (_, axes) => {
  const [x, y] = axes
  for (const k of [1, 5]) {
    const found = neighbourDistances(x, y, k)
    for (let row = 0; row < x.length; row += 7) {
      const others = allNeighbours(axes, [x[row], y[row]]).filter((other) => other.row !== row)
      expect(found[row]).toBe(others[k - 1]?.distance ?? Number.NaN)
    }
  }
})

test('NaN without k others', () => {
  expect([...neighbourDistances([0, 3], [0, 4], 1)]).toEqual([5, 5])
  expect([...neighbourDistances([0, 3], [0, 4], 2)]).toEqual([Number.NaN, Number.NaN])
  expect(neighbourDistances([], [], 5)).toHaveLength(0)
})

test('places on the sky are as far apart as their arc, in arcsec', () => {
  const [x, y, z] = spherePoints([10, 10, 370], [60, 60 + 1 / 3600, 60])
  expect(Math.hypot(x[0] - x[1], y[0] - y[1], z[0] - z[1])).toBeCloseTo(1, 6)
  expect(Math.hypot(x[0] - x[2], y[0] - y[2], z[0] - z[2])).toBeCloseTo(0, 6)
})
