/**
 * The one search for neighbours, in a plane or in space: a k-d tree (Bentley 1975, CACM 18, 509).
 * Each level halves the points along the next axis, so that a search looks at few of them. The tree
 * only leaves out points that are too far; distances are sqrt(sum of squares), as if all pairs were
 * compared.
 */

export interface Neighbour {
  /** Index of the point. */
  readonly row: number
  readonly distance: number
}

/** Ranges of no more points than this are not halved. */
const LEAF = 8

/**
 * @example
 * const search = new NeighbourSearch([[0, 1, 5], [0, 0, 0]])
 * search.nearest([0.9, 0], 1) // [{ row: 1, distance: 0.1 }]
 * search.within([0.9, 0], 1) // rows 0 and 1
 */
export class NeighbourSearch {
  /**
   * In a range [low, high), the point in the middle parts those before it from those after it,
   * along one axis. These are the rows in this order, and their coordinates.
   */
  private readonly rows: Uint32Array
  private readonly axes: readonly Float64Array[]

  /**
   * @param axes x and y of each point, or x, y and z; points with a coordinate that is not finite
   *   are left out
   */
  constructor(axes: readonly ArrayLike<number>[]) {
    this.rows = placedRows(axes)
    this.halve(axes, 0, this.rows.length, 0)
    // Neighbours lie near each other in memory: that halves the time of a search.
    this.axes = axes.map((values) => ordered(values, this.rows))
  }

  /** All points whose distance is at most the radius, in no order. */
  within(point: readonly number[], radius: number): Neighbour[] {
    const found: Neighbour[] = []
    this.visit({
      point,
      reach: () => radius,
      meet: (row, distance) => {
        if (distance <= radius) found.push({ row, distance })
      },
    })
    return found
  }

  /**
   * The k nearest points, or all if there are fewer; the nearest first, and the lower row of two at
   * one distance. A point of the search is its own nearest, at distance 0.
   */
  nearest(point: readonly number[], k: number): Neighbour[] {
    const found: Neighbour[] = []
    const isFull = () => found.length === k
    this.visit({
      point,
      reach: () => (isFull() ? found[k - 1].distance : Number.POSITIVE_INFINITY),
      meet: (row, distance) => {
        if (isFull()) {
          if (!isBefore(row, distance, found[k - 1])) return
          found.pop()
        }
        let at = found.length
        while (at > 0 && isBefore(row, distance, found[at - 1])) at--
        found.splice(at, 0, { row, distance })
      },
    })
    return found
  }

  /**
   * For each point of the search, the distance to its k-th nearest other point.
   *
   * @returns by row; NaN for rows that are left out, and where there are not k others
   */
  distancesToNeighbour(k: number, nRows: number): Float64Array {
    const found = new Float64Array(nRows).fill(Number.NaN)
    const squares = new Float64Array(k + 1)
    for (let i = 0; i < this.rows.length; i++) {
      squares.fill(Number.POSITIVE_INFINITY)
      this.collect(i, squares, 0, this.rows.length, 0)
      if (squares[k] < Number.POSITIVE_INFINITY) found[this.rows[i]] = Math.sqrt(squares[k])
    }
    return found
  }

  private halve(axes: readonly ArrayLike<number>[], low: number, high: number, axis: number): void {
    if (high - low <= LEAF) return
    const middle = (low + high) >> 1
    select(this.rows, axes[axis], low, high, middle)
    const next = (axis + 1) % axes.length
    this.halve(axes, low, middle, next)
    this.halve(axes, middle + 1, high, next)
  }

  /** Keeps the smallest squares of distances from point i, in ascending order. */
  private collect(i: number, squares: Float64Array, low: number, high: number, axis: number): void {
    if (high - low <= LEAF) {
      for (let j = low; j < high; j++) insert(squares, this.square(i, j))
      return
    }
    const middle = (low + high) >> 1
    const offset = this.axes[axis][i] - this.axes[axis][middle]
    const next = axis + 1 === this.axes.length ? 0 : axis + 1
    const isBefore = offset < 0
    if (isBefore) this.collect(i, squares, low, middle, next)
    else this.collect(i, squares, middle + 1, high, next)
    if (offset * offset > squares[squares.length - 1]) return
    insert(squares, this.square(i, middle))
    if (isBefore) this.collect(i, squares, middle + 1, high, next)
    else this.collect(i, squares, low, middle, next)
  }

