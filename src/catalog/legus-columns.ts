/**
 * The names, units and meanings of LEGUS columns (MAST, header files of the catalogues), and a
 * check that the values fit the names. Bands have LEGUS's letters, bluest first, because the
 * filters B (F435W or F438W) and V (F555W or F606W) differ from field to field.
 */
import { InputError } from '../errors.js'
import { Notes } from '../notes.js'
import { type Column, numbersOf, Table } from '../tables/index.js'
import type { LegusLayout } from './legus-layouts.js'

/** LEGUS's bands, bluest first, and their filters. */
const LEGUS_BANDS = [
  { letter: 'nuv', filters: 'F275W' },
  { letter: 'u', filters: 'F336W' },
  { letter: 'b', filters: 'F435W or F438W' },
  { letter: 'v', filters: 'F555W or F606W' },
  { letter: 'i', filters: 'F814W' },
] as const

/** LEGUS's letter for a band. */
export type BandLetter = (typeof LEGUS_BANDS)[number]['letter']

/** All letters, bluest first. */
export const BAND_LETTERS: readonly BandLetter[] = LEGUS_BANDS.map(({ letter }) => letter)

/**
 * LEGUS's letter for a filter; undefined for one that LEGUS has not.
 *
 * @example letterOfFilter('F438W') // 'b'
 */
export function letterOfFilter(filter: string): BandLetter | undefined {
  return LEGUS_BANDS.find(({ filters }) => filters.split(' or ').includes(filter))?.letter
}

type Label = Pick<Column, 'name' | 'unit' | 'description' | 'ucd'>

const HEAD: readonly Label[] = [
  { name: 'id', description: 'source in this catalogue', ucd: 'meta.id;meta.main' },
  { name: 'x', unit: 'pix', description: 'x in the mosaic, 1-based', ucd: 'pos.cartesian.x' },
  { name: 'y', unit: 'pix', description: 'y in the mosaic, 1-based', ucd: 'pos.cartesian.y' },
]

const MOSAIC: readonly Label[] = [
  { name: 'x_combined', unit: 'pix', description: 'x in the mosaic of both fields, 1-based' },
  { name: 'y_combined', unit: 'pix', description: 'y in the mosaic of both fields, 1-based' },
]

const SKY: readonly Label[] = [
  { name: 'ra', unit: 'deg', description: 'right ascension, J2000', ucd: 'pos.eq.ra' },
  { name: 'dec', unit: 'deg', description: 'declination, J2000', ucd: 'pos.eq.dec' },
]

const PHOTOMETRY: readonly Label[] = [
  ...LEGUS_BANDS.flatMap(({ letter, filters }) => [
    { name: `mag_${letter}`, unit: 'mag', description: `Vega magnitude in ${filters}` },
    { name: `mag_${letter}_err`, unit: 'mag', description: `error of mag_${letter}` },
  ]),
  { name: 'ci', unit: 'mag', description: 'concentration index, 1 px against 3 px aperture' },
]

const FIT: readonly Label[] = [
  { name: 'age_best', unit: 'yr', description: 'age of the best fit' },
  { name: 'age_max', unit: 'yr', description: 'upper limit of the age' },
  { name: 'age_min', unit: 'yr', description: 'lower limit of the age' },
  { name: 'mass_best', unit: 'solMass', description: 'mass of the best fit' },
  { name: 'mass_max', unit: 'solMass', description: 'upper limit of the mass' },
  { name: 'mass_min', unit: 'solMass', description: 'lower limit of the mass' },
  { name: 'ebv_best', unit: 'mag', description: 'E(B-V) of the best fit' },
  { name: 'ebv_max', unit: 'mag', description: 'upper limit of E(B-V)' },
  { name: 'ebv_min', unit: 'mag', description: 'lower limit of E(B-V)' },
  ...LEGUS_BANDS.map(({ letter, filters }) => ({
    name: `residual_${letter}`,
    unit: 'mag',
    description: `residual of the fit in ${filters}`,
  })),
  { name: 'chi2_reduced', description: 'reduced chi squared of the fit' },
  { name: 'q', description: 'probability Q of the fit' },
]

const COUNT: Label = { name: 'n_filters', description: 'filters used in the fit' }

