/**
 * How the pictures between the convolutions of a residual network are stored, while it is used or
 * trained: as ONNX stores them, or in tiles, where 3x3 convolutions are Winograd's (winograd.ts).
 * The parameters are the same.
 *
 * In training on the CPU tiles halve the time of a convolution and its gradients. In use they do
 * not pay: there ONNX Runtime packs kernels, which are constant, and merges norms into them.
 */
import { gather, reshape, transpose } from './arrange.js'
import { conv2d } from './convolution.js'
import { type Dim, fixed, product, type Shape } from './dims.js'
import { add, relu } from './elementwise.js'
import type { Graph, Value } from './graph.js'
import { matmulTransposed } from './matmul.js'
import { batchNorm } from './normalisation.js'
import { tiledBatchNorm } from './tiled-batch-norm.js'
import { type TiledPicture, winogradConv } from './winograd.js'
import { orderAfter } from './winograd-transforms.js'

export interface ResidualLayout<Picture> {
  /** From (batch, channels, side, side) into this layout. */
  enter(graph: Graph, x: Value, layer: string): Picture
  /** Back to (batch, channels, side, side). */
  leave(graph: Graph, picture: Picture, layer: string): Value
  /** A 3x3 convolution that keeps the size, without bias. */
  convolve(graph: Graph, picture: Picture, layer: string, outChannels: number): Picture
  /** Batch normalisation. */
  normalise(graph: Graph, picture: Picture, layer: string): Picture
  relu(graph: Graph, picture: Picture, layer: string): Picture
  add(graph: Graph, a: Picture, b: Picture, layer: string): Picture
}

export const plainLayout: ResidualLayout<Value> = {
  enter: (_, x) => x,
  leave: (_, x) => x,
  convolve: (graph, x, layer, outChannels) =>
    conv2d(graph, x, layer, outChannels, { kernel: 3, padding: 1, bias: false }),
  normalise: batchNorm,
  relu,
  add,
}

export const tiledLayout: ResidualLayout<TiledPicture> = {
  enter,
  leave,
  convolve: winogradConv,
  normalise: (graph, { value, order }, layer) => ({
    value: tiledBatchNorm(graph, value, layer),
    order,
  }),
  relu: (graph, { value, order }, layer) => ({ value: relu(graph, value, layer), order }),
  add: (graph, a, b, layer) => ({
    value: add(graph, a.value, b.value, layer),
    order: a.order,
  }),
}

/** From this side on tiles need fewer products than the direct sum: 36 for all, not 9 for each. */
const SMALLEST_SIDE = 3

/**
 * Whether tiles are the faster layout.
 *
 * @param x pictures (batch, channels, height, width), before a convolution with this stride
 */
export function prefersTiles(graph: Graph, x: Value, layer: string, stride: number): boolean {
  if (!graph.isTraining || graph.device !== 'cpu' || typeof x.shape[0] === 'string') return false
  const [height, width] = x.shape.slice(2).map((side) => Math.ceil(fixed(side, layer) / stride))
  return height === width && height >= SMALLEST_SIDE
}

/**
 * From (batch, channels, side, side) into tiles, in the order in which convolutions leave them: so
 * all pictures of one size have one order. The channels become the last axis by a product with a
 * matrix of ones on its diagonal, which changes no value: ONNX Runtime moves single numbers slowly,
 * and whole rows of channels fast.
 */
function enter(graph: Graph, x: Value, layer: string): TiledPicture {
  const [batch, channels, side] = x.shape
  const nSide = fixed(side, layer)
  const shape = [nSide, nSide, batch, channels]
  const turned = graph.compound(
    layer,
    [x],
    () => channelsLast(graph, x, layer, shape),
    ({ dOutput }) => [channelsFirst(graph, dOutput, layer, x.shape)],
  )
  const order = orderAfter(nSide)
  const natural = { value: turned, order: naturalOrder(nSide) }
  return { value: ordered(graph, natural, order, layer), order }
}

/** Back to (batch, channels, side, side), rows and columns in their natural order. */
function leave(graph: Graph, { value, order }: TiledPicture, layer: string): Value {
  const side = order.length
  const [, , batch, channels] = value.shape
  const natural = ordered(graph, { value, order }, naturalOrder(side), layer)
  return graph.compound(
    layer,
    [natural],
    () => channelsFirst(graph, natural, layer, [batch, channels, side, side]),
    ({ dOutput }) => [channelsLast(graph, dOutput, layer, value.shape)],
  )
}

function channelsLast(graph: Graph, x: Value, layer: string, shape: Shape): Value {
  const [height, width, batch, channels] = shape
  const pictures = reshape(graph, x, layer, [batch, channels, product(height, width)])
  const rows = matmulTransposed(graph, pictures, identity(graph, channels, layer), layer, 'a')
  return reshape(graph, transpose(graph, rows, layer, [1, 0, 2]), layer, shape)
}

function channelsFirst(graph: Graph, x: Value, layer: string, shape: Shape): Value {
  const [batch, channels, height, width] = shape
  const pixels = reshape(graph, x, layer, [product(height, width), batch, channels])
  const rows = transpose(graph, pixels, layer, [1, 0, 2])
  const turned = matmulTransposed(graph, identity(graph, channels, layer), rows, layer, 'b')
  return reshape(graph, turned, layer, shape)
}

function identity(graph: Graph, channels: Dim, layer: string): Value {
  const n = fixed(channels, layer)
  const ones = Float32Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0))
  return graph.constant(ones, [n, n])
}

function naturalOrder(side: number): number[] {
  return Array.from({ length: side }, (_, i) => i)
}

/** The picture with its rows and columns in another order. */
function ordered(
  graph: Graph,
  { value, order }: TiledPicture,
  wanted: readonly number[],
  layer: string,
): Value {
  if (order.every((row, i) => row === wanted[i])) return value
  const side = order.length
  const [, , batch, channels] = value.shape
  const stored = wanted.map((row) => order.indexOf(row))
  const places = stored.flatMap((row) => stored.map((column) => row * side + column))
  const pixels = reshape(graph, value, layer, [side * side, product(batch, channels)])
  return reshape(graph, gather(graph, pixels, layer, 0, places), layer, value.shape)
}
