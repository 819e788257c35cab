/**
 * A network as a sequence of stages. So the first stages can be frozen: they then run on their own,
 * with constant weights, and training sees only what comes out of them.
 */
import type { Graph, Value } from '../nn/index.js'

export interface Stage {
  /**
   * The common beginning of its parameters' names in PyTorch, where there is one, e.g. `layer3`.
   */
  readonly name: string
  apply(graph: Graph, x: Value, nClasses: number): Value
}

/**
 * What comes out of these stages, applied one after another.
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
