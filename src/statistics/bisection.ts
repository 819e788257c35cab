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

/**
 * The root of a continuous function, by false position: where a straight line between the ends of
 * the interval crosses 0. An end that stays twice counts half (the Illinois method; Dowell &
 * Jarratt 1971, BIT 11, 168), so it takes a third of the steps of halving.
 *
 * @param value has one sign at `inside`, and the other one or 0 at `outside`
 * @param within the interval, or a value of the function, at which to stop
 * @example continuousRoot((x) => x * x - 2, { inside: 0, outside: 2 }, 1e-9) // 1.414213562...
 */
export function continuousRoot(
  value: (x: number) => number,
  { inside, outside }: Bracket,
  within: number,
): number {
  let [a, b, atA, atB] = [inside, outside, value(inside), value(outside)]
  for (let step = 0; step < MOST_STEPS && Math.abs(b - a) > within; step++) {
    const x = b - (atB * (b - a)) / (atB - atA)
    const at = value(x)
    if (at === 0) return x
    if (at < 0 !== atB < 0) [a, atA] = [b, atB]
    else atA /= 2
    const moved = Math.abs(x - b)
    ;[b, atB] = [x, at]
    if (moved < within) break
  }
  return b
}

/** Many more than a smooth function needs. */
const MOST_STEPS = 60

function arithmeticMean(a: number, b: number): number {
  return (a + b) / 2
}

export function geometricMean(a: number, b: number): number {
  return Math.sqrt(a * b)
}
