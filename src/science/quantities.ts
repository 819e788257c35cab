/** What is compared from sample to sample: magnitudes, colours, concentration, ages, masses. */
import { BANDS, type BandName, type Measurements } from './measurements.js'

export interface Quantity {
  /** In tables and file names. */
  readonly id: string
  /** In figures, with a true minus. */
  readonly name: string
  readonly unit: string
  /** Of each row, NaN where it has none. */
  readonly values: Float64Array
}

const COLOURS: readonly (readonly [BandName, BandName])[] = [
  ['nuv', 'b'],
  ['u', 'b'],
  ['v', 'i'],
]

/** Those for which the catalogue has columns. */
export function quantitiesOf(measurements: Measurements): Quantity[] {
  const mag = (band: BandName) => measurements[`mag_${band}`]
  const found: (Omit<Quantity, 'values'> & { values: Float64Array | undefined })[] = [
    ...BANDS.map((band) => ({
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
export function bandLabel(band: BandName): string {
  return band.toUpperCase()
}

/** @example colourLabel('u', 'b') // 'U − B' */
export function colourLabel(blue: BandName, red: BandName): string {
  return `${bandLabel(blue)} − ${bandLabel(red)}`
}

/** @example colourId('u', 'b') // 'u_b' */
function colourId(blue: BandName, red: BandName): string {
  return `${blue}_${red}`
}

function difference(
  blue: Float64Array | undefined,
  red: Float64Array | undefined,
): Float64Array | undefined {
  return blue && red && blue.map((value, row) => value - red[row])
}
