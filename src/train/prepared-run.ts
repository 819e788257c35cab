/** Everything that a run needs, read and checked before the first step: hours later is too late for a bad label. */
import { checkLayout, type StampLayout } from '../cutouts/index.js'
import {
  type Dataset,
  joinedDatasets,
  readDatasets,
  type TrainingLabels,
} from '../datasets/index.js'
import { InputError } from '../errors.js'
import { batchesInEpoch } from '../loop/index.js'
import {
  type Architecture,
  CLUSTER_CLASSES,
  inferenceGraph,
  type NetworkShape,
} from '../models/index.js'
import { Random } from '../random.js'
import { runNotes } from './notes.js'
import { checkNovelty } from './novelty.js'
import type { Recipe } from './recipe.js'
import { fileSha256, type RunInputs } from './run-folder.js'
import { checkSplit, type Split, splitOf } from './split.js'
import {
  checkStart,
  firstWeights,
  type GivenWeights,
  normalisationOf,
  readGivenWeights,
} from './starting-point.js'
import { type TrainingData, trainingData } from './training-data.js'

/** What a run is asked to do. */
export interface RunJob {
  /** Data set files of `starsift cutouts`. */
  readonly datasets: readonly string[]
  /** Data set files that are only tested on, and then nothing else is; the shares of the recipe are of the others. */
  readonly testDatasets?: readonly string[]
  /** Labels of the test data sets; default: as the recipe says for the others. */
  readonly truth?: TrainingLabels
  /** Folder of the run; made if need be. */
  readonly out: string
  readonly architecture: Architecture
  readonly recipe: Recipe
  /** Name of the one that the recipe began with. */
  readonly preset?: string
  /** File of weights to start from. */
  readonly init?: string
  /** Default 1. */
  readonly seed?: number
  /** Networks, default 1. */
  readonly members?: number
}

export interface PreparedRun {
  readonly dataset: Dataset
  readonly split: Split
  readonly data: TrainingData
  readonly shape: NetworkShape & { sizePx: number }
  readonly given?: GivenWeights
  readonly inputs: RunInputs
  readonly notes: readonly string[]
}

/** @throws InputError for the first thing that does not fit */
export async function preparedRun(job: RunJob): Promise<PreparedRun> {
  const { architecture, recipe, datasets, testDatasets = [], seed = 1, members = 1 } = job
  checkStart(architecture, recipe, job.init !== undefined)
  checkSplit(recipe.split)
  refuseBalancedTwice(recipe)
  const dataset = await readSets(job)
  checkFewestBands(recipe, dataset.layout.bands.length)
  const apart = [...dataset.file.keys()].filter(
    (row) => dataset.file[row] > 0 && testDatasets.length > 0,
  )
  const split = splitOf(dataset, recipe.split, seed, Uint32Array.from(apart))
  refuseUnusedHeldOut(recipe, split)
  const given = job.init === undefined ? undefined : await readGivenWeights(job.init)
  const kept = given && normalisationOf(given, pictureLayout(dataset, recipe), datasets[0])
  const data = trainingData(dataset, split, recipe, kept)
  const shape = {
    nBands: data.input.bands.length,
    nClasses: CLUSTER_CLASSES.length,
    sizePx: data.input.sizePx,
  }
  checkSize(architecture, shape)
  checkNovelty(recipe, architecture, shape)
  batchesInEpoch(split.training.length, recipe.batch)
  if (given) firstWeights(architecture, shape, given, recipe.pretrained, new Random(seed))
  const inputs: RunInputs = {
    architecture: architecture.name,
    datasets: await Promise.all(datasets.map(fileSha256)),
    testDatasets: await Promise.all(testDatasets.map(fileSha256)),
    ...(job.truth && { truth: job.truth }),
    ...(given && { init: { file: given.file, sha256: given.sha256 } }),
    ...{ seed, members, recipe },
  }
  refuseSameTwice(inputs)
  const notes = runNotes(job, { dataset, split, given, kept })
  return { dataset, split, data, shape, given, inputs, notes }
}

/** Its objects would count twice, and its numbers look surer than they are. */
function refuseSameTwice({ datasets, testDatasets }: RunInputs): void {
  const all = [...datasets, ...testDatasets]
  const twin = all.find(({ sha256 }, i) => all.findIndex((one) => one.sha256 === sha256) < i)
  if (!twin) return
  throw new InputError({
    what: 'a data set is given twice',
    where: twin.file,
    got: `the bytes of ${all.find(({ sha256 }) => sha256 === twin.sha256)?.file}`,
    remedy: 'give each once',
  })
}

/** What is only tested on may have other labels. */
async function readSets({
  datasets,
  testDatasets = [],
  truth,
  recipe: { labels, input },
}: RunJob): Promise<Dataset> {
  const cropPx = input.cropPx ?? undefined
  if (testDatasets.length === 0) return readDatasets(datasets, { labels, cropPx })
  const own = await readDatasets(datasets, { labels, cropPx })
  const tests = await readDatasets(testDatasets, { labels: truth ?? labels, cropPx })
  checkLayout(own.layout, tests.layout, testDatasets[0], datasets[0])
  return joinedDatasets([own, tests])
}

/** What the network is shown, as the layout of stamps. */
function pictureLayout({ layout, cropPx }: Dataset, { input }: Recipe): StampLayout {
  if (layout.resampling) return layout
  const sizePx = input.sizePx ?? cropPx
  return { ...layout, cropPx, sizePx, ...(sizePx !== cropPx && { resampling: input.resampling }) }
}

/** Either alone makes every class count as much. */
function refuseBalancedTwice({ sampling, classWeights }: Recipe): void {
  if (sampling !== 'balanced' || classWeights !== 'balanced') return
  throw new InputError({
    what: 'the classes are balanced twice',
    where: 'sampling, classWeights',
    remedy: 'choose sampling: balanced or classWeights: balanced',
  })
}

/** The same words whether a graph cannot be built, or the recipe could make it fit. */
function checkSize(architecture: Architecture, shape: NetworkShape & { sizePx: number }): void {
  try {
    inferenceGraph(architecture, shape)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const remedy = `cut stamps of ${architecture.sizePx} px, or set input.sizePx: ${architecture.sizePx} in the recipe`
    throw new InputError({ ...error.problem, remedy }, { cause: error })
  }
}

function refuseUnusedHeldOut({ patience }: Recipe, { validation }: Split): void {
  if (patience === null || validation.length > 0) return
  throw new InputError({
    what: 'an early end (patience) without a validation set',
    expected: 'split.validation above 0',
    remedy: 'hold some out, or set patience: null',
  })
}

/* A network that is to be used without some of its bands must have been trained without some. */

/** @throws InputError if no band is ever hidden in training, or there are fewer bands than are always to be left */
export function checkFewestBands(
  { fewestBands, bandDropout }: Pick<Recipe, 'fewestBands' | 'bandDropout'>,
  nBands: number,
): void {
  if (fewestBands === null) return
  if (bandDropout === 0) {
    throw new InputError({
      what: 'a network that is to do without bands, but never saw one missing',
      where: 'fewestBands, bandDropout',
      expected: 'bandDropout above 0',
      got: '0',
      remedy: 'hide bands in training (e.g. bandDropout: 0.1), or set fewestBands: null',
    })
  }
  if (fewestBands <= nBands) return
  throw new InputError({
    what: 'more bands than the stamps have',
    where: 'fewestBands',
    expected: `at most ${nBands}`,
    got: `${fewestBands}`,
  })
}
