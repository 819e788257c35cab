/**
 * 3x3 convolutions by Winograd's minimal filtering F(4x4, 3x3) (Winograd 1980; Lavin & Gray 2016,
 * arXiv:1509.09308), written as matrix products so that every ONNX Runtime runs it:
 *
 *   V = B^T x B    each 6x6 patch of the picture, patches 4 px apart (winograd-transforms.ts)
 *   M[a, b] = V[a, b] U[a, b]    36 products over the channels, U = G w G^T
 *   y = A^T M A    each 4x4 patch of the output
 *
 * It needs 4 times fewer multiplications than the direct sum, with the transforms about 2.2 times
 * fewer, and differs from it by about 1e-6 of the values (measured in
 * docs/decisions/0003-winograd.md).
 *
 * Layout. A picture is stored as (rows, columns, batch, channels). Where the side is a multiple of
 * 4, its rows and columns stand in the order in which the products leave them: first all that are 0
 * modulo 4, then 1, 2, 3. `order[i]` is the true row of stored row i. Nothing is moved to undo
 * that: the next B^T has its columns in this order.
 */
import { gather, reshape, transpose } from './arrange.js'
import { fixed, misfit } from './dims.js'
import { forNeeded } from './emit.js'
import type { Backward, Graph, Value } from './graph.js'
import { gemm, matmul, matmulTransposed } from './matmul.js'
import { sumTo } from './reduction.js'
import { orderAfter, PATCH, Tiles } from './winograd-transforms.js'

/** A batch of square pictures in the layout above. */
export interface TiledPicture {
  /** (side, side, batch, channels). */
  readonly value: Value
  /** True row (and column) of each stored one. */
  readonly order: readonly number[]
}

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
 */
export function winogradConv(
  graph: Graph,
  { value, order }: TiledPicture,
  layer: string,
  outChannels: number,
): TiledPicture {
  const [, , batch, channels] = value.shape
  const nChannels = fixed(channels, layer)
  const kernel = transformedKernel(graph, layer, nChannels, outChannels)
  const tiles = new Tiles(graph, layer, order, batch, Math.min(nChannels, outChannels))
  const y = graph.compound(
    layer,
    [value, kernel],
    () => tiles.synthesis(products(graph, layer, tiles.analysis(value), kernel)),
    (backward) => {
      const again = () => transformedKernel(graph, layer, nChannels, outChannels)
      return derivatives(tiles, backward, again)
    },
  )
  return { value: y, order: orderAfter(order.length) }
}

/**
 * M[a, b] = V[a, b] U[a, b]. In use the transposed kernel is a constant; training never makes it.
 */
function products(graph: Graph, layer: string, v: Value, kernel: Value): Value {
  if (graph.isTraining) return matmulTransposed(graph, v, kernel, layer, 'b')
  return matmul(graph, v, transpose(graph, kernel, layer, [0, 1, 2, 4, 3]), layer)
}

/**
 * The same steps backwards: dM = A dy A^T, dV = dM U, dx = B dV B^T; dU[a, b] = sum of dM^T V over
 * the tiles. V and U are computed again: V is 2.25 times as large as its picture, and U 4 times as
 * large as its kernel.
 */
function derivatives(
  tiles: Tiles,
  { graph, layer, inputs, dOutput, needs }: Backward,
  kernelAgain: () => Value,
) {
  const [x, kernel] = inputs
  const dm = tiles.synthesisBack(dOutput)
  return forNeeded(
    needs,
    () => tiles.analysisBack(matmul(graph, dm, kernelAgain(), layer)),
    () => {
      const byTile = matmulTransposed(graph, dm, tiles.analysis(x), layer, 'a')
      return sumTo(graph, byTile, layer, kernel.shape)
    },
  )
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

const G = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
]

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
