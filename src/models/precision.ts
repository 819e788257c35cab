/**
 * The two ways to compute a network: with the float32 numbers of its file, or with integers of 8
 * bits, which is faster and a little less exact (docs/decisions/0026-int8.md). The integer form is
 * made when a model is opened, from the weights and from the ranges that `models quantize` stored.
 */
import { memorySource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { integerGraph, integerProducts } from '../int8/index.js'
import {
  encodeGraph,
  encodeModel,
  type Graph,
  openSession,
  readOnnxWeights,
  type Session,
  type SessionOptions,
  type Weights,
} from '../nn/index.js'
import { type Architecture, architectureNamed, inferenceGraph } from './architectures.js'
import { weightsOfPlanes } from './fewer-planes.js'
import type { ModelFile } from './model-file.js'
import { graphWithNovelty, nFeaturesOf, noveltySpaceIn } from './novelty.js'
import { planesOf } from './planes.js'

export const PRECISIONS = ['float32', 'int8'] as const
export type Precision = (typeof PRECISIONS)[number]

/**
 * Opens the integer form of a model file.
 *
 * @param where name of the file, for errors
 * @param options.planes those that the stamps have; default: all
 * @throws InputError if the file has no ranges, or this device or processor cannot do it
 */
export async function openIntegers(
  file: ModelFile,
  where: string,
  { planes, ...options }: SessionOptions & { planes?: readonly number[] } = {},
): Promise<Session> {
  const { device = 'cpu' } = options
  if (device !== 'cpu') {
    const remedy = 'leave out --device, or take --precision float32'
    throw new InputError({ what: 'int8 on another device', expected: 'cpu', got: device, remedy })
  }
  const ranges = rangesOf(file, where)
  await refuseLossyProducts(options.nThreads)
  const { graph, weights } = await plainNetwork(file, where, planes)
  return openSession(bytesOf(integerGraph(graph, weights, ranges), weights), options)
}

/** @throws InputError if nobody has measured the ranges */
export function rangesOf({ ranges }: Pick<ModelFile, 'ranges'>, where: string) {
  if (ranges) return ranges
  throw new InputError({
    what: 'the model cannot be used with --precision int8',
    where,
    expected: 'the ranges of its values, in the field int8 of its card',
    got: 'none',
    remedy: 'run `starsift models quantize` on it, or use --precision float32',
  })
}

async function refuseLossyProducts(nThreads?: number): Promise<void> {
  const share = await integerProducts(nThreads)
  if (Math.abs(share - 1) < 0.01) return
  throw new InputError({
    what: 'this processor cuts off large products of bytes, so int8 would be wrong',
    got: `${(100 * share).toFixed(0)} % of the true sum`,
    remedy: 'use --precision float32',
  })
}

/** A model of the runtime, without a card. */
export function bytesOf(graph: Graph, weights: Weights): Uint8Array {
  const producer = { name: 'starsift', version: '' }
  return encodeModel(encodeGraph(graph, weights), {}, producer, graph.domains)
}

/**
 * The network of a model file with plain convolutions, and its weights.
 *
 * @param planes those that its stamps have; default: all
 * @throws InputError if the architecture is none of starsift's
 */
export async function plainNetwork(
  { card, bytes }: Pick<ModelFile, 'card' | 'bytes'>,
  where: string,
  planes?: readonly number[],
): Promise<{ graph: Graph; weights: Weights }> {
  const { classes, sizePx, novelty } = card
  const named = architectureNamed(card.architecture)
  const architecture: Architecture = named.plain ? { ...named, ...named.plain } : named
  const all = { nBands: planesOf(card).length, nClasses: classes.length, sizePx }
  const read = await readOnnxWeights(memorySource(bytes, where))
  const weights = planes ? weightsOfPlanes(read, architecture, { ...all, planes }) : read
  const shape = { ...all, nBands: planes?.length ?? all.nBands }
  const graph = inferenceGraph(architecture, shape)
  if (!novelty) return { graph, weights }
  const nFeatures = nFeaturesOf(architecture, shape)!
  const space = noveltySpaceIn(weights, {
    ...{ parameters: graph.parameterShapes(), nFeatures, nClasses: classes.length },
    ...{ where, remedy: 'use --precision float32' },
  })
  return { graph: graphWithNovelty(architecture, shape, space), weights }
}
