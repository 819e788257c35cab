/**
 * The blocks of a plain convolutional network, computed in one of two ways from the same
 * parameters: directly (for all pictures and devices) or in tiles (Winograd; for sides that are
 * multiples of 4, faster on the CPU).
 */

import { flatten, reshape } from './arrange.js'
import { conv2d } from './convolution.js'
import { misfit, product } from './dims.js'
import { leakyRelu } from './elementwise.js'
import type { Graph, Value } from './graph.js'
import { linear } from './matmul.js'
import { groupNorm } from './normalisation.js'
import { maxPool2d } from './pooling.js'
import { largerOfPair } from './reduction.js'
import { tiledGroupNorm } from './tiled-group-norm.js'
import { type TiledPicture, tiled, tiledLinear, winogradConv } from './winograd.js'

/** Names of the parameters of one block, and its sizes. */
export interface Block {
  conv: string
  norm: string
  channels: number
  nGroups: number
}

/** How to compute a stack of blocks on pictures of some layout. */
export interface ConvStack<Picture> {
  /** Brings x, (batch, channels, side, side), into the stack's layout. */
  start(graph: Graph, x: Value, layer: string): Picture
  /** A 3x3 convolution with bias, group normalisation (eps 1e-5), LeakyReLU(0.01). */
  block(graph: Graph, picture: Picture, block: Block): Picture
  /** The largest of each 2 x 2 pixels. */
  pool(graph: Graph, picture: Picture, layer: string): Picture
  /**
   * A linear layer over all pixels and channels, as after PyTorch's flatten: (batch, outFeatures).
   */
  linear(graph: Graph, picture: Picture, layer: string, outFeatures: number): Value
}

export const directStack: ConvStack<Value> = {
  start: (_, x) => x,
  block(graph, x, { conv, norm, channels, nGroups }) {
    const y = conv2d(graph, x, conv, channels, { kernel: 3, padding: 1 })
    return leakyRelu(graph, groupNorm(graph, y, norm, nGroups), norm)
  },
  pool: (graph, x, layer) => maxPool2d(graph, x, layer, 2),
  linear: (graph, x, layer, width) => linear(graph, flatten(graph, x, layer), layer, width),
}

export const tiledStack: ConvStack<TiledPicture> = {
  start: tiled,
  block(graph, picture, { conv, norm, channels, nGroups }) {
    const { value, order } = winogradConv(graph, picture, conv, channels)
    const normal = tiledGroupNorm(graph, value, `${conv}.bias`, norm, nGroups)
    return { value: leakyRelu(graph, normal, norm), order }
  },
  pool: tiledPool,
  linear: tiledLinear,
}

/**
 * The stored rows are those that are 0 modulo 4, then 1, 2, 3: a pair lies a quarter of them apart.
 */
function tiledPool(graph: Graph, { value, order }: TiledPicture, layer: string): TiledPicture {
  const [side, , batch, channels] = value.shape
  const quarter = order.length / 4
  if (!Number.isInteger(quarter)) {
    throw misfit(layer, 'the side is not a multiple of 4', [4 * Math.ceil(quarter)], [side])
  }
  if (order.some((row, i) => row !== 4 * (i % quarter) + Math.floor(i / quarter))) {
    throw new Error(`internal: ${layer} pools pictures that no convolution has ordered`)
  }
  const half = order.length / 2
  const inner = product(batch, channels)
  const columns = reshape(graph, value, layer, [side, 2, 2, quarter, inner])
  const overColumns = largerOfPair(graph, columns, layer, 2)
  const rows = reshape(graph, overColumns, layer, [2, 2, quarter, product(half, inner)])
  const overRows = largerOfPair(graph, rows, layer, 1)
  return {
    value: reshape(graph, overRows, layer, [half, half, batch, channels]),
    order: Array.from({ length: half }, (_, i) => 2 * (i % quarter) + Math.floor(i / quarter)),
  }
}
