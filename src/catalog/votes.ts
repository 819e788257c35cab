/** Several people's classes of one object: mode, mean, and how many people agree. */
import { Notes } from '../notes.js'
import type { Table } from '../tables/index.js'
import { areTheFour, type ClassList, FOUR_CLASSES } from './class-list.js'
import { type ClassScheme, PLAIN_SCHEME } from './classes.js'
import { columnClasses } from './human-class.js'

/** The votes of several people on each row. */
export interface ClassVotes {
  /** The class with the most votes, 0 where nobody voted. */
  readonly mode: Uint8Array
  /** Mean of the votes, NaN where nobody voted. */
  readonly mean: Float64Array
  /** Share of the votes that chose the mode, NaN where nobody voted. */
  readonly share: Float64Array
  /** Number of votes. */
  readonly nVotes: Uint32Array
  /** Numbers of votes for classes 1, 2, 3, 4 of each row: nRows x 4. */
  readonly counts: Uint32Array
}

/**
 * Counts the votes of each row. 0 and missing values are not votes.
 *
 * For ties see {@link modeOfCounts}: 1, 3 gives 3, and 1, 1, 4, 4, 2 gives 1.
 *
 * @param columns names of the columns, one per person
 * @param notes gets a doubt that counts cells that are no classes; they are no votes
 * @throws InputError naming column and row, if more than a tenth of a person's codes are no classes
 * @example votesOf(table, ['class_aa', 'class_bw', 'class_dt']).share // [1, 0.667, ...]
 */
export function votesOf(
  table: Table,
  columns: readonly string[],
  scheme: ClassScheme = PLAIN_SCHEME,
  notes = new Notes(),
): ClassVotes {
  const source = table.meta.source ?? 'table'
  const voters = columns.map((name) => columnClasses(table.column(name), scheme, source, notes))
  const { nRows } = table
  const votes = {
    mode: new Uint8Array(nRows),
    mean: new Float64Array(nRows).fill(Number.NaN),
    share: new Float64Array(nRows).fill(Number.NaN),
    nVotes: new Uint32Array(nRows),
    counts: new Uint32Array(nRows * 4),
  }
  for (let row = 0; row < nRows; row++) {
    const cast = voters.map((voter) => voter[row]).filter((code) => code !== 0)
    votes.nVotes[row] = cast.length
    for (const code of cast) votes.counts[row * 4 + code - 1] += 1
    if (cast.length === 0) continue
    const mean = cast.reduce((sum, code) => sum + code, 0) / cast.length
    votes.mode[row] = modeOfCounts(votes.counts.subarray(row * 4, row * 4 + 4), FOUR_CLASSES)
    votes.mean[row] = mean
    votes.share[row] = cast.filter((code) => code === votes.mode[row]).length / cast.length
  }
  return votes
}

/**
 * The class with the most votes, from 1 on; 0 without votes. Of the four classes with equally many,
 * the one nearest to the mean of all votes, and of two equally near the higher one, which is more
 * cautious. Classes of one's own are no scale: there the last one of the list is taken.
 *
 * @param counts votes for each class of the list
 * @example modeOfCounts([1, 0, 1, 0], FOUR_CLASSES) // 3
 */
export function modeOfCounts(counts: ArrayLike<number>, list: ClassList): number {
  const [most, n] = [Math.max(...Array.from(counts)), sumOf(counts, () => 1)]
  if (n === 0) return 0
  const tied = list.map((_, k) => k + 1).filter((code) => counts[code - 1] === most)
  if (!areTheFour(list)) return tied.at(-1)!
  const mean = sumOf(counts, (k) => k + 1) / n
  const away = (code: number) => Math.abs(code - mean)
  return tied.reduceRight((best, code) => (away(code) < away(best) ? code : best))
}

function sumOf(counts: ArrayLike<number>, weight: (k: number) => number): number {
  let sum = 0
  for (let k = 0; k < counts.length; k++) sum += counts[k] * weight(k)
  return sum
}
