/**
 * Element-wise arithmetic. Lengths of 1 and absent leading axes repeat, as in NumPy.
 * ONNX: Mul, Add, Sub, Sqrt, Reciprocal.
 */
import { broadcast, type Graph, type Operator, type Value } from './graph.js'

type None = Record<never, never>

function ofTwo(onnx: string): Operator<None> {
  return {
    onnx,
    attributes: () => ({}),
    outputShape: ([a, b], _, layer) => broadcast(a.shape, b.shape, layer),
  }
}

function ofOne(onnx: string): Operator<None> {
  return { onnx, attributes: () => ({}), outputShape: ([x]) => x.shape }
}

const multiplication = ofTwo('Mul')
const addition = ofTwo('Add')
const subtraction = ofTwo('Sub')
const squareRoot = ofOne('Sqrt')
const inversion = ofOne('Reciprocal')

/** a * b. */
export function multiply(graph: Graph, a: Value, b: Value, layer: string): Value {
  return graph.apply(multiplication, [a, b], {}, layer)
}

/** a + b. */
export function add(graph: Graph, a: Value, b: Value, layer: string): Value {
  return graph.apply(addition, [a, b], {}, layer)
}

/** a - b. */
export function subtract(graph: Graph, a: Value, b: Value, layer: string): Value {
  return graph.apply(subtraction, [a, b], {}, layer)
}

/** 1 / sqrt(x). */
export function inverseSqrt(graph: Graph, x: Value, layer: string): Value {
  return graph.apply(inversion, [graph.apply(squareRoot, [x], {}, layer)], {}, layer)
}
