/**
 * Two-dimensional convolution (cross-correlation, as every framework means it) with zero padding:
 * y[n, o, i, j] = b[o] + sum_{c, k, l} w[o, c, k, l] x[n, c, s i + k - p, s j + l - p]. ONNX: Conv.
 *
 * The derivatives by the picture and by the kernels have several forms, which ONNX Runtime computes
 * at very different speeds. `pictureDerivative` and `kernelDerivative` choose the form, by
 * measurements in docs/studies/training-engine.md. The derivative by the bias is the sum of dy.
 */
import { crop, pad, reshape, slice, transpose } from './arrange.js'
import { fixed, misfit, product, type Shape } from './dims.js'
import { emit, forNeeded, ints } from './emit.js'
import type { Graph, Operator, Value } from './graph.js'
import { matmulTransposed, matrixProduct } from './matmul.js'
import { type Geometry, leftOver, views } from './patches.js'
import { sum } from './reduction.js'

export interface ConvOptions {
  /** Side of the square kernel, px. */
  kernel: number
  /** Default 1. */
  stride?: number
  /** Zeros added on each side, px; default 0. */
  padding?: number
  /** Default true. */
  bias?: boolean
}

const conv: Operator<Geometry> = {
  onnx: 'Conv',
  attributes: ({ kernel, stride, padding }) => ({
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
  }),
  outputShape([x, weight], { kernel, stride, padding }, layer) {
    const [outChannels, inChannels] = weight.shape
    if (x.shape.length !== 4 || x.shape[1] !== inChannels) {
      const expected = ['batch', inChannels, kernel, kernel] as const
      throw misfit(
        layer,
        'the input does not fit the kernels of the convolution',
        expected,
        x.shape,
      )
    }
    const side = (length: number) => Math.floor((length + 2 * padding - kernel) / stride) + 1
    const height = side(fixed(x.shape[2], layer))
    const width = side(fixed(x.shape[3], layer))
    if (height < 1 || width < 1) {
      throw misfit(layer, 'picture smaller than the kernel', [kernel, kernel], x.shape)
    }
    return [x.shape[0], outChannels, height, width]
  },
  gradient({ graph, inputs: [x, weight, bias], options: geometry, dOutput, needs, layer }) {
    const convolved = { graph, layer, x, weight, dy: dOutput, geometry }
    const byBias = () => reshape(graph, sum(graph, dOutput, layer, [0, 2, 3]), layer, bias.shape)
    return forNeeded(
      needs,
      () => pictureDerivative(convolved),
      () => kernelDerivative(convolved),
      ...(bias ? [byBias] : []),
    )
  },
}

/**
 * A convolution layer with parameters `<layer>.weight` (out, in, kernel, kernel) and
 * `<layer>.bias`.
 *
 * @param x (batch, channels, height, width)
 * @returns (batch, outChannels, height', width')
 * @example conv2d(graph, x, 'conv1', 128, { kernel: 3, padding: 1 })
 */
export function conv2d(
  graph: Graph,
  x: Value,
  layer: string,
  outChannels: number,
  { kernel, stride = 1, padding = 0, bias = true }: ConvOptions,
): Value {
  const inChannels = fixed(x.shape[1], layer)
  const inputs = [x, graph.parameter(`${layer}.weight`, [outChannels, inChannels, kernel, kernel])]
  if (bias) inputs.push(graph.parameter(`${layer}.bias`, [outChannels]))
  return graph.apply(conv, inputs, { kernel, stride, padding }, layer)
}

/** What the derivatives of a convolution are made from. */
interface Convolved {
  graph: Graph
  layer: string
  /** (batch, channels, height, width). */
  x: Value
  /** (outChannels, channels, kernel, kernel). */
  weight: Value
  /** Derivative of the loss by the output: (batch, outChannels, height', width'). */
  dy: Value
  geometry: Geometry
}

/**
 * The derivative by the picture. The flipped convolution is the fastest form as long as the
 * kernels, which must be turned at each step, are small compared with the pictures.
 */
function pictureDerivative(convolved: Convolved): Value {
  const { kernel, stride, padding } = convolved.geometry
  if (stride > 1 || padding >= kernel) return byConvTranspose(convolved)
  const [outChannels] = convolved.weight.shape as number[]
  return 2 * pixelsOf(convolved) >= outChannels
    ? byFlippedConv(convolved)
    : byShiftedProducts(convolved)
}

/**
 * The derivative by the kernels. Large kernels have too many places to treat one by one. For
 * others, a product for each picture and place saves copies, but the resulting matrices
 * (outChannels, channels) must be summed, so they must be small compared with the pictures.
 */
function kernelDerivative(convolved: Convolved): Value {
  if (convolved.geometry.kernel > 3) return byConvOverBatch(convolved)
  const [outChannels] = convolved.weight.shape as number[]
  return pixelsOf(convolved) >= 2 * outChannels ? byPlaces(convolved) : byColumns(convolved)
}

/** Number of pixels of one output picture. */
function pixelsOf({ dy, layer }: Convolved): number {
  return fixed(dy.shape[2], layer) * fixed(dy.shape[3], layer)
}

/** dx = dy convolved with the kernels, which are turned by 180 degrees, in and out exchanged. */
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
 * dx as one product of the kernels with dy: for each place of the kernel, its contribution to the
 * pixels that it saw. The contributions are moved to these pixels and summed.
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

/** dx by the transposed convolution. Rows and columns that the stride left over are zero. */
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
 * dw as a convolution over the batch: its batch are the channels, its channels the batch, its
 * kernel is dy, dilated by the stride.
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

/**
 * dw for each place of the kernel and each picture: dy times the pixels of x that the place saw.
 */
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
 * dw as one matrix product: dy (outChannels, batch * pixels) with the pixels of x that each channel
 * and place of the kernel saw.
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
