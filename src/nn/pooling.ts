/** Pooling over square windows that do not reach over the edge. ONNX: MaxPool. */
import { fixed, type Graph, misfit, type Operator, type Value } from './graph.js'

const maxPool: Operator<{ kernel: number; stride: number }> = {
  onnx: 'MaxPool',
  attributes: ({ kernel, stride }) => ({
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
  }),
  outputShape([x], { kernel, stride }, layer) {
    const [batch, channels, ...sides] = x.shape
    const [height, width] = sides.map((side) => fixed(side, layer))
    if (sides.length !== 2 || Math.min(height, width) < kernel) {
      throw misfit(layer, 'picture smaller than the pooling window', [kernel, kernel], x.shape)
    }
    const pooled = (side: number) => Math.floor((side - kernel) / stride) + 1
    return [batch, channels, pooled(height), pooled(width)]
  },
}

/** The largest value in each `kernel` x `kernel` window, taken every `kernel` pixels. */
export function maxPool2d(graph: Graph, x: Value, layer: string, kernel: number): Value {
  return graph.apply(maxPool, [x], { kernel, stride: kernel }, layer)
}
