/** What people voted in a field: their own columns, or what the mode and the mean say of them. */
import { classesOf, PLAIN_SCHEME } from '../catalog/classes.js'
import { askedColumn, columnOf } from '../catalog/column-of.js'
import { measured } from '../catalog/sentinels.js'
import { pairShare } from '../statistics/fleiss-kappa.js'
import { numbersOf } from '../tables/index.js'
import type { Classified } from './classified.js'
import type { FieldVotes } from './human-agreement.js'
import { twoClassVotes, type Votes, votesFromMean } from './votes-from-mean.js'

/**
 * @param columns one column a person; default: the columns `class` and `class_mean` of the layout
 * @param notes gets a line where nothing is known of the votes
 * @returns undefined where nothing is known
 * @throws InputError if a column asked for is not there, or holds other codes
 */
export function peopleVotes(
  set: Classified,
  columns: readonly string[] | undefined,
  notes: string[],
): FieldVotes | undefined {
  const { field, source, table } = set
  if (columns) return { field, basis: 'votes', votes: votesIn(set, columns) }
  const [mode, mean] = [columnOf(table, 'class'), columnOf(table, 'class_mean')]
  if (!mode || !mean) {
    notes.push(`${source} has neither votes nor their mean: how far people agree is not known`)
    return undefined
  }
  const where = `${source}, column ${mode.name}`
  const modes = classesOf(numbersOf(mode, where), set.scheme ?? PLAIN_SCHEME, where)
  const means = measured(table, set.layout, mean.name)
  const inspected = [...modes.keys()].filter((row) => modes[row] > 0 && !Number.isNaN(means[row]))
  const votes = inspected.map((row) => votesFromMean(modes[row], means[row]))
  const odd = inspected.filter((_, i) => !votes[i])
  if (odd.length > 0) {
    const first = odd[0]
    notes.push(
      `${field}: no votes have the mode and mean of ${odd.length} objects (the first is row ` +
        `${first + 1}: mode ${modes[first]}, mean ${means[first]}); they are left out of people's agreement`,
    )
  }
  return { field, basis: 'mode and mean', votes }
}

function votesIn(set: Classified, columns: readonly string[]): Votes[] {
  const people = columns.map((name) => {
    const column = askedColumn(set.table, name)
    const where = `${set.source}, column ${column.name}`
    return classesOf(numbersOf(column, where), set.scheme ?? PLAIN_SCHEME, where)
  })
  return Array.from(set.classes, (_, row) => {
    const counts = [0, 0, 0, 0]
    for (const codes of people) if (codes[row] > 0) counts[codes[row] - 1]++
    const n = counts.reduce((sum, count) => sum + count, 0)
    return { counts, atLeast: [pairShare(counts, n), pairShare(twoClassVotes(counts), n)] }
  })
}
