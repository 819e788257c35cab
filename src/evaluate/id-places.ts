/**
 * Whether rows that ids join lie at one place. Each pair is judged by itself: a catalogue that was
 * numbered anew may keep the ids of its first rows. Where most of the other pairs disagree in one
 * way, that way is named.
 */
import { rowsWhere } from '../notes.js'
import { median } from '../statistics/index.js'
import type { Classified } from './classified.js'
import { matchPositions, offsetsOf, planeOf, type Radius } from './match-positions.js'
import type { Pairs } from './pairs.js'
import type { Plane } from './positions.js'

export interface JudgedPairs {
  /** Pairs at one place, and pairs of which a row has no position. */
  readonly together: Pairs
  /** Pairs whose rows lie further apart than {@link FAR} radii. */
  readonly apart: Pairs
  /** Pairs whose rows both have a position. */
  readonly nPlaced: number
  /** Median distance of the pairs with positions. */
  readonly medianOffset: number
}

/** Rows with equal ids that lie further apart than this many radii are different objects. */
export const FAR = 3

/** Such a share of rows that agree in one way is no chance. */
const MOST = 0.9

/** Judges pairs of rows; both tables have positions in the unit of the radius. */
export function judgedPairs(
  truth: Classified,
  predictions: Classified,
  pairs: Pairs,
  reach: Radius,
): JudgedPairs {
  const { x, y } = offsetsOf(planeOf(truth, reach)!, planeOf(predictions, reach)!, pairs, reach)
  const distances = x.map((along, i) => Math.sqrt(along * along + y[i] * y[i]))
  const placed = pairs.withDistances(distances)
  return {
    together: placed.where((i) => !(distances[i] > FAR * reach.value)),
    apart: placed.where((i) => distances[i] > FAR * reach.value),
    nPlaced: placed.count((i) => !Number.isNaN(distances[i])),
    medianOffset: median(distances),
  }
}

/**
 * Which option explains that ids and positions contradict each other, in words; empty if none does.
 */
export function explanation(
  truth: Classified,
  predictions: Classified,
  { together, apart, nPlaced }: JudgedPairs,
  reach: Radius,
): string {
  const [a, b] = [planeOf(truth, reach)!, planeOf(predictions, reach)!]
  const { pairs } = matchPositions(a, b, reach)
  const nSmaller = Math.min(nPlaces(a.x), nPlaces(b.x))
  const nFit = nPlaced - apart.length
  if (pairs.length >= MOST * nSmaller && pairs.length > nFit) {
    return (
      `by position, ${pairs.length} of ${nSmaller} rows have a partner within ` +
      `${reach.value} ${reach.unit}: --match position joins them`
    )
  }
  return shiftSaid(a, b, together.and(apart), reach)
}

/** A shift that most pairs share, in words; empty if there is none, or it is small. */
export function shiftSaid(a: Plane, b: Plane, pairs: Pairs, reach: Radius): string {
  const { x, y } = offsetsOf(a, b, pairs, reach)
  const known = rowsWhere(x.length, (i) => !Number.isNaN(x[i]))
  const [dx, dy] = [x, y].map((values) => median(known.map((i) => values[i])))
  const nShifted = known.filter((i) => Math.hypot(x[i] - dx, y[i] - dy) <= reach.value).length
  if (!(Math.hypot(dx, dy) > reach.value / 2) || nShifted < MOST * known.length) return ''
  const [along, up] = reach.unit === 'px' ? ['x', 'y'] : ['RA', 'Dec']
  const cause =
    reach.unit === 'px'
      ? 'the tables may count pixels from different origins (--origin) or on different mosaics'
      : 'the tables may be in different astrometric frames'
  return (
    `${nShifted} of ${known.length} pairs are shifted alike, by ${signed(dx)} ${reach.unit} in ` +
    `${along} and ${signed(dy)} in ${up}: ${cause}`
  )
}

function nPlaces(values: Float64Array): number {
  return values.reduce((n, value) => n + (Number.isNaN(value) ? 0 : 1), 0)
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`
}
