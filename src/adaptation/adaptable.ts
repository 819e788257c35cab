/** A network that can be adapted: its file, its weights, and what they say of its training set. */
import { type ByteSource, memorySource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import {
  type Architecture,
  architectureNamed,
  featuresBeforeLast,
  inferenceGraph,
  type ModelFile,
  type NetworkShape,
  type NoveltySpace,
  nFeaturesOf,
  noveltySpaceIn,
  planesOf,
  readModel,
} from '../models/index.js'
import { flatten, type Graph, readOnnxWeights, type Value, type Weights } from '../nn/index.js'

export interface Adaptable {
  readonly file: ModelFile
  readonly architecture: Architecture
  readonly shape: NetworkShape
  /** Weights and buffers by name, without the constants of the graph. */
  readonly weights: Weights
  /** Features that enter the last stage. */
  readonly nFeatures: number
  /** Where the training set lies among the features; undefined where the file does not say. */
  readonly space: NoveltySpace | undefined
}

/**
 * Reads a model file.
 *
 * @throws InputError if it is damaged, was adapted already, is random, or has no features
 */
export async function readAdaptable(source: ByteSource): Promise<Adaptable> {
  const file = await readModel(source)
  const { card } = file
  const refuse = (what: string, remedy: string): never => {
    throw new InputError({ what, where: source.name, remedy })
  }
  if (card.adapted) {
    const from = 'from' in card.adapted && card.adapted.from.slice(0, 8)
    const before = from ? `the one that it was made of (graph ${from}...)` : 'one that was not'
    refuse('the model was adapted already', `adapt ${before}`)
  }
  if (card.untrained) refuse("the model's weights are random", 'train it first')
  const architecture = architectureNamed(card.architecture)
  const nClasses = card.classes.length
  const shape = { nBands: planesOf(card).length, nClasses, sizePx: card.sizePx }
  const nFeatures = nFeaturesOf(architecture, shape)
  if (nFeatures === undefined) {
    throw new InputError({
      what: 'the network has no features, whose last stage could be adapted',
      where: source.name,
      got: `architecture ${card.architecture}`,
    })
  }
  const all = await readOnnxWeights(memorySource(file.bytes, source.name))
  const parameters = inferenceGraph(architecture, shape).parameterShapes()
  const weights = new Map([...parameters.keys()].map((name) => [name, all.get(name)!]))
  const space =
    card.novelty &&
    noveltySpaceIn(all, {
      ...{ parameters, nFeatures, nClasses, where: source.name },
      remedy: 'give a model that starsift made: `starsift train` or `models import`',
    })
  return { file, architecture, shape, weights, nFeatures, space }
}

/** The network up to its last stage, from pictures to features. */
export function trunkOf({ architecture, shape }: Adaptable) {
  return (graph: Graph, pictures: Value) =>
    featuresBeforeLast(architecture, graph, pictures, shape.nClasses)
}

/** The last stage, from features (n, nFeatures, 1, 1) to logits. */
export function headOf({ architecture, shape }: Adaptable) {
  const last = architecture.stages.at(-1)!
  return (graph: Graph, features: Value) =>
    last.apply(graph, flatten(graph, features, 'features'), shape.nClasses)
}
