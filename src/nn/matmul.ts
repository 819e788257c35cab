/**
 * Products of matrices, and the linear layer y = x W^T + b. ONNX: Gemm for two matrices; MatMul for
 * products over the last two axes, where the other axes repeat as in NumPy; FusedMatMul
 * (com.microsoft) for such products with one factor transposed, at no cost.
 *
 * Derivatives, where dy is the derivative of the loss by y:
 *
 *     y = x W^T + b    dx = dy W, dW = dy^T x, db = the sum of dy over the batch
 *     y = a b          da = dy b^T, db = a^T dy, summed over what was repeated
 */
import { reshape } from './arrange.js'
import { broadcast, fixed, misfit, product } from './dims.js'
import { forNeeded } from './emit.js'
import type { Graph, Operator, Value } from './graph.js'
import { sumTo } from './reduction.js'

/** Which factors are transposed. */
interface Transposed {
  a?: boolean
  b?: boolean
}

const gemmOperator: Operator<Transposed> = {
  onnx: 'Gemm',
  attributes: ({ a, b }) => ({ ...(a && { transA: 1 }), ...(b && { transB: 1 }) }),
  outputShape([left, right], { a, b }, layer) {
    const [rows, inner] = a ? left.shape.toReversed() : left.shape
    const [innerB, columns] = b ? right.shape.toReversed() : right.shape
    if (left.shape.length !== 2 || inner !== innerB) {
      throw misfit(layer, 'the input does not fit the linear layer', ['batch', innerB], left.shape)
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

/** x W^T + b, where the caller gives x (batch, in), weight (out, in) and bias (out). */
export function gemm(graph: Graph, x: Value, weight: Value, bias: Value, layer: string): Value {
  return graph.apply(gemmOperator, [x, weight, bias], { b: true }, layer)
}

/** The product of two matrices. Transposing either of them costs nothing. */
export function matrixProduct(
  graph: Graph,
  a: Value,
  b: Value,
  layer: string,
  transposed: Transposed = {},
): Value {
  return graph.apply(gemmOperator, [a, b], transposed, layer)
}

const plain: Operator<Record<never, never>> = {
  onnx: 'MatMul',
  attributes: () => ({}),
  outputShape([a, b], _, layer) {
    const [rows, inner] = a.shape.slice(-2)
    const [innerB, columns] = b.shape.slice(-2)
    if (inner !== innerB) throw misfit(layer, 'matrices that do not multiply', a.shape, b.shape)
    return [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2), layer), rows, columns]
  },
  gradient({ graph, inputs: [a, b], dOutput, needs, layer }) {
    return forNeeded(
      needs,
      () => sumTo(graph, matmulTransposed(graph, dOutput, b, layer, 'b'), layer, a.shape),
      () => derivativeByRight(graph, a, b, dOutput, layer),
    )
  },
}

/** a b, with a (..., m, k) and b (..., k, n): (..., m, n). */
export function matmul(graph: Graph, a: Value, b: Value, layer: string): Value {
  return graph.apply(plain, [a, b], {}, layer)
}

/**
 * For a matrix that the whole batch shares, one product of all rows gives the sum over the batch.
 */
function derivativeByRight(graph: Graph, a: Value, b: Value, dy: Value, layer: string): Value {
  if (b.shape.length > 2) {
    return sumTo(graph, matmulTransposed(graph, a, dy, layer, 'a'), layer, b.shape)
  }
  const rows = (v: Value) =>
    reshape(graph, v, layer, [product(...v.shape.slice(0, -1)), v.shape[v.shape.length - 1]])
  return matrixProduct(graph, rows(a), rows(dy), layer, { a: true })
}

const transposing: Operator<{ factor: 'a' | 'b' }> = {
  onnx: 'FusedMatMul',
  domain: 'com.microsoft',
  attributes: ({ factor }) => ({ [factor === 'a' ? 'transA' : 'transB']: 1 }),
  outputShape([a, b], { factor }, layer) {
    const [left, right] = [a.shape.slice(-2), b.shape.slice(-2)]
    const [rows, inner] = factor === 'a' ? left.toReversed() : left
    const [innerB, columns] = factor === 'b' ? right.toReversed() : right
    if (inner !== innerB) throw misfit(layer, 'matrices that do not multiply', a.shape, b.shape)
    return [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2), layer), rows, columns]
  },
}

/** a^T b or a b^T over the last two axes; no gradient. */
export function matmulTransposed(
  graph: Graph,
  a: Value,
  b: Value,
  layer: string,
  factor: 'a' | 'b',
): Value {
  return graph.apply(transposing, [a, b], { factor }, layer)
}
