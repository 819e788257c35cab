/**
 * A marginal distribution as quantiles at fixed normal scores: value <-> standard normal number, linear
 * between the knots and constant beyond the last, so that the range of the data is never left.
 */

const STEP = 0.5
const REACH = 3

/** Where the quantiles are taken: -3, -2.5, ... 3; the outer two are the smallest and largest value. */
export const NORMAL_SCORES: readonly number[] = Array.from(
  { length: (2 * REACH) / STEP + 1 },
  (_, k) => k * STEP - REACH,
)

/**
 * @param quantiles the values at {@link NORMAL_SCORES}, strictly ascending
 * @example fromNormalScore(vQuantiles, 0) // the median of V
 */
export function fromNormalScore(quantiles: readonly number[], z: number): number {
  const last = quantiles.length - 1
  const at = Math.min(Math.max((z + REACH) / STEP, 0), last)
  const k = Math.min(Math.floor(at), last - 1)
  return quantiles[k] + (at - k) * (quantiles[k + 1] - quantiles[k])
}

/** The inverse of {@link fromNormalScore}; values beyond the ends get the scores of the ends. */
export function toNormalScore(quantiles: readonly number[], value: number): number {
  const last = quantiles.length - 1
  const above = quantiles.findIndex((quantile) => quantile > value)
  if (above === 0) return -REACH
  if (above < 0) return REACH
  const k = Math.min(above - 1, last - 1)
  return NORMAL_SCORES[k] + (STEP * (value - quantiles[k])) / (quantiles[k + 1] - quantiles[k])
}
