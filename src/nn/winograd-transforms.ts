/**
 * The transforms of Winograd's convolution F(4x4, 3x3) (winograd.ts) as products with constant
 * matrices, and their transposes, which are their derivatives:
 *
 *   V = B^T x B    each 6x6 patch of the picture, patches 4 px apart
 *   y = A^T M A    each 4x4 patch of the output
 *
 * Both go by rows first and by columns then. The matrix of B^T spans a whole side of the picture,
 * so that nothing is copied where patches overlap, and rows beyond the edge cost nothing. Where the
 * side is a multiple of 4, A^T is applied tile by tile, and the rows come out in another order
 * (`orderAfter`); else its matrix spans the side too.
 */
import { reshape, transpose } from './arrange.js'
import { type Dim, product, type Shape } from './dims.js'
import type { Graph, Value } from './graph.js'
import { matmul } from './matmul.js'

/** Pixels of the output that one patch gives, along a side. */
const TILE = 4
/** Pixels of the picture that one patch sees, along a side. */
export const PATCH = 6

const B_TRANSPOSED = [
  [4, 0, -5, 0, 1, 0],
  [0, -4, -4, 1, 1, 0],
  [0, 4, -4, -1, 1, 0],
  [0, -2, -1, 2, 1, 0],
  [0, 2, -1, -2, 1, 0],
  [0, 4, 0, -5, 0, 1],
]
const A_TRANSPOSED = [
  [1, 1, 1, 1, 1, 0],
  [0, 1, -1, 2, -2, 0],
  [0, 1, 1, 4, 4, 0],
  [0, 1, -1, 8, -8, 1],
]

/** The order in which `Tiles.synthesis` leaves the rows: `order[i]` is the true row of row i. */
export function orderAfter(side: number): number[] {
  const nTiles = side / TILE
  const row = (i: number) => TILE * (i % nTiles) + Math.floor(i / nTiles)
  return Array.from({ length: side }, (_, i) => (side % TILE === 0 ? row(i) : i))
}

/**
 * The transforms of one layer. What they make of a picture (side, side, batch, channels) is either
 * (6, tiles, 6, tiles * batch, channels) or, where tiles are `merged`, (6, 1, 6, tiles^2 * batch,
 * channels): to bring the tiles together takes a copy, and pays where there are few of them for
 * many channels.
 */
export class Tiles {
  private readonly nTiles: number
  /** Rows of all patches together. */
  private readonly nLines: number
  private readonly isMerged: boolean

  /** @param order true row (and column) of each stored one of the input */
  constructor(
    private readonly graph: Graph,
    private readonly layer: string,
    private readonly order: readonly number[],
    private readonly batch: Dim,
    channels: number,
  ) {
    this.nTiles = Math.ceil(order.length / TILE)
    this.nLines = PATCH * this.nTiles
    const isFew = typeof batch === 'number' && 4 * this.nTiles * batch <= channels
    this.isMerged = graph.isTraining && isFew && this.nTiles > 1
  }

  /** V = B^T x B. */
  analysis(x: Value): Value {
    return this.byLines(x, this.matrix(this.analysisMatrix(), this.side))
  }

  /** The derivative by x, from that by V: dx = B dV B^T. */
  analysisBack(dv: Value): Value {
    return this.byRows(dv, this.matrix(transposed(this.analysisMatrix(), this.side), this.nLines))
  }

  /** y = A^T M A, (side, side, batch, channels); the rows stand in the order of `orderAfter`. */
  synthesis(m: Value): Value {
    const { nTiles, nLines, side } = this
    if (side % TILE !== 0) return this.byRows(m, this.matrix(this.synthesisMatrix(), nLines))
    const matrix = this.matrix(Float32Array.from(A_TRANSPOSED.flat()), PATCH)
    const inner = product(nTiles, this.batch, m.shape[4])
    const half = this.times(matrix, this.apart(m), [nLines, PATCH, inner])
    const whole = this.times(matrix, half, [PATCH, product(side, inner)])
    return this.as(whole, [side, side, this.batch, m.shape[4]])
  }

