/**
 * The normal distribution. The complementary error function comes from its Taylor series near 0 and
 * from its continued fraction farther out (Abramowitz & Stegun 1964, 7.1.6 and 7.1.14), the
 * quantile from Newton's method.
 */

/** At larger x the continued fraction needs fewer terms than the series. */
const SERIES_ENDS = 2.5

/** erfc(x) = 1 - erf(x), to 1e-11 of its value or better. */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x)
  return x < SERIES_ENDS ? 1 - erfSeries(x) : erfcFraction(x)
}

/** Share of the standard normal distribution below z. */
function normalBelow(z: number): number {
  return erfc(-z / Math.SQRT2) / 2
}

/**
 * The z with a share p of the standard normal distribution below it.
 *
 * @param p in (0, 1)
 * @example normalQuantile(0.975) // 1.959964
 */
export function normalQuantile(p: number): number {
  let z = 0
  for (let step = 0; step < 100; step++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
    const change = Math.max(-1, Math.min(1, (normalBelow(z) - p) / density))
    z -= change
    if (Math.abs(change) < 1e-14 * Math.max(1, Math.abs(z))) break
  }
  return z
}

/**
 * erf(x) = 2/sqrt(pi) exp(-x^2) sum_n 2^n x^(2n+1) / (1 3 5 ... (2n+1)): all terms are positive.
 */
function erfSeries(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}

/** exp(-x^2)/sqrt(pi) / (x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))), from the far end. */
function erfcFraction(x: number): number {
  let tail = x
  for (let n = 100; n >= 1; n--) tail = x + n / 2 / tail
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / tail
}
