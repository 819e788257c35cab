/**
 * Gradient clipping by the global norm (Pascanu, Mikolov & Bengio 2013), as
 * `torch.nn.utils.clip_grad_norm_`: all derivatives times min(1, maxNorm / (norm + 1e-6)), where norm is
 * the Euclidean length of all of them together.
 */
import { add, divide, minimum, multiply, sqrt } from './arithmetic.js'
import { emit } from './emit.js'
import type { Graph, Value } from './graph.js'

const LAYER = 'clip'

/** The Euclidean length of all values together: one number without axes. */
export function globalNorm(graph: Graph, values: readonly Value[]): Value {
  const attributes = { keepdims: 0 }
  const squares = values.map((x) => emit(graph, LAYER, 'ReduceSumSquare', [x], [], { attributes }))
  const sum = squares.reduce((total, square) => add(graph, total, square, LAYER))
  return sqrt(graph, sum, LAYER)
}

/**
 * `derivatives` scaled so that their global norm is at most `maxNorm`.
 *
 * @param norm of the derivatives, from `globalNorm`
 */
export function clipped(
  graph: Graph,
  derivatives: ReadonlyMap<Value, Value>,
  norm: Value,
  maxNorm: number,
): Map<Value, Value> {
  const scalar = (value: number) => graph.constant(Float32Array.of(value), [])
  const ratio = divide(graph, scalar(maxNorm), add(graph, norm, scalar(1e-6), LAYER), LAYER)
  const factor = minimum(graph, ratio, scalar(1), LAYER)
  return new Map([...derivatives].map(([by, d]) => [by, multiply(graph, d, factor, LAYER)]))
}
