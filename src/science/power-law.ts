/**
 * A power law dN/dx ~ x^-slope between two ends, by maximum likelihood from the objects, without
 * bins. Let y = ln(x/low), which lies between 0 and span = ln(high/low), and k = slope - 1. The
 * density of y is k e^(-k y) / (1 - e^(-k span)), and its mean is 1/k - span/(e^(k span) - 1). The
 * most likely k gives the mean of the objects (Aban+2006, JASA 101, 270; without an upper end this
 * is Hill's estimate of 1975, k = 1/mean).
 */
import { bisectedRoot, type Interval, LEVEL, meanOf, normalQuantile } from '../statistics/index.js'

export interface PowerLaw {
  /** Number of objects between the ends. */
  readonly n: number
  readonly slope: number
  /** Slopes that the likelihood ratio does not reject (Wilks 1938); default level 95 %. */
  readonly interval: Interval
}

/**
 * Fits a power law.
 *
 * @param logs ln(x/low) of each object, 0 to span
 * @param span ln(high/low); Infinity without an upper end
 * @returns NaN in all fields if there are no objects
 * @example fitPowerLaw([0.1, 0.5, 1.2], Number.POSITIVE_INFINITY).slope // 2.667
 */
export function fitPowerLaw(logs: ArrayLike<number>, span: number, level = LEVEL): PowerLaw {
  const n = logs.length
  const mean = meanOf(logs)
  const slope = slopeOfMean(mean, span)
  return { n, slope, interval: likelyInterval(n, mean, span, slope - 1, level) }
}

/** The most likely slope for a mean of ln(x/low). */
export function slopeOfMean(mean: number, span: number): number {
  if (span === Number.POSITIVE_INFINITY || Number.isNaN(mean)) return 1 + 1 / mean
  const share = mean / span
  const u = rootBetween(-1e4, 1e4, (value) => share - meanShare(value))
  return 1 + u / span
}

/**
 * The share of the power law's objects between two values of ln(x/low), to draw its line.
 *
 * @param from, to from 0 to span
 */
export function shareBetween(slope: number, span: number, from: number, to: number): number {
  const k = slope - 1
  if (Math.abs(k) < 1e-9) return (to - from) / span
  const below = (y: number) => -Math.expm1(-k * y)
  return (below(to) - below(from)) / below(span)
}

/** Mean of y / span for u = k span: 1/u - 1/(e^u - 1), from 1 down to 0. */
function meanShare(u: number): number {
  return Math.abs(u) < 1e-4 ? 0.5 - u / 12 : 1 / u - 1 / Math.expm1(u)
}

/** Logarithm of the likelihood per object, without the terms that do not depend on k. */
function logLikelihood(k: number, mean: number, span: number): number {
  if (span === Number.POSITIVE_INFINITY) {
    return k > 0 ? Math.log(k) - k * mean : Number.NEGATIVE_INFINITY
  }
  const u = k * span
  const logRate = Math.abs(u) < 1e-6 ? u / 2 : Math.log(u / -Math.expm1(-u))
  return logRate - k * mean
}

function likelyInterval(
  n: number,
  mean: number,
  span: number,
  best: number,
  level: number,
): Interval {
  if (!Number.isFinite(best)) return { low: Number.NaN, high: Number.NaN }
  const drop = normalQuantile((1 + level) / 2) ** 2 / 2
  const most = logLikelihood(best, mean, span)
  const excess = (k: number) => n * (most - logLikelihood(k, mean, span)) - drop
  const end = (direction: 1 | -1) => {
    let step = direction / (mean * Math.sqrt(n))
    while (excess(best + step) < 0) step *= 2
    return rootBetween(best, best + step, excess)
  }
  return { low: 1 + end(-1), high: 1 + end(1) }
}

/** The root of a function that is at most 0 at one end and above 0 at the other. */
function rootBetween(negative: number, positive: number, f: (x: number) => number): number {
  return bisectedRoot((x) => !(f(x) > 0), { inside: negative, outside: positive }, 80)
}
