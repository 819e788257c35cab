/**
 * The split: which objects of a data set are trained on, which choose the best epoch (validation),
 * and which are only tested on. The recipe asks, datasets/sets.ts deals, and nothing may be in two
 * sets.
 */
import {
  checkLeakage,
  type Dataset,
  placeGroups,
  type Sets,
  type Shares,
  splitByField,
  splitByNamedFields,
  splitByObject,
} from '../datasets/index.js'
import { InputError } from '../errors.js'
import { Random } from '../random.js'
import { classList } from './class-list.js'
import type { RunSettings } from './options.js'
import type { Recipe } from './recipe.js'

/** Rows of each set; validation and test may be empty. */
export interface Split {
  readonly training: Uint32Array
  readonly validation: Uint32Array
  readonly test: Uint32Array
}

const NONE = new Uint32Array()

/**
 * Where there are test data sets, no other objects are tested on: objects of training fields would
 * flatter the test.
 *
 * @param dataset with the objects of the test data sets, if there are any, as its second file
 * @throws InputError if the split asks for what the data set does not have, one object is in two
 *   sets, or a class has no example to train on
 */
export function splitOf(
  dataset: Dataset,
  { recipe, seed, testDatasets }: Pick<RunSettings, 'recipe' | 'seed' | 'testDatasets'>,
): Split {
  const hasTests = testDatasets.length > 0
  const all = [...dataset.classes.keys()]
  const apart = all.filter((row) => hasTests && dataset.file[row] > 0)
  const rows = hasTests ? all.filter((row) => dataset.file[row] === 0) : all
  const asked = hasTests ? { ...recipe.split, test: 0, testFields: [] } : recipe.split
  const sets = setsAmong(rows, dataset, asked, seed)
  const back = (name: string) => Uint32Array.from(sets[name] ?? NONE, (i) => rows[i])
  const test = hasTests ? Uint32Array.from(apart) : back('test')
  const split = { training: back('training'), validation: back('validation'), test }
  checkLeakage(dataset.objects, { ...split }, dataset.crops)
  refuseMissingClass(dataset.classes, split.training, recipe)
  return split
}

/** Sets of indices into `rows`. */
function setsAmong(
  rows: readonly number[],
  { classes, objects }: Dataset,
  { by, validation, test, ...named }: Recipe['split'],
  seed: number,
): Sets {
  const labels = rows.map((row) => classes[row])
  const fields = rows.map((row) => objects.field[row])
  if (by === 'named') return splitByNamedFields(fields, namedSets(named))
  const random = new Random(seed)
  const shares: Shares = {
    training: 1 - validation - test,
    ...(validation > 0 && { validation }),
    ...(test > 0 && { test }),
  }
  if (Object.keys(shares).length === 1) return { training: Uint32Array.from(rows.keys()) }
  if (by === 'field') return splitByField(fields, labels, shares, random)
  const groups = placeGroups(objects)
  const ofRows = rows.map((row) => groups[row])
  return splitByObject(labels, shares, random, ofRows)
}

function namedSets({
  validationFields,
  testFields,
}: Pick<Recipe['split'], 'validationFields' | 'testFields'>): Record<string, readonly string[]> {
  return {
    ...(validationFields.length > 0 && { validation: validationFields }),
    ...(testFields.length > 0 && { test: testFields }),
  }
}

/** A class without examples cannot be learnt. The remedy names the line that leaves it out. */
function refuseMissingClass(classes: Uint8Array, training: Uint32Array, recipe: Recipe): void {
  const list = classList(recipe)
  const counts = list.map((_, k) => training.filter((row) => classes[row] === k + 1).length)
  const missing = list.filter((_, k) => counts[k] === 0).map(({ label }) => label)
  const kept = list.filter((_, k) => counts[k] > 0)
  const labels = list.map(({ label }) => label)
  const lines = kept.map(
    ({ label, isCluster }) => `{ label: ${JSON.stringify(label)}, cluster: ${isCluster} }`,
  )
  const leaveOut = recipe.classes
    ? `take ${missing.join(', ')} out of the classes of the recipe`
    : `leave it out with this line of the recipe: classes: [${lines.join(', ')}]`
  if (missing.length === 0) return
  throw new InputError({
    what: `no example of class ${missing.join(', ')} to train on`,
    expected: `examples of classes ${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}`,
    got: `${counts.join(', ')} examples`,
    remedy: `give more data, hold less out${kept.length > 1 ? `, or ${leaveOut}` : ''}`,
  })
}
