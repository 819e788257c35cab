/** Matrix products over the last two axes, the others broadcast as in NumPy. ONNX: MatMul. */
import { broadcast, type Graph, misfit, type Operator, type Value } from './graph.js'

const product: Operator<Record<never, never>> = {
  onnx: 'MatMul',
  attributes: () => ({}),
  outputShape([a, b], _, layer) {
    const [rows, inner] = a.shape.slice(-2)
    const [innerB, columns] = b.shape.slice(-2)
    if (inner !== innerB) throw misfit(layer, 'matrices that do not multiply', a.shape, b.shape)
    return [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2), layer), rows, columns]
  },
}

/** a b, with a (..., m, k) and b (..., k, n): (..., m, n). */
export function matmul(graph: Graph, a: Value, b: Value, layer: string): Value {
  return graph.apply(product, [a, b], {}, layer)
}
