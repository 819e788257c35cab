/** Sources drawn from a population, and the quantities that are compared. */
import {
  type ClassValue,
  drawSource,
  populationOf,
  type QUANTITIES,
} from '../../src/populations/population.js'
import { Random } from '../../src/random.js'

export const CLASSES: ClassValue[] = [1, 2, 3, 4]
export const N = 20000

export type Quantity = (typeof QUANTITIES)[number]

/** The quantities that are compared, of one source. */
export function quantities(m: Record<string, number>, ci: number): Record<Quantity, number> {
  return {
    V: m.v,
    CI: ci,
    'B-V': m.b - m.v,
    'V-I': m.v - m.i,
    'U-B': m.u - m.b,
    'NUV-B': m.nuv - m.b,
  }
}

export function drawn(
  name: string,
  classValue: ClassValue,
  seed: number,
  n = N,
): Record<Quantity, number>[] {
  const [population, random] = [populationOf(name), new Random(seed)]
  return Array.from({ length: n }, () => {
    const { magnitudes, ciTarget } = drawSource(population, classValue, random)
    return quantities(magnitudes, ciTarget)
  })
}
