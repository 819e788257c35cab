/**
 * How well boosted trees classify a field that they have not seen: whole fields are left out, never
 * single objects. A random split of the objects of all fields gives too good a result (on 39 LEGUS
 * fields by five points).
 */
import { InputError } from '../errors.js'
import { Random } from '../random.js'
import { indexOfLargest } from '../statistics/index.js'
import { trainBoostedTrees } from './boosted-trees.js'

/** With more fields than this, several are left out at a time. */
const MOST_FOLDS = 10

type FieldName = string | number

export interface CrossValidated {
  /** Class of each row, 1 to nClasses, from trees that have not seen its field. */
  readonly predicted: Uint8Array
  /** nRows x nClasses. */
  readonly probabilities: Float64Array
  readonly nClasses: number
  /** The fields that were left out at one time, in the order of training. */
  readonly folds: readonly (readonly FieldName[])[]
}

/**
 * Classifies every row with boosted trees that were trained on other fields. Up to ten fields are
 * left out one by one; more fields are dealt to ten folds, by the seed. Fields are taken in the
 * order of their names, so it makes no difference which field's rows come first.
 *
 * @param features an array for each feature, NaN where there is no value
 * @param classes class of each row: 1, 2, ...
 * @param fields field of each row
 * @throws InputError if all rows belong to one field
 * @example crossValidateByField([magV, ci], classes, fields, 1).predicted
 */
export function crossValidateByField(
  features: readonly ArrayLike<number>[],
  classes: ArrayLike<number>,
  fields: ArrayLike<FieldName>,
  seed: number,
): CrossValidated {
  const names = [...new Set(Array.from(fields))].sort(byName)
  const folds = foldsOf(names, new Random(seed))
  const nClasses = Array.from(classes).reduce((most, code) => Math.max(most, code), 0)
  const probabilities = new Float64Array(classes.length * nClasses)
  for (const fold of folds) {
    const [out, others] = partition(fields, names, fold)
    const trees = trainBoostedTrees(
      pick(features, others),
      others.map((row) => classes[row]),
      nClasses,
      new Random(seed),
    )
    const p = trees.probabilities(pick(features, out))
    out.forEach((row, i) => {
      probabilities.set(p.subarray(i * nClasses, (i + 1) * nClasses), row * nClasses)
    })
  }
  const predicted = Uint8Array.from({ length: classes.length }, (_, row) => {
    const p = probabilities.subarray(row * nClasses, (row + 1) * nClasses)
    return 1 + indexOfLargest(p)
  })
  return { predicted, probabilities, nClasses, folds }
}

function byName(a: FieldName, b: FieldName): number {
  return String(a) < String(b) ? -1 : 1
}

function foldsOf(names: readonly FieldName[], random: Random): FieldName[][] {
  if (names.length < 2) {
    throw new InputError({
      what: 'cross-validation by field needs two fields or more',
      got: names.length === 0 ? 'no objects with a class' : `only ${names[0]}`,
      remedy: 'give the catalogues of further fields with human classes',
    })
  }
  if (names.length <= MOST_FOLDS) return names.map((name) => [name])
  const folds: FieldName[][] = Array.from({ length: MOST_FOLDS }, () => [])
  const left = [...names]
  for (let dealt = 0; left.length > 0; dealt++) {
    folds[dealt % MOST_FOLDS].push(...left.splice(random.integer(left.length), 1))
  }
  return folds
}

/** Rows of the fold's fields, and rows of the other fields. */
function partition(
  fields: ArrayLike<FieldName>,
  names: readonly FieldName[],
  fold: readonly FieldName[],
): [number[], number[]] {
  const rowsOf = new Map(names.map((name): [FieldName, number[]] => [name, []]))
  for (let row = 0; row < fields.length; row++) rowsOf.get(fields[row])!.push(row)
  const rowsIn = (some: readonly FieldName[]) => some.flatMap((name) => rowsOf.get(name)!)
  return [rowsIn(fold), rowsIn(names.filter((name) => !fold.includes(name)))]
}

function pick(features: readonly ArrayLike<number>[], rows: readonly number[]): Float64Array[] {
  return features.map((values) => Float64Array.from(rows, (row) => values[row]))
}
