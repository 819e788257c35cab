/**
 * 3x3 convolutions by Winograd's minimal filtering F(4x4, 3x3) (Winograd 1980; Lavin & Gray 2016,
 * arXiv:1509.09308), written as matrix products so that every ONNX Runtime runs it:
 *
 *   V = B^T x B    each 6x6 patch of the picture, patches 4 px apart
 *   M[a, b] = V[a, b] U[a, b]    36 products over the channels, U = G w G^T
 *   y = A^T M A    each 4x4 patch of the output
 *
 * It needs 4 times fewer multiplications than the direct sum, with the transforms about 2.2 times
 * fewer, and differs from it by about 1e-6 of the values (measured in
 * docs/decisions/0003-winograd.md).
 *
 * Layout. A picture is stored as (rows, columns, batch, channels). Its rows and columns stand in
 * the order in which the products leave them: first all that are 0 modulo 4, then 1, 2, 3.
 * `order[i]` is the true row of stored row i. Nothing is moved to undo that: the next B^T has its
 * columns in this order.
 */
import { gather, reshape, transpose } from './arrange.js'
import { type Dim, fixed, misfit, product } from './dims.js'
import { forNeeded } from './emit.js'
import type { Backward, Graph, Value } from './graph.js'
import { gemm, matmul, matmulTransposed } from './matmul.js'
import { sumTo } from './reduction.js'

/** A batch of square pictures in the layout above. */
export interface TiledPicture {
  /** (side, side, batch, channels). */
  readonly value: Value
  /** True row (and column) of each stored one. */
  readonly order: readonly number[]
}

/** Pixels of the output that one patch gives, along a side. */
const TILE = 4
/** Pixels of the picture that one patch sees, along a side. */
const PATCH = 6

const B_TRANSPOSED = [
  [4, 0, -5, 0, 1, 0],
  [0, -4, -4, 1, 1, 0],
  [0, 4, -4, -1, 1, 0],
  [0, -2, -1, 2, 1, 0],
  [0, 2, -1, -2, 1, 0],
  [0, 4, 0, -5, 0, 1],
]
const G = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
]
const A_TRANSPOSED = [
  [1, 1, 1, 1, 1, 0],
  [0, 1, -1, 2, -2, 0],
  [0, 1, 1, 4, 4, 0],
  [0, 1, -1, 8, -8, 1],
]

/** Pictures (batch, channels, side, side) in this file's layout, rows in their natural order. */
export function tiled(graph: Graph, x: Value, layer: string): TiledPicture {
  const [batch, channels, height, width] = x.shape
  if (height !== width) {
    throw misfit(layer, 'tiled pictures must be square', [batch, channels, height, height], x.shape)
  }
  const side = fixed(height, layer)
  return {
    value: transpose(graph, x, layer, [2, 3, 0, 1]),
    order: Array.from({ length: side }, (_, i) => i),
  }
}

/**
 * A 3x3 convolution with one pixel of zeros around and without a bias: parameter `<layer>.weight`
 * (outChannels, channels, 3, 3).
 *
 * @param picture its side must be a multiple of 4
 */
export function winogradConv(
  graph: Graph,
  { value, order }: TiledPicture,
  layer: string,
  outChannels: number,
): TiledPicture {
  const side = order.length
  const [, , batch, channels] = value.shape
  const nTiles = side / TILE
  if (!Number.isInteger(nTiles)) {
    throw misfit(layer, `the side is not a multiple of ${TILE}`, [TILE * Math.ceil(nTiles)], [side])
  }
  const kernel = transformedKernel(graph, layer, fixed(channels, layer), outChannels)
  const shape = [side, side, batch, outChannels]
  const tiles = { graph, layer, order, batch }
  const y = graph.compound(
    layer,
    [value, kernel],
    () =>
      reshape(
        graph,
        synthesis(tiles, products(tiles, analysis(tiles, value), kernel)),
        layer,
        shape,
      ),
    (backward) => derivatives(tiles, backward),
  )
  return { value: y, order: tileOrder(nTiles) }
}

