/**
 * The measurements that science needs: read from any catalogue, in one set of units; and the
 * quantities made of them.
 */
import {
  askedColumn,
  BAND_LETTERS,
  type BandLetter,
  columnOf,
  measured,
  measuredMagnitudes,
} from '../catalog/index.js'
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import type { Column, Table } from '../tables/index.js'
import { type MagnitudeSystem, type MagnitudeWord, magnitudesIn, oneSystem } from './magnitudes.js'

export const MEASURE_NAMES = [
  'mag_nuv',
  'mag_u',
  'mag_b',
  'mag_v',
  'mag_i',
  'ci',
  'age',
  'mass',
] as const
/** Magnitudes are of one system; the concentration index is in mag, ages in yr, masses in Msun. */
export type MeasureName = (typeof MEASURE_NAMES)[number]

/**
 * The values of each measure, NaN where the catalogue has none; a measure without a column is
 * absent.
 */
export type Measurements = { readonly [M in MeasureName]?: Float64Array } & {
  /** The system of the magnitudes; default Vega. */
  readonly system?: MagnitudeSystem
  /** Filters that the names of the columns in V say, e.g. F555W; absent where none says it. */
  readonly filtersV?: readonly string[]
}

/** Columns of measures that the user names. */
export type ColumnNames = { readonly [M in MeasureName]?: string }

/** What is compared from sample to sample: a magnitude, a colour, CI, an age or a mass. */
export interface Quantity {
  /** Name in tables and file names. */
  readonly id: string
  /** Name in figures, with a true minus. */
  readonly name: string
  readonly unit: string
  /** Value of each row, NaN where there is none. */
  readonly values: Float64Array
}

const COLOURS: readonly (readonly [BandLetter, BandLetter])[] = [
  ['nuv', 'b'],
  ['u', 'b'],
  ['v', 'i'],
]

const PLAIN_NAMES: Record<MeasureName, readonly string[]> = {
  mag_nuv: ['mag_nuv', 'mag_f275w'],
  mag_u: ['mag_u', 'mag_f336w'],
  mag_b: ['mag_b', 'mag_f438w', 'mag_f435w'],
  mag_v: ['mag_v', 'mag_f555w', 'mag_f606w'],
  mag_i: ['mag_i', 'mag_f814w'],
  ci: ['ci'],
  age: ['age_best', 'age'],
  mass: ['mass_best', 'mass'],
}

const PHANGS_NAMES: Record<MeasureName, readonly string[]> = {
  mag_nuv: ['PHANGS_F275W_VEGA'],
  mag_u: ['PHANGS_F336W_VEGA'],
  mag_b: ['PHANGS_F438W_VEGA', 'PHANGS_F435W_VEGA'],
  mag_v: ['PHANGS_F555W_VEGA'],
  mag_i: ['PHANGS_F814W_VEGA'],
  ci: ['PHANGS_CI'],
  age: ['PHANGS_AGE_MINCHISQ'],
  mass: ['PHANGS_MASS_MINCHISQ'],
}

type Physical = 'age' | 'mass'

/** Units in yr and Msun. They are compared in small letters and without `_{}$\\`. */
const UNITS: Record<Physical, Readonly<Record<string, number>>> = {
  age: { yr: 1, year: 1, years: 1, a: 1, myr: 1e6, gyr: 1e9 },
  mass: { solmass: 1, msun: 1, msol: 1, msolar: 1, modot: 1, 'm☉': 1, 'm⊙': 1 },
}

/**
 * Reads the measures of a catalogue.
 *
 * @param layout name of the layout, as in catalog/: it fixes the names of columns, and numbers that
 *   mean no value
 * @param asked columns that the user names
 * @param notes gets a line for each measure without a column
 * @param magnitudes the system of magnitudes that do not say it themselves; default: `vega`
 * @throws InputError if a column that the user names does not exist, there is no magnitude at all,
 *   the unit of a column is not known, or the magnitudes are of two systems
 */
export function measurementsOf(
  table: Table,
  layout: string,
  asked: ColumnNames,
  notes: Notes,
  magnitudes?: MagnitudeWord,
): Measurements {
  const names = layout === 'phangs' ? PHANGS_NAMES : PLAIN_NAMES
  const found: { [M in MeasureName]?: Float64Array } = {}
  const systems = new Map<string, MagnitudeSystem | undefined>()
  let filterV: string | undefined
  for (const measure of MEASURE_NAMES) {
    const column = asked[measure]
      ? askedColumn(table, asked[measure])
      : names[measure].map((name) => columnOf(table, name)).find((column) => column)
    if (column && measure.startsWith('mag_')) {
      const { values, system } = magnitudesIn(table, layout, column, notes)
      found[measure] = values
      systems.set(column.name, system)
      if (measure === 'mag_v') filterV = filterIn(column.name)
    } else if (column) found[measure] = inOurUnit(measure, table, layout, column)
    else notes.say(`no ${measure}: there is no column ${names[measure].join(' or ')}`)
  }
  if (!BAND_LETTERS.some((band) => found[`mag_${band}`])) throw noMagnitudes(table, names)
  const system = oneSystem(systems, magnitudes, table)
  if (system !== 'Vega') notes.say(`magnitudes are ${system}, and so are colours`)
  return { ...found, system, ...(filterV && { filtersV: [filterV] }) }
}

