/**
 * Element-wise operators: arithmetic and non-linearities.
 * ONNX: Mul, Add, Sub, Div, Max, Min, Sqrt, Reciprocal, Relu, LeakyRelu.
 *
 * Axes of length 1 and absent leading axes repeat, as in NumPy. The derivative by a value that was
 * repeated is the sum over the repetitions.
 */

import { broadcast } from './dims.js'
import { emit, forNeeded } from './emit.js'
import type { Backward, Graph, Operator, Value } from './graph.js'
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

/** The derivative needs only the output: it has the sign of x, so memory for x can be freed. */
const rectifier: Operator<Record<never, never>> = {
  onnx: 'Relu',
  attributes: () => ({}),
  outputShape: ([x]) => x.shape,
  gradient: ({ graph, output, dOutput, layer }) => [
    multiply(graph, dOutput, step(graph, output, layer), layer),
  ],
}

/** max(x, 0). The derivative is 1 where x > 0, and 0 elsewhere. */
export function relu(graph: Graph, x: Value, layer: string): Value {
  return graph.apply(rectifier, [x], {}, layer)
}

const leaky: Operator<{ slope: number }> = {
  onnx: 'LeakyRelu',
  attributes: ({ slope }) => ({ alpha: { float: slope } }),
  outputShape: ([x]) => x.shape,
  gradient({ graph, output, options: { slope }, dOutput, layer }) {
    const bound = graph.constant(Float32Array.of(slope), [])
    const steps = step(graph, output, layer)
    const slopes = emit(graph, layer, 'Max', [steps, bound], output.shape)
    return [multiply(graph, dOutput, slopes, layer)]
  },
}

/**
 * x where x > 0, slope * x elsewhere (Maas, Hannun & Ng 2013).
 *
 * @param slope 0 to 1, default 0.01
 */
export function leakyRelu(graph: Graph, x: Value, layer: string, slope = 0.01): Value {
  return graph.apply(leaky, [x], { slope }, layer)
}

/**
 * 1 where y > 0, 0 elsewhere: min(1, max(0, 1e38 y)). It is exact for every y that is not
 * subnormal, and takes one pass over memory; a comparison and a choice take several.
 */
function step(graph: Graph, y: Value, layer: string): Value {
  const attributes = { alpha: { float: 1e38 }, beta: { float: 0 } }
  return emit(graph, layer, 'HardSigmoid', [y], y.shape, { attributes })
}
