/** The root of a rising function between two ends. */

/** Bisection alone needs so many steps for the digits of float64. */
const MAX_STEPS = 200

/**
 * The place where `f` is 0, to the last bits. `f` rises from `low` to `high`.
 *
 * @returns NaN if `f` is above 0 at `low` or below 0 at `high`
 * @example rootOf((x) => x * x - 2, 0, 2) // 1.4142135623730951
 */
export function rootOf(f: (x: number) => number, low: number, high: number): number {
  let [a, b] = [low, high]
  let [fa, fb] = [f(a), f(b)]
  if (fa === 0) return a
  if (fb === 0) return b
  if (!(fa < 0 && fb > 0)) return Number.NaN
  for (let step = 0; step < MAX_STEPS; step++) {
    // The chord, on two steps of three; bisection on the third bounds the number of steps.
    const chord = a - (fa * (b - a)) / (fb - fa)
    const x = step % 3 === 2 || !(chord > a && chord < b) ? a + (b - a) / 2 : chord
    if (x === a || x === b) break
    const fx = f(x)
    if (fx === 0) return x
    if (fx < 0) [a, fa] = [x, fx]
    else [b, fb] = [x, fx]
  }
  return -fa < fb ? a : b
}
