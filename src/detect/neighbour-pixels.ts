/** Which pixels of a blob touch each other. */

/** Pixels in the order of rows, and their neighbours. */
export interface PixelGraph {
  readonly x: Int32Array
  readonly y: Int32Array
  readonly values: Float32Array
  /** Eight for each pixel: indices of the pixels that touch it, or -1. */
  readonly neighbours: Int32Array
}

const [RIGHT, LEFT] = [0, 1]
/** Of the row before: left, above, right; each with the place of the way back. */
const ABOVE = [
  { dx: -1, up: 2, down: 3 },
  { dx: 0, up: 4, down: 5 },
  { dx: 1, up: 6, down: 7 },
]
export const N_NEIGHBOURS = 8

/**
 * The graph of the pixels of a blob.
 *
 * @param places row times width, plus column
 */
export function pixelGraph(
  places: readonly number[],
  values: readonly number[],
  width: number,
): PixelGraph {
  const n = places.length
  const order = ascending(places)
  const [x, y, sorted] = [new Int32Array(n), new Int32Array(n), new Float32Array(n)]
  for (let i = 0; i < n; i++) {
    const place = places[order[i]]
    y[i] = Math.floor(place / width)
    x[i] = place - y[i] * width
    sorted[i] = values[order[i]]
  }
  const neighbours = new Int32Array(N_NEIGHBOURS * n).fill(-1)
  const join = (a: number, b: number, there: number, back: number) => {
    neighbours[N_NEIGHBOURS * a + there] = b
    neighbours[N_NEIGHBOURS * b + back] = a
  }
  for (let i = 0, above = 0; i < n; i++) {
    if (i > 0 && y[i - 1] === y[i] && x[i - 1] === x[i] - 1) join(i - 1, i, RIGHT, LEFT)
    while (y[above] < y[i] - 1 || (y[above] === y[i] - 1 && x[above] < x[i] - 1)) above++
    for (let k = above; y[k] === y[i] - 1 && x[k] <= x[i] + 1; k++) {
      const { up, down } = ABOVE[x[k] - x[i] + 1]
      join(i, k, up, down)
    }
  }
  return { x, y, values: sorted, neighbours }
}

/** The order of the places. Only blobs that grew together out of several are out of order. */
function ascending(places: readonly number[]): Uint32Array {
  const order = new Uint32Array(places.length)
  let isAscending = true
  for (let i = 0; i < order.length; i++) {
    order[i] = i
    if (i > 0 && places[i] < places[i - 1]) isAscending = false
  }
  return isAscending ? order : order.sort((a, b) => places[a] - places[b])
}
