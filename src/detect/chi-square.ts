/** How often noise alone makes a chi-square image as bright as a threshold. */
import { bisectedRoot, erfc } from '../statistics/index.js'

/** Beyond this the share is below what a number holds; both thresholds then grow alike. */
const LARGEST_SIGMA = 30

/**
 * The value of chi, the root of the sum over n bands of max(z, 0)^2, that noise exceeds as often as
 * a normal number exceeds `sigma`.
 *
 * Each z is above 0 in half of all pixels, so P(chi > t) is the sum over k of C(n, k) / 2^n times
 * P(chi^2 with k degrees of freedom > t^2).
 *
 * @example chiThreshold(3, 1) // 3
 */
export function chiThreshold(sigma: number, nBands: number): number {
  if (nBands === 1) return sigma
  if (sigma > LARGEST_SIGMA) return sigma + chiThreshold(LARGEST_SIGMA, nBands) - LARGEST_SIGMA
  const share = erfc(sigma / Math.SQRT2) / 2
  const isAbove = (chi: number) => Math.log(shareAbove(chi, nBands)) > Math.log(share)
  return bisectedRoot(isAbove, { inside: 0, outside: sigma + 6 + nBands }, 60)
}

function shareAbove(chi: number, nBands: number): number {
  let [sum, choose] = [0, 1]
  for (let k = 1; k <= nBands; k++) {
    choose *= (nBands - k + 1) / k
    sum += choose * chiSquareAbove(chi * chi, k)
  }
  return sum / 2 ** nBands
}

/** P(chi^2 with k degrees of freedom > x), by the recurrence Q(k + 2) = Q(k) + term. */
function chiSquareAbove(x: number, k: number): number {
  const isOdd = k % 2 === 1
  let sum = isOdd ? erfc(Math.sqrt(x / 2)) : Math.exp(-x / 2)
  let term = isOdd ? Math.sqrt((2 * x) / Math.PI) * Math.exp(-x / 2) : (x / 2) * Math.exp(-x / 2)
  for (let n = isOdd ? 1 : 2; n + 2 <= k; n += 2) {
    sum += term
    term *= x / (n + 2)
  }
  return sum
}
