/**
 * Element-wise non-linearities. ONNX: Relu, LeakyRelu.
 * The derivatives need the answer alone: its sign is that of x, so x may be forgotten.
 */
import { multiply } from './arithmetic.js'
import { emit } from './emit.js'
import type { Graph, Operator, Value } from './graph.js'

const rectifier: Operator<Record<never, never>> = {
  onnx: 'Relu',
  attributes: () => ({}),
  outputShape: ([x]) => x.shape,
  gradient: ({ graph, output, dOutput, layer }) => [
    multiply(graph, dOutput, step(graph, output, layer), layer),
  ],
}

/** max(x, 0); derivative 1 where x > 0, 0 elsewhere. */
export function relu(graph: Graph, x: Value, layer: string): Value {
  return graph.apply(rectifier, [x], {}, layer)
}

const leaky: Operator<{ slope: number }> = {
  onnx: 'LeakyRelu',
  attributes: ({ slope }) => ({ alpha: { float: slope } }),
  outputShape: ([x]) => x.shape,
  gradient({ graph, output, options: { slope }, dOutput, layer }) {
    const bound = graph.constant(Float32Array.of(slope), [])
    const steps = step(graph, output, layer)
    const slopes = emit(graph, layer, 'Max', [steps, bound], output.shape)
    return [multiply(graph, dOutput, slopes, layer)]
  },
}

/** x where x > 0, slope * x elsewhere (Maas, Hannun & Ng 2013). @param slope of 0 to 1, default 0.01 */
export function leakyRelu(graph: Graph, x: Value, layer: string, slope = 0.01): Value {
  return graph.apply(leaky, [x], { slope }, layer)
}

/**
 * 1 where y > 0, 0 elsewhere: min(1, max(0, 1e38 y)), exact for every y that is not subnormal, and one
 * vectorised pass, where a comparison and a choice are several.
 */
function step(graph: Graph, y: Value, layer: string): Value {
  const attributes = { alpha: { float: 1e38 }, beta: { float: 0 } }
  return emit(graph, layer, 'HardSigmoid', [y], y.shape, { attributes })
}
