/** The linear layer y = x W^T + b. ONNX: Gemm with transB. */
import { fixed, type Graph, misfit, type Operator, type Value } from './graph.js'

const product: Operator<Record<never, never>> = {
  onnx: 'Gemm',
  attributes: () => ({ transB: 1 }),
  outputShape([x, weight], _, layer) {
    if (x.shape.length !== 2 || x.shape[1] !== weight.shape[1]) {
      throw misfit(layer, 'linear layer of another width', ['batch', weight.shape[1]], x.shape)
    }
    return [x.shape[0], weight.shape[0]]
  },
}

/**
 * A linear layer with parameters `<layer>.weight` (out, in) and `<layer>.bias` (out).
 *
 * @param x (batch, in)
 * @returns (batch, outFeatures)
 */
export function linear(graph: Graph, x: Value, layer: string, outFeatures: number): Value {
  const inFeatures = fixed(x.shape[1], layer)
  const weight = graph.parameter(`${layer}.weight`, [outFeatures, inFeatures])
  const bias = graph.parameter(`${layer}.bias`, [outFeatures])
  return gemm(graph, x, weight, bias, layer)
}

/** x W^T + b for values at hand: x (batch, in), weight (out, in), bias (out). */
export function gemm(graph: Graph, x: Value, weight: Value, bias: Value, layer: string): Value {
  return graph.apply(product, [x, weight, bias], {}, layer)
}
