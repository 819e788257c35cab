/** From logits to a class: softmax and argmax; and how little is known: entropy. */

/**
 * Probabilities of one row: with z the logits over the temperature T, p_k = exp(z_k - max z) / sum_j exp(z_j - max z).
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
  const highest = Math.max(...row)
  let sum = 0
  for (let k = 0; k < row.length; k++) sum += Math.exp((row[k] - highest) / temperature)
  for (let k = 0; k < row.length; k++) out[k] = Math.exp((row[k] - highest) / temperature) / sum
  return true
}

/**
 * Shannon's entropy (1948) of K probabilities over that of ignorance, -sum_k p_k ln p_k / ln K, where 0 ln 0 = 0.
 *
 * @returns 0 where one class is certain, 1 where all are equally probable
 * @example relativeEntropy([0.5, 0.5, 0, 0]) // 0.5
 */
export function relativeEntropy(probabilities: ArrayLike<number>): number {
  let sum = 0
  for (let k = 0; k < probabilities.length; k++) {
    const p = probabilities[k]
    if (p !== 0) sum -= p * Math.log(p)
  }
  return Math.min(1, sum / Math.log(probabilities.length))
}

/** Index of the largest value; the first of equals. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k
  return best
}
