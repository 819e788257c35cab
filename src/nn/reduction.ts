/** Means and maxima along one axis, which stays with length 1. ONNX: ReduceMean, ReduceMax. */
import type { Graph, Operator, Value } from './graph.js'

type Reduction = 'ReduceMean' | 'ReduceMax'

const reductions: Record<Reduction, Operator<{ axis: number }>> = {
  ReduceMean: reduction('ReduceMean'),
  ReduceMax: reduction('ReduceMax'),
}

export function reduce(
  graph: Graph,
  kind: Reduction,
  x: Value,
  layer: string,
  axis: number,
): Value {
  return graph.apply(reductions[kind], [x], { axis }, layer)
}

function reduction(onnx: Reduction): Operator<{ axis: number }> {
  return {
    onnx,
    attributes: ({ axis }) => ({ axes: [axis], keepdims: 1 }),
    outputShape: ([x], { axis }) => x.shape.map((dim, i) => (i === axis ? 1 : dim)),
  }
}