/** What the transforms of one layer share. */
interface Tiles {
  graph: Graph
  layer: string
  /** Order of the rows of the input. */
  order: readonly number[]
  batch: Dim
}

/** V = B^T x B as (6, nTiles, 6, nTiles * batch, channels). */
function analysis({ graph, layer, order, batch }: Tiles, x: Value): Value {
  const side = order.length
  const nTiles = side / TILE
  const matrix = graph.constant(analysisMatrix(order), [PATCH * nTiles, side])
  const channels = x.shape[3]
  const rows = reshape(graph, x, layer, [side, product(side, batch, channels)])
  const half = matmul(graph, matrix, rows, layer)
  const columns = reshape(graph, half, layer, [PATCH * nTiles, side, product(batch, channels)])
  const whole = matmul(graph, matrix, columns, layer)
  const patches = [PATCH, nTiles, PATCH, product(nTiles, batch), channels]
  return reshape(graph, whole, layer, patches)
}

/**
 * M[a, b] = V[a, b] U[a, b]. In use the transposed kernel is a constant; training never makes it.
 */
function products({ graph, layer }: Tiles, v: Value, kernel: Value): Value {
  if (graph.isTraining) return matmulTransposed(graph, v, kernel, layer, 'b')
  return matmul(graph, v, transpose(graph, kernel, layer, [0, 1, 2, 4, 3]), layer)
}

/** y = A^T M A, rows and columns by tile. */
function synthesis({ graph, layer, order, batch }: Tiles, m: Value): Value {
  const nTiles = order.length / TILE
  const matrix = graph.constant(Float32Array.from(A_TRANSPOSED.flat()), [TILE, PATCH])
  const channels = m.shape[4]
  const columns = [PATCH * nTiles, PATCH, product(nTiles, batch, channels)]
  const half = matmul(graph, matrix, reshape(graph, m, layer, columns), layer)
  const rows = [PATCH, product(nTiles, order.length, batch, channels)]
  return matmul(graph, matrix, reshape(graph, half, layer, rows), layer)
}

/**
 * The same steps backwards: dM = A dy A^T, dV = dM U, dx = B dV B^T; dU[a, b] = sum of dM^T V over
 * the tiles. V is computed again, because it is 2.25 times as large as its picture.
 */
function derivatives(tiles: Tiles, { inputs: [x, kernel], dOutput, needs }: Backward) {
  const { graph, layer } = tiles
  const dm = synthesisBack(tiles, dOutput)
  return forNeeded(
    needs,
    () => analysisBack(tiles, matmul(graph, dm, kernel, layer)),
    () => {
      const byTile = matmulTransposed(graph, dm, analysis(tiles, x), layer, 'a')
      return sumTo(graph, byTile, layer, kernel.shape)
    },
  )
}

function synthesisBack({ graph, layer, order, batch }: Tiles, dy: Value): Value {
  const nTiles = order.length / TILE
  const matrix = graph.constant(transposed(A_TRANSPOSED), [PATCH, TILE])
  const channels = dy.shape[3]
  const rows = [TILE, product(nTiles, order.length, batch, channels)]
  const half = matmul(graph, matrix, reshape(graph, dy, layer, rows), layer)
  const columns = [PATCH * nTiles, TILE, product(nTiles, batch, channels)]
  const whole = matmul(graph, matrix, reshape(graph, half, layer, columns), layer)
  return reshape(graph, whole, layer, [PATCH, nTiles, PATCH, product(nTiles, batch), channels])
}

function analysisBack({ graph, layer, order, batch }: Tiles, dv: Value): Value {
  const side = order.length
  const nPatchRows = (PATCH * side) / TILE
  const forward = analysisMatrix(order)
  const lines = Array.from({ length: nPatchRows }, (_, i) => [
    ...forward.subarray(i * side, (i + 1) * side),
  ])
  const matrix = graph.constant(transposed(lines), [side, nPatchRows])
  const channels = dv.shape[4]
  const columns = [nPatchRows, nPatchRows, product(batch, channels)]
  const half = matmul(graph, matrix, reshape(graph, dv, layer, columns), layer)
  const rows = [nPatchRows, product(side, batch, channels)]
  const whole = matmul(graph, matrix, reshape(graph, half, layer, rows), layer)
  return reshape(graph, whole, layer, [side, side, batch, channels])
}

