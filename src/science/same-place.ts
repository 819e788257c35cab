/**
 * Whether rows that ids join lie at one place. Ids are numbers from 1 in most catalogues, so a
 * table of another field has them too. Each row is judged by itself.
 */
import { otherUnit, pixelColumns, pixelPlaces, skyOf } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { Notes, rowsSaid, rowsWhere } from '../notes.js'
import { turnDeg } from '../statistics/index.js'
import type { Table } from '../tables/index.js'

/**
 * Catalogues count pixels from 0 or from 1, and cut off fractions: positions closer than this are
 * one place.
 */
const SAME_PLACE = { px: 3, arcsec: 0.3 } as const

interface Places {
  readonly unit: 'px' | 'arcsec'
  /** Pixels as the table counts them, or degrees. */
  readonly x: Float64Array
  readonly y: Float64Array
}

/**
 * The joined rows without those whose positions contradict their ids: these become -1.
 *
 * @param partner row of `other` for each row of `table`, -1 without one
 * @param notes gets a line about the rows that are taken apart
 * @throws InputError if that is so for most rows: then the tables are of different fields
 */
export function atOnePlace(
  other: Table,
  table: Table,
  partner: readonly number[],
  notes: Notes,
): readonly number[] {
  const [theirs, ours] = placesInOneUnit(other, table)
  if (!theirs || !ours) return partner
  const limit = SAME_PLACE[ours.unit]
  const distances = partner.map((row, i) => (row < 0 ? Number.NaN : distance(ours, i, theirs, row)))
  const far = rowsWhere(distances.length, (i) => distances[i] > limit)
  if (far.length === 0) return partner
  const nPlaced = distances.filter((d) => !Number.isNaN(d)).length
  if (far.length > nPlaced / 2) throw otherField(other, ours, theirs, far, partner)
  const rows = rowsSaid(
    far.map((i) => partner[i]),
    nPlaced,
  )
  notes.doubt(
    `${other.meta.source ?? 'the table of classes'}: ${rows} have the id of a candidate that ` +
      `lies more than ${limit} ${ours.unit} away: their classes are not used`,
  )
  return partner.map((row, i) => (distances[i] > limit ? -1 : row))
}

function placesInOneUnit(other: Table, table: Table): (Places | undefined)[] {
  const [sky, otherSky] = [skyPlaces(table), skyPlaces(other)]
  return sky && otherSky ? [otherSky, sky] : [inPixels(other), inPixels(table)]
}

function skyPlaces(table: Table): Places | undefined {
  const sky = skyOf(table, { needed: false }, new Notes())
  return sky && { unit: 'arcsec', x: sky.ra, y: sky.dec }
}

function inPixels(table: Table): Places | undefined {
  const columns = pixelColumns(table, undefined, new Notes())
  if (!columns || otherUnit(columns.x) || otherUnit(columns.y)) return undefined
  return { unit: 'px', ...pixelPlaces(table, columns, new Notes()) }
}

function distance(a: Places, i: number, b: Places, j: number): number {
  const up = b.y[j] - a.y[i]
  if (a.unit === 'px') return Math.hypot(b.x[j] - a.x[i], up)
  const turn = turnDeg(a.x[i], b.x[j])
  return 3600 * Math.hypot(turn * Math.cos((a.y[i] * Math.PI) / 180), up)
}

function otherField(
  other: Table,
  ours: Places,
  theirs: Places,
  far: readonly number[],
  partner: readonly number[],
): InputError {
  const [first] = far
  const row = partner[first]
  const names = ours.unit === 'px' ? 'x, y' : 'RA, Dec'
  const more = far.length > 1 ? `, and so in ${far.length - 1} other rows` : ''
  return new InputError({
    what: 'the same id, but another position: the tables are of different fields',
    where: `${other.meta.source ?? 'the table of classes'}, row ${row + 1}`,
    expected: `${names} near ${ours.x[first]}, ${ours.y[first]}`,
    got: `${theirs.x[row]}, ${theirs.y[row]}${more}`,
    remedy: 'give the table of the same field',
  })
}
