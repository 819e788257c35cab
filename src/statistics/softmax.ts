/**
 * Scores as probabilities, row by row: p_k = exp(z_k - max z) / sum_j exp(z_j - max z).
 *
 * @param scores nRows x nClasses
 * @returns the same shape; NaN in rows with a score that is not finite
 */
export function softmaxRows(scores: ArrayLike<number>, nClasses: number): Float64Array {
  const p = new Float64Array(scores)
  for (let start = 0; start < p.length; start += nClasses) {
    let top = p[start]
    for (let k = 1; k < nClasses; k++) top = Math.max(top, p[start + k])
    let sum = 0
    for (let k = 0; k < nClasses; k++) {
      p[start + k] = Math.exp(p[start + k] - top)
      sum += p[start + k]
    }
    const scale = Number.isFinite(sum) ? 1 / sum : Number.NaN
    for (let k = 0; k < nClasses; k++) p[start + k] *= scale
  }
  return p
}
