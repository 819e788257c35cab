/**
 * How well people agree with each other: the score beside which a network's score is to be seen.
 */
import { classesOf, PLAIN_SCHEME } from '../catalog/index.js'
import { accuracy, type ConfusionMatrix, recalls, twoClassMatrix } from '../evaluate/index.js'
import { withFile } from '../files/index.js'
import { numbersOf, readFitsTable } from '../tables/index.js'

export interface HumanPairs {
  readonly columns: readonly string[]
  /**
   * Counts over all ordered pairs of people: one gave the class of the row, the other that of the
   * column.
   */
  readonly matrix: ConfusionMatrix
  /** Share of the pairs that agree. */
  readonly accuracy: number
  readonly accuracyTwo: number
  /** Probability that another person says class 1, ... 4 if one does; NaN if nobody does. */
  readonly recalls: readonly number[]
}

/**
 * @param paths data set files
 * @param columns columns of classes 1-4, one for each person; 0 or missing: not looked at
 * @throws InputError naming column and row of a value that is no class
 */
export async function humanPairs(
  paths: readonly string[],
  columns: readonly string[],
): Promise<HumanPairs> {
  const counts = Array.from({ length: 4 }, () => [0, 0, 0, 0])
  for (const path of paths) {
    const table = await withFile(path, (source) => readFitsTable(source, 'CATALOG'))
    const people = columns.map((name) => {
      const where = `${path}, column ${name}`
      return classesOf(numbersOf(table.column(name), where), PLAIN_SCHEME, where)
    })
    for (let row = 0; row < table.nRows; row++)
      countPairs(
        people.map((one) => one[row]),
        counts,
      )
  }
  return {
    columns,
    matrix: counts,
    accuracy: accuracy(counts),
    accuracyTwo: accuracy(twoClassMatrix(counts)),
    recalls: recalls(counts),
  }
}

function countPairs(classes: readonly number[], counts: number[][]): void {
  for (const [i, one] of classes.entries()) {
    for (const [j, other] of classes.entries()) {
      if (i !== j && one > 0 && other > 0) counts[one - 1][other - 1] += 1
    }
  }
}
