/**
 * A mesh of values over an image: holes filled, smoothed by a median, and a natural bicubic spline
 * between the centres of its cells, as SExtractor does.
 */
import { median } from '../statistics/index.js'

/** Values of the cells, row by row. */
export interface Mesh {
  readonly columns: number
  readonly rows: number
  readonly values: Float64Array
}

/**
 * Cells without a value get the mean of the nearest that have one.
 *
 * @returns undefined if no cell has a value
 */
export function filledMesh(mesh: Mesh): Mesh | undefined {
  const { columns, rows, values } = mesh
  if (!values.some(Number.isFinite)) return undefined
  if (values.every(Number.isFinite)) return { columns, rows, values: Float64Array.from(values) }
  const before = nearestInRow(mesh, 1)
  const after = nearestInRow(mesh, -1)
  const filled = Float64Array.from(values, (value, i) =>
    Number.isFinite(value) ? value : nearestMean(mesh, before, after, i),
  )
  return { columns, rows, values: filled }
}

/** For each cell how far the nearest cell with a value is in its row, against the step. */
function nearestInRow({ columns, rows, values }: Mesh, step: 1 | -1): Float64Array {
  const distances = new Float64Array(values.length)
  for (let row = 0; row < rows; row++) {
    let distance = Number.POSITIVE_INFINITY
    for (let k = 0; k < columns; k++) {
      const i = row * columns + (step === 1 ? k : columns - 1 - k)
      distance = Number.isFinite(values[i]) ? 0 : distance + 1
      distances[i] = distance
    }
  }
  return distances
}

/** Rows are looked at from the cell's own outwards, until they are farther than what is found. */
function nearestMean(
  { columns, rows, values }: Mesh,
  before: Float64Array,
  after: Float64Array,
  cell: number,
): number {
  const y = Math.floor(cell / columns)
  let [least, sum, n] = [Number.POSITIVE_INFINITY, 0, 0]
  const count = (square: number, i: number) => {
    if (square > least || square === Number.POSITIVE_INFINITY) return
    if (square < least) [least, sum, n] = [square, 0, 0]
    sum += values[i]
    n++
  }
  for (let far = 0; far < rows && far * far <= least; far++) {
    for (const row of far === 0 ? [y] : [y - far, y + far]) {
      if (row < 0 || row >= rows) continue
      const i = cell + (row - y) * columns
      count(far * far + before[i] ** 2, i - before[i])
      if (after[i] > 0) count(far * far + after[i] ** 2, i + after[i])
    }
  }
  return sum / n
}

/**
 * The median of each cell and its neighbours, within `reach` cells. At the border the window is
 * narrower, and stays symmetrical.
 */
export function smoothedMesh({ columns, rows, values }: Mesh, reach: number): Mesh {
  const smooth = new Float64Array(values.length)
  const window = new Float64Array((2 * reach + 1) ** 2)
  for (let y = 0; y < rows; y++) {
    const up = Math.min(reach, y, rows - 1 - y)
    for (let x = 0; x < columns; x++) {
      const across = Math.min(reach, x, columns - 1 - x)
      let n = 0
      for (let row = y - up; row <= y + up; row++) {
        for (let column = x - across; column <= x + across; column++) {
          window[n++] = values[row * columns + column]
        }
      }
      smooth[y * columns + x] = median(window.subarray(0, n))
    }
  }
  return { columns, rows, values: smooth }
}

/** The spline through a mesh, row by row of the image. */
export class MeshSpline {
  private readonly bends: Float64Array
  private readonly nodes: Float64Array
  private readonly nodeBends: Float64Array
  private readonly scratch: Float64Array

  /** @param cellPx side of a cell, px; cell (0, 0) begins at pixel (0, 0) */
  constructor(
    private readonly mesh: Mesh,
    private readonly cellPx: number,
  ) {
    const { columns, rows, values } = mesh
    const longest = Math.max(columns, rows)
    this.scratch = new Float64Array(longest)
    this.bends = new Float64Array(values.length)
    for (let x = 0; x < columns; x++) bendsOf(values, x, columns, rows, this.bends, this.scratch)
    this.nodes = new Float64Array(columns)
    this.nodeBends = new Float64Array(columns)
  }

  /** Fills `out` with the values of row y of the image, 0-based. */
  rowInto(y: number, out: Float32Array): void {
    const { mesh, cellPx, nodes, nodeBends } = this
    const { columns, rows, values } = mesh
    const [below, v] = this.cellOf(y, rows)
    const above = Math.min(below + 1, rows - 1)
    for (let x = 0; x < columns; x++) {
      const [low, high] = [below * columns + x, above * columns + x]
      nodes[x] = between(values[low], values[high], this.bends[low], this.bends[high], v)
    }
    bendsOf(nodes, 0, 1, columns, nodeBends, this.scratch)
    const step = 1 / cellPx
    for (let cell = 0, x = 0; x < out.length; cell++) {
      const last = cell >= columns - 2
      const end = last ? out.length : Math.min(out.length, Math.ceil((cell + 1.5) * cellPx - 0.5))
      const next = Math.min(cell + 1, columns - 1)
      const [a, b, bendA, bendB] = [nodes[cell], nodes[next], nodeBends[cell], nodeBends[next]]
      let u = columns === 1 ? 0 : (x + 0.5) * step - 0.5 - cell
      for (; x < end; x++, u += columns === 1 ? 0 : step) out[x] = between(a, b, bendA, bendB, u)
    }
  }

  /** The cell whose centre is at or before a pixel, and how far the pixel is past it, in cells. */
  private cellOf(pixel: number, n: number): [cell: number, past: number] {
    if (n === 1) return [0, 0]
    const at = (pixel + 0.5) / this.cellPx - 0.5
    const cell = Math.min(Math.max(Math.floor(at), 0), n - 2)
    return [cell, at - cell]
  }
}

/** A cubic between two nodes a unit apart; `bend` is a sixth of the second derivative. */
function between(a: number, b: number, bendA: number, bendB: number, u: number): number {
  const v = 1 - u
  return v * (a + (v * v - 1) * bendA) + u * (b + (u * u - 1) * bendB)
}

/**
 * A sixth of the second derivatives of the natural cubic spline through n values, `step` apart:
 * m[i-1] + 4 m[i] + m[i+1] = y[i-1] - 2 y[i] + y[i+1], with 0 at both ends.
 */
function bendsOf(
  values: Float64Array,
  from: number,
  step: number,
  n: number,
  bends: Float64Array,
  slopes: Float64Array,
): void {
  const at = (i: number) => from + i * step
  bends[at(0)] = 0
  slopes[0] = 0
  for (let i = 1; i < n - 1; i++) {
    const curve = values[at(i - 1)] - 2 * values[at(i)] + values[at(i + 1)]
    const pivot = 4 - slopes[i - 1]
    slopes[i] = 1 / pivot
    bends[at(i)] = (curve - bends[at(i - 1)]) / pivot
  }
  bends[at(n - 1)] = 0
  for (let i = n - 2; i > 0; i--) bends[at(i)] -= slopes[i] * bends[at(i + 1)]
}
