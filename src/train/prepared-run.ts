/** Everything that a run needs, read and checked before the first step: hours later is too late for a bad label. */
import { CLASSES } from '../catalog/index.js'
import { closest } from '../closest.js'
import { checkLayout, type Normalisation, type StampLayout } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import {
  type Architecture,
  CLUSTER_CLASSES,
  inferenceGraph,
  type NetworkShape,
} from '../models/index.js'
import { Random } from '../random.js'
import { batchesInEpoch } from './batches.js'
import { type Dataset, joinedDatasets, readDatasets } from './dataset.js'
import { checkFewestBands } from './fewest-bands.js'
import {
  firstWeights,
  type GivenWeights,
  normalisationOf,
  readGivenWeights,
} from './given-weights.js'
import type { LabelSource } from './label-source.js'
import { checkNovelty } from './novelty.js'
import type { Recipe } from './recipe.js'
import { fileSha256, type RunInputs } from './run-inputs.js'
import { type Split, splitOf } from './splitting.js'
import { type TrainingData, trainingData } from './training-data.js'

/** What a run is asked to do. */
export interface RunJob {
  /** Data set files of `starsift cutouts`. */
  readonly datasets: readonly string[]
  /** Data set files that are only tested on; the shares of the recipe are then of the others. */
  readonly testDatasets?: readonly string[]
  /** Labels of the test data sets; default: as the recipe says for the others. */
  readonly truth?: LabelSource
  /** Folder of the run; made if need be. */
  readonly out: string
  readonly architecture: Architecture
  readonly recipe: Recipe
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
  checkStages(architecture, recipe)
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
  const notes = [...notesOn(dataset, split), ...keptNote(kept, recipe)]
  return { dataset, split, data, shape, given, inputs, notes }
}

/** A model's own normalisation wins over the recipe's: its weights know no other. */
function keptNote(kept: Normalisation | undefined, { input }: Recipe): string[] {
  if (!kept || kept.kind === input.normalisation) return []
  return [
    `pixels become what the given model was trained on (${kept.kind}), not what the recipe says (${input.normalisation})`,
  ]
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

function checkStages({ name, stages }: Architecture, { frozen }: Recipe): void {
  if (!frozen) return
  const names = stages.slice(0, -1).map((stage) => stage.name)
  if (names.includes(frozen.through)) return
  const nearest = closest(frozen.through, names)
  throw new InputError({
    what: `${name} has no stage ${frozen.through} to freeze`,
    where: 'frozen.through',
    expected: names.join(', '),
    remedy: nearest && `did you mean ${nearest}?`,
  })
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

function notesOn({ classes, nNotInspected, nBlank, objects }: Dataset, split: Split): string[] {
  const counts = (rows: Uint32Array) =>
    CLASSES.map(({ code }) => rows.filter((row) => classes[row] === code).length).join('/')
  const sets = Object.entries(split)
    .filter(([, rows]) => rows.length > 0)
    .map(([name, rows]) => `${name} ${rows.length} (${counts(rows)} of classes 1-4)`)
  const nFields = new Set(objects.field).size
  const heldOut: [string, Uint32Array][] = [
    ['validation', split.validation],
    ['test', split.test],
  ]
  const rare = heldOut.filter(([, rows]) => {
    const lacks = CLASSES.some(({ code }) => !rows.some((row) => classes[row] === code))
    return rows.length > 0 && lacks
  })
  return [
    `${sets.join(', ')}; ${nFields} field${nFields === 1 ? '' : 's'}`,
    nNotInspected > 0 && `${nNotInspected} objects left out: nobody has classified them`,
    nBlank > 0 && `${nBlank} objects left out: no pixels in at least one band`,
    ...rare.map(([name]) => `the ${name} set lacks a class: what is measured there says little`),
  ].filter((note) => note !== false)
}
