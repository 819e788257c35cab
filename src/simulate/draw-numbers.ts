/** Random numbers of the few kinds that shapes are drawn from. */
import type { Random } from '../random.js'

/** Uniform in [low, high). */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform()
}

/** Whole, low to high, both possible. */
export function wholeBetween(random: Random, low: number, high: number): number {
  return low + random.integer(high - low + 1)
}

/** Log-normal about a median, drawn anew until it lies within the limits. */
export function logNormal(
  random: Random,
  median: number,
  sigmaDex: number,
  [low, high]: readonly [number, number],
): number {
  for (;;) {
    const value = median * 10 ** (sigmaDex * random.normal())
    if (value >= low && value <= high) return value
  }
}

/** Any direction. */
export function direction(random: Random): number {
  return between(random, 0, 360)
}

/** Luminosities of `n` stars, dN/dL ~ L^-2 over a factor of ten (Kim et al. 2012 for the bright ones); sum 1. */
export function starShares(random: Random, n: number): number[] {
  const lights = Array.from({ length: n }, () => 1 / (1 - 0.9 * random.uniform()))
  const total = lights.reduce((sum, light) => sum + light, 0)
  return lights.map((light) => light / total)
}
