/**
 * Scores as probabilities: with z the scores of one row over the temperature T, p_k = exp(z_k - max
 * z) / sum_j exp(z_j - max z). Both functions share the exponentials and their sum; they differ in
 * the last digit of the division, on which the bytes of catalogues and of the boosted trees depend.
 */

/**
 * Probabilities of one row of logits, in float32.
 *
 * @param logits read from `start`, as many as `out` holds
 * @param temperature default 1
 * @returns false if a logit is not finite; `out` is then all NaN
 */
export function softmax(
  logits: Float32Array,
  start: number,
  out: Float32Array,
  temperature = 1,
): boolean {
  const row = logits.subarray(start, start + out.length)
  if (!row.every(Number.isFinite)) {
    out.fill(Number.NaN)
    return false
  }
  const { terms, sum } = exponentials(row, temperature)
  for (let k = 0; k < out.length; k++) out[k] = terms[k] / sum
  return true
}

/**
 * Probabilities of many rows, in float64.
 *
 * @param scores nRows x nClasses
 * @returns the same shape; NaN in rows with NaN or +Infinity, and where all are -Infinity
 */
export function softmaxRows(scores: ArrayLike<number>, nClasses: number): Float64Array {
  const p = new Float64Array(scores)
  for (let start = 0; start < p.length; start += nClasses) {
    const row = p.subarray(start, start + nClasses)
    const { terms, sum } = exponentials(row, 1)
    const scale = Number.isFinite(sum) ? 1 / sum : Number.NaN
    for (let k = 0; k < nClasses; k++) row[k] = terms[k] * scale
  }
  return p
}

function exponentials(row: ArrayLike<number>, temperature: number) {
  let top = Number.NEGATIVE_INFINITY
  for (let k = 0; k < row.length; k++) top = Math.max(top, row[k])
  const terms = new Float64Array(row.length)
  let sum = 0
  for (let k = 0; k < row.length; k++) {
    terms[k] = Math.exp((row[k] - top) / temperature)
    sum += terms[k]
  }
  return { terms, sum }
}
