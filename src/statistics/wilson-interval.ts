/**
 * The interval of a share (Wilson 1927, JASA 22, 209): where a normal test of the share would not
 * reject. Unlike p +- 2 sigma it stays within [0, 1] and has a width when all or none are counted.
 */
import { type Interval, LEVEL } from './interval.js'
import { normalQuantile } from './normal.js'

/**
 * @param k how many have it
 * @param n of how many
 * @param level of confidence
 * @returns NaN on both sides if n is 0
 * @example wilsonInterval(9, 10) // { low: 0.596, high: 0.982 }
 */
export function wilsonInterval(k: number, n: number, level = LEVEL): Interval {
  if (n === 0) return { low: Number.NaN, high: Number.NaN }
  const z = normalQuantile((1 + level) / 2)
  const share = k / n
  const scale = 1 + (z * z) / n
  const centre = (share + (z * z) / (2 * n)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  return { low: k === 0 ? 0 : centre - half, high: k === n ? 1 : centre + half }
}
