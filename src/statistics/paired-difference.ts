/**
 * The interval of the difference of two shares of the same objects, as of the sources that two
 * programs find (Tango 1998, Statistics in Medicine 17, 891): the differences that a score test
 * would not reject. Objects that both have, or neither, tell no difference; they only count in n.
 *
 * With b objects that only the first one has, c that only the second one has, and a difference d,
 *
 *   z(d) = (b - c - n d) / sqrt(n (2 q + d (1 - d)))
 *
 * where q is the most likely share of the second kind, given d:
 *
 *   2 n q^2 + ((2 n - b + c) d - b - c) q - c d (1 - d) = 0
 *
 * Wald's interval, b - c +- 1.96 sqrt(b + c - (b - c)^2 / n), is too narrow for few such objects,
 * and has no width where there are none.
 */
import { bracketedRoot } from './bisection.js'
import { type Interval, LEVEL } from './interval.js'
import { normalQuantile } from './normal.js'

/** Each makes an end of the interval twice as precise. */
const HALVINGS = 50

/**
 * @param onlyFirst number of objects that only the first one has
 * @param onlySecond number of objects that only the second one has
 * @param n number of all objects
 * @param level level of confidence
 * @returns of the first one's share less the second one's; NaN if n is 0
 * @example pairedInterval(2, 4, 153) // { low: -0.054, high: 0.024 }
 */
export function pairedInterval(
  onlyFirst: number,
  onlySecond: number,
  n: number,
  level = LEVEL,
): Interval {
  if (n === 0) return { low: Number.NaN, high: Number.NaN }
  const z = normalQuantile((1 + level) / 2)
  const score = (d: number) => {
    const slope = (2 * n - onlyFirst + onlySecond) * d - onlyFirst - onlySecond
    const root = Math.sqrt(slope * slope + 8 * n * onlySecond * d * (1 - d))
    const q = (root - slope) / (4 * n)
    return (onlyFirst - onlySecond - n * d) / Math.sqrt(n * (2 * q + d * (1 - d)))
  }
  const inside = (onlyFirst - onlySecond) / n
  const end = (outside: number) =>
    bracketedRoot((d) => Math.abs(score(d)) <= z, { inside, outside }, HALVINGS).inside
  return { low: end(-1), high: end(1) }
}
