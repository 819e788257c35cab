/** Several people's classes of one object: mode, mean, and how many people agree. */
import { Notes } from '../notes.js'
import type { Table } from '../tables/index.js'
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
 * If several classes have the most votes, the mode is the one nearest to the mean of all votes. If
 * two are equally near, it is the higher one, which is more cautious. So 1, 3 gives 3, and 1, 1, 4,
 * 4, 2 gives 1.
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
    votes.mode[row] = modeOf(cast, mean)
    votes.mean[row] = mean
    votes.share[row] = cast.filter((code) => code === votes.mode[row]).length / cast.length
  }
  return votes
}

function modeOf(cast: readonly number[], mean: number): number {
  const counts = [0, 0, 0, 0, 0]
  for (const code of cast) counts[code]++
  const most = Math.max(...counts)
  const tied = [4, 3, 2, 1].filter((code) => counts[code] === most)
  return tied.reduce((best, code) => (Math.abs(code - mean) < Math.abs(best - mean) ? code : best))
}
