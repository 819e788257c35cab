/** Random numbers of the few kinds that shapes are drawn from. */
import type { Random } from '../random.js'

/** A whole number from low to high, both included. */
export function wholeBetween(random: Random, low: number, high: number): number {
  return low + random.integer(high - low + 1)
}

/** Log-normal about a median; a value outside the limits is drawn again. */
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

/** An angle in degrees; all directions are equally probable. */
export function direction(random: Random): number {
  return random.between(0, 360)
}

/**
 * Luminosities of `n` stars as shares of their sum: dN/dL ~ L^-2 over a factor of ten (Kim et al.
 * 2012, for bright stars).
 */
export function starShares(random: Random, n: number): number[] {
  const lights = Array.from({ length: n }, () => 1 / (1 - 0.9 * random.uniform()))
  const total = lights.reduce((sum, light) => sum + light, 0)
  return lights.map((light) => light / total)
}
