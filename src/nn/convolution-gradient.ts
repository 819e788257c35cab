/**
 * Derivatives of the convolution y = w * x by its picture and by its kernels, each in several forms
 * that ONNX Runtime computes at very different speeds. Which is used when is decided by
 * `pictureDerivative` and `kernelDerivative` alone; docs/studies/training-engine.md has the measurements.
 */
import { crop, pad, reshape, slice, transpose } from './arrange.js'
import { emit, ints } from './emit.js'
import { fixed, type Graph, product, type Shape, type Value } from './graph.js'
import { matrixProduct } from './linear.js'
import { matmulTransposed } from './matmul.js'
import { type Geometry, leftOver, views } from './patches.js'
import { sum } from './reduction.js'

/** What a derivative of a convolution is made from. */
interface Convolved {
  graph: Graph
  layer: string
  /** (batch, channels, height, width). */
  x: Value
  /** (outChannels, channels, kernel, kernel). */
  weight: Value
  /** Of the loss by the answer: (batch, outChannels, height', width'). */
  dy: Value
  geometry: Geometry
}

/**
 * By the picture. The flipped convolution is the fastest as long as its kernels, which have to be turned
 * round each time, are small beside the pictures.
 */
export function pictureDerivative(convolved: Convolved): Value {
  const { kernel, stride, padding } = convolved.geometry
  if (stride > 1 || padding >= kernel) return byConvTranspose(convolved)
  const [outChannels] = convolved.weight.shape as number[]
  return 2 * pixelsOf(convolved) >= outChannels
    ? byFlippedConv(convolved)
    : byShiftedProducts(convolved)
}

/**
 * By the kernels. Large kernels have too many places to treat one by one. Else a product for each
 * picture and place saves copies, but leaves a matrix (outChannels, channels) of each to add up, which
 * must be small beside the pictures.
 */
export function kernelDerivative(convolved: Convolved): Value {
  if (convolved.geometry.kernel > 3) return byConvOverBatch(convolved)
  const [outChannels] = convolved.weight.shape as number[]
  return pixelsOf(convolved) >= 2 * outChannels ? byPlaces(convolved) : byColumns(convolved)
}

/** Pixels of one picture of the answer. */
function pixelsOf({ dy, layer }: Convolved): number {
  return fixed(dy.shape[2], layer) * fixed(dy.shape[3], layer)
}

/** dx = dy convolved with the kernels, turned by half a turn, in and out exchanged. */
function byFlippedConv({ graph, layer, x, weight, dy, geometry }: Convolved): Value {
  const { kernel, padding } = geometry
  const [outChannels, inChannels] = weight.shape
  const turned = [outChannels, inChannels, kernel, kernel]
  const range = [ints(graph, -1, -1), ints(graph, -kernel - 1, -kernel - 1)]
  const inputs = [weight, ...range, ints(graph, 2, 3), ints(graph, -1, -1)]
  const flipped = emit(graph, layer, 'Slice', inputs, turned)
  const kernels = transpose(graph, flipped, layer, [1, 0, 2, 3])
  const margin = kernel - 1 - padding
  const attributes = {
    kernel_shape: [kernel, kernel],
    pads: [margin, margin, margin, margin],
  }
  return emit(graph, layer, 'Conv', [dy, kernels], x.shape, { attributes })
}

/**
 * dx as one product of the kernels as they lie with dy: what each place of the kernel says of the pixels
 * that it saw. Moved there, the places add up.
 */
function byShiftedProducts({ graph, layer, x, weight, dy, geometry }: Convolved): Value {
  const { kernel, padding } = geometry
  const [outChannels, inChannels] = weight.shape as number[]
  const [batch, , height, width] = dy.shape
  const nPlaces = kernel * kernel
  const pixels = product(batch, height, width)
  const exchanged = (v: Value) => transpose(graph, v, layer, [1, 0, 2, 3])
  const kernels = reshape(graph, weight, layer, [outChannels, inChannels * nPlaces])
  const dys = reshape(graph, exchanged(dy), layer, [outChannels, pixels])
  const told = matrixProduct(graph, kernels, dys, layer, { a: true })
  const byPlace = reshape(graph, told, layer, [inChannels, nPlaces, pixels])
  const growth = [2, 3].map((axis) => fixed(x.shape[axis], layer) - fixed(dy.shape[axis], layer))
  const moved = Array.from({ length: nPlaces }, (_, place) => {
    const of = slice(graph, byPlace, layer, 1, place, place + 1)
    const pictures = reshape(graph, of, layer, [inChannels, batch, height, width])
    const before = [Math.floor(place / kernel) - padding, (place % kernel) - padding]
    const after = before.map((n, i) => growth[i] - n)
    return pad(graph, pictures, layer, [0, 0, ...before], [0, 0, ...after])
  })
  return exchanged(emit(graph, layer, 'Sum', moved, moved[0].shape))
}

