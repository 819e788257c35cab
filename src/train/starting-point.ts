/**
 * The weights that a run begins with (--init): a model file, whose card must fit the stamps, or
 * another file of weights.
 */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { checkLayout, type StampLayout } from '../cutouts/index.js'
import { withFile } from '../files/index.js'
import {
  type Architecture,
  inferenceGraph,
  layoutOfModel,
  type ModelCard,
  type NetworkShape,
  pretrainedWeights,
  readModel,
  sealNotes,
  startingWeights,
} from '../models/index.js'
import { readOnnxWeights, type Weights } from '../nn/index.js'
import type { Random } from '../random.js'
import { readWeights } from '../weights/index.js'
import { cardClasses } from './class-list.js'
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

/**
 * @param layout layout of the stamps, which a model's card must fit
 * @param where name of the stamps, for errors
 * @throws InputError if the file holds no weights, or the stamps are not those that the model takes
 */
export async function readGivenWeights(
  file: string,
  layout: StampLayout,
  where: string,
): Promise<GivenWeights> {
  return withFile(file, async (source) => {
    const bytes = await source.slice(0, source.byteLength)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (!file.toLowerCase().endsWith('.onnx')) {
      const { weights, notes } = await readWeights(source)
      return { file, sha256, weights, notes: notes.map((note) => `${file}: ${note}`) }
    }
    const { card, isCardSealed } = await readModel(source)
    checkLayout(layoutOfModel(card), layout, where, `model ${file}`)
    const notes = sealNotes(isCardSealed ? [] : [file])
    return { file, sha256, card, weights: await readOnnxWeights(source), notes }
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
  recipe: Pick<Recipe, 'pretrained' | 'classes'>,
  random: Random,
): { weights: Weights; notes: readonly string[] } {
  const { firstLayer, upTo } = recipe.pretrained
  if (!given) return { weights: startingWeights(architecture, shape, random), notes: [] }
  const known = inferenceGraph(architecture, shape).parameterShapes()
  const weights = given.card
    ? new Map([...given.weights].filter(([name]) => known.has(name)))
    : given.weights
  const options = {
    ...{ ...shape, firstLayer, where: given.file, ...(upTo !== null && { upTo }) },
    areSameBands: given.card !== undefined,
    areSameClasses: areSameClasses(given, recipe),
  }
  return pretrainedWeights(weights, architecture, options, random)
}

/** Only a model file says what its outputs mean. */
function areSameClasses({ card }: GivenWeights, recipe: Pick<Recipe, 'classes'>): boolean {
  const labels = (classes: ModelCard['classes']) =>
    JSON.stringify(classes.map(({ value, label = value }) => `${label}`))
  return card !== undefined && labels(card.classes) === labels(cardClasses(recipe))
}

/** What the card of a network says of the weights that it began with. */
export function pretrainedFacts(
  given: GivenWeights,
  { stages }: Architecture,
  recipe: Pick<Recipe, 'pretrained' | 'classes'>,
): NonNullable<ModelCard['pretrained']> {
  const { firstLayer, upTo } = recipe.pretrained
  const isWhole = upTo === null || upTo === stages.at(-1)!.name
  return {
    from: basename(given.file),
    sha256: given.sha256,
    firstLayer: given.card && firstLayer !== 'random' ? 'kept' : firstLayer,
    ...(upTo !== null && { upTo }),
    ...(isWhole && areSameClasses(given, recipe) && { lastLayer: 'kept' as const }),
  }
}
