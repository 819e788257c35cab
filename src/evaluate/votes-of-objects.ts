/** The votes on the objects that are compared, where they are known vote by vote. */
import { rowInFile } from './classified.js'
import type { ComparedObjects } from './compared-objects.js'
import type { FieldVotes } from './votes.js'

/**
 * Shares of the votes, n x K; a row of 0 where nobody voted.
 *
 * @returns undefined if the votes of no object are known
 */
export function sharesOfObjects(
  { n, list, fields, field, truthRow }: ComparedObjects,
  votes: readonly FieldVotes[],
): Float64Array | undefined {
  const known = new Map(
    votes.flatMap((one) => (one.basis === 'votes' && one.source ? [[one.source, one]] : [])),
  )
  if (!fields.some(({ truth }) => known.has(truth.source))) return undefined
  const shares = new Float64Array(n * list.length)
  for (let i = 0; i < n; i++) {
    const { truth } = fields[field[i]]
    const counts = known.get(truth.source)?.votes[rowInFile(truth, truthRow[i])]?.counts
    const nVotes = counts?.reduce((sum, count) => sum + count, 0)
    if (!counts || !nVotes) continue
    for (const [k, count] of counts.entries()) shares[i * list.length + k] = count / nVotes
  }
  return shares
}