  private square(i: number, j: number): number {
    let sum = 0
    for (let axis = 0; axis < this.axes.length; axis++) {
      const offset = this.axes[axis][i] - this.axes[axis][j]
      sum += offset * offset
    }
    return sum
  }

  private visit(visit: Visit, low = 0, high = this.rows.length, axis = 0): void {
    if (high - low <= LEAF) {
      for (let i = low; i < high; i++) this.meet(visit, i)
      return
    }
    const middle = (low + high) >> 1
    const offset = visit.point[axis] - this.axes[axis][middle]
    const next = (axis + 1) % this.axes.length
    const before = () => this.visit(visit, low, middle, next)
    const after = () => this.visit(visit, middle + 1, high, next)
    const [near, far] = offset < 0 ? [before, after] : [after, before]
    near()
    if (!(Math.abs(offset) <= visit.reach())) return
    this.meet(visit, middle)
    far()
  }

  private meet({ point, meet }: Visit, i: number): void {
    let square = 0
    for (let axis = 0; axis < this.axes.length; axis++) {
      square += (point[axis] - this.axes[axis][i]) ** 2
    }
    meet(this.rows[i], Math.sqrt(square))
  }
}

/** The rows whose coordinates are all finite. */
function placedRows(axes: readonly ArrayLike<number>[]): Uint32Array {
  const rows = new Uint32Array(axes[0].length)
  let n = 0
  for (let row = 0; row < rows.length; row++) {
    if (axes.every((values) => Number.isFinite(values[row]))) rows[n++] = row
  }
  return rows.slice(0, n)
}

function ordered(values: ArrayLike<number>, rows: Uint32Array): Float64Array {
  const found = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) found[i] = values[rows[i]]
  return found
}

/** Puts a value among ascending ones, of which the largest drops out. */
function insert(ascending: Float64Array, value: number): void {
  let at = ascending.length - 1
  if (!(value < ascending[at])) return
  for (; at > 0 && ascending[at - 1] > value; at--) ascending[at] = ascending[at - 1]
  ascending[at] = value
}

interface Visit {
  readonly point: readonly number[]
  /** Points further than this along one axis are of no use. */
  readonly reach: () => number
  readonly meet: (row: number, distance: number) => void
}

function isBefore(row: number, distance: number, other: Neighbour): boolean {
  return distance < other.distance || (distance === other.distance && row < other.row)
}

/**
 * Orders rows [low, high) so that values before `middle` are not above the one there, nor later
 * ones below (Hoare 1961).
 */
function select(
  rows: Uint32Array,
  values: ArrayLike<number>,
  low: number,
  high: number,
  middle: number,
): void {
  let [left, right] = [low, high - 1]
  while (left < right) {
    const pivot = values[rows[(left + right) >> 1]]
    let [i, j] = [left, right]
    while (i <= j) {
      while (values[rows[i]] < pivot) i++
      while (values[rows[j]] > pivot) j--
      if (i > j) break
      const row = rows[i]
      rows[i++] = rows[j]
      rows[j--] = row
    }
    if (middle <= j) right = j
    else if (middle >= i) left = i
    else return
  }
}

/**
 * The way from one right ascension to another, -180 to 180 deg.
 *
 * @example turnDeg(359.9, 0.1) // 0.2
 */
export function turnDeg(from: number, to: number): number {
  return ((((to - from + 180) % 360) + 360) % 360) - 180
}

/**
 * Places on the sky as points of a sphere whose radius is 206,265 arcsec, for a search in arcsec:
 * distances are chords, which are shorter than arcs by 1e-9 arcsec at 10 arcsec.
 *
 * @param ra, dec deg
 * @returns x, y and z
 */
export function spherePoints(ra: ArrayLike<number>, dec: ArrayLike<number>): Float64Array[] {
  const degree = Math.PI / 180
  const radius = 3600 / degree
  const axis = (of: (ra: number, dec: number) => number) =>
    Float64Array.from({ length: ra.length }, (_, row) => of(ra[row] * degree, dec[row] * degree))
  return [
    axis((ra, dec) => radius * Math.cos(dec) * Math.cos(ra)),
    axis((ra, dec) => radius * Math.cos(dec) * Math.sin(ra)),
    axis((_, dec) => radius * Math.sin(dec)),
  ]
}
