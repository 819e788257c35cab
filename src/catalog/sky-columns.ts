/** Right ascension and declination of a catalogue's rows, in degrees of ICRS. */
import { InputError } from '../errors.js'
import { Notes, rowsSaid, rowsWhere } from '../notes.js'
import type { Column, Table } from '../tables/index.js'
import type { SkyFrame } from '../wcs/index.js'
import { type Angles, anglesOf, type SplitColumns, splitAngles } from './angles.js'
import {
  askedColumn,
  columnOf,
  positionColumn,
  SKY_LAYOUTS,
  type SkyLayout,
  skyPair,
} from './known-columns.js'
import { withoutPlaces } from './no-place.js'
import { withoutSentinels } from './sentinels.js'
import { frameOfColumns, type KnownFrame, otherFrame, turnToIcrs } from './sky-frame.js'

/** Right ascension and declination of the rows. */
export interface SkyPositions {
  layout: SkyLayout
  /** Names of the columns in the table. */
  names: readonly string[]
  /** Degrees, NaN where the row has none. */
  ra: Float64Array
  dec: Float64Array
  /** Half a unit of the last decimal that is written, degrees; 0 if to the last bit. */
  halfStepDeg: SkyStep
}

/** Half a unit of the last decimal of right ascension and of declination, degrees. */
export interface SkyStep {
  readonly ra: number
  readonly dec: number
}

/** Columns that the user names. */
export interface AskedSky {
  readonly ra: string
  readonly dec: string
}

/** What is wanted of {@link skyOf}: positions become ICRS. */
export interface SkyQuery {
  /** Whether there are no other positions. Columns that hold no angles are an error then. */
  readonly needed: boolean
  readonly asked?: AskedSky
  /** The frame of the columns in the user's words, in place of what the file says. */
  readonly frame?: string
  /** The frame of the mosaics' own coordinates, for columns of which nothing is said. */
  readonly ofMosaics?: SkyFrame
}

/**
 * Sky positions of a catalogue, if it has them. A row whose numbers are no place on the sky has
 * NaN.
 *
 * @throws InputError if columns are needed or asked for, and hold no angles
 */
export function skyOf(
  table: Table,
  { needed, asked, frame, ofMosaics }: SkyQuery,
  notes: Notes,
): SkyPositions | undefined {
  const said = { ...(frame !== undefined && { asked: frame }), ...(ofMosaics && { ofMosaics }) }
  const obstacles: string[] = []
  for (const { layout, pair } of pairsOf(table, asked)) {
    const own = new Notes()
    const where = table.meta.source ?? 'table'
    const known = frameOfColumns(table, pair, layout, said, own)
    const isGalactic = typeof known !== 'string' && known.frame.system === 'GALACTIC'
    const ra = anglesOf(pair[0], isGalactic ? 'dec' : 'ra', where, own)
    const dec = anglesOf(pair[1], 'dec', where, own)
    const names = pair.map(({ name }) => name)
    if (typeof ra !== 'string' && typeof dec !== 'string' && typeof known !== 'string') {
      notes.add(own)
      return finished(table, layout, names, [ra, dec], known, notes)
    }
    const obstacle = [ra, dec, known].find((one) => typeof one === 'string') as string
    if (asked && obstacle === known) throw otherFrame(table, names.join(', '), obstacle)
    if (asked) throw noAngles(table, names.join(', '), obstacle)
    obstacles.push(`${names.join(', ')}: ${obstacle}`)
  }
  const split = splitColumns(table)
  if (split) {
    const angles = [splitAngles(split.ra, 'ra'), splitAngles(split.dec, 'dec')] as const
    const parts = [split.ra.whole, split.dec.whole]
    const known = frameOfColumns(table, parts, SPLIT_LAYOUT, said, notes)
    if (typeof known === 'string') throw otherFrame(table, split.names.join(', '), known)
    return finished(table, SPLIT_LAYOUT, split.names, angles, known, notes)
  }
  if (obstacles.length === 0) return undefined
  const [names, ...rest] = obstacles[0].split(': ')
  const obstacle = rest.join(': ')
  const isFrame = obstacle.startsWith('frame ')
  if (needed) throw (isFrame ? otherFrame : noAngles)(table, names, obstacle)
  notes.doubt(`${names} are not taken: ${obstacle}, not ${isFrame ? 'ICRS' : 'angles'}`)
  return undefined
}

