/** A network with the ranges of its values on given stamps, as `models quantize` measures them. */
import { integerGraph, RangeMeter, type Ranges, showPoints } from '../../src/int8/index.js'
import {
  encodeGraph,
  encodeModel,
  Graph,
  openSession,
  type Tensor,
  type Value,
  type Weights,
} from '../../src/nn/index.js'
import type { Random } from '../../src/random.js'
import { normalTensor, normalWeights, PRODUCER } from '../nn/run.js'

export type Build = (graph: Graph, x: Value) => Value

export function graphOf(shape: readonly number[], build: Build): Graph {
  const graph = new Graph('small')
  graph.output('y', build(graph, graph.input('x', ['batch', ...shape])))
  return graph
}

export async function answer(
  graph: Graph,
  weights: Weights,
  x: Tensor,
): Promise<Record<string, Tensor>> {
  const model = encodeModel(encodeGraph(graph, weights), {}, PRODUCER, graph.domains)
  const session = await openSession(model)
  try {
    return await session.run({ x })
  } finally {
    await session.release()
  }
}

export interface Calibrated {
  readonly x: Tensor
  readonly weights: Weights
  readonly ranges: Ranges
  readonly integers: Graph
}

/** The values of the points are outputs of float32; the integer graph is made from their ranges. */
export async function calibrated(
  random: Random,
  shape: readonly number[],
  build: Build,
  n = 6,
): Promise<Calibrated> {
  const graph = graphOf(shape, build)
  const weights = new Map(normalWeights(graph, random, 0.4))
  for (const [name, { shape: of, data }] of weights) {
    const isVariance = name.endsWith('running_var')
    if (isVariance) weights.set(name, { shape: of, data: data.map((v) => 0.5 + v * v) })
  }
  const x = normalTensor(random, [n, ...shape])
  const names = showPoints(graph)
  const meter = new RangeMeter()
  const values = await answer(graph, weights, x)
  for (const name of names) meter.see(name, values[name])
  const { ranges } = meter
  return { x, weights, ranges, integers: integerGraph(graphOf(shape, build), weights, ranges) }
}
