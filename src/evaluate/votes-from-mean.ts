/**
 * What people voted, from what catalogues keep of it: the mode and the mean of the votes.
 *
 * Approximation. LEGUS sources were looked at by three people or more (Adamo+2017), and the means have
 * three decimals. Taken is the smallest number of votes, from three on, for which some votes have this
 * mean and this mode, and no second mode; where no number has such votes, tied modes count too. Often
 * these votes are unique: mode 1 with mean 1.333 is 1, 1, 2. Where they are not (4, 4, 4, 1 and 4, 4, 3, 2
 * both have mode 4, mean 3.250), the votes that agree most are taken, and the least agreement of those
 * possible is kept beside them. More votes than the fewest are possible, and tied modes (1, 2, 3 has the
 * mean of 2, 2, 2), so that the result is slightly optimistic.
 */
import { isCluster } from '../catalog/classes.js'
import { pairShare } from '../statistics/fleiss-kappa.js'

export interface Votes {
  /** How many voted for classes 1-4. */
  readonly counts: readonly number[]
  /** Least share of agreeing pairs that the mode and the mean allow: four classes, two classes. */
  readonly atLeast: readonly [number, number]
}

const FEWEST_VOTES = 3
const MOST_VOTES = 8

/** Half of the last decimal of a mean, and a little for its binary form. */
const TOLERANCE = 0.0005 + 1e-9

/**
 * @param mode 1-4
 * @param mean 1 to 4
 * @returns undefined if no 3 to 8 votes have this mode and this mean
 * @example votesFromMean(1, 1.333)?.counts // [2, 1, 0, 0]
 */
export function votesFromMean(mode: number, mean: number): Votes | undefined {
  return fewestVotes(mode, mean, false) ?? fewestVotes(mode, mean, true)
}

function fewestVotes(mode: number, mean: number, tiesCount: boolean): Votes | undefined {
  for (let nVotes = FEWEST_VOTES; nVotes <= MOST_VOTES; nVotes++) {
    const possible = splitsOf(nVotes).filter((counts) => {
      const most = Math.max(...counts)
      const nModes = counts.filter((count) => count === most).length
      const sum = counts.reduce((total, count, k) => total + count * (k + 1), 0)
      const isMode = counts[mode - 1] === most && (tiesCount || nModes === 1)
      return isMode && Math.abs(sum / nVotes - mean) <= TOLERANCE
    })
    if (possible.length > 0) return bestOf(possible, nVotes)
  }
  return undefined
}

/** Votes for classes 1-4 as votes for cluster or not. */
export function twoClassVotes(counts: readonly number[]): number[] {
  const clusters = counts.reduce((n, count, k) => n + (isCluster(k + 1) ? count : 0), 0)
  return [clusters, counts.reduce((n, count) => n + count, 0) - clusters]
}

function bestOf(possible: readonly (readonly number[])[], nVotes: number): Votes {
  const four = possible.map((counts) => pairShare(counts, nVotes))
  const two = possible.map((counts) => pairShare(twoClassVotes(counts), nVotes))
  return {
    counts: possible[four.indexOf(Math.max(...four))],
    atLeast: [Math.min(...four), Math.min(...two)],
  }
}

/** All ways to share n votes among four classes. */
function splitsOf(n: number): number[][] {
  const splits: number[][] = []
  for (let a = 0; a <= n; a++) {
    for (let b = 0; a + b <= n; b++) {
      for (let c = 0; a + b + c <= n; c++) splits.push([a, b, c, n - a - b - c])
    }
  }
  return splits
}
