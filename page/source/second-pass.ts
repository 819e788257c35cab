/** A second, blind pass: sources that a person labelled before are shown again, mixed. */
import { Random } from '../../src/random.js'
import type { Asked } from './session.js'

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
): Asked[] {
  const mixed = new Random(seed).shuffled(rows)
  return mixed.slice(0, count).map((row) => ({
    ...{ row, why: '', order: 'random', isSecond: true },
  }))
}
