/** What the loop is asked to do for one member of a run: the recipe, made exact. */
import { totalmem } from 'node:os'
import {
  exampleShape,
  type FrozenStages,
  featureBytes,
  type LoopOptions,
  pictureOf,
  symmetriesOf,
} from '../loop/index.js'
import {
  type Architecture,
  featuresBeforeLast,
  type Stage,
  throughStages,
} from '../models/index.js'
import type { Graph, SessionOptions, Value } from '../nn/index.js'
import { Random } from '../random.js'
import type { Prepared } from './prepare.js'
import type { Recipe } from './recipe.js'
import type { Member } from './run-folder.js'
import { firstWeights } from './starting-point.js'

/** Share of the machine's memory that features of frozen stages may take. */
const FEATURE_SHARE = 0.25

interface Asked {
  readonly options: LoopOptions
  readonly notes: readonly string[]
}

/** @throws InputError if given weights do not fit the network */
export function loopOptions(
  { settings, stamps, shape, given }: Prepared,
  { folder, seed }: Member,
  { device, nThreads }: SessionOptions,
): Asked {
  const { architecture, recipe } = settings
  const random = new Random(seed)
  const { nClasses } = shape
  const { weights, notes } = firstWeights(architecture, shape, given, recipe, random)
  const { training, validation } = stamps
  const options: LoopOptions = {
    ...{ out: folder, resume: true, device, nThreads, weights, seed: random.uint32() },
    ...{ name: architecture.name, training, validation },
    network: (graph, input) => architecture.network(graph, input, nClasses),
    ...recipeOptions(recipe, training.labels, nClasses),
    alignment: alignmentOf(architecture, stamps, recipe, nClasses),
  }
  if (!recipe.frozen) return { options, notes }
  const frozen = frozenStages(architecture.stages, nClasses, recipe.frozen)
  return withFeatures({ ...options, frozen }, frozen, notes)
}

/** Features before the last stage are aligned where the recipe says `adapt`. */
function alignmentOf(
  architecture: Architecture,
  { unlabelled }: Prepared['stamps'],
  { adapt }: Recipe,
  nClasses: number,
): LoopOptions['alignment'] {
  if (!adapt || !unlabelled) return undefined
  return {
    weight: adapt.weight,
    unlabelled: unlabelled.training,
    features: (graph, x) => featuresBeforeLast(architecture, graph, x, nClasses),
    head: (graph, x) => architecture.stages.at(-1)!.apply(graph, x, nClasses),
  }
}

/** The keys of the recipe that the loop knows by the same names. */
function recipeOptions(recipe: Recipe, labels: Uint8Array, nClasses: number) {
  return {
    epochs: recipe.epochs,
    batch: recipe.batch,
    optimiser: recipe.optimiser,
    learningRate: recipe.learningRate,
    schedule: recipe.schedule,
    maxGradientNorm: recipe.maxGradientNorm ?? undefined,
    augmentation: {
      rotations: recipe.rotations,
      flips: recipe.flips,
      bandDropout: recipe.bandDropout,
      ...(recipe.fewestBands !== null && { fewestBands: recipe.fewestBands }),
    },
    sampling: recipe.sampling,
    classWeights: classWeights(recipe.classWeights, labels, nClasses),
    labelSmoothing: recipe.labelSmoothing,
    selectBy: recipe.selectBy,
    patience: recipe.patience ?? undefined,
    checkpointEvery: recipe.checkpointEvery ?? undefined,
  }
}

/** `balanced`: n / (K n_c), so that every class has the same weight as a whole. */
function classWeights(
  asked: Recipe['classWeights'],
  labels: Uint8Array,
  nClasses: number,
): readonly number[] | undefined {
  if (asked === 'none') return undefined
  if (asked !== 'balanced') return asked
  return Array.from({ length: nClasses }, (_, k) => {
    const n = labels.reduce((count, label) => count + (label === k ? 1 : 0), 0)
    return labels.length / (nClasses * n)
  })
}

function frozenStages(
  stages: readonly Stage[],
  nClasses: number,
  { through, epochs, learningRate }: NonNullable<Recipe['frozen']>,
): FrozenStages {
  const nFrozen = stages.findIndex((stage) => stage.name === through) + 1
  const part = (some: readonly Stage[]) => (graph: Graph, x: Value) =>
    throughStages(some, graph, x, nClasses)
  const [trunk, head] = [part(stages.slice(0, nFrozen)), part(stages.slice(nFrozen))]
  return { through, trunk, head, epochs, learningRate }
}

/** Decides whether the features of frozen stages are kept in memory. */
function withFeatures(options: LoopOptions, frozen: FrozenStages, notes: readonly string[]): Asked {
  const { training, validation, augmentation } = options
  const phase = { isFrozen: true, firstEpoch: 0, endEpoch: 1, learningRate: 1 }
  const shape = exampleShape(options, phase)
  const nSymmetries = symmetriesOf(augmentation!).length
  const nHeldOut = validation ? validation.labels.length : 0
  const bytes =
    featureBytes(training.labels.length, nSymmetries, shape) + featureBytes(nHeldOut, 1, shape)
  const most = FEATURE_SHARE * totalmem()
  const hides = augmentation!.bandDropout > 0
  const keepFeatures = bytes <= most && !hides
  const why = hides
    ? 'bands are hidden at random (bandDropout)'
    : `they would take ${(bytes / 1e9).toFixed(1)} GB, more than ${(most / 1e9).toFixed(1)} GB`
  const said = `the features of the frozen stages are computed anew in every step: ${why}`
  const picture = pictureOf(training).join(' x ')
  const kept =
    `the features of ${picture} stamps through ${frozen.through} are kept in memory: ` +
    `${(bytes / 1e6).toFixed(0)} MB at most`
  return {
    options: { ...options, frozen: { ...frozen, keepFeatures } },
    notes: [...notes, keepFeatures ? kept : said],
  }
}
