/** What a person chose, as files: a table, or regions of DS9. */
import { classRegions } from '../../src/catalog/index.js'
import { type Column, csvText, ecsvText, Table } from '../../src/tables/index.js'
import { type FieldDescription, skyAt } from '../../src/viewing/index.js'
import { HIDDEN } from './people.js'
import type { RowChoice } from './row-choice.js'

export type ExportFormat = 'csv' | 'ecsv' | 'reg'

/** Integers of the FITS standard have no NaN: a missing class is told by a mask. */
type Missing = Pick<Column, 'missing'>

/**
 * The chosen rows as the text of a file. Opinions that are hidden on the page are missing here too.
 *
 * @param rows 0-based
 */
export function exportedText(
  format: ExportFormat,
  choice: RowChoice,
  description: FieldDescription,
  rows: readonly number[],
): string {
  if (format === 'reg') return regionsText(choice, description, rows)
  const table = exportedTable(choice, rows)
  return format === 'csv' ? csvText(table) : ecsvText(table)
}

function exportedTable(choice: RowChoice, rows: readonly number[]): Table {
  const { ids, x, y, ra, dec, magnitudes, machine } = choice.rows
  const numbers = (column: ArrayLike<number>) => Float64Array.from(rows, (row) => column[row])
  const hasSky = rows.some((row) => Number.isFinite(ra[row]))
  const pixel = (axis: string) => `${axis}, pixels; the centre of the first pixel is 0`
  const columns: Column[] = [
    { name: 'id', values: rows.map((row) => ids[row]) },
    { name: 'x', values: numbers(x), unit: 'pix', description: pixel('NAXIS1') },
    { name: 'y', values: numbers(y), unit: 'pix', description: pixel('NAXIS2') },
  ]
  if (hasSky) {
    columns.push(
      { name: 'ra', values: numbers(ra), unit: 'deg', description: 'right ascension, ICRS' },
      { name: 'dec', values: numbers(dec), unit: 'deg', description: 'declination, ICRS' },
    )
  }
  for (const [filter, column] of Object.entries(magnitudes)) {
    columns.push({ name: `mag_${filter}`, values: numbers(column), unit: 'mag' })
  }
  for (const { key } of choice.sources.value) {
    columns.push({ name: columnName(key), ...classCells(choice.classesOf(key), rows) })
  }
  if (machine) {
    const name = 'ml_probability'
    const values = Float64Array.from(rows, (row) => choice.probability(row))
    columns.push({ name, values, description: 'of the class of the machine' })
    columns.push({ name: 'ml_flags', values: Int32Array.from(rows, (row) => machine.flags[row]) })
  }
  return new Table(columns)
}

/** @example columnName('by anna') // 'class_anna' */
function columnName(source: string): string {
  if (source === 'machine') return 'ml_class'
  return source === 'catalogue' ? 'class' : `class_${source.replace(/^by /, '')}`
}

/** Unsure is -1; no class is missing, and so is one that is hidden. */
function classCells(
  classes: ArrayLike<number>,
  rows: readonly number[],
): Missing & Pick<Column, 'values'> {
  const values = Int16Array.from(rows, (row) => classes[row])
  const missing = Uint8Array.from(values, (value) => (value === 0 || value === HIDDEN ? 1 : 0))
  return { values, missing }
}

function regionsText(
  choice: RowChoice,
  { sky, classes: kinds, title }: FieldDescription,
  rows: readonly number[],
): string {
  const { ids, x, y } = choice.rows
  const { classes } = choice.facts.value
  const source = choice.sources.value.find(({ key }) => key === choice.source.value)
  return classRegions({
    ids: rows.map((row) => ids[row]),
    x: rows.map((row) => x[row]),
    y: rows.map((row) => y[row]),
    classes: rows.map((row) => Math.max(0, classes[row])),
    kinds: kinds.map(({ value, label }) => ({ value, name: label.replace(/^\S+: /, '') })),
    wcs: sky && { frame: 'ICRS', pixelToSky: (px, py) => skyAt(sky, px, py) },
    column: 'class',
    by: `${title}, classes of ${source?.label ?? 'nobody'}`,
  }).text
}

/** Hands a text to the browser's downloads. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = Object.assign(document.createElement('a'), { href: address, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
