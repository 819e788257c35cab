/**
 * A choice of rows that matter and are not alike. Each next row is drawn with a probability in
 * proportion to w D^2: w is its weight, D its distance to the nearest row that was chosen or
 * labelled before. This is k-means++ (Arthur & Vassilvitskii 2007) with weights.
 */
import type { Random } from '../random.js'
import type { Space } from './opinions.js'

export interface Choice {
  /** Rows to choose among, none of them twice. */
  readonly among: readonly number[]
  /** One for each of them, at least 0. */
  readonly weights: readonly number[]
  /** Rows that were labelled before. */
  readonly known: readonly number[]
  readonly count: number
}

/** @returns at most `count` rows, in the order in which they were drawn */
export function diverseRows(
  { among, weights, known, count }: Choice,
  space: Space,
  random: Random,
): number[] {
  const squares = new Float64Array(among.length).fill(Number.POSITIVE_INFINITY)
  const isChosen = new Uint8Array(among.length)
  for (const row of known) approach(squares, among, row, space)
  const chosen: number[] = []
  const odds = new Float64Array(among.length)
  while (chosen.length < Math.min(count, among.length)) {
    for (let i = 0; i < odds.length; i++) {
      const square = squares[i] === Number.POSITIVE_INFINITY ? 1 : squares[i]
      odds[i] = isChosen[i] ? 0 : weights[i] * square
    }
    const at = drawn(odds, random) ?? isChosen.indexOf(0)
    isChosen[at] = 1
    chosen.push(among[at])
    approach(squares, among, among[at], space)
  }
  return chosen
}

/** Squared distances to the nearest known row, now that this one is known too. */
function approach(
  squares: Float64Array,
  among: readonly number[],
  known: number,
  space: Space,
): void {
  for (let i = 0; i < among.length; i++) {
    const square = space.squareBetween(among[i], known)
    if (square < squares[i]) squares[i] = square
  }
}

/** @returns undefined if nothing has any odds */
function drawn(odds: Float64Array, random: Random): number | undefined {
  let total = 0
  for (let i = 0; i < odds.length; i++) total += odds[i]
  if (!(total > 0)) return undefined
  let left = random.uniform() * total
  for (let i = 0; i < odds.length; i++) {
    left -= odds[i]
    if (left < 0) return i
  }
  return odds.findLastIndex((value) => value > 0)
}
