/**
 * Matches predictions with the rows of the truth, by id or by position, and keeps the rows without
 * a partner.
 */
import { rowsById } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { Notes } from '../notes.js'
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
   * Default `auto`: row by row if both are columns of one file, by id if both tables have ids, else
   * by position.
   */
  match?: 'auto' | 'id' | 'position'
  /**
   * Largest distance of a pair that is matched by position; default 0.1 arcsec if both tables have
   * sky positions, else 1 px. If rows are matched by id, their median distance must be below three
   * radii.
   */
  radius?: Radius
}

export interface Join {
  /** `a` is a row of the truth, `b` of the predictions. */
  readonly pairs: readonly Match[]
  readonly by: 'row' | 'id' | 'position'
  /** Radius within which positions were matched; absent if they were matched by row or id. */
  readonly radius?: number
  /** Unit of `radius` and `medianOffset`. */
  readonly unit?: Radius['unit']
  /** Median distance of the pairs; NaN without positions. */
  readonly medianOffset: number
  readonly unmatchedTruth: readonly number[]
  readonly unmatchedPredictions: readonly number[]
  readonly notes: Notes
}

/** Rows with equal ids that lie further apart than this many radii are different objects. */
const SUSPICIOUS = 3

/**
 * @throws InputError if an id occurs twice, if the tables have neither ids nor positions in common,
 *   or if rows with equal ids lie at different positions
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
  const notes = new Notes()
  if (apart) {
    notes.doubt(`rows with equal ids lie ${offset.toFixed(2)} ${reach.unit} apart in the median`)
  }
  if (asked) {
    const files = `${predictions.source} and ${truth.source}`
    const use = isUsable
      ? 'only checks the positions'
      : `is not used, because not both tables have positions in ${asked.unit}`
    notes.say(
      `${files} are matched by id, and --radius ${use}; use --match position to match by position`,
    )
  }
  return finished(truth, predictions, pairs, 'id', offset, reach, notes)
}

function joinByPosition(truth: Classified, predictions: Classified, asked?: Radius): Join {
  const reach = asked ?? defaultRadius(truth, predictions)
  if (!reach || !inBoth(truth, predictions, reach)) throw nothingToMatch(truth, predictions)
  const [a, b] = [planeOf(truth, reach), planeOf(predictions, reach)]
  const { pairs, nAmbiguous } = matchPositions(a!, b!, reach)
  const note =
    `rows that have more than one row of the other table within ` +
    `${reach.value} ${reach.unit}: ${nAmbiguous}; the nearest one was used`
  const offset = median(pairs.map(({ distance }) => distance))
  const notes = new Notes()
  if (nAmbiguous > 0) notes.doubt(note)
  return finished(truth, predictions, pairs, 'position', offset, reach, notes)
}

function finished(
  truth: Classified,
  predictions: Classified,
  pairs: readonly Match[],
  by: Join['by'],
  medianOffset: number,
  reach: Radius | undefined,
  notes: Notes,
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
  return finished(truth, predictions, pairs, 'row', Number.NaN, undefined, new Notes())
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
      what: 'there is no column of ids',
      where: source,
      got: table.names.join(', '),
      remedy: 'use --match position, or rename the column of ids to id',
    })
  }
  return rowsById(id, source, 'remove one of the rows, or use --match position')
}

function otherPositions(truth: Classified, predictions: Classified, offset: number, r: Radius) {
  return new InputError({
    what: 'rows with equal ids lie at different positions: the ids name different objects',
    where: `${predictions.source} and ${truth.source}`,
    expected: `pairs within ${Number((SUSPICIOUS * r.value).toPrecision(3))} ${r.unit}`,
    got: `a median distance of ${offset.toFixed(2)} ${r.unit}`,
    remedy: 'use --match position, or --match id if the ids are right',
  })
}

function nothingToMatch(truth: Classified, predictions: Classified): InputError {
  const has = ({ source, id, sky, pixel }: Classified) => {
    const kinds = [id && 'ids', sky && 'ra and dec', pixel && 'x and y of a known origin']
    return `${source} has ${kinds.filter(Boolean).join(', ') || 'none of them'}`
  }
  return new InputError({
    what: 'predictions and truth cannot be matched',
    expected: 'both tables with ids, with sky positions or with pixel positions',
    got: `${has(predictions)}; ${has(truth)}`,
    remedy: 'add a column of ids; if there are x and y, give their --origin, 0 or 1',
  })
}
