/** Two lists of classes for the same sources: what each says where the other says something. */
import type { ClassList } from '../catalog/index.js'
import { type ConfusionMatrix, type Measure, measuresOf } from '../evaluate/index.js'
import { Random } from '../random.js'

export interface Comparison {
  /** Sources to which both give a class. */
  readonly n: number
  /** `matrix[i][j]`: sources of class i + 1 by the first, j + 1 by the second. */
  readonly matrix: ConfusionMatrix
  /** Share of the sources with the same class. */
  readonly agreement: Measure
  /** Cohen's kappa. */
  readonly kappa: Measure
  /** The same for clusters against the rest; NaN where the classes do not tell them apart. */
  readonly agreementTwo: Measure
  readonly kappaTwo: Measure
}

/** Enough for two digits of an interval, and a page draws many of them. */
const RESAMPLES = 1000

/**
 * Agreement and kappa with 95 % intervals (bootstrap over the sources).
 *
 * @param first, second places in the list from 1 on, one a source; 0 where there is no class
 * @example comparisonOf([1, 2, 0], [1, 1, 4], FOUR_CLASSES).matrix[1][0] // 1
 */
export function comparisonOf(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  list: ClassList,
  nResamples = RESAMPLES,
): Comparison {
  const both = Array.from(first, (_, i) => i).filter((i) => first[i] > 0 && second[i] > 0)
  const [a, b] = [first, second].map((classes) => Uint8Array.from(both, (i) => classes[i]))
  const measures = measuresOf(a, b, { random: new Random(1), list, nResamples })
  const { matrix, fourClasses, twoClasses } = measures
  return {
    ...{ n: both.length, matrix },
    ...{ agreement: fourClasses.accuracy, kappa: fourClasses.kappa },
    ...{ agreementTwo: twoClasses.accuracy, kappaTwo: twoClasses.kappa },
  }
}
