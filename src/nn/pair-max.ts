/**
 * The larger of two neighbours along an axis of length 2: half of a 2 x 2 maximum, taken in two steps.
 * Of two equal ones the first gets the derivative, as in PyTorch's max pooling.
 */
import { emit, ints } from './emit.js'
import type { Backward, Graph, Value } from './graph.js'

/** x with length 1 along `axis`, where it had length 2. */
export function largerOfPair(graph: Graph, x: Value, layer: string, axis: number): Value {
  const shape = x.shape.map((dim, i) => (i === axis ? 1 : dim))
  const attributes = { axes: [axis], keepdims: 1 }
  return graph.compound(
    layer,
    [x],
    () => emit(graph, layer, 'ReduceMax', [x], shape, { attributes }),
    (backward) => [derivative(backward, axis)],
  )
}

function derivative({ graph, inputs, dOutput, layer }: Backward, axis: number): Value {
  const [x] = inputs
  const { shape } = dOutput
  const half = (start: number) => {
    const bounds = [ints(graph, start), ints(graph, start + 1), ints(graph, axis)]
    return emit(graph, layer, 'Slice', [x, ...bounds], shape)
  }
  const zero = graph.constant(Float32Array.of(0))
  const isFirst = emit(graph, layer, 'GreaterOrEqual', [half(0), half(1)], shape)
  const first = emit(graph, layer, 'Where', [isFirst, dOutput, zero], shape)
  const second = emit(graph, layer, 'Sub', [dOutput, first], shape)
  return emit(graph, layer, 'Concat', [first, second], x.shape, { attributes: { axis } })
}
