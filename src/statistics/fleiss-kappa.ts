/**
 * Agreement among several labellers (Fleiss 1971, Psychological Bulletin 76, 378). Objects may have
 * different labellers and different numbers of labels, at least two (Fleiss, Levin & Paik 2003,
 * section 18.3).
 */

export interface LabelAgreement {
  /** Number of objects with two labels or more. */
  readonly n: number
  /** Mean over objects of the share of pairs of labels that agree. */
  readonly pairwise: number
  /** (P - P_e) / (1 - P_e) with P the pairwise agreement and P_e = sum_k p_k^2. */
  readonly kappa: number
  /** For each class: the probability that a second labeller says it when a first one does. */
  readonly classes: readonly number[]
}

/**
 * @param labels `labels[i][k]` labellers gave object i class k; objects with fewer than two labels
 *   are left out
 * @param times how many objects have these labels; default: one
 * @example labelAgreement([[3, 0], [2, 1]]).pairwise // (1 + 1/3) / 2
 */
export function labelAgreement(
  labels: readonly (readonly number[])[],
  times?: ArrayLike<number>,
): LabelAgreement {
  const nClasses = labels[0]?.length ?? 0
  const given = new Array<number>(nClasses).fill(0)
  const agreeing = new Array<number>(nClasses).fill(0)
  let n = 0
  let sum = 0
  for (let i = 0; i < labels.length; i++) {
    const counts = labels[i]
    const nObjects = times ? times[i] : 1
    const nLabels = counts.reduce((total, count) => total + count, 0)
    if (nLabels < 2 || nObjects === 0) continue
    n += nObjects
    sum += nObjects * pairShare(counts, nLabels)
    counts.forEach((count, k) => {
      given[k] += nObjects * count
      agreeing[k] += (nObjects * count * (count - 1)) / (nLabels - 1)
    })
  }
  const nGiven = given.reduce((total, count) => total + count, 0)
  const byChance = given.reduce((total, count) => total + (count / nGiven) ** 2, 0)
  const pairwise = sum / n
  return {
    n,
    pairwise,
    kappa: (pairwise - byChance) / (1 - byChance),
    classes: agreeing.map((count, k) => count / given[k]),
  }
}

/** Share of the pairs of labels that agree: sum_k n_k (n_k - 1) / (n (n - 1)). */
export function pairShare(counts: readonly number[], nLabels: number): number {
  const pairs = counts.reduce((total, count) => total + count * (count - 1), 0)
  return pairs / (nLabels * (nLabels - 1))
}
