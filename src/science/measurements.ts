/** The columns that science needs, from whatever catalogue has them, in one set of units. */
import { askedColumn, columnOf } from '../catalog/column-of.js'
import { measured, measuredMagnitudes } from '../catalog/sentinels.js'
import { InputError } from '../errors.js'
import type { Column, Table } from '../tables/index.js'

/** From blue to red: F275W, F336W, F435W or F438W, F555W or F606W, F814W. */
export const BANDS = ['nuv', 'u', 'b', 'v', 'i'] as const
export type BandName = (typeof BANDS)[number]

export const MEASURES = [
  'mag_nuv',
  'mag_u',
  'mag_b',
  'mag_v',
  'mag_i',
  'ci',
  'age',
  'mass',
] as const
/** Vega magnitudes; the concentration index in mag; ages in yr; masses in Msun. */
export type Measure = (typeof MEASURES)[number]

/** A value of each row, NaN where the catalogue has none; a measure without a column is absent. */
export type Measurements = { readonly [M in Measure]?: Float64Array }

/** Column of a measure, where the user names it. */
export type ColumnNames = { readonly [M in Measure]?: string }

const PLAIN_NAMES: Record<Measure, readonly string[]> = {
  mag_nuv: ['mag_nuv'],
  mag_u: ['mag_u'],
  mag_b: ['mag_b'],
  mag_v: ['mag_v'],
  mag_i: ['mag_i'],
  ci: ['ci'],
  age: ['age_best', 'age'],
  mass: ['mass_best', 'mass'],
}

const PHANGS_NAMES: Record<Measure, readonly string[]> = {
  mag_nuv: ['PHANGS_F275W_VEGA'],
  mag_u: ['PHANGS_F336W_VEGA'],
  mag_b: ['PHANGS_F438W_VEGA', 'PHANGS_F435W_VEGA'],
  mag_v: ['PHANGS_F555W_VEGA'],
  mag_i: ['PHANGS_F814W_VEGA'],
  ci: ['PHANGS_CI'],
  age: ['PHANGS_AGE_MINCHISQ'],
  mass: ['PHANGS_MASS_MINCHISQ'],
}

/**
 * Reads the measures of a catalogue.
 *
 * @param layout as catalog/ calls it; it decides about names and about numbers that are none
 * @param notes gets a line for each measure without a column, and for each column that was taken by name
 * @throws InputError if a column that the user names is not there, or there is no magnitude at all
 */
export function measurementsOf(
  table: Table,
  layout: string,
  asked: ColumnNames,
  notes: string[],
): Measurements {
  const names = layout === 'phangs' ? PHANGS_NAMES : PLAIN_NAMES
  const found: { [M in Measure]?: Float64Array } = {}
  for (const measure of MEASURES) {
    const column = asked[measure]
      ? askedColumn(table, asked[measure])
      : names[measure].map((name) => columnOf(table, name)).find((column) => column)
    if (column) found[measure] = inOurUnit(measure, table, layout, column)
    else notes.push(`no ${measure}: there is no column ${names[measure].join(' or ')}`)
  }
  if (!BANDS.some((band) => found[`mag_${band}`])) throw noMagnitudes(table, names)
  return found
}

function inOurUnit(measure: Measure, table: Table, layout: string, column: Column): Float64Array {
  if (measure === 'ci' || measure.startsWith('mag_')) {
    return measuredMagnitudes(table, layout, column.name)
  }
  const values = measured(table, layout, column.name)
  // An age or a mass of 0 or less is a fit that failed: it has no logarithm.
  const scale = measure === 'age' && isInMyr(layout, column) ? 1e6 : 1
  return values.map((value) => (value > 0 && value < Infinity ? value * scale : Number.NaN))
}

function isInMyr(layout: string, column: Column): boolean {
  return column.unit ? /^Myr$/i.test(column.unit) : layout === 'phangs'
}

function noMagnitudes(table: Table, names: Record<Measure, readonly string[]>): InputError {
  const wanted = BANDS.map((band) => names[`mag_${band}`].join(' or '))
  return new InputError({
    what: 'a catalogue without magnitudes',
    where: table.meta.source,
    expected: `a column of ${wanted.join(', ')}`,
    got: table.names.slice(0, 40).join(', ') || 'no columns',
    remedy: 'name the columns, e.g. --column mag_v=F555W_VEGA',
  })
}
