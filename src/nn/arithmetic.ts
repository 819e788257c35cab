/**
 * Element-wise arithmetic. Lengths of 1 and absent leading axes repeat, as in NumPy; a derivative by
 * what was repeated is the sum over the repetitions.
 * ONNX: Mul, Add, Sub, Div, Max, Min, Sqrt, Reciprocal.
 */
import { forNeeded } from './emit.js'
import { type Backward, broadcast, type Graph, type Operator, type Value } from './graph.js'
import { sumTo } from './reduction.js'

type None = Record<never, never>

function ofTwo(onnx: string, gradient?: Operator<None>['gradient']): Operator<None> {
  return {
    onnx,
    attributes: () => ({}),
    outputShape: ([a, b], _, layer) => broadcast(a.shape, b.shape, layer),
    gradient,
  }
}

function ofOne(onnx: string): Operator<None> {
  return { onnx, attributes: () => ({}), outputShape: ([x]) => x.shape }
}

const multiplication = ofTwo('Mul', ({ graph, inputs: [a, b], dOutput, needs, layer }) =>
  forNeeded(
    needs,
    () => sumTo(graph, multiply(graph, dOutput, b, layer), layer, a.shape),
    () => sumTo(graph, multiply(graph, dOutput, a, layer), layer, b.shape),
  ),
)
const addition = ofTwo('Add', ({ graph, inputs: [a, b], dOutput, needs, layer }) =>
  forNeeded(
    needs,
    () => sumTo(graph, dOutput, layer, a.shape),
    () => sumTo(graph, dOutput, layer, b.shape),
  ),
)
const subtraction = ofTwo('Sub', ({ graph, inputs: [a, b], dOutput, needs, layer }) =>
  forNeeded(
    needs,
    () => sumTo(graph, dOutput, layer, a.shape),
    () => scale(graph, sumTo(graph, dOutput, layer, b.shape), layer, -1),
  ),
)
const division = ofTwo('Div')
const larger = ofTwo('Max')
const smaller = ofTwo('Min')
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

/** a / b; no gradient. */
export function divide(graph: Graph, a: Value, b: Value, layer: string): Value {
  return graph.apply(division, [a, b], {}, layer)
}

/** The larger of a and b; no gradient. */
export function maximum(graph: Graph, a: Value, b: Value, layer: string): Value {
  return graph.apply(larger, [a, b], {}, layer)
}

/** The smaller of a and b; no gradient. */
export function minimum(graph: Graph, a: Value, b: Value, layer: string): Value {
  return graph.apply(smaller, [a, b], {}, layer)
}

/** The square root; no gradient. */
export function sqrt(graph: Graph, x: Value, layer: string): Value {
  return graph.apply(squareRoot, [x], {}, layer)
}

/** x times a number. */
export function scale(graph: Graph, x: Value, layer: string, factor: number): Value {
  return multiply(graph, x, graph.constant(Float32Array.of(factor), []), layer)
}

/** y = 1 / sqrt(x); dy/dx = -y^3 / 2. */
export function inverseSqrt(graph: Graph, x: Value, layer: string): Value {
  const build = () => graph.apply(inversion, [sqrt(graph, x, layer)], {}, layer)
  return graph.compound(layer, [x], build, inverseSqrtGradient)
}

function inverseSqrtGradient({ graph, output, dOutput, layer }: Backward): Value[] {
  const square = multiply(graph, output, output, layer)
  const slope = multiply(graph, scale(graph, output, layer, -0.5), square, layer)
  return [multiply(graph, dOutput, slope, layer)]
}
