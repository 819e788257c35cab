/** Meshes: holes, the median, and the spline between cells. */
import { describe, expect, test } from 'vitest'
import { filledMesh, MeshSpline, smoothedMesh } from '../../src/detect/mesh.js'
import { Random } from '../../src/random.js'

const mesh = (columns: number, rows: number, value: (x: number, y: number) => number) => ({
  columns,
  rows,
  values: Float64Array.from({ length: columns * rows }, (_, i) =>
    value(i % columns, Math.floor(i / columns)),
  ),
})

test('a hole gets the mean of the nearest cells that have a value', () => {
  const holed = mesh(3, 3, (x, y) => (x === 1 && y === 1 ? Number.NaN : x + 10 * y))
  expect(filledMesh(holed)!.values[4]).toBeCloseTo((1 + 10 + 12 + 21) / 4, 12)
  expect(filledMesh(mesh(2, 2, () => Number.NaN))).toBeUndefined()
})

test('a hole of many cells is filled from its border', () => {
  const half = mesh(6, 1, (x) => (x < 2 ? x : Number.NaN))
  expect([...filledMesh(half)!.values]).toEqual([0, 1, 1, 1, 1, 1])
})

test('holes of all shapes are filled as a slow search fills them', () => {
  const random = new Random(3)
  for (let k = 0; k < 20; k++) {
    const [columns, rows] = [1 + random.integer(9), 1 + random.integer(9)]
    const holed = mesh(columns, rows, () => (random.uniform() < 0.25 ? random.uniform() : NaN))
    const filled = filledMesh(holed)
    const known = [...holed.values.keys()].filter((i) => !Number.isNaN(holed.values[i]))
    if (known.length === 0) continue
    const squareTo = (a: number, b: number) =>
      ((a % columns) - (b % columns)) ** 2 +
      (Math.floor(a / columns) - Math.floor(b / columns)) ** 2
    for (const cell of holed.values.keys()) {
      const least = Math.min(...known.map((i) => squareTo(cell, i)))
      const nearest = known.filter((i) => squareTo(cell, i) === least)
      const mean = nearest.reduce((sum, i) => sum + holed.values[i], 0) / nearest.length
      expect(filled!.values[cell]).toBeCloseTo(mean, 12)
    }
  }
})

test('the median takes one outlier away, and a corner keeps its own value', () => {
  const spiked = mesh(5, 5, (x, y) => (x === 2 && y === 2 ? 100 : x === 0 && y === 0 ? 7 : 1))
  const smooth = smoothedMesh(spiked, 1).values
  expect(smooth[12]).toBe(1)
  expect(smooth[0]).toBe(7)
})

describe('the spline', () => {
  test('is a plane where the mesh is one, beyond the outer centres too', () => {
    const spline = new MeshSpline(
      mesh(4, 3, (x, y) => 2 * x - 3 * y + 1),
      10,
    )
    const row = new Float32Array(37)
    for (const y of [0, 4, 13, 29]) {
      spline.rowInto(y, row)
      row.forEach((value, x) => {
        expect(value).toBeCloseTo(2 * ((x + 0.5) / 10 - 0.5) - 3 * ((y + 0.5) / 10 - 0.5) + 1, 5)
      })
    }
  })

  test('goes through the centres of cells', () => {
    const wavy = mesh(6, 5, (x, y) => Math.sin(x) * Math.cos(2 * y))
    const spline = new MeshSpline(wavy, 9)
    const row = new Float32Array(54)
    for (let y = 0; y < 5; y++) {
      spline.rowInto(9 * y + 4, row)
      for (let x = 0; x < 6; x++) expect(row[9 * x + 4]).toBeCloseTo(wavy.values[6 * y + x], 6)
    }
  })

  test('of one cell is a constant', () => {
    const row = new Float32Array(5)
    new MeshSpline(
      mesh(1, 1, () => 3),
      64,
    ).rowInto(2, row)
    expect([...row]).toEqual([3, 3, 3, 3, 3])
  })
})
