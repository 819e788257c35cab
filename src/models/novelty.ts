/**
 * How unlike the training set a stamp is: the squared Mahalanobis distance of its features, as they
 * enter the last stage, to the nearest class (Lee, Lee, Lee & Shin 2018, NeurIPS,
 * arXiv:1807.03888):
 *
 *   d^2 = min_k (f - mu_k)^T S^-1 (f - mu_k) = min_k |W f - W mu_k|^2,   W^T W = S^-1
 *
 * with the means mu_k of the classes and one covariance S about them; train/novelty-fit.ts measures
 * both. It is part of the model's graph, a second output `novelty`, so that any ONNX Runtime gives
 * it.
 */
import { InputError } from '../errors.js'
import {
  emit,
  fixed,
  Graph,
  matmul,
  multiply,
  reshape,
  subtract,
  sum,
  type Value,
  type Weights,
} from '../nn/index.js'
import type { Architecture, NetworkShape } from './architectures.js'
import { throughStages } from './stage.js'

export interface NoveltySpace {
  /** W, (features, features), row by row, lower triangular. */
  readonly whitening: Float32Array
  /** W mu_k, (classes, features). */
  readonly means: Float32Array
}

/**
 * How many features enter the last stage.
 *
 * @returns undefined if the features are no vector
 */
export function nFeaturesOf(architecture: Architecture, shape: NetworkShape): number | undefined {
  const { features } = stagesOf(architecture, shape)
  return features.shape.length === 2 ? fixed(features.shape[1], architecture.name) : undefined
}

/** The features that enter the last stage, (batch, ...), for training or for use. */
export function featuresBeforeLast(
  { stages }: Architecture,
  graph: Graph,
  stamps: Value,
  nClasses: number,
): Value {
  return throughStages(stages.slice(0, -1), graph, stamps, nClasses)
}

/**
 * The network for use, as `inferenceGraph` makes it, with the output `novelty` (batch, 1) beside
 * `logits`. The features of the architecture must be a vector.
 */
export function graphWithNovelty(
  architecture: Architecture,
  shape: NetworkShape,
  space: NoveltySpace,
): Graph {
  const { graph, features } = stagesOf(architecture, shape)
  graph.output('logits', architecture.stages.at(-1)!.apply(graph, features, shape.nClasses))
  graph.output('novelty', novelty(graph, features, space))
  return graph
}

/**
 * The network for use, as `inferenceGraph` makes it, with the output `features` beside `logits`:
 * where a stamp lies among others, for whoever looks for stamps that are not alike.
 */
export function graphWithFeatures(architecture: Architecture, shape: NetworkShape): Graph {
  const { graph, features } = stagesOf(architecture, shape)
  graph.output('logits', architecture.stages.at(-1)!.apply(graph, features, shape.nClasses))
  graph.output('features', features)
  return graph
}

/** The network whose space is looked for, and what to say where it is not found. */
export interface SpaceOf {
  /** By the names of the network's parameters and buffers, which are no constants of the space. */
  readonly parameters: ReadonlyMap<string, unknown>
  readonly nFeatures: number
  readonly nClasses: number
  /** Name of the file. */
  readonly where: string
  readonly remedy: string
}

/**
 * The space of a model file, from the constants of its graph: those of the output `novelty` are the
 * only ones of their shapes.
 *
 * @param weights all of the file
 * @throws InputError if there is not one of each shape
 */
export function noveltySpaceIn(
  weights: Weights,
  { parameters, nFeatures: n, nClasses, where, remedy }: SpaceOf,
): NoveltySpace {
  const constants = [...weights].filter(([name]) => !parameters.has(name))
  const only = (...shape: number[]) => {
    const found = constants.filter(([, one]) => one.shape.join() === shape.join())
    if (found.length === 1) return found[0][1].data
    throw new InputError({
      what: 'the graph has no output `novelty` as starsift writes it',
      where,
      expected: `one constant of ${shape.join('x')}`,
      got: `${found.length}`,
      remedy,
    })
  }
  return { whitening: transposedSquare(only(n, n), n), means: only(1, nClasses, n) }
}

function transposedSquare(matrix: Float32Array, n: number): Float32Array {
  return matrix.map((_, i) => matrix[(i % n) * n + Math.floor(i / n)])
}

function stagesOf(architecture: Architecture, shape: NetworkShape) {
  const { name, sizePx: ownSizePx } = architecture
  const { nBands, nClasses, sizePx = ownSizePx } = shape
  const graph = new Graph(name)
  const stamps = graph.input('stamps', ['batch', nBands, sizePx, sizePx])
  return { graph, features: featuresBeforeLast(architecture, graph, stamps, nClasses) }
}

function novelty(graph: Graph, features: Value, { whitening, means }: NoveltySpace): Value {
  const layer = 'novelty'
  const n = fixed(features.shape[1], layer)
  const nClasses = means.length / n
  const transposed = graph.constant(transposedSquare(whitening, n), [n, n])
  const white = matmul(graph, features, transposed, layer)
  const each = reshape(graph, white, layer, [features.shape[0], 1, n])
  const off = subtract(graph, each, graph.constant(means, [1, nClasses, n]), layer)
  const squares = sum(graph, multiply(graph, off, off, layer), layer, [2])
  const attributes = { axes: [1], keepdims: 0 }
  return emit(graph, layer, 'ReduceMin', [squares], [features.shape[0], 1], { attributes })
}
