/** How well people agree with each other: the matrix beside which those of networks are to be seen. */
import { classesOf, PLAIN_SCHEME } from '../catalog/index.js'
import {
  accuracy,
  type ConfusionMatrix,
  recalls,
  twoClassMatrix,
} from '../evaluate/confusion-matrix.js'
import { withFile } from '../files/index.js'
import { numbersOf, readFitsTable } from '../tables/index.js'

export interface HumanPairs {
  readonly columns: readonly string[]
  /** Classes that one person gave (rows) where another gave those of the columns, over all ordered pairs of people. */
  readonly matrix: ConfusionMatrix
  /** Share of the pairs of people who agree. */
  readonly accuracy: number
  readonly accuracyTwo: number
  /** Given that one says class 1, ... 4, the probability that another one does; NaN where nobody says so. */
  readonly recalls: readonly number[]
}

/**
 * @param paths data set files
 * @param columns classes 1-4 of each person, 0 or missing where he or she did not look
 * @throws InputError naming column and row of what is no class
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
