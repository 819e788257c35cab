/**
 * Sums, means and maxima along axes. ONNX: ReduceSum, ReduceMean, ReduceMax, Expand.
 * The derivative of a sum by each summand is 1, that of a mean 1/n.
 */
import { reshape } from './arrange.js'
import type { Shape } from './dims.js'
import { emit, ints } from './emit.js'
import type { Backward, Graph, Operator, Value } from './graph.js'

type Reduction = 'ReduceMean' | 'ReduceMax'

const reductions: Record<Reduction, Operator<{ axis: number }>> = {
  ReduceMean: { ...reduction('ReduceMean'), gradient: meanGradient },
  ReduceMax: reduction('ReduceMax'),
}

/** The mean, or the maximum (which has no gradient), along one axis, which stays with length 1. */
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

function meanGradient(backward: Backward & { options: { axis: number } }): Value[] {
  const { graph, inputs, dOutput, layer, options } = backward
  const [x] = inputs
  const length = lengthOf(graph, x, layer, options.axis)
  const share = emit(graph, layer, 'Div', [dOutput, length], dOutput.shape)
  return [expand(graph, share, layer, x)]
}

const summation: Operator<{ axes: readonly number[] }> = {
  onnx: 'ReduceSum',
  attributes: () => ({ keepdims: 1 }),
  outputShape: ([x], { axes }) => x.shape.map((dim, i) => (axes.includes(i) ? 1 : dim)),
  gradient: ({ graph, inputs: [x], dOutput, layer }) => [expand(graph, dOutput, layer, x)],
}

/** The sum along axes, which stay with length 1. */
export function sum(graph: Graph, x: Value, layer: string, axes: readonly number[]): Value {
  return graph.apply(summation, [x, ints(graph, ...axes)], { axes }, layer)
}

/** x summed over the axes along which a value of shape `shape` was repeated. */
export function sumTo(graph: Graph, x: Value, layer: string, shape: Shape): Value {
  const nNew = x.shape.length - shape.length
  const axes = x.shape.flatMap((dim, i) => {
    const isRepeated = i < nNew || (shape[i - nNew] === 1 && dim !== 1)
    return isRepeated ? [i] : []
  })
  const total = axes.length === 0 ? x : sum(graph, x, layer, axes)
  return nNew === 0 ? total : reshape(graph, total, layer, shape)
}

/** x repeated to the shape of another value; no gradient. */
export function expand(graph: Graph, x: Value, layer: string, like: Value): Value {
  const isFixed = like.shape.every((dim) => typeof dim === 'number')
  const target = isFixed
    ? ints(graph, ...(like.shape as readonly number[]))
    : emit(graph, layer, 'Shape', [like], [like.shape.length])
  return emit(graph, layer, 'Expand', [x, target], like.shape)
}

/** The length of an axis as a value of the graph, for lengths that are not known yet too. */
export function lengthOf(graph: Graph, x: Value, layer: string, axis: number): Value {
  const length = x.shape[axis]
  if (typeof length === 'number') return graph.constant(Float32Array.of(length))
  const span = { attributes: { start: axis, end: axis + 1 } }
  const whole = emit(graph, layer, 'Shape', [x], [1], span)
  return emit(graph, layer, 'Cast', [whole], [1], { attributes: { to: 1 } })
}

/**
 * The larger of two neighbours along an axis of length 2, which stays with length 1: half of a 2 x
 * 2 maximum. If both are equal the first gets the derivative, as in PyTorch's max pooling.
 */
export function largerOfPair(graph: Graph, x: Value, layer: string, axis: number): Value {
  const shape = x.shape.map((dim, i) => (i === axis ? 1 : dim))
  const attributes = { axes: [axis], keepdims: 1 }
  return graph.compound(
    layer,
    [x],
    () => emit(graph, layer, 'ReduceMax', [x], shape, { attributes }),
    (backward) => [largerOfPairGradient(backward, axis)],
  )
}

function largerOfPairGradient({ graph, inputs, dOutput, layer }: Backward, axis: number): Value {
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
