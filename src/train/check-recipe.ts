/** Whether a recipe can be followed: checked by itself, and again when its data set is read. */
import { closest } from '../closest.js'
import { InputError } from '../errors.js'
import { batchesInEpoch } from '../loop/index.js'
import {
  type Architecture,
  inferenceGraph,
  type NetworkShape,
  nFeaturesOf,
} from '../models/index.js'
import { classList } from './class-list.js'
import type { RunSettings } from './options.js'
import type { Recipe } from './recipe.js'
import type { Split } from './split.js'

/** @throws InputError for keys of the recipe that contradict each other or the network */
export function checkRecipe({ architecture, recipe, init }: RunSettings): void {
  checkStart(architecture, recipe, init !== undefined)
  checkSplit(recipe.split)
  refuseBalancedTwice(recipe)
  checkClassWeights(recipe)
  refuseNoBandDropout(recipe)
  checkAdapt(recipe)
}

/** @throws InputError if the split or the stamps do not suffice for the recipe */
export function checkRecipeOnData(
  { architecture, recipe }: RunSettings,
  split: Split,
  shape: NetworkShape & { sizePx: number },
  nBands = shape.nBands,
): void {
  refuseTooManyBands(recipe, nBands)
  refusePatience(recipe, split)
  checkSize(architecture, shape)
  checkFeatures(recipe, architecture, shape)
  batchesInEpoch(split.training.length, recipe.batch)
}

/**
 * What is drawn at random must not be frozen.
 *
 * @param isGiven whether there are weights to start from
 * @throws InputError if a stage is to be frozen that the network lacks or that is drawn at random;
 *   or if stages are to be taken from weights that are not given
 */
export function checkStart(
  architecture: Architecture,
  { frozen, pretrained }: Recipe,
  isGiven: boolean,
): void {
  if (pretrained.upTo !== null && !isGiven) {
    throw new InputError({
      what: 'no weights are given from which stages could be taken',
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
    what: `stage ${drawn.stage} is to be frozen, but its weights are drawn at random`,
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

/** The first frozen stage whose weights are not given. */
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

/** Fields are held out by name, or objects by their share: not both. */
function checkSplit({ by, validation, test, validationFields, testFields }: Recipe['split']): void {
  const isNamed = by === 'named'
  const others = isNamed ? { validation, test } : { validationFields, testFields }
  const unused = Object.entries(others).find(([, asked]) =>
    Array.isArray(asked) ? asked.length > 0 : asked > 0,
  )
  if (unused) {
    const [key, asked] = unused
    throw new InputError({
      what: `split.${key} has no meaning where fields are ${isNamed ? '' : 'not '}held out by name`,
      where: 'split',
      expected: isNamed ? 'validationFields, testFields or both' : 'by: named',
      got: `by: ${by}, ${key}: ${Array.isArray(asked) ? `[${asked.join(', ')}]` : asked}`,
      remedy: isNamed ? `leave ${key} out, or choose by: object or by: field` : 'set by: named',
    })
  }
  if (!isNamed || validationFields.length + testFields.length > 0) return
  throw new InputError({
    what: 'no field to hold out',
    where: 'split',
    expected: 'names under validationFields, testFields or both',
  })
}

/** Either alone gives every class the same weight. */
function refuseBalancedTwice({ sampling, classWeights }: Recipe): void {
  if (sampling !== 'balanced' || classWeights !== 'balanced') return
  throw new InputError({
    what: 'the classes are balanced twice',
    where: 'sampling, classWeights',
    remedy: 'choose sampling: balanced or classWeights: balanced',
  })
}

function checkClassWeights(recipe: Recipe): void {
  const { classWeights } = recipe
  const n = classList(recipe).length
  if (typeof classWeights === 'string' || classWeights.length === n) return
  throw new InputError({
    what: 'classWeights',
    expected: `${n} numbers above 0, one for each class`,
    got: JSON.stringify(classWeights),
  })
}

/** A network that may be used without a band must have been trained without one. */
function refuseNoBandDropout({ fewestBands, bandDropout }: Recipe): void {
  if (fewestBands === null || bandDropout > 0) return
  throw new InputError({
    what: 'the network is to do without bands, but no band is ever hidden in training',
    where: 'fewestBands, bandDropout',
    expected: 'bandDropout above 0',
    got: '0',
    remedy: 'hide bands in training (e.g. bandDropout: 0.1), or set fewestBands: null',
  })
}

function refuseTooManyBands({ fewestBands }: Recipe, nBands: number): void {
  if (fewestBands === null || fewestBands <= nBands) return
  throw new InputError({
    what: 'more bands than the stamps have',
    where: 'fewestBands',
    expected: `at most ${nBands}`,
    got: `${fewestBands}`,
  })
}

function refusePatience({ patience }: Recipe, { validation }: Split): void {
  if (patience === null || validation.length > 0) return
  throw new InputError({
    what: 'patience needs a validation set',
    expected: 'split.validation above 0',
    remedy: 'hold some objects out, or set patience: null',
  })
}

/** The recipe can make stamps fit a network that cannot take their size. */
function checkSize(architecture: Architecture, shape: NetworkShape & { sizePx: number }): void {
  try {
    inferenceGraph(architecture, shape)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { sizePx } = architecture
    const remedy = `cut stamps of ${sizePx} px, or set input.sizePx: ${sizePx} in the recipe`
    throw new InputError({ ...error.problem, remedy }, { cause: error })
  }
}

/** Features are aligned while the stages that make them are trained, on stamps that are given. */
function checkAdapt({ adapt, frozen, batch }: Recipe): void {
  if (!adapt) return
  if (adapt.data.length === 0) {
    throw new InputError({
      what: 'no stamps to adapt the network to',
      where: 'adapt.data',
      remedy: 'give data sets (--adapt, or adapt: { data: [FILE] }), or leave adapt out',
    })
  }
  if (batch < 2) {
    const what = 'a batch of one stamp has no covariance to be aligned'
    throw new InputError({ what, where: 'adapt, batch', expected: 'a batch of 2 or more' })
  }
  if (!frozen) return
  throw new InputError({
    what: 'features of frozen stages cannot be aligned',
    where: 'adapt, frozen',
    got: `frozen.through ${frozen.through}`,
    remedy: 'set frozen: null, or leave adapt out',
  })
}

/** Novelty is a distance between vectors of features, and so is what `adapt` aligns. */
function checkFeatures(
  { novelty, adapt }: Recipe,
  architecture: Architecture,
  shape: NetworkShape,
): void {
  const isAsked = novelty !== null || adapt !== undefined
  if (!isAsked || nFeaturesOf(architecture, shape) !== undefined) return
  const { name } = architecture
  const what = novelty === null ? 'stamps cannot be aligned' : 'novelty cannot be measured'
  throw new InputError({
    what: `${what}: the features before the last stage of ${name} are no vector`,
    where: novelty === null ? 'adapt' : 'novelty',
    expected: 'a network such as starsift or starcnet',
    got: name,
    remedy: novelty === null ? 'leave adapt out' : 'set novelty: null',
  })
}
