/**
 * Everything that a run needs, read and checked before the first step: hours later is too late for
 * a bad label. The data sets are read, split, checked against the recipe, and made into stamps.
 */

import { checkLayout } from '../cutouts/index.js'
import { type Dataset, joinedDatasets, readDatasets } from '../datasets/index.js'
import { type NetworkShape, planesOf } from '../models/index.js'
import { Notes } from '../notes.js'
import { Random } from '../random.js'
import { checkRecipe, checkRecipeOnData } from './check-recipe.js'
import { classList, namedClasses } from './class-list.js'
import { checkFiltersKnown, filtersOf } from './filters.js'
import { inputsOf, type RunInputs } from './inputs.js'
import { runNotes } from './notes.js'
import type { RunSettings } from './options.js'
import { type PeopleLabels, peopleLabels } from './people-labels.js'
import { type Split, splitOf } from './split.js'
import { preparedStamps, type StampSets, stampLayout } from './stamps.js'
import { firstWeights, type GivenWeights, readGivenWeights } from './starting-point.js'
import { readUnlabelled, type Unlabelled } from './unlabelled.js'

export interface Prepared {
  readonly settings: RunSettings
  readonly dataset: Dataset
  readonly split: Split
  readonly stamps: StampSets
  readonly shape: NetworkShape & { sizePx: number }
  readonly given?: GivenWeights
  /** To which the network is adapted. */
  readonly unlabelled?: Unlabelled
  readonly inputs: RunInputs
  readonly notes: Notes
}

/** @throws InputError for the first thing that does not fit */
export async function prepare(settings: RunSettings): Promise<Prepared> {
  const { architecture, recipe, datasets, seed, init } = settings
  checkRecipe(settings)
  const people = await labelsOf(settings)
  const dataset = await readData(settings, people)
  const split = splitOf(dataset, settings)
  const layout = stampLayout(dataset, recipe)
  const given = init === undefined ? undefined : await readGivenWeights(init, layout, datasets[0])
  const nClasses = classList(recipe).length
  const bands = filtersOf(layout.bands, recipe, given?.card)
  checkFiltersKnown(dataset, bands, recipe)
  const shape = { nBands: planesOf(bands).length, nClasses, sizePx: layout.sizePx }
  checkRecipeOnData(settings, split, shape, layout.bands.length)
  if (given) firstWeights(architecture, shape, given, recipe, new Random(seed))
  const { adapt } = recipe
  const unlabelled = adapt && (await readUnlabelled(adapt.data, dataset, recipe, seed))
  if (unlabelled) checkFiltersKnown(unlabelled.dataset, bands, recipe)
  const inputs = await inputsOf(settings, given, people)
  const stamps = preparedStamps({ dataset, split, unlabelled }, recipe, given?.card)
  const notes = new Notes().add(people?.notes(), runNotes(settings, { dataset, split, given }))
  notes.add(unlabelled?.notes)
  return { settings, dataset, split, stamps, shape, given, unlabelled, inputs, notes }
}

async function labelsOf({ labels, recipe }: RunSettings): Promise<PeopleLabels | undefined> {
  return labels === undefined
    ? undefined
    : peopleLabels(labels, namedClasses(recipe), recipe.labels.from)
}

/**
 * All data sets as one, those that are only tested on after the others; these may have other
 * labels.
 */
async function readData(
  { datasets, testDatasets, truth, recipe }: RunSettings,
  given: PeopleLabels | undefined,
): Promise<Dataset> {
  const { labels, input } = recipe
  const own = namedClasses(recipe)
  const cropPx = input.cropPx ?? undefined
  const { filters } = input
  const training = await readDatasets(datasets, { labels, own, cropPx, given, filters })
  if (testDatasets.length === 0) return training
  const tests = await readDatasets(testDatasets, {
    labels: truth ?? labels,
    ...{ own, cropPx, filters },
  })
  checkLayout(training.layout, tests.layout, testDatasets[0], datasets[0])
  return joinedDatasets([training, tests])
}
