/**
 * Pooling over square windows. ONNX: MaxPool, AveragePool, GlobalAveragePool.
 *
 * The derivative of a maximum goes to the pixel that was the maximum (the first of several equal
 * ones, as in PyTorch). The derivative of a mean goes to all pixels of the window in equal shares.
 */

import { reshape } from './arrange.js'
import { fixed, misfit, product, type Shape } from './dims.js'
import { multiply, subtract } from './elementwise.js'
import { emit } from './emit.js'
import type { Backward, Graph, Operator, Value } from './graph.js'
import { matmul } from './matmul.js'
import { leftOver, summedViews, views } from './patches.js'
import { expand } from './reduction.js'
import { sizeOf } from './tensor.js'

export interface PoolOptions {
  /** Pixels from one window to the next; default: the side of the window, so that windows touch. */
  stride?: number
  /** Pixels by which windows reach over the edge, at most half a kernel; default 0. */
  padding?: number
}

type Windows = { kernel: number } & Required<PoolOptions>

function windowAttributes({ kernel, stride, padding }: Windows) {
  return {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    ...(padding > 0 && { pads: [padding, padding, padding, padding] }),
  }
}

function pooledShape([x]: readonly Value[], windows: Windows, layer: string): Shape {
  const { kernel, stride, padding } = windows
  const [batch, channels, ...sides] = x.shape
  const [height, width] = sides.map((side) => fixed(side, layer) + 2 * padding)
  if (sides.length !== 2 || Math.min(height, width) < kernel) {
    throw misfit(layer, 'picture smaller than the pooling window', [kernel, kernel], x.shape)
  }
  if (padding > kernel / 2) {
    throw misfit(layer, 'the padding is over half of the pooling window', [kernel / 2], [padding])
  }
  const pooled = (side: number) => Math.floor((side - kernel) / stride) + 1
  return [batch, channels, pooled(height), pooled(width)]
}

const maxPool: Operator<Windows> = {
  onnx: 'MaxPool',
  attributes: windowAttributes,
  outputShape: pooledShape,
  gradient: gradientByComparison,
}

/** The largest float32. */
const LARGEST = (2 - 2 ** -23) * 2 ** 127

/** Also gives the place of each maximum: its index in the whole batch. */
const maxPoolWithPlaces: Operator<Windows> = { ...maxPool, nOutputs: 2, gradient: gradientByPlaces }

/**
 * The largest value in each `kernel` x `kernel` window.
 *
 * @example maxPool2d(graph, x, 'maxpool', 3, { stride: 2, padding: 1 }) // ResNet's
 */
export function maxPool2d(
  graph: Graph,
  x: Value,
  layer: string,
  kernel: number,
  { stride = kernel, padding = 0 }: PoolOptions = {},
): Value {
  const givesPlaces = graph.isTraining && graph.device !== 'webgpu'
  const operator = givesPlaces ? maxPoolWithPlaces : maxPool
  return graph.apply(operator, [x], { kernel, stride, padding }, layer)
}

/**
 * Each derivative goes back to the place of its maximum. Windows that overlap may share a maximum;
 * there the derivatives are summed.
 */
function gradientByPlaces(backward: Backward & { options: Windows }): Value[] {
  const { graph, inputs, output, options, dOutput, layer } = backward
  const [x] = inputs
  if (output.origin.kind !== 'node') throw new Error(`internal: ${layer} is not a node`)
  const places = output.origin.node.outputs[1]
  const shape = emit(graph, layer, 'Shape', [x], [4])
  if (options.stride >= options.kernel) {
    const attributes = windowAttributes(options)
    return [emit(graph, layer, 'MaxUnpool', [dOutput, places, shape], x.shape, { attributes })]
  }
  const flat = (v: Value) => reshape(graph, v, layer, [product(...v.shape)])
  const zeros = flat(emit(graph, layer, 'ConstantOfShape', [shape], x.shape))
  const attributes = { axis: 0, reduction: 'add' }
  const scattered = [zeros, flat(places), flat(dOutput)]
  const dx = emit(graph, layer, 'ScatterElements', scattered, zeros.shape, { attributes })
  return [reshape(graph, dx, layer, x.shape)]
}

/**
 * For WebGPU, whose MaxPool does not tell the places of the maxima. The maximum is at the first
 * place of the window whose value equals it.
 */
