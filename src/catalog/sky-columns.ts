/** Right ascension and declination of a catalogue's rows, in degrees. */
import { InputError } from '../errors.js'
import type { Column, Table } from '../tables/index.js'
import { textIn } from '../tables/table.js'
import { columnOf } from './column-of.js'
import { SKY_LAYOUTS, type SkyLayout } from './positions.js'
import { measured } from './sentinels.js'

export interface SkyPositions {
  layout: SkyLayout
  /** Names of the columns as they are in the table. */
  names: readonly [string, string]
  /** Degrees, NaN where the row has none. */
  ra: Float64Array
  dec: Float64Array
}

/**
 * @param needed whether there is nothing else to go by; if not, columns that are no degrees are left
 *   alone with a note
 * @throws InputError if they are needed and are text (sexagesimal) or have another unit
 */
export function skyOf(table: Table, needed: boolean, notes: string[]): SkyPositions | undefined {
  for (const layout of SKY_LAYOUTS) {
    const pair = [columnOf(table, layout.ra), columnOf(table, layout.dec)]
    const [ra, dec] = pair
    if (!ra || !dec) continue
    const obstacle = obstacleIn(ra) ?? obstacleIn(dec)
    if (obstacle && needed) throw notDegrees(table, `${ra.name}, ${dec.name}`, obstacle)
    if (obstacle) {
      notes.push(`${ra.name}, ${dec.name} are not taken: ${obstacle}, not decimal degrees`)
      return undefined
    }
    const [raDeg, decDeg] = [ra, dec].map(({ name }) => measured(table, layout.id, name))
    return { layout, names: [ra.name, dec.name], ra: raDeg, dec: decDeg }
  }
  return undefined
}

function obstacleIn({ values, unit }: Column): string | undefined {
  if (typeof values[0] === 'string') return textIn(values as string[])
  return unit && !/^deg/i.test(unit) ? `unit ${unit}` : undefined
}

function notDegrees(table: Table, names: string, obstacle: string): InputError {
  return new InputError({
    what: `columns ${names} are no sky positions`,
    where: table.meta.source,
    expected: 'decimal degrees',
    got: obstacle,
    remedy: 'convert right ascension and declination to decimal degrees',
  })
}
