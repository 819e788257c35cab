/**
 * Numbers that catalogues write where a row has no position. They are no places, although they look
 * like some.
 */
import { type Notes, rowsSaid } from '../notes.js'

/** No object lies so far left of or below an image that still holds it. */
const NEGATIVE = [-99, -99.9, -99.99, -99.999, -999, -999.9, -999.99, -999.999, -9999, -99999]

/**
 * These may be places too, so they mean none only where both coordinates have the same one, and
 * where the number is not whole, or at least twice as many rows have it as any other place of the
 * catalogue: two objects are not at one place.
 */
const BOTH = [
  ...[-1, 0, 99, 99.9, 99.99, 99.999, 999, 999.9, 999.99, 999.999, 9999, 9999.9, 99999, 999999],
  ...[66.666, 44.444, -32768, 32767, 65535, -2147483648, 2147483647],
]

/** Two coordinates of each row: x and y, or right ascension and declination. */
export interface Pairs {
  readonly x: Float64Array
  readonly y: Float64Array
}

/**
 * The places without those that are none: they become NaN in both coordinates.
 *
 * @param names of the two columns, for the note
 * @param notes gets a line that says which numbers were taken for none, and in which rows
 */
export function withoutPlaces({ x, y }: Pairs, names: readonly string[], notes: Notes): Pairs {
  const marks = new Map<number, number[]>()
  for (let row = 0; row < x.length; row++) {
    const mark = markOf(x[row], y[row])
    if (mark === undefined) continue
    const rows = marks.get(mark)
    if (rows) rows.push(row)
    else marks.set(mark, [row])
  }
  const places = { x: x.slice(), y: y.slice() }
  for (const [mark, rows] of marks) {
    const isSure = NEGATIVE.includes(mark) || !Number.isInteger(mark)
    if (!isSure && rows.length < 2 * mostAtOnePlace({ x, y }, mark)) continue
    notes.doubt(
      `${names.join(', ')}: ${mark} in ${rowsSaid(rows, x.length)} is taken for no position`,
    )
    for (const row of rows) places.x[row] = places.y[row] = Number.NaN
  }
  return places
}

/** Whether a row at (value, value) has a place or none, which only all rows together tell. */
export function isUnsurePlace(x: number, y: number): boolean {
  return x === y && Number.isInteger(x) && BOTH.includes(x)
}

/** How many rows share a place, at most; the place (mark, mark) does not count. */
function mostAtOnePlace({ x, y }: Pairs, mark: number): number {
  const counts = new Map<string, number>()
  let most = 1
  for (let row = 0; row < x.length; row++) {
    if (Number.isNaN(x[row] + y[row]) || (x[row] === mark && y[row] === mark)) continue
    const place = `${x[row]} ${y[row]}`
    const n = (counts.get(place) ?? 0) + 1
    counts.set(place, n)
    if (n > most) most = n
  }
  return most
}

/** Columns of float32 hold the nearest number that they can. */
function markOf(x: number, y: number): number | undefined {
  if (x > -99 && y > -99 && x !== y) return undefined
  const is = (value: number, mark: number) => value === mark || value === Math.fround(mark)
  return (
    NEGATIVE.find((mark) => is(x, mark) || is(y, mark)) ??
    BOTH.find((mark) => is(x, mark) && is(y, mark))
  )
}
