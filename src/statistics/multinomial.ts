/**
 * Random counts: how many of n objects fall into each of some cells. Resampling a table of counts
 * with them is resampling its objects one by one, in a time that does not grow with their number.
 */
import type { Random } from '../random.js'

/** Below this mean the binomial's distribution function is summed up; above it, BTRS is faster. */
const INVERSION_MEAN = 10

/**
 * A binomial number: how many of n independent trials succeed.
 *
 * By inversion if the mean is small, else by BTRS, transformed rejection with squeeze (Hoermann
 * 1993, J. Stat. Comput. Simul. 46, 101). Both are exact, but for the rounding of float64.
 *
 * @param n number of trials, a whole number
 * @param p probability of success, 0 to 1
 * @example binomial(1000, 0.3, new Random(1)) // about 300
 */
export function binomial(n: number, p: number, random: Random): number {
  if (!(n > 0 && p > 0)) return 0
  if (p >= 1) return n
  if (p > 0.5) return n - binomial(n, 1 - p, random)
  return n * p < INVERSION_MEAN ? byInversion(n, p, random) : byRejection(n, p, random)
}

/**
 * Draws as many objects as there are, with replacement, and counts them again.
 *
 * @param counts objects in each cell
 * @param out receives the drawn counts, added to what it holds
 * @example addResampled([30, 70], new Random(1), out) // adds 100 objects to out
 */
export function addResampled(
  counts: ArrayLike<number>,
  random: Random,
  out: { [cell: number]: number },
): void {
  let left = 0
  for (let cell = 0; cell < counts.length; cell++) left += counts[cell]
  // Cell by cell: of the draws that are left, a binomial number falls into this cell.
  let objects = left
  for (let cell = 0; cell < counts.length && left > 0; cell++) {
    if (counts[cell] === 0) continue
    const drawn = counts[cell] === objects ? left : binomial(left, counts[cell] / objects, random)
    out[cell] += drawn
    left -= drawn
    objects -= counts[cell]
  }
}

function byInversion(n: number, p: number, random: Random): number {
  const odds = p / (1 - p)
  for (;;) {
    let probability = (1 - p) ** n
    let u = random.uniform()
    for (let k = 0; k <= n; k++) {
      if (u < probability) return k
      u -= probability
      probability *= (odds * (n - k)) / (k + 1)
    }
    // The terms add up to 1 but for rounding: a number beyond their sum is drawn again.
  }
}

function byRejection(n: number, p: number, random: Random): number {
  const deviation = Math.sqrt(n * p * (1 - p))
  const b = 1.15 + 2.53 * deviation
  const a = -0.0873 + 0.0248 * b + 0.01 * p
  const c = n * p + 0.5
  const surely = 0.92 - 4.2 / b
  const alpha = (2.83 + 5.1 / b) * deviation
  const logOdds = Math.log(p / (1 - p))
  const mode = Math.floor((n + 1) * p)
  const ofMode = logFactorial(mode) + logFactorial(n - mode)
  for (;;) {
    const u = random.uniform() - 0.5
    const v = random.uniform()
    const us = 0.5 - Math.abs(u)
    const k = Math.floor(((2 * a) / us + b) * u + c)
    if (k < 0 || k > n) continue
    if (us >= 0.07 && v <= surely) return k
    const accepted = Math.log((v * alpha) / (a / (us * us) + b))
    const wanted = ofMode - logFactorial(k) - logFactorial(n - k) + (k - mode) * logOdds
    if (accepted <= wanted) return k
  }
}

const LOG_FACTORIALS = [1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880].map(Math.log)

/** ln k!: from a table, or Stirling's series, good to 1e-10 from k = 10 on. */
function logFactorial(k: number): number {
  if (k < LOG_FACTORIALS.length) return LOG_FACTORIALS[k]
  const x = k + 1
  const series = 1 / 12 - (1 / 360 - 1 / (1260 * x * x)) / (x * x)
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series / x
}
