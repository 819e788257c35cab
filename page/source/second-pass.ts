/** A second, blind pass: sources that a person labelled before are shown again, mixed. */
import type { Question } from '../../src/asking/index.js'
import { Random } from '../../src/random.js'

/**
 * Questions for a sample of rows.
 *
 * @param rows labelled once
 * @param seed equal seeds give equal samples
 */
export function secondPass(
  rows: readonly number[],
  count: number,
  seed = Date.now() % 2 ** 31,
): Question[] {
  const mixed = new Random(seed).shuffled(rows)
  return mixed.slice(0, count).map((row) => ({
    ...{ row, why: 'second look', order: 'random', isSecond: true },
  }))
}
