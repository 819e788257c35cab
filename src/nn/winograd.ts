/**
 * 3x3 convolutions by Winograd's minimal filtering F(4x4, 3x3) (Winograd 1980; Lavin & Gray 2016,
 * arXiv:1509.09308), written as matrix products so that every ONNX Runtime runs it:
 *
 *   V = B^T x B    each 6x6 patch of the picture, patches 4 px apart
 *   M[a, b] = V[a, b] U[a, b]    36 products over the channels, U = G w G^T
 *   y = A^T M A    each 4x4 patch of the answer
 *
 * It multiplies 4 times less than the direct sum, the transforms included about 2.2 times less, and
 * differs from it by some 1e-6 of the values (docs/decisions/0003-winograd.md has both measured).
 *
 * Layout. A picture is kept as (rows, columns, batch, channels), and its rows and columns stand in the
 * order in which the products leave them: all that are 0 modulo 4, then 1, 2, 3. `order[i]` is the true
 * row of stored row i. Nothing is ever moved to undo that: the next B^T has its columns in this order.
 */
import { gather, reshape, transpose } from './arrange.js'
import { fixed, type Graph, misfit, product, type Value } from './graph.js'
import { gemm } from './linear.js'
import { matmul } from './matmul.js'

/** A batch of square pictures in the layout above. */
export interface TiledPicture {
  /** (side, side, batch, channels). */
  readonly value: Value
  /** True row (and column) of each stored one. */
  readonly order: readonly number[]
}

/** Pixels of the answer that one patch gives, along a side. */
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
    throw misfit(layer, 'tiled pictures are square', [batch, channels, height, height], x.shape)
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
    throw misfit(layer, `side is no multiple of ${TILE}`, [TILE * Math.ceil(nTiles)], [side])
  }
  const nPatchRows = PATCH * nTiles
  const analysis = graph.constant(analysisMatrix(order), [nPatchRows, side])
  const synthesis = graph.constant(Float32Array.from(A_TRANSPOSED.flat()), [TILE, PATCH])
  const kernel = transformedKernel(graph, layer, fixed(channels, layer), outChannels)
  const as = (v: Value, ...shape: Value['shape']) => reshape(graph, v, layer, shape)
  const times = (a: Value, b: Value) => matmul(graph, a, b, layer)

  let v = times(analysis, as(value, side, product(side, batch, channels)))
  v = times(analysis, as(v, nPatchRows, side, product(batch, channels)))
  v = times(as(v, PATCH, nTiles, PATCH, product(nTiles, batch), channels), kernel)
  v = times(synthesis, as(v, nPatchRows, PATCH, product(nTiles, batch, outChannels)))
  v = times(synthesis, as(v, PATCH, product(nTiles, side, batch, outChannels)))
  return { value: as(v, side, side, batch, outChannels), order: tileOrder(nTiles) }
}

/**
 * A linear layer over all pixels and channels, with the parameters that it has in PyTorch after a
 * flatten: `<layer>.weight` (outFeatures, channels * side * side). Its channels are moved behind its
 * pixels, once, when the model is loaded; to move the pictures' channels instead takes longer each time.
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

/** Where each pixel, row by row, is stored. */
function naturalOrder(order: readonly number[]): number[] {
  const stored = order.map((_, row) => order.indexOf(row))
  return stored.flatMap((row) => stored.map((column) => row * order.length + column))
}

/** B^T for a whole side: row a * nTiles + t is line a of B^T laid over the patch that starts at 4t - 1. */
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
 * U = G w G^T as (6, 1, 6, channels, outChannels). It hangs on the plain parameter, and ONNX Runtime
 * folds it into a constant when it loads the model.
 */
function transformedKernel(
  graph: Graph,
  layer: string,
  channels: number,
  outChannels: number,
): Value {
  const weight = graph.parameter(`${layer}.weight`, [outChannels, channels, 3, 3])
  const g = graph.constant(Float32Array.from(G.flat()), [PATCH, 3])
  const as = (v: Value, ...shape: number[]) => reshape(graph, v, layer, shape)
  const pairs = channels * outChannels
  let u = transpose(graph, weight, layer, [2, 3, 1, 0])
  u = matmul(graph, g, as(u, 3, 3 * pairs), layer)
  u = matmul(graph, g, as(u, PATCH, 3, pairs), layer)
  return as(u, PATCH, 1, PATCH, channels, outChannels)
}

/** The order in which synthesis leaves the rows: 4t + j stands at j * nTiles + t. */
function tileOrder(nTiles: number): number[] {
  return Array.from(
    { length: TILE * nTiles },
    (_, i) => TILE * (i % nTiles) + Math.floor(i / nTiles),
  )
}
