/**
 * Matches predictions with the rows of the truth, by id or by position, and keeps the rows without
 * a partner.
 */
import { noteWithoutId, rowsById } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { Notes, rowsSaid, rowsWhere } from '../notes.js'
import { median } from '../statistics/index.js'
import { type Classified, isSameTable, rowInFile } from './classified.js'
import { explanation, FAR, type JudgedPairs, judgedPairs, shiftSaid } from './id-places.js'
import { defaultRadius, inBoth, matchPositions, planeOf, type Radius } from './match-positions.js'
import { Pairs } from './pairs.js'
import type { Plane } from './positions.js'

export interface JoinOptions {
  /**
   * Default `auto`: row by row if both are columns of one file, by id if both tables have ids, else
   * by position.
   */
  match?: 'auto' | 'id' | 'position'
  /**
   * Largest distance of a pair that is matched by position; default 0.1 arcsec if both tables have
   * sky positions, else 1 px. Rows with equal ids that lie further apart than three radii are not
   * matched, unless `match` is `id`; if that is so for most rows, it is an error.
   */
  radius?: Radius
}

export interface Join {
  /** `a` is a row of the truth, `b` of the predictions. */
  readonly pairs: Pairs
  /** Rows with equal ids at different places: pairs only if rows were matched by id alone. */
  readonly apart: Pairs
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

/**
 * @throws InputError if an id occurs twice, if the tables have neither ids nor positions in common,
 *   or if most rows with equal ids lie at different positions
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
  const notes = new Notes()
  const pairs = pairsById(truth, predictions, notes)
  const isUsable = asked && inBoth(truth, predictions, asked)
  const reach = isUsable ? asked : defaultRadius(truth, predictions)
  if (asked) {
    const files = `${predictions.source} and ${truth.source}`
    const use = isUsable
      ? 'only checks the positions'
      : `is not used, because not both tables have positions in ${asked.unit}`
    notes.say(
      `${files} are matched by id, and --radius ${use}; use --match position to match by position`,
    )
  }
  const join = { by: 'id', notes } as const
  if (!reach) return finished(truth, predictions, { ...join, pairs, medianOffset: Number.NaN })
  const judged = judgedPairs(truth, predictions, pairs, reach)
  const { apart, together, medianOffset } = judged
  if (apart.length > 0) {
    const why = explanation(truth, predictions, judged, reach)
    const isMost = apart.length > judged.nPlaced / 2
    if (isMost && match === 'auto') throw otherPositions(truth, predictions, judged, reach, why)
    notes.doubt(apartSaid(truth, predictions, judged, reach, match === 'id', why))
  }
  const kept = match === 'id' ? pairs : together
  return finished(truth, predictions, { ...join, pairs: kept, apart, medianOffset, reach })
}

function apartSaid(
  truth: Classified,
  predictions: Classified,
  { apart, nPlaced }: JudgedPairs,
  reach: Radius,
  areKept: boolean,
  why: string,
): string {
  const rows = Array.from(apart.a, (row) => rowInFile(truth, row))
  const far = `more than ${length(FAR * reach.value)} ${reach.unit} apart`
  const done = areKept
    ? 'they are compared all the same, because of --match id'
    : 'they are not compared'
  return (
    `${predictions.source} and ${truth.source}: ${rowsSaid(rows, nPlaced)} of the truth have the ` +
    `id of a prediction that lies ${far}: ${done}${why && `; ${why}`}`
  )
}

function joinByPosition(truth: Classified, predictions: Classified, asked?: Radius): Join {
  const reach = asked ?? defaultRadius(truth, predictions)
  if (!reach || !inBoth(truth, predictions, reach)) throw nothingToMatch(truth, predictions)
  const [a, b] = [planeOf(truth, reach), planeOf(predictions, reach)]
  const { pairs, nAmbiguous } = matchPositions(a!, b!, reach)
  const note =
    `rows that have more than one row of the other table within ` +
    `${reach.value} ${reach.unit}: ${nAmbiguous}; the nearest one was used`
  const offset = median(pairs.distance)
  const notes = new Notes()
  if (nAmbiguous > 0) notes.doubt(note)
  noteShift(a!, b!, pairs, reach, notes)
  const join = { pairs, by: 'position', medianOffset: offset, reach, notes } as const
  return finished(truth, predictions, join)
}

/** Pixels that two tables count differently lie a whole pixel apart, or nearly so. */
function noteShift(a: Plane, b: Plane, pairs: Pairs, reach: Radius, notes: Notes): void {
  if (reach.unit !== 'px') return
  const nSmaller = Math.min(a.x.length, b.x.length)
  const isFew = pairs.length < nSmaller / 2
  const wide = { ...reach, value: FAR * reach.value }
  const near = isFew ? matchPositions(a, b, wide).pairs : pairs
  const said = near.length >= nSmaller / 2 ? shiftSaid(a, b, near, { ...reach, value: 0.9 }) : ''
  if (said) notes.doubt(`rows that were matched by position: ${said}`)
}

interface Joined extends Pick<Join, 'pairs' | 'by' | 'medianOffset' | 'notes'> {
  readonly apart?: Pairs
  readonly reach?: Radius
}

function finished(truth: Classified, predictions: Classified, joined: Joined): Join {
  const { pairs, by, medianOffset, notes, apart = Pairs.of([]), reach } = joined
  const without = (n: number, rows: Uint32Array) => {
    const isTaken = new Uint8Array(n)
    for (let i = 0; i < rows.length; i++) isTaken[rows[i]] = 1
    return rowsWhere(n, (row) => isTaken[row] === 0)
  }
  return {
    ...{ pairs, by, medianOffset, notes, apart },
    ...(reach && { unit: reach.unit }),
    ...(reach && by === 'position' && { radius: reach.value }),
    unmatchedTruth: without(truth.classes.length, pairs.a),
    unmatchedPredictions: without(predictions.classes.length, pairs.b),
  }
}

function sameRows(truth: Classified, predictions: Classified): Join {
  const rows = Uint32Array.from(truth.classes, (_, row) => row)
  const pairs = new Pairs(rows, rows, new Float64Array(rows.length))
  const joined = { pairs, by: 'row', medianOffset: Number.NaN, notes: new Notes() } as const
  return finished(truth, predictions, joined)
}

function pairsById(truth: Classified, predictions: Classified, notes: Notes): Pairs {
  const rowsOfId = indexOf(predictions)
  const ids = idsOf(truth)
  noteWithoutId(ids, truth.source, notes)
  noteWithoutId(predictions.id!, predictions.source, notes)
  const [rowsA, rowsB] = [new Uint32Array(ids.length), new Uint32Array(ids.length)]
  let n = 0
  const isTaken = new Uint8Array(predictions.id!.length)
  const alone = new Set<string>()
  for (let a = 0; a < ids.length; a++) {
    if (ids[a] === '') continue
    const b = rowsOfId.get(ids[a])
    const isRepeated = b === undefined ? alone.has(ids[a]) : isTaken[b] === 1
    // It names both rows.
    if (isRepeated) indexOf(truth)
    if (b === undefined) alone.add(ids[a])
    else {
      isTaken[b] = 1
      rowsA[n] = a
      rowsB[n++] = b
    }
  }
  return new Pairs(rowsA.subarray(0, n), rowsB.subarray(0, n), new Float64Array(n).fill(Number.NaN))
}

function indexOf(set: Classified): Map<string, number> {
  return rowsById(idsOf(set), set.source, 'remove one of the rows, or use --match position')
}

function idsOf({ id, source, table }: Classified): readonly string[] {
  if (id) return id
  throw new InputError({
    what: 'there is no column of ids',
    where: source,
    got: table.names.join(', '),
    remedy: 'use --match position, or rename the column of ids to id',
  })
}

function otherPositions(
  truth: Classified,
  predictions: Classified,
  { apart, nPlaced, medianOffset }: JudgedPairs,
  { value, unit }: Radius,
  why: string,
) {
  return new InputError({
    what: 'rows with equal ids lie at different positions: the ids name different objects',
    where: `${predictions.source} and ${truth.source}`,
    expected: `pairs within ${length(FAR * value)} ${unit}`,
    got:
      `a median distance of ${medianOffset.toFixed(2)} ${unit}, and ` +
      `${apart.length} of ${nPlaced} pairs further apart`,
    remedy: `${why && `${why}; `}use --match position, or --match id if the ids are right`,
  })
}

/** @example length(3 * 0.1) // '0.3' */
function length(value: number): string {
  return String(Number(value.toPrecision(3)))
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
