/** What gradients are written with: nodes that need none themselves, and answers only where they are wanted. */
import type { Attributes, Graph, Operator, Shape, Value } from './graph.js'
import type { Domain } from './onnx-schema.js'

interface Emission {
  attributes?: Attributes
  domain?: Domain
  /** Outputs of the node, all of one shape; default 1. */
  nOutputs?: number
}

/** One ONNX node by its name, with the shape that it is known to answer. */
export function emit(
  graph: Graph,
  layer: string,
  onnx: string,
  inputs: readonly Value[],
  shape: Shape,
  emission: Emission = {},
): Value {
  return emitAll(graph, layer, onnx, inputs, shape, emission)[0]
}

/** As `emit`, with every output. */
export function emitAll(
  graph: Graph,
  layer: string,
  onnx: string,
  inputs: readonly Value[],
  shape: Shape,
  { attributes = {}, domain, nOutputs }: Emission,
): readonly Value[] {
  const operator: Operator<Attributes> = {
    onnx,
    domain,
    nOutputs,
    attributes: (given) => given,
    outputShape: () => shape,
  }
  return graph.applyAll(operator, inputs, attributes, layer)
}

/** Whole numbers as ONNX takes shapes, axes and indices. */
export function ints(graph: Graph, ...values: readonly number[]): Value {
  return graph.constant(BigInt64Array.from(values, BigInt))
}

/** Runs those of the functions whose answer is needed. */
export function forNeeded(
  needs: readonly boolean[],
  ...derivatives: readonly (() => Value)[]
): (Value | undefined)[] {
  return derivatives.map((derivative, i) => (needs[i] ? derivative() : undefined))
}
