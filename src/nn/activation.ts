/** Element-wise non-linearities. ONNX: LeakyRelu. */
import type { Graph, Operator, Value } from './graph.js'

const leaky: Operator<{ slope: number }> = {
  onnx: 'LeakyRelu',
  attributes: ({ slope }) => ({ alpha: { float: slope } }),
  outputShape: ([x]) => x.shape,
}

/** x where x > 0, slope * x elsewhere (Maas, Hannun & Ng 2013). @param slope default 0.01 */
export function leakyRelu(graph: Graph, x: Value, layer: string, slope = 0.01): Value {
  return graph.apply(leaky, [x], { slope }, layer)
}
