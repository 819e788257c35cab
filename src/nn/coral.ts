/**
 * CORAL: how far the features of two sets of stamps differ in their covariances (Sun & Saenko 2016,
 * arXiv:1607.01719). With the covariances C_s and C_t of d features,
 *
 *   loss = ||C_s - C_t||_F^2 / (4 d^2)
 *
 * Each covariance is that of a batch, sum_i (f_i - m)(f_i - m)^T / (n - 1). With n = 64 and d = 384
 * it has a rank of 63 at most, and an entry has an error of about s_j s_k / 8: two batches of the
 * same kind never have a loss of 0. What the loss teaches is its mean over many batches. The means
 * are subtracted before anything is multiplied, so that features far from 0 lose no digits.
 * ONNX: Gemm, Mul, ReduceSum. The gradient comes from those of these steps.
 */
import { reshape } from './arrange.js'
import { fixed, misfit } from './dims.js'
import { multiply, scale } from './elementwise.js'
import type { Graph, Value } from './graph.js'
import { matrixProduct } from './matmul.js'
import { sum } from './reduction.js'

/**
 * The loss, one number.
 *
 * @param features (n, d); n is fixed
 * @param nFirst so many rows are of the first set, the others of the second; two at least of each
 * @example coral(graph, features, 64) // features of 64 labelled stamps and of 64 others
 */
export function coral(graph: Graph, features: Value, nFirst: number, layer = 'coral'): Value {
  const [n, d] = features.shape.map((length) => fixed(length, layer))
  const nSecond = n - nFirst
  if (features.shape.length !== 2 || nFirst < 2 || nSecond < 2) {
    const what = 'a covariance needs vectors of features of two stamps at least'
    throw misfit(layer, what, [4, d], features.shape)
  }
  const isFirst = (row: number) => row < nFirst
  const centring = Float32Array.from({ length: n * n }, (_, at) => {
    const [row, column] = [Math.floor(at / n), at % n]
    if (isFirst(row) !== isFirst(column)) return 0
    return (row === column ? 1 : 0) - 1 / (isFirst(row) ? nFirst : nSecond)
  })
  const shares = Float32Array.from({ length: n }, (_, row) =>
    isFirst(row) ? 1 / (nFirst - 1) : -1 / (nSecond - 1),
  )
  const centred = matrixProduct(graph, graph.constant(centring, [n, n]), features, layer)
  const shared = multiply(graph, centred, graph.constant(shares, [n, 1]), layer)
  const difference = matrixProduct(graph, centred, shared, layer, { a: true })
  const squares = sum(graph, multiply(graph, difference, difference, layer), layer, [0, 1])
  return reshape(graph, scale(graph, squares, layer, 1 / (4 * d * d)), layer, [])
}
