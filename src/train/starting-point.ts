/** Which weights a run begins with, and which of them it keeps: what is drawn at random is not to be kept as it is. */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { closest } from '../closest.js'
import { checkLayout, type Normalisation, type StampLayout } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { withFile } from '../files/index.js'
import {
  type Architecture,
  CLUSTER_CLASSES,
  inferenceGraph,
  layoutOfModel,
  type ModelCard,
  type NetworkShape,
  pretrainedWeights,
  readModel,
  startingWeights,
} from '../models/index.js'
import { readOnnxWeights, type Weights } from '../nn/index.js'
import type { Random } from '../random.js'
import { readWeights } from '../weights/index.js'
import type { Recipe } from './recipe.js'

/**
 * @param isGiven whether there are weights to start from
 * @throws InputError if a stage that there is not, or one that is drawn at random, is to be frozen; or stages are to be taken from
 *   weights that are not given
 */
export function checkStart(
  architecture: Architecture,
  { frozen, pretrained }: Recipe,
  isGiven: boolean,
): void {
  if (pretrained.upTo !== null && !isGiven) {
    throw new InputError({
      what: 'no weights are given of which stages could be taken',
      where: 'pretrained.upTo',
      got: pretrained.upTo,
      remedy: 'give weights (--init, in a plan init), or set pretrained: { upTo: null }',
    })
  }
  if (!frozen) return
  refuseUnknownStage(architecture, frozen.through)
  const drawn = drawnStage(architecture, frozen.through, pretrained, isGiven)
  if (drawn === undefined) return
  throw new InputError({
    what: `stage ${drawn.stage} is to stay as it is, but is drawn at random`,
    where: 'frozen.through',
    got: `${frozen.through}, ${drawn.why}`,
    remedy: drawn.remedy,
  })
}

function refuseUnknownStage({ name, stages }: Architecture, through: string): void {
  const names = stages.slice(0, -1).map((stage) => stage.name)
  if (names.includes(through)) return
  const nearest = closest(through, names)
  throw new InputError({
    what: `${name} has no stage ${through} to freeze`,
    where: 'frozen.through',
    expected: names.join(', '),
    remedy: nearest && `did you mean ${nearest}?`,
  })
}

/** The first of the frozen stages that is not from given weights. */
function drawnStage(
  { stages }: Architecture,
  through: string,
  { firstLayer, upTo }: Recipe['pretrained'],
  isGiven: boolean,
) {
  const names = stages.map((stage) => stage.name)
  if (!isGiven) {
    const remedy = 'give weights (--init, in a plan init), or set frozen: null'
    return { stage: names[0], why: 'no weights given', remedy }
  }
  if (firstLayer === 'random') {
    const remedy = 'choose pretrained: { firstLayer: mean } or repeat, or set frozen: null'
    return { stage: names[0], why: 'pretrained.firstLayer: random', remedy }
  }
  const last = names.indexOf(upTo ?? through)
  if (last < 0 || names.indexOf(through) <= last) return undefined
  const remedy = `freeze through ${upTo} at most, or take more (pretrained: { upTo: ${through} })`
  return { stage: names[last + 1], why: `pretrained.upTo: ${upTo}`, remedy }
}

/* Weights of others to start from (--init): a file of weights, or a model of starsift's own, whose card must fit the stamps. */

export interface GivenWeights {
  readonly file: string
  readonly sha256: string
  readonly weights: Weights
  /** Of a model file. */
  readonly card?: ModelCard
  /** What reading them converted, renamed or left out, in words. */
  readonly notes: readonly string[]
}

/** @throws InputError if the file holds no weights */
export async function readGivenWeights(file: string): Promise<GivenWeights> {
  return withFile(file, async (source) => {
    const bytes = await source.slice(0, source.byteLength)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (!file.toLowerCase().endsWith('.onnx')) {
      const { weights, notes } = await readWeights(source)
      return { file, sha256, weights, notes: notes.map((note) => `${file}: ${note}`) }
    }
    const { card } = await readModel(source)
    return { file, sha256, card, weights: await readOnnxWeights(source), notes: [] }
  })
}

/**
 * A model's card says what it was trained on: the same normalisation is kept, and other stamps are refused.
 *
 * @throws InputError if the stamps are not those that the model takes
 */
export function normalisationOf(
  { card, file }: GivenWeights,
  layout: StampLayout,
  where: string,
): Normalisation | undefined {
  if (!card) return undefined
  checkLayout(layoutOfModel(card), layout, where, `model ${file}`)
  return card.normalisation
}

/**
 * The weights from which a member starts, and what was taken from where in words.
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

/** Of a model file; what else holds weights does not say what its outputs mean. */
function areSameClasses({ card }: GivenWeights): boolean {
  const values = (classes: ModelCard['classes']) => classes.map(({ value }) => value).join()
  return card !== undefined && values(card.classes) === values(CLUSTER_CLASSES)
}

/** What the card of a network that began with these says of them. */
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
