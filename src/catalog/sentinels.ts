/**
 * Sentinels: numbers that catalogues write where they have no value. They become NaN in what is
 * computed from a column ({@link measured}). The columns themselves are written unchanged.
 */
import { numbersOf, type Table } from '../tables/index.js'
import { FIT_COLUMNS } from './legus-columns.js'

/** A number that means no value. */
export interface Sentinel {
  readonly value: number
  readonly meaning: string
}

/** Sentinels of some columns. */
export interface SentinelRule {
  /** First part of the id of the layouts. */
  readonly layout: 'legus' | 'phangs' | 'sextractor'
  /** Names of the columns. */
  readonly columns: RegExp
  readonly sentinels: readonly Sentinel[]
}

const UNDETECTED = { value: 99.999, meaning: 'not detected' }
const OUTSIDE = { value: 66.666, meaning: 'outside the frame' }
const NO_CORRECTION = { value: 44.444, meaning: 'the correction by CI is undefined' }

/** All sentinels. */
const SENTINELS: readonly SentinelRule[] = [
  {
    layout: 'legus',
    columns: /^mag_(nuv|u|b|v|i)(_err)?$|^ci$/,
    sentinels: [UNDETECTED, OUTSIDE, NO_CORRECTION],
  },
  {
    layout: 'legus',
    columns: /^residual_(nuv|u|b|v|i)$/,
    sentinels: [{ value: 200, meaning: 'the filter was not used in the fit' }],
  },
  {
    layout: 'legus',
    columns: /^n_filters$/,
    sentinels: [{ value: 200, meaning: 'no fit' }],
  },
  {
    layout: 'legus',
    columns: /^class_mean$/,
    sentinels: [{ value: 0, meaning: 'not inspected' }],
  },
  {
    layout: 'phangs',
    columns: /^PHANGS_/i,
    sentinels: [{ value: -9999, meaning: 'no coverage' }],
  },
  {
    layout: 'sextractor',
    columns: /^MAG(ERR)?_/,
    sentinels: [{ value: 99, meaning: 'no measurement: the flux is not positive' }],
  },
]

/** The sentinels of one column. */
export function sentinelsOf(layout: string, column: string): Sentinel[] {
  return SENTINELS.filter(
    (rule) => layout.split('/')[0] === rule.layout && rule.columns.test(column),
  ).flatMap((rule) => rule.sentinels)
}

/**
 * A column as float64, NaN where the row has no value or a sentinel of the layout.
 *
 * In LEGUS catalogues ages, masses, E(B-V), residuals, chi squared and Q mean nothing in rows whose
 * source was not fitted. There `n_filters` is 0 (and all of them are 0), or 200 (and they are 200,
 * 2e8 or limits of the grid of models). Those rows are NaN too.
 *
 * @param layout layout of the {@link CandidateSet}, e.g. `legus/ngc1566`
 * @throws InputError if there is no such column, or it holds text
 * @example measured(set.table, set.layout, 'mag_v') // 99.999 has become NaN
 */
export function measured(table: Table, layout: string, column: string): Float64Array {
  const numbers = numbersOf(table.column(column), table.meta.source)
  return withoutSentinels(numbers, table, layout, column)
}

/** The numbers of a column, NaN where {@link measured} has NaN. */
export function withoutSentinels(
  numbers: Float64Array,
  table: Table,
  layout: string,
  column: string,
): Float64Array {
  const absent = sentinelsOf(layout, column).map(({ value }) => Math.fround(value))
  const unfitted = rowsWithoutFit(table, layout, column)
  if (absent.length === 0 && !unfitted) return numbers
  return numbers.map((value, row) =>
    unfitted?.[row] || absent.includes(Math.fround(value)) ? Number.NaN : value,
  )
}

/** No object is fainter. All programs' numbers for "no magnitude" are larger. */
const LARGEST_MAGNITUDE = 40

/**
 * Magnitudes, or differences of two, as {@link measured} gives them. Numbers that cannot be
 * magnitudes (99, 99.999, -9999) are NaN, in catalogues of any program.
 *
 * @example measuredMagnitudes(table, 'generic', 'F555W_VEGA')
 */
export function measuredMagnitudes(table: Table, layout: string, column: string): Float64Array {
  return measured(table, layout, column).map((value) =>
    Math.abs(value) < LARGEST_MAGNITUDE ? value : Number.NaN,
  )
}

function rowsWithoutFit(table: Table, layout: string, column: string): boolean[] | undefined {
  const fitted = layout.split('/')[0] === 'legus' && FIT_COLUMNS.includes(column)
  if (!fitted || !table.has('n_filters')) return undefined
  return [...numbersOf(table.column('n_filters'))].map((n) => !(n >= 1 && n <= 5))
}
