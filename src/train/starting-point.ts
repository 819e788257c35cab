/**
 * The weights that a run begins with (--init): the shipped model, weights that were pulled, a model
 * file whose card must fit the stamps, or a file of weights.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { modelFile, SHIPPED_MODEL } from '../classify/index.js'
import { checkLayout, type StampLayout } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { userCacheFolder, withFile } from '../files/index.js'
import {
  type Architecture,
  CLUSTER_CLASSES,
  inferenceGraph,
  layoutOfModel,
  type ModelCard,
  type NetworkShape,
  PUBLISHED_WEIGHTS,
  pretrainedWeights,
  readModel,
  startingWeights,
} from '../models/index.js'
import { readOnnxWeights, type Weights } from '../nn/index.js'
import type { Random } from '../random.js'
import { readWeights } from '../weights/index.js'
import type { Recipe } from './recipe.js'

export interface GivenWeights {
  readonly file: string
  readonly sha256: string
  readonly weights: Weights
  /** The card, if the file is a model file. */
  readonly card?: ModelCard
  /** What was converted, renamed or left out when the weights were read. */
  readonly notes: readonly string[]
}

/** Whether this is a name of weights, `shipped` or one of `models pull`, and no path. */
export function isWeightsName(nameOrPath: string): boolean {
  return nameOrPath === SHIPPED_MODEL || PUBLISHED_WEIGHTS.some(({ name }) => name === nameOrPath)
}

/**
 * The file of weights that a user means, by a name or a path.
 *
 * @throws InputError if it is a name of weights that are not on this machine
 * @example weightsFile('resnet18-imagenet') // '~/.cache/starsift/weights/resnet18-f37072fd.pth'
 */
export function weightsFile(nameOrPath: string): string {
  const published = PUBLISHED_WEIGHTS.find(({ name }) => name === nameOrPath)
  if (!published) return modelFile(nameOrPath)
  const path = join(weightsFolder(), published.file)
  if (existsSync(path)) return path
  throw new InputError({
    what: `${nameOrPath} is not on this machine`,
    where: path,
    remedy: `run \`starsift models pull ${nameOrPath}\` where there is a network`,
  })
}

/** The folder where `models pull` keeps files, unless it is told another. */
export function weightsFolder(): string {
  return join(userCacheFolder(), 'weights')
}

/**
 * @param nameOrPath `shipped`, a name of `models pull`, or a file
 * @param layout layout of the stamps, which a model's card must fit
 * @param where name of the stamps, for errors
 * @throws InputError if there are no such weights, or the stamps are not those that the model takes
 */
export async function readGivenWeights(
  nameOrPath: string,
  layout: StampLayout,
  where: string,
): Promise<GivenWeights> {
  const file = weightsFile(nameOrPath)
  return withFile(file, async (source) => {
    const bytes = await source.slice(0, source.byteLength)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (!file.toLowerCase().endsWith('.onnx')) {
      const { weights, notes } = await readWeights(source)
      return { file, sha256, weights, notes: notes.map((note) => `${file}: ${note}`) }
    }
    const { card } = await readModel(source)
    checkLayout(layoutOfModel(card), layout, where, `model ${file}`)
    return { file, sha256, card, weights: await readOnnxWeights(source), notes: [] }
  })
}

/**
 * The weights that a network begins with, and notes on what was taken from where.
 *
 * @param random draws what is not given
 * @throws InputError if the given weights do not fit the network
 */
export function firstWeights(
  architecture: Architecture,
  shape: NetworkShape,
  given: GivenWeights | undefined,
  { firstLayer, upTo }: Recipe['pretrained'],
  random: Random,
): { weights: Weights; notes: readonly string[] } {
  if (!given) return { weights: startingWeights(architecture, shape, random), notes: [] }
  const known = inferenceGraph(architecture, shape).parameterShapes()
  const weights = given.card
    ? new Map([...given.weights].filter(([name]) => known.has(name)))
    : given.weights
  const options = {
    ...{ ...shape, firstLayer, where: given.file, ...(upTo !== null && { upTo }) },
    areSameBands: given.card !== undefined,
    areSameClasses: areSameClasses(given),
  }
  return pretrainedWeights(weights, architecture, options, random)
}

/** Only a model file says what its outputs mean. */
function areSameClasses({ card }: GivenWeights): boolean {
  const values = (classes: ModelCard['classes']) => classes.map(({ value }) => value).join()
  return card !== undefined && values(card.classes) === values(CLUSTER_CLASSES)
}

/** What the card of a network says of the weights that it began with. */
export function pretrainedFacts(
  given: GivenWeights,
  { stages }: Architecture,
  { firstLayer, upTo }: Recipe['pretrained'],
): NonNullable<ModelCard['pretrained']> {
  const isWhole = upTo === null || upTo === stages.at(-1)!.name
  return {
    from: basename(given.file),
    sha256: given.sha256,
    firstLayer: given.card && firstLayer !== 'random' ? 'kept' : firstLayer,
    ...(upTo !== null && { upTo }),
    ...(isWhole && areSameClasses(given) && { lastLayer: 'kept' as const }),
  }
}
