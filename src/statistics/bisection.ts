/** The root of a monotonic function, by halving an interval that holds it. */

export interface Bracket {
  /** The condition holds here. */
  readonly inside: number
  /** The condition does not hold here. */
  readonly outside: number
}

/**
 * Halves the interval between a place where a condition holds and one where it does not.
 *
 * @param inside the end where the condition holds, above or below the other one
 * @param outside the end where it does not
 * @param nHalvings each makes the interval half as wide, so 53 exhaust a number's digits
 * @param middleOf where an interval is cut; {@link geometricMean} makes halves of equal ratio
 */
export function bracketedRoot(
  holds: (x: number) => boolean,
  { inside, outside }: Bracket,
  nHalvings: number,
  middleOf = arithmeticMean,
): Bracket {
  let [good, bad] = [inside, outside]
  for (let i = 0; i < nHalvings; i++) {
    const middle = middleOf(good, bad)
    if (holds(middle)) good = middle
    else bad = middle
  }
  return { inside: good, outside: bad }
}

/**
 * The middle of the interval that {@link bracketedRoot} ends with.
 *
 * @example bisectedRoot((x) => x * x < 2, { inside: 0, outside: 2 }, 50) // 1.41421356...
 */
export function bisectedRoot(
  holds: (x: number) => boolean,
  bracket: Bracket,
  nHalvings: number,
  middleOf = arithmeticMean,
): number {
  const { inside, outside } = bracketedRoot(holds, bracket, nHalvings, middleOf)
  return middleOf(inside, outside)
}

function arithmeticMean(a: number, b: number): number {
  return (a + b) / 2
}

export function geometricMean(a: number, b: number): number {
  return Math.sqrt(a * b)
}
