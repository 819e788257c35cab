/**
 * Measures beyond which distance a stamp is unlike the training set of a network: models/novelty.ts has the formula. The
 * network is that in use; stamps are as they are, unvaried.
 */
import { InputError } from '../errors.js'
import {
  type Architecture,
  featuresBeforeLast,
  type NetworkShape,
  type NoveltySpace,
  nFeaturesOf,
} from '../models/index.js'
import type { SessionOptions, Weights } from '../nn/index.js'
import { quantile as quantileOf } from '../statistics/quantile.js'
import { pictureOf, readRange, stampExamples } from './examples.js'
import { openTrunk, type Trunk } from './frozen-features.js'
import type { LabelledStamps } from './labelled-stamps.js'
import { noveltiesOf, noveltySpace } from './novelty-space.js'
import type { Recipe } from './recipe.js'
import type { TrainingData } from './training-data.js'

export const DEFAULT_QUANTILE = 0.99
/** Stamps whose features are asked for together. */
const PIECE = 256

export interface Novelty {
  readonly space: NoveltySpace
  /** What the card says. */
  readonly card: { readonly threshold: number; readonly quantile: number }
}

/** @throws InputError if the recipe asks for it, and the features before the last stage are no vector */
export function checkNovelty(
  { novelty }: Recipe,
  architecture: Architecture,
  shape: NetworkShape,
): void {
  if (novelty === null || nFeaturesOf(architecture, shape) !== undefined) return
  throw new InputError({
    what: `the features before the last stage of ${architecture.name} are no vector, in which novelty could be measured`,
    where: 'novelty',
    expected: 'a network such as starsift or starcnet',
    got: architecture.name,
    remedy: 'set novelty: null',
  })
}

export interface NoveltyOptions extends SessionOptions {
  readonly architecture: Architecture
  readonly weights: Weights
  readonly nClasses: number
  /** Default 0.99. */
  readonly quantile?: number
}

/**
 * The space from the training set; the threshold is a quantile of d^2 on the validation set where there is one, else on
 * the training set.
 *
 * @throws InputError if no feature varies
 */
export async function fittedNovelty(
  { training, validation }: Pick<TrainingData, 'training' | 'validation'>,
  { architecture, nClasses, quantile = DEFAULT_QUANTILE, ...options }: NoveltyOptions,
): Promise<Novelty> {
  const trunk = await openTrunk(
    {
      ...options,
      name: architecture.name,
      trunk: (graph, stamps) => featuresBeforeLast(architecture, graph, stamps, nClasses),
    },
    pictureOf(training),
  )
  try {
    const features = await featuresOf(trunk, training)
    const space = noveltySpace(features, training.labels, nClasses)
    const held = validation ? await featuresOf(trunk, validation) : features
    const threshold = quantileOf(noveltiesOf(held, space).sort(), quantile)
    return { space, card: { threshold: Number(threshold.toPrecision(6)), quantile } }
  } finally {
    await trunk.release()
  }
}

/** (n, features) */
async function featuresOf(trunk: Trunk, data: LabelledStamps): Promise<Float32Array> {
  const examples = trunk.examplesOf(stampExamples(data), false)
  const [length] = trunk.shape
  const n = data.labels.length
  const features = new Float32Array(n * length)
  for (let start = 0; start < n; start += PIECE) {
    const part = await readRange(examples, start, Math.min(n, start + PIECE))
    features.set(part, start * length)
  }
  return features
}
