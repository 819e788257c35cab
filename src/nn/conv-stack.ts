/**
 * The blocks of a plain convolutional network, computed in either of two ways from the same parameters:
 * directly (any picture, any device, differentiable operator by operator) or tiled (Winograd, for
 * sides that are multiples of 4; faster on the CPU).
 */
import { leakyRelu } from './activation.js'
import { add, inverseSqrt, multiply, subtract } from './arithmetic.js'
import { flatten, reshape } from './arrange.js'
import { conv2d } from './convolution.js'
import { fixed, type Graph, misfit, product, type Value } from './graph.js'
import { linear } from './linear.js'
import { matmul } from './matmul.js'
import { groupNorm } from './normalisation.js'
import { maxPool2d } from './pooling.js'
import { reduce } from './reduction.js'
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
  /** From (batch, channels, side, side). */
  start(graph: Graph, x: Value, layer: string): Picture
  /** 3x3 convolution with bias, group normalisation (eps 1e-5), LeakyReLU(0.01). */
  block(graph: Graph, picture: Picture, block: Block): Picture
  /** The largest of each 2 x 2 pixels. */
  pool(graph: Graph, picture: Picture, layer: string): Picture
  /** A linear layer over all pixels and channels, as after PyTorch's flatten: (batch, outFeatures). */
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
  block(graph, picture, block) {
    const y = winogradConv(graph, picture, block.conv, block.channels)
    return { ...y, value: leakyRelu(graph, tiledGroupNorm(graph, y.value, block), block.norm) }
  },
  pool: tiledPool,
  linear: tiledLinear,
}

/**
 * Bias and group normalisation of (side, side, batch, channels). The means are products with a row of
 * 1/n, the fastest sum there is here; the bias enters with the mean that is subtracted, so it costs
 * nothing; the variance is taken after subtraction, so nothing cancels.
 */
function tiledGroupNorm(graph: Graph, x: Value, { conv, norm, nGroups }: Block): Value {
  const [side, , batch, channels] = x.shape
  const nChannels = fixed(channels, norm)
  if (nChannels % nGroups !== 0) {
    throw misfit(norm, `channels do not divide into ${nGroups} groups`, [nGroups], x.shape)
  }
  const nPixels = fixed(side, norm) ** 2
  const groups = [nGroups, nChannels / nGroups]
  const row = graph.constant(new Float32Array(nPixels).fill(1 / nPixels), [1, nPixels])
  const parameter = (name: string) =>
    reshape(graph, graph.parameter(name, [nChannels]), norm, groups)
  const flat = (v: Value) => reshape(graph, v, norm, [nPixels, product(batch, channels)])
  const spread = (v: Value) => reshape(graph, v, norm, [1, product(batch, channels)])
  const channelMeans = (v: Value) =>
    reshape(graph, matmul(graph, row, v, norm), norm, [batch, ...groups])
  const groupMeans = (v: Value) => reduce(graph, 'ReduceMean', v, norm, 2)

  const mean = groupMeans(add(graph, channelMeans(flat(x)), parameter(`${conv}.bias`), norm))
  const shift = subtract(graph, mean, parameter(`${conv}.bias`), norm)
  const centred = subtract(graph, flat(x), spread(shift), norm)
  const variance = groupMeans(channelMeans(multiply(graph, centred, centred, norm)))
  const epsilon = graph.constant(Float32Array.of(1e-5))
  const inverseWidth = inverseSqrt(graph, add(graph, variance, epsilon, norm), norm)
  const scale = multiply(graph, inverseWidth, parameter(`${norm}.weight`), norm)
  const scaled = multiply(graph, centred, spread(scale), norm)
  const beta = graph.parameter(`${norm}.bias`, [nChannels])
  return add(graph, reshape(graph, scaled, norm, x.shape), beta, norm)
}

/** Stored rows are 0, 1, 2, 3 modulo 4 in turn: the pairs lie one stored quarter apart. */
function tiledPool(graph: Graph, { value, order }: TiledPicture, layer: string): TiledPicture {
  const [side, , batch, channels] = value.shape
  const quarter = order.length / 4
  if (order.some((row, i) => row !== 4 * (i % quarter) + Math.floor(i / quarter))) {
    throw new Error(`internal: ${layer} pools pictures that no convolution has ordered`)
  }
  const half = order.length / 2
  const inner = product(batch, channels)
  const columns = reshape(graph, value, layer, [side, 2, 2, quarter, inner])
  const overColumns = reduce(graph, 'ReduceMax', columns, layer, 2)
  const rows = reshape(graph, overColumns, layer, [2, 2, quarter, product(half, inner)])
  const overRows = reduce(graph, 'ReduceMax', rows, layer, 1)
  return {
    value: reshape(graph, overRows, layer, [half, half, batch, channels]),
    order: Array.from({ length: half }, (_, i) => 2 * (i % quarter) + Math.floor(i / quarter)),
  }
}
