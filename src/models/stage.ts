/**
 * A network as a sequence of stages, so that the first of them can be kept as they are: they then run on their
 * own, with constant weights, and what they answer is kept (train/frozen-features.ts).
 */
import type { Graph, Value } from '../nn/index.js'

export interface Stage {
  /** As PyTorch's names of its parameters begin, where they have a beginning in common, e.g. `layer3`. */
  readonly name: string
  apply(graph: Graph, x: Value, nClasses: number): Value
}

/**
 * What comes out of these stages, one after another.
 *
 * @example throughStages(RESNET18_STAGES.slice(0, 4), graph, stamps, 4).shape // after layer3
 */
export function throughStages(
  stages: readonly Stage[],
  graph: Graph,
  x: Value,
  nClasses: number,
): Value {
  return stages.reduce((value, stage) => stage.apply(graph, value, nClasses), x)
}