function gradientByComparison(backward: Backward & { options: Windows }): Value[] {
  const { graph, inputs, output, options, dOutput, layer } = backward
  const [x] = inputs
  const { shape } = output
  const seen = views(graph, x, layer, options, shape.slice(2), -LARGEST)
  let rest = dOutput
  const parts = seen.map((view) => {
    const isMaximum = emit(graph, layer, 'Equal', [view, output], shape)
    const mask = emit(graph, layer, 'Cast', [isMaximum], shape, { attributes: { to: 1 } })
    const part = multiply(graph, rest, mask, layer)
    rest = subtract(graph, rest, part, layer)
    return part
  })
  return [summedViews(graph, x, layer, options, parts)]
}

const averagePool: Operator<Windows> = {
  onnx: 'AveragePool',
  attributes: (windows) => ({ ...windowAttributes(windows), count_include_pad: 1 }),
  outputShape: pooledShape,
  gradient({ graph, inputs: [x], options, dOutput, layer }) {
    const { kernel } = options
    const oneChannel = ([batch, channels, ...sides]: Shape) => [
      product(batch, channels),
      1,
      ...sides,
    ]
    const share = new Float32Array(kernel * kernel).fill(1 / kernel ** 2)
    const shares = graph.constant(share, [1, 1, kernel, kernel])
    const rest = [2, 3].map((axis) => leftOver(x, layer, options, axis))
    const attributes = { ...windowAttributes(options), output_padding: rest }
    const dy = reshape(graph, dOutput, layer, oneChannel(dOutput.shape))
    const shape = oneChannel(x.shape)
    const dx = emit(graph, layer, 'ConvTranspose', [dy, shares], shape, { attributes })
    return [reshape(graph, dx, layer, x.shape)]
  },
}

/** The mean of each `kernel` x `kernel` window; pixels beyond the edge count as zeros. */
export function avgPool2d(
  graph: Graph,
  x: Value,
  layer: string,
  kernel: number,
  { stride = kernel, padding = 0 }: PoolOptions = {},
): Value {
  return graph.apply(averagePool, [x], { kernel, stride, padding }, layer)
}

const globalAverage: Operator<Record<never, never>> = {
  onnx: 'GlobalAveragePool',
  attributes: () => ({}),
  outputShape: ([x]) => [x.shape[0], x.shape[1], 1, 1],
  gradient({ graph, inputs: [x], dOutput, layer }) {
    const nPixels = sizeOf(x.shape.slice(2).map((side) => fixed(side, layer)))
    const share = graph.constant(Float32Array.of(1 / nPixels), [])
    const shares = emit(graph, layer, 'Mul', [dOutput, share], dOutput.shape)
    return [expand(graph, shares, layer, x)]
  },
}

/** The mean of each channel: (batch, channels, 1, 1). */
export function globalAveragePool(graph: Graph, x: Value, layer: string): Value {
  return graph.apply(globalAverage, [x], {}, layer)
}

/**
 * Means over `side` x `side` windows that cover the picture: window i spans the rows from floor(i h
 * / side) to ceil((i + 1) h / side), as in PyTorch. Unless the result is the picture itself or one
 * mean, it is two products with matrices of shares, which have a gradient already.
 */
export function adaptiveAveragePool(graph: Graph, x: Value, layer: string, side: number): Value {
  const [height, width] = x.shape.slice(2).map((dim) => fixed(dim, layer))
  if (height === side && width === side) return x
  if (side === 1) return globalAveragePool(graph, x, layer)
  const rows = graph.constant(shareMatrix(side, height), [side, height])
  const columns = graph.constant(transposed(shareMatrix(side, width), width), [width, side])
  return matmul(graph, matmul(graph, rows, x, layer), columns, layer)
}

/** (side, length): row i has equal shares inside window i, and zeros elsewhere. */
function shareMatrix(side: number, length: number): Float32Array {
  const matrix = new Float32Array(side * length)
  for (let i = 0; i < side; i++) {
    const start = Math.floor((i * length) / side)
    const end = Math.ceil(((i + 1) * length) / side)
    matrix.fill(1 / (end - start), i * length + start, i * length + end)
  }
  return matrix
}

function transposed(matrix: Float32Array, width: number): Float32Array {
  const height = matrix.length / width
  return matrix.map((_, i) => matrix[(i % height) * width + Math.floor(i / height)])
}
