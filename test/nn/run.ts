/** What the tests of networks share: seeded numbers, one run of a graph, a distance. */
import {
  encodeGraph,
  encodeModel,
  type Graph,
  openSession,
  type SessionOptions,
  sizeOf,
  type Tensor,
  type Weights,
} from '../../src/nn/index.js'
import type { Random } from '../../src/random.js'

export const PRODUCER = { name: 'starsift', version: 'test' }

/** Standard normal, times a scale. */
export function normalTensor(random: Random, shape: readonly number[], scale = 1): Tensor {
  return {
    shape,
    data: Float32Array.from({ length: sizeOf(shape) }, () => scale * random.normal()),
  }
}

/** Normal numbers for every parameter, norms too: a swap of any two would show. */
export function normalWeights(graph: Graph, random: Random, scale = 0.5): Weights {
  const shapes = [...graph.parameterShapes()]
  return new Map(shapes.map(([name, shape]) => [name, normalTensor(random, shape, scale)]))
}

/** From graph to answers, through the bytes of a model file, as users run it. */
export async function run(
  graph: Graph,
  weights: Weights,
  inputs: Record<string, Tensor>,
  options: SessionOptions = {},
): Promise<Record<string, Tensor>> {
  const model = encodeModel(encodeGraph(graph, weights), {}, PRODUCER)
  const session = await openSession(model, options)
  try {
    return await session.run(inputs)
  } finally {
    await session.release()
  }
}

/** |found - expected| / |expected|, Euclidean. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY
  let distance = 0
  let length = 0
  for (let i = 0; i < expected.length; i++) {
    distance += (found[i] - expected[i]) ** 2
    length += expected[i] ** 2
  }
  return Math.sqrt(distance / length)
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  let largest = 0
  for (let i = 0; i < a.length; i++) {
    if (!(Math.abs(a[i] - b[i]) <= largest)) largest = Math.abs(a[i] - b[i])
  }
  return largest
}