/** dx by the transposed convolution; rows and columns that the stride left over are zero. */
function byConvTranspose({ graph, layer, x, weight, dy, geometry }: Convolved): Value {
  const { kernel, stride, padding } = geometry
  const attributes = {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
    output_padding: [2, 3].map((axis) => leftOver(x, layer, geometry, axis)),
  }
  return emit(graph, layer, 'ConvTranspose', [dy, weight], x.shape, { attributes })
}

/**
 * dw as a convolution over the batch: the channels are its batch, the batch its channels, dy its kernel,
 * as far dilated as the stride.
 */
function byConvOverBatch({ graph, layer, x, weight, dy, geometry }: Convolved): Value {
  const { kernel, stride, padding } = geometry
  const [outChannels, inChannels] = weight.shape
  const [rows, columns] = dy.shape.slice(2).map((dim) => fixed(dim, layer))
  const exchanged = (v: Value) => transpose(graph, v, layer, [1, 0, 2, 3])
  const surplus = [2, 3].map((axis) => leftOver(x, layer, geometry, axis))
  const isWide = Math.max(...surplus) > padding
  const pads = surplus.map((n) => (isWide ? padding : padding - n))
  const attributes = {
    kernel_shape: [rows, columns],
    dilations: [stride, stride],
    pads: [padding, padding, ...pads],
  }
  const [height, width] = surplus.map((n) => (isWide ? kernel + n : kernel))
  const shape = [inChannels, outChannels, height, width]
  const dw = emit(graph, layer, 'Conv', [exchanged(x), exchanged(dy)], shape, { attributes })
  return exchanged(isWide ? crop(graph, dw, layer, { start: 0, end: kernel }) : dw)
}

/** dw place by place of the kernel: dy times the pixels of x that the place saw, picture by picture. */
function byPlaces(convolved: Convolved): Value {
  const { graph, layer, x, weight, dy, geometry } = convolved
  const [outChannels, inChannels] = weight.shape as number[]
  const rows = (v: Value, channels: number) =>
    reshape(graph, v, layer, [dy.shape[0], channels, pixelsOf(convolved)])
  const left = rows(dy, outChannels)
  const places = views(graph, x, layer, geometry, dy.shape.slice(2)).map((view) => {
    const each = matmulTransposed(graph, left, rows(view, inChannels), layer, 'b')
    return reshape(graph, sum(graph, each, layer, [0]), layer, [outChannels, inChannels, 1])
  })
  const shape = [outChannels, inChannels, places.length]
  return reshape(graph, join(graph, places, layer, 2, shape), layer, weight.shape)
}

/**
 * dw as one matrix product: dy (outChannels, batch * pixels) with, for each channel and place of the
 * kernel, the pixels of x that it saw.
 */
function byColumns({ graph, layer, x, weight, dy, geometry }: Convolved): Value {
  const { kernel } = geometry
  const [outChannels, inChannels] = weight.shape
  const pixels = product(dy.shape[0], dy.shape[2], dy.shape[3])
  const channelsFirst = (v: Value) => transpose(graph, v, layer, [1, 0, 2, 3])
  const seen = views(graph, channelsFirst(x), layer, geometry, dy.shape.slice(2))
  const places = seen.map((v) => reshape(graph, v, layer, [inChannels, 1, pixels]))
  const nPlaces = kernel * kernel
  const columns = join(graph, places, layer, 1, [inChannels, nPlaces, pixels])
  const flat = reshape(graph, columns, layer, [product(inChannels, nPlaces), pixels])
  const rows = reshape(graph, channelsFirst(dy), layer, [outChannels, pixels])
  const answer = matrixProduct(graph, rows, flat, layer, { b: true })
  return reshape(graph, answer, layer, weight.shape)
}

function join(
  graph: Graph,
  values: readonly Value[],
  layer: string,
  axis: number,
  shape: Shape,
): Value {
  if (values.length === 1) return values[0]
  return emit(graph, layer, 'Concat', values, shape, { attributes: { axis } })
}
