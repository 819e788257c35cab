/**
 * The smallest set of classes that holds a person's answer with 90 %: conformal prediction, class
 * by class (Vovk 2012, arXiv:1209.2673; Sadinle, Lei & Wasserman 2019, arXiv:1609.00451).
 * With the probabilities p_k of an object, and its most probable class c,
 *
 *   set = {c} and all k with p_k >= t_k.
 *
 * The threshold t_k is set on objects that were not trained on. There s is 1 if c = k, else p_k,
 * and each answer k counts by its share q of the votes on its object. Sorted by s,
 *
 *   t_k = s of the last object before which the shares of k sum to at most a (W + 1) - 1,
 *
 * where W is the sum of all shares of k and a = 0.1. So of new answers k, on objects of the same
 * kind, at least 90 % are in the set, whatever the probabilities are worth. With fewer than nine
 * answers t_k is 0: the class is then in every set.
 */

/** What a card says of the sets. */
export interface ClassSets {
  /** The share of the answers that the sets hold. */
  readonly coverage: number
  /** One for each class: from this probability on it is in the set. */
  readonly thresholds: number[]
  /** Answers of each class on which they were set, as a sum of shares. */
  readonly nAnswers: number[]
  /** Whether these were the votes of people, or one class for each object. */
  readonly from: 'votes' | 'classes'
}

/** Classes by their place in the list, and their probabilities. */
export interface Answered {
  /** From 1 on; 0 where there is none. */
  readonly classes: ArrayLike<number>
  /** (n, nClasses) */
  readonly probabilities: Float32Array
}

const COVERAGE = 0.9
/** Digits of a threshold. */
const DIGITS = 6

/**
 * The thresholds that hold the answers on these objects, and of others of their kind.
 *
 * @param shares of the votes, (n, nClasses)
 * @example
 * // sure and right in all of 100 objects: no second class is needed
 * fittedSets({ classes, probabilities }, shares, 'votes').thresholds // [1, 1]
 */
export function fittedSets(
  { classes, probabilities }: Answered,
  shares: Float32Array,
  from: ClassSets['from'],
): ClassSets {
  const nClasses = shares.length / classes.length
  const each = Array.from({ length: nClasses }, (_, k) => {
    const answers = Array.from(classes, (chosen, row) => ({
      score: chosen === k + 1 ? 1 : probabilities[row * nClasses + k],
      share: shares[row * nClasses + k],
    }))
    return thresholdOf(answers.filter(({ share, score }) => share > 0 && score >= 0))
  })
  return {
    coverage: COVERAGE,
    thresholds: each.map(({ threshold }) => threshold),
    nAnswers: each.map(({ n }) => n),
    from,
  }
}

function thresholdOf(answers: { score: number; share: number }[]) {
  const n = answers.reduce((sum, { share }) => sum + share, 0)
  const mostBelow = (1 - COVERAGE) * (n + 1) - 1
  let threshold = 0
  let below = 0
  // A sum of thirds may fall short of a whole number by the last digits.
  for (const { score, share } of answers.sort((a, b) => a.score - b.score)) {
    if (below > mostBelow + 1e-9) break
    threshold = score
    below += share
  }
  const scale = 10 ** DIGITS
  return { threshold: Math.floor(scale * threshold) / scale, n: Number(n.toFixed(2)) }
}

/**
 * Which classes are in the set of each object.
 *
 * @returns (n, nClasses), 1 where the class is in the set; all 0 where there is no class
 */
export function setMembers(
  { classes, probabilities }: Answered,
  { thresholds }: Pick<ClassSets, 'thresholds'>,
): Uint8Array {
  const nClasses = thresholds.length
  return Uint8Array.from({ length: classes.length * nClasses }, (_, i) => {
    const chosen = classes[Math.floor(i / nClasses)]
    if (chosen === 0) return 0
    const k = i % nClasses
    return chosen === k + 1 || probabilities[i] >= thresholds[k] ? 1 : 0
  })
}
