/** Deals the objects of a data set out to training, validation and test as the recipe asks, and makes sure that they are apart. */
import { CLASSES } from '../catalog/index.js'
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
import type { Recipe } from './recipe.js'

/** Rows of each; validation and test may be empty. */
export interface Split {
  readonly training: Uint32Array
  readonly validation: Uint32Array
  readonly test: Uint32Array
}

const NONE = new Uint32Array()

/**
 * @param apart rows that are the test set already, as those of test data sets; no other is then tested on
 * @throws InputError if the split asks for what cannot be had, one object is in two sets, or a class has no example to train on
 */
export function splitOf(
  dataset: Dataset,
  split: Recipe['split'],
  seed: number,
  apart = NONE,
): Split {
  const isApart = new Set(apart)
  const rows = [...dataset.classes.keys()].filter((row) => !isApart.has(row))
  const sets = setsAmong(rows, dataset, apart.length > 0 ? withoutTest(split) : split, seed)
  const back = (name: string) => Uint32Array.from(sets[name] ?? NONE, (i) => rows[i])
  const test = apart.length > 0 ? apart.toSorted() : back('test')
  const result = { training: back('training'), validation: back('validation'), test }
  checkLeakage(dataset.objects, { ...result }, dataset.crops)
  refuseMissingClass(dataset.classes, result.training)
  return result
}

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
  return splitByObject(
    labels,
    shares,
    random,
    rows.map((row) => groups[row]),
  )
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

function refuseMissingClass(classes: Uint8Array, training: Uint32Array): void {
  const counts = CLASSES.map(({ code }) => training.filter((row) => classes[row] === code).length)
  const missing = CLASSES.filter((_, k) => counts[k] === 0).map(({ code }) => code)
  if (missing.length === 0) return
  throw new InputError({
    what: `no example of class ${missing.join(', ')} to train on`,
    expected: 'examples of classes 1, 2, 3 and 4',
    got: `${counts.join(', ')} of them`,
    remedy: 'give more data, or hold less out',
  })
}

/* What a recipe asks of the split: one way alone, and a test set from one place. */

type AskedSplit = Recipe['split']

/** @throws InputError if it names fields, and not `by: named`; or asks for shares beside named fields */
export function checkSplit({
  by,
  validation,
  test,
  validationFields,
  testFields,
}: AskedSplit): void {
  const isNamed = by === 'named'
  const others = isNamed ? { validation, test } : { validationFields, testFields }
  const unused = Object.entries(others).find(([, asked]) =>
    Array.isArray(asked) ? asked.length > 0 : asked > 0,
  )
  if (unused) {
    const [key, asked] = unused
    throw new InputError({
      what: `split.${key} says nothing where fields are ${isNamed ? '' : 'not '}held out by name`,
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

/** Where data sets are given to be tested on, they alone are the test set: objects of training fields would flatter it. */
export function withoutTest(split: AskedSplit): AskedSplit {
  return { ...split, test: 0, testFields: [] }
}

/** What of the recipe is not done because test data sets are given. */
export function unusedTestNotes(
  { test, testFields }: AskedSplit,
  testDatasets: readonly string[],
): string[] {
  if (testDatasets.length === 0) return []
  const why = `is not used: the test set is ${testDatasets.join(', ')}`
  return [
    test > 0 && `split.test ${test} ${why}`,
    testFields.length > 0 && `split.testFields ${testFields.join(', ')} ${why}`,
  ].filter((note) => note !== false)
}
