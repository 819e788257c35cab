/**
 * McNemar's test (1947, Psychometrika 12, 153) of two classifiers on the same objects. Only objects
 * that one of them has right and the other wrong count. If both are equally good, either one has
 * such an object right with probability 1/2.
 */
import { erfc } from './normal.js'

export interface McNemar {
  /** Number of objects that only the first one has right. */
  readonly onlyFirst: number
  /** Number of objects that only the second one has right. */
  readonly onlySecond: number
  /** Two-sided probability from the binomial distribution. */
  readonly pExact: number
  /** (|b - c| - 1)^2 / (b + c), with Edwards's (1948) correction; 0 if |b - c| <= 1. */
  readonly chi2: number
  /** Probability of chi2 for one degree of freedom; good from about 25 discordant objects on. */
  readonly pChi2: number
}

/**
 * @example mcnemar(10, 2).pExact // 0.0386
 */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemar {
  const n = onlyFirst + onlySecond
  const difference = Math.max(0, Math.abs(onlyFirst - onlySecond) - 1)
  const chi2 = n === 0 ? 0 : difference ** 2 / n
  const pExact = Math.min(1, 2 * fairCoinBelow(Math.min(onlyFirst, onlySecond), n))
  return { onlyFirst, onlySecond, pExact, chi2, pChi2: erfc(Math.sqrt(chi2 / 2)) }
}

/** Probability of at most k heads in n throws: sum_j C(n, j) / 2^n, in logarithms. */
function fairCoinBelow(k: number, n: number): number {
  let logTerm = -n * Math.LN2
  let sum = Math.exp(logTerm)
  for (let j = 1; j <= k; j++) {
    logTerm += Math.log((n - j + 1) / j)
    sum += Math.exp(logTerm)
  }
  return sum
}