function transposed(lines: readonly (readonly number[])[]): Float32Array {
  return Float32Array.from(lines[0].flatMap((_, k) => lines.map((line) => line[k])))
}

/**
 * A linear layer over all pixels and channels, with the parameters that PyTorch has after a
 * flatten: `<layer>.weight` (outFeatures, channels * side * side). The weight's channels are moved
 * behind its pixels once, when the model is loaded. To move the pictures' channels takes longer, at
 * each run.
 */
export function tiledLinear(
  graph: Graph,
  { value, order }: TiledPicture,
  layer: string,
  outFeatures: number,
): Value {
  const [side, , batch, channels] = value.shape
  const nSide = fixed(side, layer)
  const nChannels = fixed(channels, layer)
  const width = nSide * nSide * nChannels
  const pixels = reshape(graph, value, layer, [nSide * nSide, batch, nChannels])
  const natural = gather(graph, pixels, layer, 0, naturalOrder(order))
  const x = reshape(graph, transpose(graph, natural, layer, [1, 0, 2]), layer, [batch, width])
  const weight = graph.parameter(`${layer}.weight`, [outFeatures, width])
  let w = reshape(graph, weight, layer, [outFeatures, nChannels, nSide * nSide])
  w = transpose(graph, w, layer, [0, 2, 1])
  w = reshape(graph, w, layer, [outFeatures, width])
  return gemm(graph, x, w, graph.parameter(`${layer}.bias`, [outFeatures]), layer)
}

/** The stored place of each pixel, row by row. */
function naturalOrder(order: readonly number[]): number[] {
  const stored = order.map((_, row) => order.indexOf(row))
  return stored.flatMap((row) => stored.map((column) => row * order.length + column))
}

/**
 * B^T for a whole side: row a * nTiles + t has line a of B^T on the patch that starts at 4t - 1.
 */
function analysisMatrix(order: readonly number[]): Float32Array {
  const side = order.length
  const nTiles = side / TILE
  const matrix = new Float32Array(PATCH * nTiles * side)
  for (let a = 0; a < PATCH; a++) {
    for (let t = 0; t < nTiles; t++) {
      for (const [stored, row] of order.entries()) {
        const k = row - (TILE * t - 1)
        if (k < 0 || k >= PATCH) continue
        matrix[(a * nTiles + t) * side + stored] = B_TRANSPOSED[a][k]
      }
    }
  }
  return matrix
}

/**
 * U = G w G^T as (6, 1, 6, outChannels, channels): one product with the 36 x 9 matrix of all pairs
 * of lines of G. Where the parameter is a constant, ONNX Runtime computes U once.
 */
function transformedKernel(
  graph: Graph,
  layer: string,
  channels: number,
  outChannels: number,
): Value {
  const weight = graph.parameter(`${layer}.weight`, [outChannels, channels, 3, 3])
  const pairs = G.flatMap((row) =>
    G.flatMap((column) => row.flatMap((g) => column.map((h) => g * h))),
  )
  const matrix = graph.constant(Float32Array.from(pairs), [PATCH * PATCH, 9])
  const taps = reshape(graph, weight, layer, [outChannels * channels, 9])
  const u = matmul(graph, matrix, transpose(graph, taps, layer, [1, 0]), layer)
  return reshape(graph, u, layer, [PATCH, 1, PATCH, outChannels, channels])
}

/** The order in which synthesis leaves the rows: row 4t + j stands at j * nTiles + t. */
function tileOrder(nTiles: number): number[] {
  return Array.from(
    { length: TILE * nTiles },
    (_, i) => TILE * (i % nTiles) + Math.floor(i / nTiles),
  )
}