function* pairsOf(table: Table, asked: AskedSky | undefined) {
  if (asked) {
    const pair = [askedColumn(table, asked.ra), askedColumn(table, asked.dec)] as const
    const layout = SKY_LAYOUTS.find(
      ({ ra, dec }) =>
        positionColumn(table, ra) === pair[0] && positionColumn(table, dec) === pair[1],
    )
    yield { layout: layout ?? SPLIT_LAYOUT, pair }
    return
  }
  for (const layout of SKY_LAYOUTS) {
    const pair = skyPair(table, layout)
    if (pair) yield { layout, pair }
  }
}

function finished(
  table: Table,
  layout: SkyLayout,
  names: readonly string[],
  [ra, dec]: readonly [Angles, Angles],
  known: KnownFrame,
  notes: Notes,
): SkyPositions {
  const [ras, decs] = [ra, dec].map(({ degrees }, k) =>
    withoutSentinels(degrees, table, layout.id, names[k]),
  )
  const places = withoutPlaces({ x: ras, y: decs }, names.slice(0, 2), notes)
  const nowhere = rowsWhere(places.x.length, (row) => !isOnSky(places.x[row], places.y[row]))
  if (nowhere.length > 0) {
    notes.doubt(
      `${names.join(', ')}: ${rowsSaid(nowhere, table.nRows)} are no places on the sky ` +
        '(right ascension 0 to 360, declination -90 to 90 degrees)',
    )
    for (const row of nowhere) places.x[row] = places.y[row] = Number.NaN
  }
  turnToIcrs(places, names, known, notes)
  return {
    ...{ layout, names, ra: places.x, dec: places.y },
    halfStepDeg: { ra: ra.halfStepDeg, dec: dec.halfStepDeg },
  }
}

/** Right ascensions from -180 on are taken too: some programs count them to both sides of 0. */
function isOnSky(ra: number, dec: number): boolean {
  if (Number.isNaN(ra) || Number.isNaN(dec)) return true
  return ra >= -180 && ra <= 360 && Math.abs(dec) <= 90
}

const SPLIT_LAYOUT: SkyLayout = { ...SKY_LAYOUTS.find(({ id }) => id === 'sky')! }

/** VizieR's columns: RAh, RAm, RAs, and DE- for the sign, DEd, DEm, DEs. */
function splitColumns(
  table: Table,
): { ra: SplitColumns; dec: SplitColumns; names: string[] } | undefined {
  const find = (...names: string[]) =>
    names.map((name) => columnOf(table, name)).find((column) => column)
  const [rah, ram, ras] = ['RAh', 'RAm', 'RAs'].map((name) => find(name))
  const [sign, ded, dem, des] = [
    ...[find('DE-', 'DE_', 'DEsign', 'DE_sign'), find('DEd', 'DECd'), find('DEm', 'DECm')],
    find('DEs', 'DECs'),
  ]
  if (!rah || !ram || !ded || !dem) return undefined
  const columns = [rah, ram, ras, sign, ded, dem, des]
  return {
    ra: { whole: rah, minutes: ram, ...(ras && { seconds: ras }) },
    dec: { whole: ded, minutes: dem, ...(des && { seconds: des }), ...(sign && { sign }) },
    names: columns.filter((column): column is Column => column !== undefined).map((c) => c.name),
  }
}

function noAngles(table: Table, names: string, obstacle: string): InputError {
  return new InputError({
    what: `columns ${names} do not hold sky positions`,
    where: table.meta.source,
    expected: 'degrees, another unit of angle, or sexagesimal text such as 12:34:56.7',
    got: obstacle,
    remedy: 'name other columns with --ra and --dec, or convert these to decimal degrees',
  })
}