  /** The derivative by M, from that by y: dM = A dy A^T. */
  synthesisBack(dy: Value): Value {
    const { nTiles, nLines, side } = this
    if (side % TILE !== 0) {
      return this.byLines(dy, this.matrix(transposed(this.synthesisMatrix(), nLines), side))
    }
    const matrix = this.matrix(transposed(Float32Array.from(A_TRANSPOSED.flat()), PATCH), TILE)
    const inner = product(nTiles, this.batch, dy.shape[3])
    const half = this.times(matrix, dy, [TILE, product(side, inner)])
    return this.together(this.times(matrix, half, [nLines, TILE, inner]), dy.shape[3])
  }

  private get side(): number {
    return this.order.length
  }

  /** From pictures to patches, by a matrix (lines, side). */
  private byLines(x: Value, matrix: Value): Value {
    const { nLines, side } = this
    const inner = product(this.batch, x.shape[3])
    const half = this.times(matrix, x, [side, product(side, inner)])
    return this.together(this.times(matrix, half, [nLines, side, inner]), x.shape[3])
  }

  /** From patches to pictures, by a matrix (side, lines). */
  private byRows(patches: Value, matrix: Value): Value {
    const { nLines, side } = this
    const channels = patches.shape[4]
    const inner = product(this.batch, channels)
    const half = this.times(matrix, this.apart(patches), [nLines, nLines, inner])
    const whole = this.times(matrix, half, [nLines, product(side, inner)])
    return this.as(whole, [side, side, this.batch, channels])
  }

  /** From (lines, lines, batch, channels) to patches. */
  private together(lines: Value, channels: Dim): Value {
    const { nTiles, batch, graph, layer } = this
    const inRow = product(nTiles, batch)
    if (!this.isMerged) return this.as(lines, [PATCH, nTiles, PATCH, inRow, channels])
    const blocks = this.as(lines, [PATCH, nTiles, PATCH, product(inRow, channels)])
    const moved = transpose(graph, blocks, layer, [0, 2, 1, 3])
    return this.as(moved, [PATCH, 1, PATCH, product(nTiles, inRow), channels])
  }

  /** Back from patches, in any shape. */
  private apart(patches: Value): Value {
    if (!this.isMerged) return patches
    const { nTiles, batch, graph, layer } = this
    const blocks = [PATCH, PATCH, nTiles, product(nTiles, batch, patches.shape[4])]
    return transpose(graph, this.as(patches, blocks), layer, [0, 2, 1, 3])
  }

  private analysisMatrix(): Float32Array {
    const { side, nTiles } = this
    const matrix = new Float32Array(this.nLines * side)
    for (let a = 0; a < PATCH; a++) {
      for (let t = 0; t < nTiles; t++) {
        for (const [stored, row] of this.order.entries()) {
          const k = row - (TILE * t - 1)
          if (k < 0 || k >= PATCH) continue
          matrix[(a * nTiles + t) * side + stored] = B_TRANSPOSED[a][k]
        }
      }
    }
    return matrix
  }

  /** A^T for a whole side: row 4t + j has line j of A^T on the lines a * tiles + t. */
  private synthesisMatrix(): Float32Array {
    const { side, nTiles, nLines } = this
    const matrix = new Float32Array(side * nLines)
    for (let row = 0; row < side; row++) {
      const t = Math.floor(row / TILE)
      for (let a = 0; a < PATCH; a++) {
        matrix[row * nLines + a * nTiles + t] = A_TRANSPOSED[row % TILE][a]
      }
    }
    return matrix
  }

  private matrix(data: Float32Array, width: number): Value {
    return this.graph.constant(data, [data.length / width, width])
  }

  /** The product with a matrix, over the last axis but one of `shape`. */
  private times(matrix: Value, v: Value, shape: Shape): Value {
    return matmul(this.graph, matrix, this.as(v, shape), this.layer)
  }

  private as(v: Value, shape: Shape): Value {
    return reshape(this.graph, v, this.layer, shape)
  }
}

function transposed(matrix: Float32Array, width: number): Float32Array {
  const height = matrix.length / width
  return matrix.map((_, i) => matrix[(i % height) * width + Math.floor(i / height)])
}
