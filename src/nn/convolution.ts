/**
 * Two-dimensional convolution (cross-correlation, as every framework means it) with zero padding:
 * y[n, o, i, j] = b[o] + sum_{c, k, l} w[o, c, k, l] x[n, c, s i + k - p, s j + l - p].
 * ONNX: Conv; its derivatives are in convolution-gradient.ts, db is the sum of dy.
 */
import { reshape } from './arrange.js'
import { kernelDerivative, pictureDerivative } from './convolution-gradient.js'
import { forNeeded } from './emit.js'
import { fixed, type Graph, misfit, type Operator, type Value } from './graph.js'
import type { Geometry } from './patches.js'
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
      throw misfit(layer, 'convolution of another shape', expected, x.shape)
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
 * A convolution layer with parameters `<layer>.weight` (out, in, kernel, kernel) and `<layer>.bias`.
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
