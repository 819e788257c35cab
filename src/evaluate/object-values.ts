/**
 * What makes an object hard to classify, from its catalogue: its magnitude, and how crowded its
 * place is.
 */

import { columnOf, measuredMagnitudes } from '../catalog/index.js'
import type { Notes } from '../notes.js'
import { neighbourDistances } from '../statistics/index.js'
import type { Classified } from './classified.js'
import type { ComparedObjects } from './compared-objects.js'
import type { Radius } from './match-positions.js'
import type { Plane, Positions } from './positions.js'

/** Names of V magnitudes in catalogues; the first one that is there is taken. */
const MAGNITUDES = [
  'mag_v',
  'mag_f555w',
  'PHANGS_F555W_VEGA',
  'PHANGS_F555W_VEGA_TOT',
  'MAG_AUTO',
  'mag',
]

/** The distance to this neighbour tells how crowded a place is. */
const NEIGHBOUR = 5

export interface ObjectValues {
  /** One value an object; NaN where there is none, or a sentinel. */
  readonly values: Float64Array
  /** Names of the columns, or of the quantity. */
  readonly name: string
  readonly unit: string
}

/**
 * Magnitudes of the compared objects, from the truth's tables or else from the predictions'.
 *
 * @param asked column; default: the layout's V magnitude, which `V` means too if there is no column
 *   V
 * @param notes receives a line if there are no magnitudes
 * @throws InputError if neither table has the column that was asked for
 */
export function magnitudesOf(
  { n, fields, field, truthRow, predictionRow }: ComparedObjects,
  asked: string | undefined,
  notes: Notes,
): ObjectValues | undefined {
  const isV = asked === undefined || /^v$/i.test(asked)
  const names = [...(asked ? [asked] : []), ...(isV ? MAGNITUDES : [])]
  const columns = fields.map(({ truth, predictions }) => {
    const own = columnIn(truth, names)
    const others = own ?? columnIn(predictions, names)
    if (!others && !isV) truth.table.column(asked)
    return others && { ...others, ofTruth: own !== undefined }
  })
  const missing = fields.filter((_, f) => !columns[f]).map(({ truth }) => truth.source)
  if (missing.length > 0) {
    const sought = `none of the columns ${names.join(', ')}`
    notes.say(
      `no magnitudes: ${missing.join(', ')} has ${sought}; name the column with --magnitude`,
    )
    return undefined
  }
  const values = Float64Array.from({ length: n }, (_, i) => {
    const { values, ofTruth } = columns[field[i]]!
    return values[ofTruth ? truthRow[i] : predictionRow[i]]
  })
  const without = values.filter(Number.isNaN).length
  if (without > 0) notes.say(`${without} of ${n} compared objects have no magnitude`)
  const name = [...new Set(columns.map((column) => column!.name))].join(', ')
  return { values, name, unit: 'mag' }
}

/**
 * Distance of each compared object to its fifth neighbour among all rows of the truth's table,
 * inspected or not. Undefined if a field has no positions, or if no unit is common to all fields.
 */
export function crowdingOf(comparison: ComparedObjects, notes: Notes): ObjectValues | undefined {
  const { n, fields, field, truthRow } = comparison
  const unit = distanceUnit(fields.map(({ truth }) => truth))
  if (!unit) {
    const bare = fields.find(({ truth }) => !distanceUnit([truth]))
    const why = bare
      ? `${bare.truth.source} has no positions (x and y of a known origin, or ra and dec)`
      : 'some truth tables have only pixel positions, others only sky positions'
    notes.say(`no distances to neighbours: ${why}`)
    return undefined
  }
  const distances = fields.map(({ truth }) => neighbourDistance(truth, unit))
  return {
    values: Float64Array.from({ length: n }, (_, i) => distances[field[i]][truthRow[i]]),
    name: `distance to neighbour ${NEIGHBOUR} in the catalogue`,
    unit,
  }
}

type Placed = Pick<Positions, 'pixel' | 'sky'>

/**
 * Unit in which all these tables have positions: pixels, else arcseconds; undefined if there is
 * none.
 */
export function distanceUnit(sets: readonly Placed[]): Radius['unit'] | undefined {
  if (sets.every(({ pixel }) => pixel)) return 'px'
  return sets.every(({ sky }) => sky) ? 'arcsec' : undefined
}

/** Distance of every row to its fifth neighbour; the table has positions in this unit. */
export function neighbourDistance({ pixel, sky }: Placed, unit: Radius['unit']): Float64Array {
  const { x, y } = unit === 'px' ? pixel! : tangentPlane(sky!)
  return neighbourDistances(x, y, NEIGHBOUR)
}

/** Offsets from the first position, arcsec. Distances are good to 1e-4 over a field of a degree. */
function tangentPlane({ x, y }: Plane): Plane {
  const first = x.findIndex(Number.isFinite)
  const scale = Math.cos((y[first] * Math.PI) / 180)
  const turned = (ra: number) => ((((ra - x[first] + 180) % 360) + 360) % 360) - 180
  return {
    x: x.map((ra) => 3600 * scale * turned(ra)),
    y: y.map((dec) => 3600 * (dec - y[first])),
  }
}

function columnIn({ table, layout }: Classified, names: readonly string[]) {
  const found = names.map((name) => columnOf(table, name)).find((column) => column)
  return found && { name: found.name, values: measuredMagnitudes(table, layout, found.name) }
}
