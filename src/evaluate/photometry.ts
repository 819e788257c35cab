/** What the catalogue itself says of each object: its magnitude, and how crowded it is there. */
import { columnOf, measuredMagnitudes } from '../catalog/index.js'
import { neighbourDistances } from '../statistics/index.js'
import type { Classified } from './classified.js'
import type { Comparison } from './comparison.js'
import type { Radius } from './match-positions.js'
import type { Plane } from './places.js'

/** Magnitudes in V as catalogues name them; the first that is there is taken. */
const MAGNITUDES = [
  'mag_v',
  'mag_f555w',
  'PHANGS_F555W_VEGA',
  'PHANGS_F555W_VEGA_TOT',
  'MAG_AUTO',
  'mag',
]

/** Which neighbour says how crowded it is. */
const NEIGHBOUR = 5

export interface ObjectValues {
  /** One an object, NaN where there is none or a sentinel stands for none. */
  readonly values: Float64Array
  /** Columns, or what was measured. */
  readonly name: string
  readonly unit: string
}

/**
 * Magnitudes of the compared objects, from the truth's tables or else from the predictions'.
 *
 * @param asked column, instead of the V of the layout, which `V` means as well where there is no such column
 * @param notes gets a line if there is none
 * @throws InputError if the column asked for is in neither table
 */
export function magnitudesOf(
  { n, fields, field, truthRow, predictionRow }: Comparison,
  asked: string | undefined,
  notes: string[],
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
    notes.push(`no magnitudes: ${missing.join(', ')} has ${sought}; name one with --magnitude`)
    return undefined
  }
  const values = Float64Array.from({ length: n }, (_, i) => {
    const { values, ofTruth } = columns[field[i]]!
    return values[ofTruth ? truthRow[i] : predictionRow[i]]
  })
  const without = values.filter(Number.isNaN).length
  if (without > 0) notes.push(`${without} of ${n} compared objects have no magnitude`)
  const name = [...new Set(columns.map((column) => column!.name))].join(', ')
  return { values, name, unit: 'mag' }
}

/**
 * Distance of each compared object to its fifth neighbour among all rows of the truth's table, inspected
 * or not; undefined if the positions of a field are not known, or not of all fields in one unit.
 */
export function crowdingOf(comparison: Comparison, notes: string[]): ObjectValues | undefined {
  const { n, fields, field, truthRow } = comparison
  const unit = distanceUnit(fields.map(({ truth }) => truth))
  if (!unit) {
    const bare = fields.find(({ truth }) => !distanceUnit([truth]))
    const why = bare
      ? `${bare.truth.source} has no positions (x and y of a known origin, or ra and dec)`
      : 'some tables of the truth have pixel positions alone, others sky positions alone'
    notes.push(`no distances to neighbours: ${why}`)
    return undefined
  }
  const distances = fields.map(({ truth }) => neighbourDistance(truth, unit))
  return {
    values: Float64Array.from({ length: n }, (_, i) => distances[field[i]][truthRow[i]]),
    name: `distance to neighbour ${NEIGHBOUR} in the catalogue`,
    unit,
  }
}

type Positions = Pick<Classified, 'pixel' | 'sky'>

/** In what distances of all these tables are known: pixels, or arcseconds; undefined if in neither. */
export function distanceUnit(sets: readonly Positions[]): Radius['unit'] | undefined {
  if (sets.every(({ pixel }) => pixel)) return 'px'
  return sets.every(({ sky }) => sky) ? 'arcsec' : undefined
}

/** Of every row of a table that has positions in this unit. */
export function neighbourDistance({ pixel, sky }: Positions, unit: Radius['unit']): Float64Array {
  const { x, y } = unit === 'px' ? pixel! : tangentPlane(sky!)
  return neighbourDistances(x, y, NEIGHBOUR)
}

/** Offsets from the first position, arcsec; good to 1e-4 of a distance over a field of a degree. */
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
