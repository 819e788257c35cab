/**
 * The linear layer y = x W^T + b. ONNX: Gemm.
 * Derivatives (dy is the loss's by y): dx = dy W, dW = dy^T x, db = the sum of dy over the batch.
 */
import { forNeeded } from './emit.js'
import { fixed, type Graph, misfit, type Operator, type Value } from './graph.js'
import { sumTo } from './reduction.js'

/** Which factors are transposed. */
interface Transposed {
  a?: boolean
  b?: boolean
}

const product: Operator<Transposed> = {
  onnx: 'Gemm',
  attributes: ({ a, b }) => ({ ...(a && { transA: 1 }), ...(b && { transB: 1 }) }),
  outputShape([left, right], { a, b }, layer) {
    const [rows, inner] = a ? left.shape.toReversed() : left.shape
    const [innerB, columns] = b ? right.shape.toReversed() : right.shape
    if (left.shape.length !== 2 || inner !== innerB) {
      throw misfit(layer, 'linear layer of another width', ['batch', innerB], left.shape)
    }
    return [rows, columns]
  },
  gradient({ graph, inputs: [left, right, bias], options: { a, b }, dOutput, needs, layer }) {
    const times = (l: Value, r: Value, t: Transposed) => matrixProduct(graph, l, r, layer, t)
    return forNeeded(
      needs,
      () =>
        a ? times(right, dOutput, { a: b, b: true }) : times(dOutput, right, { a: false, b: !b }),
      () =>
        b ? times(dOutput, left, { a: true, b: a }) : times(left, dOutput, { a: !a, b: false }),
      ...(bias ? [() => sumTo(graph, dOutput, layer, bias.shape)] : []),
    )
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
  return graph.apply(product, [x, weight, bias], { b: true }, layer)
}

/** The product of two matrices, either of them transposed at no cost. */
export function matrixProduct(
  graph: Graph,
  a: Value,
  b: Value,
  layer: string,
  transposed: Transposed = {},
): Value {
  return graph.apply(product, [a, b], transposed, layer)
}
