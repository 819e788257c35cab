/** The votes on one source: mode, mean, share, and how many people agree. */
import { type ClassList, modeOfCounts } from '../catalog/index.js'
import { pairShare } from '../statistics/index.js'
import type { LabelledSource } from './labelled-sources.js'

export interface Tally {
  /** Number of votes for each class of the list. "Unsure" is no vote. */
  readonly counts: readonly number[]
  readonly n: number
  readonly nUnsure: number
  /** The class with the most votes, 0 without any; for ties see `modeOfCounts`. */
  readonly mode: number
  /** Mean of the votes; NaN without any. It means something where classes are a scale. */
  readonly mean: number
  /** Share of the votes that chose the mode; NaN without any. */
  readonly share: number
  /** Share of the pairs of people who agree; NaN with fewer than two votes. */
  readonly agreement: number
  /** The class that was settled, else the mode. */
  readonly class: number
  readonly isSettled: boolean
}

/** @example tallyOf(source, FOUR_CLASSES).mode // 2 */
export function tallyOf({ answers, settled }: LabelledSource, list: ClassList): Tally {
  const counts = list.map(() => 0)
  let nUnsure = 0
  for (const answer of answers.values()) {
    if (answer.class === null) nUnsure++
    else counts[answer.class - 1]++
  }
  const n = counts.reduce((sum, count) => sum + count, 0)
  const mode = modeOfCounts(counts, list)
  const mean = counts.reduce((sum, count, k) => sum + count * (k + 1), 0) / n
  return {
    ...{ counts, n, nUnsure, mode, mean },
    share: n === 0 ? Number.NaN : counts[mode - 1] / n,
    agreement: n < 2 ? Number.NaN : pairShare(counts, n),
    class: settled?.class ?? mode,
    isSettled: settled !== undefined,
  }
}
