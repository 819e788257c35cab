/** Element-wise arithmetic. ONNX: Mul, Add. */
import { fixed, type Graph, misfit, type Operator, type Shape, type Value } from './graph.js'

function elementwise(onnx: string): Operator<Record<never, never>> {
  return {
    onnx,
    attributes: () => ({}),
    outputShape([a, b], _, layer) {
      if (!spreads(b.shape, a.shape))
        throw misfit(layer, `${onnx} of shapes that differ`, a.shape, b.shape)
      return a.shape
    },
  }
}

const multiplication = elementwise('Mul')
const addition = elementwise('Add')

/** a * b; b may have fewer axes, or lengths of 1, which repeat over a (NumPy's broadcasting). */
export function multiply(graph: Graph, a: Value, b: Value, layer: string): Value {
  return graph.apply(multiplication, [a, b], {}, layer)
}

/** a + b, with b repeated over a as in `multiply`. */
export function add(graph: Graph, a: Value, b: Value, layer: string): Value {
  return graph.apply(addition, [a, b], {}, layer)
}

const unsqueeze: Operator<{ nAxes: number }> = {
  onnx: 'Reshape',
  attributes: () => ({}),
  outputShape: ([x], { nAxes }) => [...x.shape, ...new Array<number>(nAxes).fill(1)],
}

/** A value a channel, (channels), as (channels, 1, 1) so that it repeats over pictures. */
export function perChannel(graph: Graph, values: Value, nAxes: number, layer: string): Value {
  if (nAxes === 0) return values
  const shape = [fixed(values.shape[0], layer), ...new Array<number>(nAxes).fill(1)]
  const target = graph.constant(BigInt64Array.from(shape, BigInt))
  return graph.apply(unsqueeze, [values, target], { nAxes }, layer)
}

function spreads(small: Shape, large: Shape): boolean {
  const offset = large.length - small.length
  return offset >= 0 && small.every((dim, i) => dim === 1 || dim === large[i + offset])
}