/**
 * The filter of Hubble that a text names.
 *
 * @example filterIn('mag_f555w') // 'F555W'
 */
export function filterIn(text: string): string | undefined {
  return /f\d{3}(?:w|m|n|x|lp)/i.exec(text)?.[0].toUpperCase()
}

/** The quantities for which the catalogue has columns. */
export function quantitiesOf(measurements: Measurements): Quantity[] {
  const mag = (band: BandLetter) => measurements[`mag_${band}`]
  const found: (Omit<Quantity, 'values'> & { values: Float64Array | undefined })[] = [
    ...BAND_LETTERS.map((band) => ({
      ...{ id: `mag_${band}`, name: bandLabel(band), unit: 'mag' },
      values: mag(band),
    })),
    ...COLOURS.map(([blue, red]) => ({
      ...{ id: colourId(blue, red), name: colourLabel(blue, red), unit: 'mag' },
      values: difference(mag(blue), mag(red)),
    })),
    { id: 'ci', name: 'CI', unit: 'mag', values: measurements.ci },
    { id: 'log_age', name: 'log age', unit: 'dex', values: measurements.age?.map(Math.log10) },
    { id: 'log_mass', name: 'log mass', unit: 'dex', values: measurements.mass?.map(Math.log10) },
  ]
  return found.flatMap((quantity) => {
    const { values } = quantity
    return values ? [{ ...quantity, values }] : []
  })
}

/** @example bandLabel('nuv') // 'NUV' */
export function bandLabel(band: BandLetter): string {
  return band.toUpperCase()
}

/** @example colourLabel('u', 'b') // 'U − B' */
export function colourLabel(blue: BandLetter, red: BandLetter): string {
  return `${bandLabel(blue)} − ${bandLabel(red)}`
}

function inOurUnit(
  measure: MeasureName,
  table: Table,
  layout: string,
  column: Column,
): Float64Array {
  // The concentration index is a difference of two magnitudes.
  if (measure !== 'age' && measure !== 'mass') {
    return measuredMagnitudes(table, layout, column.name)
  }
  const values = measured(table, layout, column.name)
  const scale = scaleOf(measure, table, layout, column)
  // An age or a mass of 0 or less is from a fit that failed: it has no logarithm.
  return values.map((value) => (value > 0 && value < Infinity ? value * scale : Number.NaN))
}

/** Size of the column's unit in yr or Msun; if the column has no unit, the layout fixes it. */
function scaleOf(measure: Physical, table: Table, layout: string, column: Column): number {
  const unit = column.unit?.trim()
  if (!unit) return measure === 'age' && layout === 'phangs' ? UNITS.age.myr : 1
  const scale = UNITS[measure][unit.replace(/[\s_{}\\$]/g, '').toLowerCase()]
  if (scale !== undefined) return scale
  throw new InputError({
    what: `a unit of ${measure} that is not known`,
    where: `${table.meta.source ?? 'table'}, column ${column.name}`,
    expected: measure === 'age' ? 'yr, a, Myr or Gyr' : 'solMass or Msun',
    got: unit,
    remedy: `convert the column, or name another one, e.g. --column ${measure}=NAME`,
  })
}

function noMagnitudes(table: Table, names: Record<MeasureName, readonly string[]>): InputError {
  const wanted = BAND_LETTERS.map((band) => names[`mag_${band}`].join(' or '))
  return new InputError({
    what: 'a catalogue without magnitudes',
    where: table.meta.source,
    expected: `a column of ${wanted.join(', ')}`,
    got: table.names.slice(0, 40).join(', ') || 'no columns',
    remedy: 'name the columns, e.g. --column mag_v=F555W_VEGA',
  })
}

/** @example colourId('u', 'b') // 'u_b' */
function colourId(blue: BandLetter, red: BandLetter): string {
  return `${blue}_${red}`
}

function difference(
  blue: Float64Array | undefined,
  red: Float64Array | undefined,
): Float64Array | undefined {
  return blue && red && blue.map((value, row) => value - red[row])
}
