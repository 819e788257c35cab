/** What a recipe asks of the split: one way alone, and a test set from one place. */
import { InputError } from '../errors.js'
import type { Recipe } from './recipe.js'

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
