/** Which prediction belongs to which row of the truth, by id or by position; and what is left over. */
import { rowsById } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { median } from '../statistics/index.js'
import { type Classified, isSameTable } from './classified.js'
import {
  defaultRadius,
  inBoth,
  type Match,
  matchPositions,
  offsetOf,
  planeOf,
  type Radius,
} from './match-positions.js'

export interface JoinOptions {
  /**
   * Default `auto`: row by row where both are columns of one file, by id where both tables have ids,
   * else by position.
   */
  match?: 'auto' | 'id' | 'position'
  /**
   * For positions; default 0.1 arcsec where both tables have sky positions, else 1 px. Where rows are matched
   * by id, it checks them: their median distance may be three of it.
   */
  radius?: Radius
}

export interface Join {
  /** `a` is a row of the truth, `b` of the predictions. */
  readonly pairs: readonly Match[]
  readonly by: 'row' | 'id' | 'position'
  /** Within which positions were matched; otherwise only the unit that ids were checked in, if they were. */
  readonly radius?: number
  readonly unit?: Radius['unit']
  /** Median distance of the pairs, in that unit; NaN without positions. */
  readonly medianOffset: number
  readonly unmatchedTruth: readonly number[]
  readonly unmatchedPredictions: readonly number[]
  readonly notes: readonly string[]
}

/** Same ids further apart than this many radii are ids of different objects. */
const SUSPICIOUS = 3

/**
 * @throws InputError if an id repeats, if there is nothing to match by, or if rows with the same ids lie
 *   at other positions
 */
export function joinRows(
  truth: Classified,
  predictions: Classified,
  { match = 'auto', radius }: JoinOptions = {},
): Join {
  if (match === 'auto' && isSameTable(truth, predictions)) return sameRows(truth, predictions)
  const byId = match === 'id' || (match === 'auto' && truth.id && predictions.id)
  return byId
    ? joinById(truth, predictions, match, radius)
    : joinByPosition(truth, predictions, radius)
}

function joinById(
  truth: Classified,
  predictions: Classified,
  match: JoinOptions['match'],
  asked?: Radius,
): Join {
  const pairs = pairsById(truth, predictions)
  const isUsable = asked && inBoth(truth, predictions, asked)
  const reach = isUsable ? asked : defaultRadius(truth, predictions)
  const offset = reach ? offsetOf(truth, predictions, pairs, reach) : Number.NaN
  const apart = reach !== undefined && offset > SUSPICIOUS * reach.value
  if (apart && match === 'auto') throw otherPositions(truth, predictions, offset, reach)
  const notes: string[] = []
  if (apart) notes.push(`ids match, but positions lie ${offset.toFixed(2)} ${reach.unit} apart`)
  if (asked) {
    const files = `${predictions.source} and ${truth.source}`
    const use = isUsable ? 'only checks the positions' : `is not used: not both have ${asked.unit}`
    notes.push(`${files} are matched by id, and --radius ${use}; --match position matches by it`)
  }
  return finished(truth, predictions, pairs, 'id', offset, reach, notes)
}

function joinByPosition(truth: Classified, predictions: Classified, asked?: Radius): Join {
  const reach = asked ?? defaultRadius(truth, predictions)
  if (!reach || !inBoth(truth, predictions, reach)) throw nothingToMatch(truth, predictions)
  const [a, b] = [planeOf(truth, reach), planeOf(predictions, reach)]
  const { pairs, nAmbiguous } = matchPositions(a!, b!, reach)
  const said = `${reach.value} ${reach.unit}`
  const note = `${nAmbiguous} rows have more than one row of the other table within ${said}: the nearest was taken`
  const offset = median(pairs.map(({ distance }) => distance))
  return finished(truth, predictions, pairs, 'position', offset, reach, nAmbiguous ? [note] : [])
}

function finished(
  truth: Classified,
  predictions: Classified,
  pairs: readonly Match[],
  by: Join['by'],
  medianOffset: number,
  reach: Radius | undefined,
  notes: readonly string[],
): Join {
  const [inA, inB] = [new Set(pairs.map(({ a }) => a)), new Set(pairs.map(({ b }) => b))]
  const without = (n: number, taken: Set<number>) =>
    Array.from({ length: n }, (_, row) => row).filter((row) => !taken.has(row))
  return {
    ...{ pairs, by, medianOffset, notes },
    ...(reach && { unit: reach.unit }),
    ...(reach && by === 'position' && { radius: reach.value }),
    unmatchedTruth: without(truth.classes.length, inA),
    unmatchedPredictions: without(predictions.classes.length, inB),
  }
}

function sameRows(truth: Classified, predictions: Classified): Join {
  const pairs = Array.from(truth.classes, (_, row) => ({ a: row, b: row, distance: 0 }))
  return finished(truth, predictions, pairs, 'row', Number.NaN, undefined, [])
}

function pairsById(truth: Classified, predictions: Classified): Match[] {
  const rowsOfId = indexOf(predictions)
  return [...indexOf(truth)].flatMap(([id, a]) => {
    const b = rowsOfId.get(id)
    return b === undefined ? [] : [{ a, b, distance: Number.NaN }]
  })
}

function indexOf({ id, source, table }: Classified): Map<string, number> {
  if (!id) {
    throw new InputError({
      what: 'no column of ids',
      where: source,
      got: table.names.join(', '),
      remedy: 'say --match position, or name the column id',
    })
  }
  return rowsById(id, source, 'remove one of them, or say --match position')
}

function otherPositions(truth: Classified, predictions: Classified, offset: number, r: Radius) {
  return new InputError({
    what: 'the same ids at other positions: these tables count different objects',
    where: `${predictions.source} and ${truth.source}`,
    expected: `pairs within ${Number((SUSPICIOUS * r.value).toPrecision(3))} ${r.unit}`,
    got: `a median distance of ${offset.toFixed(2)} ${r.unit}`,
    remedy: 'say --match position, or --match id if the ids are right',
  })
}

function nothingToMatch(truth: Classified, predictions: Classified): InputError {
  const has = ({ source, id, sky, pixel }: Classified) => {
    const kinds = [id && 'ids', sky && 'ra and dec', pixel && 'x and y of a known origin']
    return `${source} has ${kinds.filter(Boolean).join(', ') || 'none'}`
  }
  return new InputError({
    what: 'nothing to match predictions and truth by',
    expected: 'ids, sky positions or pixel positions in both tables',
    got: `${has(predictions)}; ${has(truth)}`,
    remedy: 'add an id column, or say --origin 0 or 1 if x and y are there',
  })
}
