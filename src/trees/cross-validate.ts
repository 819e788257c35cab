/**
 * What a classifier does on a field that it has not seen: whole fields are left out, never single
 * objects. A random split over objects of all fields flatters (on 39 LEGUS fields by five points).
 */
import { InputError } from '../errors.js'
import { Random } from '../random.js'
import { trainBoostedTrees } from './boosted-trees.js'

/** With more fields than that, several are left out at a time. */
const MOST_FOLDS = 10

export interface CrossValidated {
  /** Class of each row, 1 to nClasses, by trees that saw nothing of its field. */
  readonly predicted: Uint8Array
  /** nRows x nClasses. */
  readonly probabilities: Float64Array
  readonly nClasses: number
  /** The fields that were left out together, in the order of training. */
  readonly folds: readonly (readonly (string | number)[])[]
}

/**
 * Classes of every row by boosted trees that were trained on other fields. Up to ten fields are left
 * out one by one; more are dealt to ten folds by the seed.
 *
 * @param features one array a feature, NaN where there is no value
 * @param classes 1, 2, ... one a row
 * @param fields of each row
 * @throws InputError if all rows are of one field
 * @example crossValidateByField([magV, ci], classes, fields, 1).predicted
 */
export function crossValidateByField(
  features: readonly ArrayLike<number>[],
  classes: ArrayLike<number>,
  fields: ArrayLike<string | number>,
  seed: number,
): CrossValidated {
  const random = new Random(seed)
  const folds = foldsOf([...new Set(Array.from(fields))], random)
  const nClasses = Array.from(classes).reduce((most, code) => Math.max(most, code), 0)
  const probabilities = new Float64Array(classes.length * nClasses)
  for (const fold of folds) {
    const [out, others] = partition(fields, fold)
    const trees = trainBoostedTrees(
      pick(features, others),
      others.map((row) => classes[row]),
      nClasses,
      random,
    )
    const p = trees.probabilities(pick(features, out))
    out.forEach((row, i) => {
      probabilities.set(p.subarray(i * nClasses, (i + 1) * nClasses), row * nClasses)
    })
  }
  const predicted = Uint8Array.from({ length: classes.length }, (_, row) => {
    const p = probabilities.subarray(row * nClasses, (row + 1) * nClasses)
    return 1 + p.indexOf(Math.max(...p))
  })
  return { predicted, probabilities, nClasses, folds }
}

function foldsOf(names: (string | number)[], random: Random): (string | number)[][] {
  if (names.length < 2) {
    throw new InputError({
      what: 'cross-validation by field needs two fields or more',
      got: names.length === 0 ? 'no objects with a class' : `only ${names[0]}`,
      remedy: 'give the catalogues of further fields with human classes',
    })
  }
  if (names.length <= MOST_FOLDS) return names.map((name) => [name])
  const folds: (string | number)[][] = Array.from({ length: MOST_FOLDS }, () => [])
  for (let dealt = 0; names.length > 0; dealt++) {
    folds[dealt % MOST_FOLDS].push(...names.splice(random.integer(names.length), 1))
  }
  return folds
}

function partition(
  fields: ArrayLike<string | number>,
  fold: readonly (string | number)[],
): [number[], number[]] {
  const left: number[] = []
  const others: number[] = []
  for (let row = 0; row < fields.length; row++) {
    if (fold.includes(fields[row])) left.push(row)
    else others.push(row)
  }
  return [left, others]
}

function pick(features: readonly ArrayLike<number>[], rows: readonly number[]): Float64Array[] {
  return features.map((values) => Float64Array.from(rows, (row) => values[row]))
}
