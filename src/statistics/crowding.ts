/**
 * How crowded the place of each point of a plane is: the distance to its k-th nearest other point.
 *
 * Points are laid into square cells, ordered by cell, so that those of neighbouring cells lie
 * near each other in memory. Around a point, one ring of cells after the other is searched,
 * until no point of a further ring can be nearer. For points that are spread evenly that takes
 * about half the time of the tree of neighbours.ts. Where they crowd into few cells, the tree is
 * used: its time does not depend on how they lie.
 */
import { NeighbourSearch } from './neighbours.js'

/** Points in a cell, on average. */
const A_CELL = 4
/** Cells with more points than this make the grid slow. */
const CROWDED = 64 * A_CELL

/**
 * @param k from 1 on
 * @returns in the unit of x and y; NaN for points without a position, and where there are not k
 *   others
 * @example neighbourDistances([0, 1, 5], [0, 0, 0], 1) // [1, 1, 4]
 */
export function neighbourDistances(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  k: number,
): Float64Array {
  const cells = cellsOf(x, y)
  if (!cells) return new NeighbourSearch([x, y]).distancesToNeighbour(k, x.length)
  const found = new Float64Array(x.length).fill(Number.NaN)
  const squares = new Float64Array(k)
  for (let cell = 0; cell < cells.across * cells.up; cell++) {
    for (let i = cells.starts[cell]; i < cells.starts[cell + 1]; i++) {
      squares.fill(Number.POSITIVE_INFINITY)
      collect(cells, cell, i, squares)
      if (squares[k - 1] < Number.POSITIVE_INFINITY) {
        found[cells.rows[i]] = Math.sqrt(squares[k - 1])
      }
    }
  }
  return found
}

/** Points ordered by cell; cell c has those from `starts[c]` to before `starts[c + 1]`. */
interface Cells {
  readonly across: number
  readonly up: number
  readonly size: number
  readonly left: number
  readonly bottom: number
  readonly starts: Uint32Array
  readonly rows: Uint32Array
  readonly x: Float64Array
  readonly y: Float64Array
}

/** Undefined if there are too few points for cells, or if they crowd into few of them. */
function cellsOf(x: ArrayLike<number>, y: ArrayLike<number>): Cells | undefined {
  const [left, right, nX] = rangeOf(x, y)
  const [bottom, top] = rangeOf(y, x)
  const area = (right - left) * (top - bottom)
  const size = Math.sqrt((area * A_CELL) / nX)
  const [across, up] = [right - left, top - bottom].map((side) => Math.floor(side / size) + 1)
  if (!(size > 0) || !(across * up <= nX)) return undefined
  const starts = new Uint32Array(across * up + 1)
  const cellOf = (i: number) =>
    Math.floor((y[i] - bottom) / size) * across + Math.floor((x[i] - left) / size)
  const cell = new Uint32Array(x.length)
  for (let i = 0; i < x.length; i++) {
    if (!isPlace(x[i], y[i])) continue
    cell[i] = cellOf(i)
    if (++starts[cell[i] + 1] > CROWDED) return undefined
  }
  for (let c = 0; c < across * up; c++) starts[c + 1] += starts[c]
  const placed = { rows: new Uint32Array(nX), x: new Float64Array(nX), y: new Float64Array(nX) }
  const next = starts.slice()
  for (let i = 0; i < x.length; i++) {
    if (!isPlace(x[i], y[i])) continue
    const at = next[cell[i]]++
    placed.rows[at] = i
    placed.x[at] = x[i]
    placed.y[at] = y[i]
  }
  return { across, up, size, left, bottom, starts, ...placed }
}

function isPlace(x: number, y: number): boolean {
  return Number.isFinite(x) && Number.isFinite(y)
}

/** The smallest and the largest value of the points that have both, and the number of these. */
function rangeOf(values: ArrayLike<number>, others: ArrayLike<number>) {
  let [least, most, n] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (let i = 0; i < values.length; i++) {
    if (!isPlace(values[i], others[i])) continue
    if (values[i] < least) least = values[i]
    if (values[i] > most) most = values[i]
    n++
  }
  return [least, most, n] as const
}

/** Keeps the smallest squares of distances from point i, which lies in this cell. */
function collect(cells: Cells, cell: number, i: number, squares: Float64Array): void {
  const { across, up, size } = cells
  const column = cell % across
  const line = (cell - column) / across
  const inX = cells.x[i] - cells.left - column * size
  const inY = cells.y[i] - cells.bottom - line * size
  // To the nearest wall of its cell; rounding may put a point a little outside.
  const wall = Math.min(inX, size - inX, inY, size - inY) - 1e-9 * size
  const last = squares.length - 1
  for (let ring = 0; ring < Math.max(across, up); ring++) {
    const reach = wall + (ring - 1) * size
    if (ring > 0 && reach > 0 && squares[last] <= reach * reach) return
    const high = Math.min(up - 1, line + ring)
    const right = Math.min(across - 1, column + ring)
    for (let y = Math.max(0, line - ring); y <= high; y++) {
      const isWhole = y === line - ring || y === line + ring
      const step = isWhole ? 1 : 2 * ring
      for (let x = isWhole ? Math.max(0, column - ring) : column - ring; x <= right; x += step) {
        if (x >= 0) inCell(cells, y * across + x, i, squares)
      }
    }
  }
}

function inCell({ starts, x, y }: Cells, cell: number, i: number, squares: Float64Array): void {
  const last = squares.length - 1
  const end = starts[cell + 1]
  for (let j = starts[cell]; j < end; j++) {
    const dx = x[i] - x[j]
    const dy = y[i] - y[j]
    const square = dx * dx + dy * dy
    if (!(square < squares[last]) || j === i) continue
    let at = last
    for (; at > 0 && squares[at - 1] > square; at--) squares[at] = squares[at - 1]
    squares[at] = square
  }
}
