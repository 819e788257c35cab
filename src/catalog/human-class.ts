/** Finds the column in which people have classified, and reads it. */
import { type Column, numbersOf, type Table } from '../tables/index.js'
import { type ClassScheme, classCounts, classesOf, classOf, PLAIN_SCHEME } from './classes.js'
import { CLASS_COLUMNS, columnOf } from './known-columns.js'

export interface ClassQuery {
  table: Table
  layout: string
  scheme: ClassScheme
  /** Column that the user names. */
  asked?: string
  /** Gets a line on what was taken, or why nothing was. */
  notes: string[]
}

/**
 * Human classes of each row, if there are any. In a table of an unknown program a column `class` may
 * mean something else: where its values are no classes it is not taken, and a note says so.
 *
 * @throws InputError if the column asked for, or that of a known layout, holds other codes
 */
export function classifiedBy({ table, layout, scheme, asked, notes }: ClassQuery): {
  humanClass?: Uint8Array
} {
  const found = CLASS_COLUMNS.map((name) => columnOf(table, name)).find((column) => column)
  const column = asked ? table.column(asked) : found
  if (!column) return {}
  const where = `${table.meta.source ?? 'table'}, column ${column.name}`
  const surprise = surpriseIn(column, scheme)
  const sure = asked || layout.startsWith('legus') || layout === 'phangs'
  if (surprise !== undefined && !sure) {
    notes.push(`no human classes: column ${column.name} has ${surprise}, not ${scheme.name}`)
    return {}
  }
  const humanClass = classesOf(numbersOf(column, where), scheme, where)
  const [unseen, ...counts] = classCounts(humanClass)
  notes.push(`human classes: ${column.name}, ${counts.join('/')} of 1-4, ${unseen} not inspected`)
  return { humanClass }
}

/** A value that is no class of the scheme. */
function surpriseIn(column: Column, scheme: ClassScheme): string | undefined {
  const [first] = column.values
  if ((column.width ?? 1) !== 1) return 'vectors'
  if (typeof first === 'string') return `"${first}"`
  const surprise = numbersOf(column).find((value) => classOf(value, scheme) === undefined)
  return surprise === undefined ? undefined : `"${surprise}"`
}

/* Several people's classes of one source as one: mode, mean, and how many agree. */

export interface Votes {
  /** The class that most chose, 0 where nobody voted. */
  readonly mode: Uint8Array
  /** Mean of the votes, NaN where nobody voted. */
  readonly mean: Float64Array
  /** Share of the votes that are the mode, NaN where nobody voted. */
  readonly share: Float64Array
  readonly nVotes: Uint32Array
  /** Votes for classes 1, 2, 3, 4 of each row: nRows x 4. */
  readonly counts: Uint32Array
}

/**
 * Counts the votes of each row; 0 and missing values are no votes.
 *
 * Ties: of the classes with most votes, the one nearest to the mean of all votes; of two equally
 * near, the higher, which is the more cautious. So 1, 3 gives 3, and 1, 1, 4, 4, 2 gives 1.
 *
 * @param columns one column a person
 * @throws InputError naming the column and row of a code that the scheme does not have
 * @example votesOf(table, ['class_aa', 'class_bw', 'class_dt']).share // [1, 0.667, ...]
 */
export function votesOf(
  table: Table,
  columns: readonly string[],
  scheme: ClassScheme = PLAIN_SCHEME,
): Votes {
  const source = table.meta.source ?? 'table'
  const voters = columns.map((name) =>
    classesOf(numbersOf(table.column(name), source), scheme, `${source}, column ${name}`),
  )
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
