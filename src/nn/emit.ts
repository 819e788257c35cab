/**
 * What gradients are written with: nodes without a gradient of their own, made only where needed.
 */
import type { Shape } from './dims.js'
import type { Attributes, Graph, Operator, Value } from './graph.js'
import type { Domain } from './onnx-schema.js'

interface Emission {
  attributes?: Attributes
  domain?: Domain
  /** Number of outputs of the node, all of one shape; default 1. */
  nOutputs?: number
}

/** One ONNX node by its name, with the known shape of its output. */
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

/** Like `emit`, but gives every output. */
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

/** Whole numbers in the form that ONNX wants for shapes, axes and indices. */
export function ints(graph: Graph, ...values: readonly number[]): Value {
  return graph.constant(BigInt64Array.from(values, BigInt))
}

/** Calls those of the functions whose result is needed. */
export function forNeeded(
  needs: readonly boolean[],
  ...derivatives: readonly (() => Value)[]
): (Value | undefined)[] {
  return derivatives.map((derivative, i) => (needs[i] ? derivative() : undefined))
}