const TAIL: Readonly<Record<string, string>> = {
  class: 'human class: mode of the votes, 0 not inspected',
  class_mean: 'mean of the human votes',
  class_quality: 'quality of the class',
  selected: 'selection flag',
  class_hybrid: 'class by humans where they looked, else by machine',
  class_method: 'where class_hybrid comes from',
  class_machine: 'class by an older machine method',
  class_checked: 'class by one human who checked the machine',
  class_reclassified: 'class after another look',
}

/** Columns of the SED fit. They mean nothing in rows whose `n_filters` is not 1 to 5. */
export const FIT_COLUMNS: readonly string[] = FIT.map((label) => label.name)

/**
 * The table with the layout's names, units and descriptions. A column without a known meaning is
 * `col<n>`. Values and texts do not change.
 *
 * @throws InputError if more than a tenth of the rows contradict the names: the catalogue has
 *   another layout
 */
export function nameLegusColumns(table: Table, layout: LegusLayout): Table {
  const labels = legusLabels(layout, table.columns.length)
  const columns = table.columns.map((column, c) => ({ ...column, ...labels[c] }))
  const named = new Table(columns, table.meta)
  checkValues(named, layout)
  return named
}

function legusLabels(layout: LegusLayout, nColumns: number): Label[] {
  const labels = [
    ...HEAD,
    ...(layout.hasMosaicPosition ? MOSAIC : []),
    ...SKY,
    ...PHOTOMETRY,
    ...FIT,
    COUNT,
    ...layout.tail.map((name) => ({ name, description: TAIL[name] })),
  ]
  for (let c = labels.length; c < nColumns; c++) labels.push({ name: `col${c + 1}` })
  return labels
}

interface Check {
  column: string
  expected: string
  holds(value: number): boolean
}

const CHECKS: readonly Check[] = [
  { column: 'x', expected: 'a number', holds: () => true },
  { column: 'y', expected: 'a number', holds: () => true },
  { column: 'ra', expected: '0 to 360 deg', holds: (ra) => ra >= 0 && ra < 360 },
  { column: 'dec', expected: '-90 to 90 deg', holds: (dec) => Math.abs(dec) <= 90 },
  { column: 'n_filters', expected: '0-5 or 200', holds: (n) => within(n, 0, 5) || n === 200 },
  { column: 'class', expected: 'a class 0-5', holds: (code) => within(code, 0, 5) },
  { column: 'class_mean', expected: 'a mean of 0 to 4', holds: (mean) => mean >= 0 && mean <= 4 },
]

function within(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high
}

/** If more than this share of the rows contradicts a name, the table has another layout. */
const LARGEST_SHARE_BAD = 0.1

/** A few bad cells cost their rows where they are read; they do not make another layout. */
function checkValues(table: Table, layout: LegusLayout): void {
  const refuse = (column: string, expected: string, isBad: (row: number) => boolean) => {
    const rows = Array.from({ length: table.nRows }, (_, row) => row).filter(isBad)
    if (rows.length <= LARGEST_SHARE_BAD * table.nRows) return
    throw contradiction(table, layout, column, rows[0], expected)
  }
  const values = (name: string) =>
    numbersOf(table.column(name), table.meta.source ?? 'table', new Notes())
  for (const { column, expected, holds } of CHECKS.filter(({ column }) => table.has(column))) {
    const own = values(column)
    refuse(column, expected, (row) => !Number.isNaN(own[row]) && !holds(own[row]))
  }
  if (!table.has('class_mean')) return
  const [codes, means] = [values('class'), values('class_mean')]
  const isOdd = (row: number) => (codes[row] === 0) !== (means[row] === 0)
  refuse('class_mean', '0 where and only where class is 0', isOdd)
}

function contradiction(
  table: Table,
  layout: LegusLayout,
  name: string,
  row: number,
  expected: string,
): InputError {
  const at = table.names.indexOf(name) + 1
  const { text, values } = table.columns[at - 1]
  return new InputError({
    what: `the values are not those of LEGUS layout ${layout.id}`,
    where: `${table.meta.source ?? 'table'}, row ${row + 1}, column ${at} (${name})`,
    expected,
    got: text?.at(row) ?? `${values[row]}`,
    remedy: 'name the columns in a header line (id x y ...), or correct the field in the file name',
  })
}
