/**
 * Several networks' answers as one, as the PHANGS-HST catalogues give them (Wei et al. 2020; Whitmore et al. 2021):
 * the class is the mode of the networks' classes, its quality the share of the networks that voted for it, the
 * probabilities are the means of the networks' own. Where several classes have most votes, the one of them with
 * the highest mean probability is given, and the row is flagged.
 */
import { flagValue, isUnclassified } from '../catalog/index.js'
import { blankScores, type Scores } from './columns.js'
import { argmax, relativeEntropy, softmax } from './scores.js'

export interface VoteOptions {
  /** Values of the classes, in the order of the logits. */
  readonly classes: readonly number[]
  /** Logits are divided by it; default 1. */
  readonly temperature?: number
}

/**
 * Classes, probabilities, quality and entropy of every row.
 *
 * @param logits of each network, nRows x nClasses; one network makes quality 1
 * @param flags of every row; `bad_scores` and `tied_votes` are added
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
      const isUsable = softmax(member, row * nClasses, one, temperature)
      for (let k = 0; k < nClasses; k++) mean[k] += one[k] / logits.length
      votes[argmax(one)] += 1
      return isUsable
    })
    if (!areUsable) {
      mean.fill(Number.NaN)
      flags[row] |= flagValue('bad_scores')
      continue
    }
    const most = Math.max(...votes)
    const chosen = argmax(mean.map((p, k) => (votes[k] === most ? p : -1)))
    if (votes.filter((n) => n === most).length > 1) flags[row] |= flagValue('tied_votes')
    scores.classes[row] = values[chosen]
    scores.quality[row] = most / logits.length
    scores.entropy[row] = relativeEntropy(mean)
  }
  return scores
}
