/**
 * The answers of several networks as one, as the PHANGS-HST catalogues give them (Wei et al. 2020;
 * Whitmore et al. 2021). Every network votes for its most probable class. The class is the mode of
 * the votes, its quality the share of the networks that voted for it; the probabilities are the
 * means over the networks. Where votes are tied, the tied class with the highest mean probability
 * is given, and the row is flagged.
 */
import { flagValue, isUnclassified } from '../catalog/index.js'
import { indexOfLargest, softmax } from '../statistics/index.js'

export interface Scores {
  /** Class of each row, 0 where there is none. */
  readonly classes: Uint8Array
  /** nRows x nClasses. */
  readonly probabilities: Float32Array
  /** Share of the networks that voted for the class, NaN where there is none. */
  readonly quality: Float32Array
  /** {@link relativeEntropy} of the probabilities, 0 to 1; NaN where there is no class. */
  readonly entropy: Float32Array
  /** Bits of catalog/flags.ts. */
  readonly flags: Uint32Array
}

export interface VoteOptions {
  /** Numbers of the classes, in the order of the logits. */
  readonly classes: readonly number[]
  /** Logits are divided by it; default 1. */
  readonly temperature?: number
}

/**
 * Classes, probabilities, quality and entropy of every row.
 *
 * @param logits one array per network, nRows x nClasses; a single network makes quality 1
 * @param flags one per row; `bad_scores` and `tied_votes` are added in place
 * @example ensembleScores([first, second], flags, { classes: [1, 2, 3, 4] }).quality[0] // 0.5
 */
export function ensembleScores(
  logits: readonly Float32Array[],
  flags: Uint32Array,
  { classes: values, temperature = 1 }: VoteOptions,
): Scores {
  const nClasses = values.length
  const scores = blankScores(flags, nClasses)
  const one = new Float32Array(nClasses)
  for (let row = 0; row < flags.length; row++) {
    if (isUnclassified(flags[row])) continue
    const mean = scores.probabilities.subarray(row * nClasses, (row + 1) * nClasses).fill(0)
    const votes = new Array<number>(nClasses).fill(0)
    const areUsable = logits.every((member) => {
      if (!softmax(member, row * nClasses, one, temperature)) return false
      for (let k = 0; k < nClasses; k++) mean[k] += one[k] / logits.length
      votes[indexOfLargest(one)] += 1
      return true
    })
    if (!areUsable) {
      mean.fill(Number.NaN)
      flags[row] |= flagValue('bad_scores')
      continue
    }
    const most = Math.max(...votes)
    const chosen = indexOfLargest(mean.map((p, k) => (votes[k] === most ? p : -1)))
    if (votes.filter((n) => n === most).length > 1) flags[row] |= flagValue('tied_votes')
    scores.classes[row] = values[chosen]
    scores.quality[row] = most / logits.length
    scores.entropy[row] = relativeEntropy(mean)
  }
  return scores
}

/** Scores of rows that have not been classified yet. */
export function blankScores(flags: Uint32Array, nClasses: number): Scores {
  const { length } = flags
  return {
    classes: new Uint8Array(length),
    probabilities: new Float32Array(length * nClasses).fill(Number.NaN),
    quality: new Float32Array(length).fill(Number.NaN),
    entropy: new Float32Array(length).fill(Number.NaN),
    flags,
  }
}

/**
 * Shannon's entropy (1948) of K probabilities, divided by its largest value ln K:
 * -sum_k p_k ln p_k / ln K, where 0 ln 0 = 0.
 *
 * @returns 0 where one class is certain, 1 where all are equally probable
 * @example relativeEntropy([0.5, 0.5, 0, 0]) // 0.5
 */
function relativeEntropy(probabilities: ArrayLike<number>): number {
  let sum = 0
  for (let k = 0; k < probabilities.length; k++) {
    const p = probabilities[k]
    if (p !== 0) sum -= p * Math.log(p)
  }
  return Math.min(1, sum / Math.log(probabilities.length))
}
