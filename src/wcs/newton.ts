/** Newton's iteration in two dimensions: what a distortion that is known one way does backwards. */
import type { Pair } from '../projections/index.js'

const MAX_STEPS = 50
/** Step of the differences that stand for the slopes, in units of `scale`. */
const DIFFERENCE = 1e-5
/** When the iteration has arrived, in units of `scale`. */
const TOLERANCE = 1e-13

/**
 * Where a map gives a target.
 *
 * @param map is near to the identity, and smooth
 * @param scale a length on which the map changes little, e.g. 1 for degrees in the plane
 * @returns NaN where the iteration finds no place
 */
export function solved(
  map: (a: number, b: number) => Pair,
  target: Pair,
  guess: Pair,
  scale: number,
): Pair {
  let [a, b] = guess
  const h = DIFFERENCE * scale
  for (let step = 0; step < MAX_STEPS; step++) {
    const [f, g] = map(a, b)
    const [right, left, up, down] = [map(a + h, b), map(a - h, b), map(a, b + h), map(a, b - h)]
    const [fa, fb] = [(right[0] - left[0]) / (2 * h), (up[0] - down[0]) / (2 * h)]
    const [ga, gb] = [(right[1] - left[1]) / (2 * h), (up[1] - down[1]) / (2 * h)]
    const [df, dg] = [f - target[0], g - target[1]]
    const det = fa * gb - fb * ga
    const [da, db] = [(df * gb - dg * fb) / det, (dg * fa - df * ga) / det]
    a -= da
    b -= db
    const size = Math.max(scale, Math.abs(a), Math.abs(b))
    if (Math.hypot(da, db) < TOLERANCE * scale + 8 * Number.EPSILON * size) return [a, b]
  }
  return [Number.NaN, Number.NaN]
}
