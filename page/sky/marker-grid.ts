/**
 * Finds markers by their place without looking at all of them. The field is cut into square cells,
 * and the rows are sorted by cell, so that the rows of a cell lie side by side.
 */
import type { Size } from './camera.js'
import type { Area } from './tile-plan.js'

/** Rows in a cell, on average. */
const ROWS_A_CELL = 4
/** Where an area has more than this share of the rows, looking at all is faster than sorting. */
const MOST_SORTED = 0.1

export class MarkerGrid {
  private readonly x: ArrayLike<number>
  private readonly y: ArrayLike<number>
  private readonly side: number
  private readonly columns: number
  private readonly lines: number
  /** Rows by cell; those of cell c begin at `starts[c]`. Rows without a position are in none. */
  private readonly rows: Uint32Array
  private readonly starts: Uint32Array

  /** @param x 0-based pixels; NaN where a row has no position */
  constructor(x: ArrayLike<number>, y: ArrayLike<number>, { width, height }: Size) {
    this.x = x
    this.y = y
    const nCells = Math.max(1, x.length / ROWS_A_CELL)
    this.side = Math.max(1, Math.sqrt((width * height) / nCells))
    this.columns = Math.max(1, Math.ceil(width / this.side))
    this.lines = Math.max(1, Math.ceil(height / this.side))
    const starts = new Uint32Array(this.columns * this.lines + 1)
    const cells = Int32Array.from(x, (_, row) => this.cellOf(row))
    for (const cell of cells) if (cell >= 0) starts[cell + 1]++
    for (let cell = 1; cell < starts.length; cell++) starts[cell] += starts[cell - 1]
    const next = starts.slice()
    this.rows = new Uint32Array(starts[starts.length - 1])
    cells.forEach((cell, row) => {
      if (cell >= 0) this.rows[next[cell]++] = row
    })
    this.starts = starts
  }

  /** The row nearest to a place, no farther than `within` pixels; -1 where there is none. */
  nearest(x: number, y: number, within: number, isShown: (row: number) => boolean): number {
    let found = -1
    let least = within * within
    const area = { x0: x - within, y0: y - within, x1: x + within, y1: y + within }
    this.visit(area, (row) => {
      const far = (this.x[row] - x) ** 2 + (this.y[row] - y) ** 2
      if (far <= least && isShown(row)) {
        least = far
        found = row
      }
    })
    return found
  }

  /** The rows inside an area, its edges included, in their order. */
  inside(area: Area): Uint32Array {
    const found = new Uint32Array(this.countNear(area))
    let n = 0
    const take = (row: number) => {
      found[n++] = row
    }
    if (found.length < MOST_SORTED * this.rows.length) {
      this.visit(area, take)
      return found.subarray(0, n).sort()
    }
    const { x0, y0, x1, y1 } = area
    const { x, y } = this
    for (let row = 0; row < x.length; row++) {
      if (x[row] >= x0 && x[row] <= x1 && y[row] >= y0 && y[row] <= y1) take(row)
    }
    return found.subarray(0, n)
  }

  /** Number of rows in the cells that the area touches. */
  private countNear({ x0, y0, x1, y1 }: Area): number {
    const { starts, columns, lines } = this
    const [c0, c1] = [this.place(x0, columns), this.place(x1, columns)]
    let n = 0
    for (let line = this.place(y0, lines); line <= this.place(y1, lines); line++) {
      n += starts[line * columns + c1 + 1] - starts[line * columns + c0]
    }
    return n
  }

  /** Every row of the area; rows beside the field count to its outermost cells. */
  private visit({ x0, y0, x1, y1 }: Area, visitor: (row: number) => void): void {
    const { x, y, rows, starts, columns } = this
    const [c0, c1] = [this.place(x0, columns), this.place(x1, columns)]
    const [l0, l1] = [this.place(y0, this.lines), this.place(y1, this.lines)]
    for (let line = l0; line <= l1; line++) {
      const [from, to] = [starts[line * columns + c0], starts[line * columns + c1 + 1]]
      for (let k = from; k < to; k++) {
        const row = rows[k]
        if (x[row] >= x0 && x[row] <= x1 && y[row] >= y0 && y[row] <= y1) visitor(row)
      }
    }
  }

  private place(value: number, n: number): number {
    return Math.min(n - 1, Math.max(0, Math.floor(value / this.side)))
  }

  private cellOf(row: number): number {
    const [x, y] = [this.x[row], this.y[row]]
    if (Number.isNaN(x) || Number.isNaN(y)) return -1
    return this.place(y, this.lines) * this.columns + this.place(x, this.columns)
  }
}
